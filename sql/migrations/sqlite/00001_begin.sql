-- +goose Up
CREATE TABLE meta (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE shops (
  id        TEXT NOT NULL PRIMARY KEY,
  key       TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  language  TEXT NOT NULL,
  zone      TEXT NOT NULL,
  currency  TEXT NOT NULL,
  origins   TEXT NOT NULL,
  peek      TEXT NOT NULL,
  seats     INTEGER NOT NULL,
  event_seq INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE schedules (
  shop_id TEXT NOT NULL PRIMARY KEY REFERENCES shops (id),
  body    TEXT NOT NULL
) STRICT;

CREATE TABLE policies (
  shop_id TEXT NOT NULL PRIMARY KEY REFERENCES shops (id),
  body    TEXT NOT NULL
) STRICT;

CREATE TABLE rules (
  shop_id  TEXT NOT NULL REFERENCES shops (id),
  id       TEXT NOT NULL,
  priority INTEGER NOT NULL,
  body     TEXT NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;

CREATE TABLE installations (
  id            TEXT NOT NULL PRIMARY KEY,
  shop_id       TEXT NOT NULL REFERENCES shops (id),
  platform      TEXT NOT NULL,
  secrets       TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  last_event_at INTEGER NOT NULL,
  failures      INTEGER NOT NULL,
  last_error    TEXT NOT NULL
) STRICT;
CREATE INDEX installations_shop ON installations (shop_id);

CREATE TABLE events (
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  seq         INTEGER NOT NULL,
  source      TEXT NOT NULL,
  id          TEXT NOT NULL,
  visitor_id  TEXT NOT NULL,
  kind        TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  payload     TEXT NOT NULL,
  PRIMARY KEY (shop_id, seq),
  UNIQUE (shop_id, source, id)
) STRICT;
CREATE INDEX events_visitor ON events (shop_id, visitor_id, seq);
CREATE INDEX events_received ON events (shop_id, received_at);

CREATE TABLE visitors (
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  id          TEXT NOT NULL,
  token_hash  TEXT NOT NULL,
  language    TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  peek_off    INTEGER NOT NULL,
  quiet_until INTEGER NOT NULL,
  PRIMARY KEY (shop_id, id),
  UNIQUE (shop_id, token_hash)
) STRICT;

CREATE TABLE aliases (
  shop_id    TEXT NOT NULL REFERENCES shops (id),
  kind       TEXT NOT NULL,
  value      TEXT NOT NULL,
  visitor_id TEXT NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (shop_id, kind, value)
) STRICT;
CREATE INDEX aliases_visitor ON aliases (shop_id, visitor_id, kind);

CREATE TABLE carts (
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  id          TEXT NOT NULL,
  customer    TEXT NOT NULL,
  version     INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  hint        INTEGER NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;
CREATE INDEX carts_customer ON carts (shop_id, customer) WHERE customer <> '';

CREATE TABLE orders (
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  id          TEXT NOT NULL,
  cart_id     TEXT NOT NULL,
  customer    TEXT NOT NULL,
  visitor_id  TEXT NOT NULL,
  version     INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  placed_at   INTEGER NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;
CREATE INDEX orders_cart ON orders (shop_id, cart_id) WHERE cart_id <> '';
CREATE INDEX orders_customer ON orders (shop_id, customer) WHERE customer <> '';
CREATE INDEX orders_visitor ON orders (shop_id, visitor_id) WHERE visitor_id <> '';

CREATE TABLE operators (
  shop_id       TEXT NOT NULL REFERENCES shops (id),
  id            TEXT NOT NULL,
  email         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  photo         TEXT NOT NULL,
  role          TEXT NOT NULL,
  seats         INTEGER NOT NULL,
  language      TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;

CREATE TABLE sessions (
  token_hash  TEXT NOT NULL PRIMARY KEY,
  shop_id     TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  device      TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
) STRICT;

-- A row is a taken place. The primary key is what makes giving one place twice impossible.
CREATE TABLE seats (
  shop_id     TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  place       INTEGER NOT NULL,
  holder      TEXT NOT NULL,
  PRIMARY KEY (shop_id, operator_id, place),
  UNIQUE (shop_id, holder),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
) STRICT;

CREATE TABLE offers (
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  id          TEXT NOT NULL,
  visitor_id  TEXT NOT NULL,
  visit       INTEGER NOT NULL,
  rule_id     TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  tab_id      TEXT NOT NULL,
  state       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  shown_at    INTEGER NOT NULL,
  ended_at    INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (shop_id, id),
  UNIQUE (shop_id, visitor_id, visit, rule_id)
) STRICT;
CREATE INDEX offers_open ON offers (shop_id, created_at) WHERE state IN ('created', 'shown');

CREATE TABLE conversations (
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  id          TEXT NOT NULL,
  visitor_id  TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  offer_id    TEXT NOT NULL,
  state       TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  preview     TEXT NOT NULL,
  waiting     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  closed_at   INTEGER NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;
CREATE UNIQUE INDEX conversations_live ON conversations (shop_id, visitor_id) WHERE state <> 'closed';
CREATE INDEX conversations_list ON conversations (shop_id, state, updated_at);

CREATE TABLE messages (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  id              TEXT NOT NULL,
  role            TEXT NOT NULL,
  author          TEXT NOT NULL,
  name            TEXT NOT NULL,
  body            TEXT NOT NULL,
  sent_at         INTEGER NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, seq),
  UNIQUE (shop_id, conversation_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;

CREATE TABLE answers (
  shop_id  TEXT NOT NULL REFERENCES shops (id),
  id       TEXT NOT NULL,
  shortcut TEXT NOT NULL,
  body     TEXT NOT NULL,
  language TEXT NOT NULL,
  used     INTEGER NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;

-- +goose Down
DROP TABLE answers;
DROP TABLE messages;
DROP TABLE conversations;
DROP TABLE offers;
DROP TABLE seats;
DROP TABLE sessions;
DROP TABLE operators;
DROP TABLE orders;
DROP TABLE carts;
DROP TABLE aliases;
DROP TABLE visitors;
DROP TABLE events;
DROP TABLE installations;
DROP TABLE rules;
DROP TABLE policies;
DROP TABLE schedules;
DROP TABLE shops;
DROP TABLE meta;

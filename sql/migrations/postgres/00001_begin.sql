-- +goose Up
CREATE TABLE meta (
  key   text COLLATE "C" NOT NULL PRIMARY KEY,
  value text COLLATE "C" NOT NULL
);

CREATE TABLE shops (
  id        text COLLATE "C" NOT NULL PRIMARY KEY,
  key       text COLLATE "C" NOT NULL UNIQUE,
  name      text NOT NULL,
  language  text NOT NULL,
  zone      text NOT NULL,
  currency  text NOT NULL,
  origins   text NOT NULL,
  peek      text NOT NULL,
  seats     bigint NOT NULL,
  event_seq bigint NOT NULL DEFAULT 0
);

CREATE TABLE schedules (
  shop_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES shops (id),
  body    text NOT NULL
);

CREATE TABLE policies (
  shop_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES shops (id),
  body    text NOT NULL
);

CREATE TABLE rules (
  shop_id  text COLLATE "C" NOT NULL REFERENCES shops (id),
  id       text COLLATE "C" NOT NULL,
  priority bigint NOT NULL,
  body     text NOT NULL,
  PRIMARY KEY (shop_id, id)
);

CREATE TABLE installations (
  id            text COLLATE "C" NOT NULL PRIMARY KEY,
  shop_id       text COLLATE "C" NOT NULL REFERENCES shops (id),
  platform      text NOT NULL,
  secrets       text NOT NULL,
  created_at    bigint NOT NULL,
  last_event_at bigint NOT NULL,
  failures      bigint NOT NULL,
  last_error    text NOT NULL
);
CREATE INDEX installations_shop ON installations (shop_id);

CREATE TABLE events (
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  seq         bigint NOT NULL,
  source      text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  visitor_id  text COLLATE "C" NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  occurred_at bigint NOT NULL,
  received_at bigint NOT NULL,
  payload     text NOT NULL,
  PRIMARY KEY (shop_id, seq),
  UNIQUE (shop_id, source, id)
);
CREATE INDEX events_visitor ON events (shop_id, visitor_id, seq);
CREATE INDEX events_received ON events (shop_id, received_at);

CREATE TABLE visitors (
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  id          text COLLATE "C" NOT NULL,
  token_hash  text COLLATE "C" NOT NULL,
  language    text NOT NULL,
  created_at  bigint NOT NULL,
  seen_at     bigint NOT NULL,
  peek_off    boolean NOT NULL,
  quiet_until bigint NOT NULL,
  PRIMARY KEY (shop_id, id),
  UNIQUE (shop_id, token_hash)
);

CREATE TABLE aliases (
  shop_id    text COLLATE "C" NOT NULL REFERENCES shops (id),
  kind       text COLLATE "C" NOT NULL,
  value      text COLLATE "C" NOT NULL,
  visitor_id text COLLATE "C" NOT NULL,
  at         bigint NOT NULL,
  PRIMARY KEY (shop_id, kind, value)
);
CREATE INDEX aliases_visitor ON aliases (shop_id, visitor_id, kind);

CREATE TABLE carts (
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  id          text COLLATE "C" NOT NULL,
  customer    text COLLATE "C" NOT NULL,
  version     bigint NOT NULL,
  occurred_at bigint NOT NULL,
  hint        boolean NOT NULL,
  body        text NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX carts_customer ON carts (shop_id, customer) WHERE customer <> '';

CREATE TABLE orders (
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  id          text COLLATE "C" NOT NULL,
  cart_id     text COLLATE "C" NOT NULL,
  customer    text COLLATE "C" NOT NULL,
  visitor_id  text COLLATE "C" NOT NULL,
  version     bigint NOT NULL,
  occurred_at bigint NOT NULL,
  placed_at   bigint NOT NULL,
  body        text NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX orders_cart ON orders (shop_id, cart_id) WHERE cart_id <> '';
CREATE INDEX orders_customer ON orders (shop_id, customer) WHERE customer <> '';
CREATE INDEX orders_visitor ON orders (shop_id, visitor_id) WHERE visitor_id <> '';

CREATE TABLE operators (
  shop_id       text COLLATE "C" NOT NULL REFERENCES shops (id),
  id            text COLLATE "C" NOT NULL,
  email         text COLLATE "C" NOT NULL UNIQUE,
  name          text NOT NULL,
  photo         text NOT NULL,
  role          text NOT NULL,
  seats         bigint NOT NULL,
  language      text NOT NULL,
  password_hash text NOT NULL,
  created_at    bigint NOT NULL,
  PRIMARY KEY (shop_id, id)
);

CREATE TABLE sessions (
  token_hash  text COLLATE "C" NOT NULL PRIMARY KEY,
  shop_id     text COLLATE "C" NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  device      text NOT NULL,
  created_at  bigint NOT NULL,
  seen_at     bigint NOT NULL,
  expires_at  bigint NOT NULL,
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
);

-- A row is a taken place. The primary key is what makes giving one place twice impossible.
CREATE TABLE seats (
  shop_id     text COLLATE "C" NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  place       bigint NOT NULL,
  holder      text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop_id, operator_id, place),
  UNIQUE (shop_id, holder),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
);

CREATE TABLE offers (
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  id          text COLLATE "C" NOT NULL,
  visitor_id  text COLLATE "C" NOT NULL,
  visit       bigint NOT NULL,
  rule_id     text COLLATE "C" NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  tab_id      text COLLATE "C" NOT NULL,
  state       text COLLATE "C" NOT NULL,
  reason      text NOT NULL,
  created_at  bigint NOT NULL,
  shown_at    bigint NOT NULL,
  ended_at    bigint NOT NULL,
  expires_at  bigint NOT NULL,
  PRIMARY KEY (shop_id, id),
  UNIQUE (shop_id, visitor_id, visit, rule_id)
);
CREATE INDEX offers_open ON offers (shop_id, created_at) WHERE state IN ('created', 'shown');

CREATE TABLE conversations (
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  id          text COLLATE "C" NOT NULL,
  visitor_id  text COLLATE "C" NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  offer_id    text COLLATE "C" NOT NULL,
  state       text COLLATE "C" NOT NULL,
  seq         bigint NOT NULL,
  preview     text NOT NULL,
  waiting     boolean NOT NULL,
  created_at  bigint NOT NULL,
  updated_at  bigint NOT NULL,
  closed_at   bigint NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX conversations_live ON conversations (shop_id, visitor_id) WHERE state <> 'closed';
CREATE INDEX conversations_list ON conversations (shop_id, state, updated_at);

CREATE TABLE messages (
  shop_id         text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  seq             bigint NOT NULL,
  id              text COLLATE "C" NOT NULL,
  role            text NOT NULL,
  author          text NOT NULL,
  name            text NOT NULL,
  body            text NOT NULL,
  sent_at         bigint NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, seq),
  UNIQUE (shop_id, conversation_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);

CREATE TABLE answers (
  shop_id  text COLLATE "C" NOT NULL REFERENCES shops (id),
  id       text COLLATE "C" NOT NULL,
  shortcut text NOT NULL,
  body     text NOT NULL,
  language text NOT NULL,
  used     bigint NOT NULL,
  PRIMARY KEY (shop_id, id)
);

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

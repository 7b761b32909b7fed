-- +goose Up
ALTER TABLE answers ADD COLUMN folder TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN owner_id TEXT NOT NULL DEFAULT '';

-- The words of each message without case and accents; LIKE on it is the search of both databases.
CREATE TABLE message_search (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  sent_at         INTEGER NOT NULL,
  folded          TEXT NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, seq),
  FOREIGN KEY (shop_id, conversation_id, seq) REFERENCES messages (shop_id, conversation_id, seq)
) STRICT;
CREATE INDEX message_search_newest ON message_search (shop_id, sent_at);

CREATE TABLE labels (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  kind            TEXT NOT NULL,
  tags            TEXT NOT NULL,
  rating          INTEGER NOT NULL,
  rated_at        INTEGER NOT NULL,
  PRIMARY KEY (shop_id, conversation_id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;

CREATE TABLE notes (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  id              TEXT NOT NULL,
  operator_id     TEXT NOT NULL,
  name            TEXT NOT NULL,
  body            TEXT NOT NULL,
  at              INTEGER NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;

-- +goose Down
DROP TABLE notes;
DROP TABLE labels;
DROP TABLE message_search;
ALTER TABLE answers DROP COLUMN owner_id;
ALTER TABLE answers DROP COLUMN folder;

-- +goose Up
-- Who looked at a visitor's unsent words, from when to when. Never what the words were.
CREATE TABLE watches (
  shop_id         TEXT NOT NULL,
  id              TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  operator_id     TEXT NOT NULL,
  mode            TEXT NOT NULL,
  began_at        INTEGER NOT NULL,
  ended_at        INTEGER NOT NULL,
  PRIMARY KEY (shop_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;
CREATE INDEX watches_conversation ON watches (shop_id, conversation_id, began_at);

-- +goose Down
DROP TABLE watches;

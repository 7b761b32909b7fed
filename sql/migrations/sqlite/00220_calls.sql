-- +goose Up
-- A call to all operators of a shop: whoever takes the conversation first has it.
CREATE TABLE calls (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  at              INTEGER NOT NULL,
  until_at        INTEGER NOT NULL,
  asked_by        TEXT NOT NULL,
  taken_by        TEXT NOT NULL,
  ended_at        INTEGER NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, at),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;
CREATE UNIQUE INDEX calls_one_open ON calls (shop_id, conversation_id) WHERE ended_at = 0;

-- +goose Down
DROP TABLE calls;

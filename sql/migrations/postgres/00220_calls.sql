-- +goose Up
-- A call to all operators of a shop: whoever takes the conversation first has it.
CREATE TABLE calls (
  shop_id         text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  at              bigint NOT NULL,
  until_at        bigint NOT NULL,
  asked_by        text COLLATE "C" NOT NULL,
  taken_by        text COLLATE "C" NOT NULL,
  ended_at        bigint NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, at),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);
CREATE UNIQUE INDEX calls_one_open ON calls (shop_id, conversation_id) WHERE ended_at = 0;

-- +goose Down
DROP TABLE calls;

-- +goose Up
-- Who looked at a visitor's unsent words, from when to when. Never what the words were.
CREATE TABLE watches (
  shop_id         text COLLATE "C" NOT NULL,
  id              text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  operator_id     text COLLATE "C" NOT NULL,
  mode            text COLLATE "C" NOT NULL,
  began_at        bigint NOT NULL,
  ended_at        bigint NOT NULL,
  PRIMARY KEY (shop_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);
CREATE INDEX watches_conversation ON watches (shop_id, conversation_id, began_at);

-- +goose Down
DROP TABLE watches;

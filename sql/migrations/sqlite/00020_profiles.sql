-- +goose Up
CREATE TABLE profiles (
  shop_id     TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY (shop_id, operator_id),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
) STRICT;
CREATE INDEX conversations_held ON conversations (shop_id, operator_id) WHERE state = 'open';

-- +goose Down
DROP INDEX conversations_held;
DROP TABLE profiles;

-- +goose Up
-- How far a shop's first set-up has come.
CREATE TABLE guides (
  shop_id TEXT NOT NULL PRIMARY KEY,
  body    TEXT NOT NULL,
  FOREIGN KEY (shop_id) REFERENCES shops (id)
) STRICT;

-- +goose Down
DROP TABLE guides;

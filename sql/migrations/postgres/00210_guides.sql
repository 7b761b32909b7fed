-- +goose Up
-- How far a shop's first set-up has come.
CREATE TABLE guides (
  shop_id text COLLATE "C" NOT NULL PRIMARY KEY,
  body    text NOT NULL,
  FOREIGN KEY (shop_id) REFERENCES shops (id)
);

-- +goose Down
DROP TABLE guides;

-- +goose Up
-- How long a shop keeps what, where it differs from the server's setting.
CREATE TABLE retentions (
  shop_id text COLLATE "C" NOT NULL PRIMARY KEY,
  body    text NOT NULL,
  FOREIGN KEY (shop_id) REFERENCES shops (id)
);

-- When operators mean to work.
CREATE TABLE shifts (
  shop_id text COLLATE "C" NOT NULL PRIMARY KEY,
  body    text NOT NULL,
  FOREIGN KEY (shop_id) REFERENCES shops (id)
);

-- +goose Down
DROP TABLE shifts;
DROP TABLE retentions;

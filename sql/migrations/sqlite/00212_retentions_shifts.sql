-- +goose Up
-- How long a shop keeps what, where it differs from the server's setting.
CREATE TABLE retentions (
  shop_id TEXT NOT NULL PRIMARY KEY,
  body    TEXT NOT NULL,
  FOREIGN KEY (shop_id) REFERENCES shops (id)
) STRICT;

-- When operators mean to work.
CREATE TABLE shifts (
  shop_id TEXT NOT NULL PRIMARY KEY,
  body    TEXT NOT NULL,
  FOREIGN KEY (shop_id) REFERENCES shops (id)
) STRICT;

-- +goose Down
DROP TABLE shifts;
DROP TABLE retentions;

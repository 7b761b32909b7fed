-- +goose Up
-- Keys of the merchant's programs. The store keeps the hash.
CREATE TABLE api_keys (
  token_hash  TEXT NOT NULL PRIMARY KEY,
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  id          TEXT NOT NULL,
  name        TEXT NOT NULL,
  scope       TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  used_at     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX api_keys_shop ON api_keys (shop_id, id);
CREATE INDEX promises_in_order ON promises (shop_id, created_at, id);

-- +goose Down
DROP INDEX promises_in_order;
DROP TABLE api_keys;

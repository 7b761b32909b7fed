-- +goose Up
-- Keys of the merchant's programs. The store keeps the hash.
CREATE TABLE api_keys (
  token_hash  text COLLATE "C" NOT NULL PRIMARY KEY,
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  id          text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  scope       text COLLATE "C" NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  created_at  bigint NOT NULL,
  used_at     bigint NOT NULL
);
CREATE UNIQUE INDEX api_keys_shop ON api_keys (shop_id, id);
CREATE INDEX promises_in_order ON promises (shop_id, created_at, id);

-- +goose Down
DROP INDEX promises_in_order;
DROP TABLE api_keys;

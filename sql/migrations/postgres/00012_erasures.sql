-- +goose Up
-- Who was erased, as a digest: enough to erase the person again after a backup from before was restored.
CREATE TABLE erasures (
  shop_id text COLLATE "C" NOT NULL REFERENCES shops (id),
  digest  text COLLATE "C" NOT NULL,
  at      bigint NOT NULL,
  PRIMARY KEY (shop_id, digest)
);

-- +goose Down
DROP TABLE erasures;

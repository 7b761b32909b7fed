-- +goose Up
-- Who was erased, as a digest: enough to erase the person again after a backup from before was restored.
CREATE TABLE erasures (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  digest  TEXT NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (shop_id, digest)
) STRICT;

-- +goose Down
DROP TABLE erasures;

-- +goose Up
-- How a shop's widget looks and what it says.
CREATE TABLE looks (
  shop_id TEXT NOT NULL PRIMARY KEY,
  body    TEXT NOT NULL,
  FOREIGN KEY (shop_id) REFERENCES shops (id)
) STRICT;

-- Operators' photos, made anew on the server; the digest is of the JPEG that is kept.
CREATE TABLE faces (
  shop_id     TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  digest      TEXT NOT NULL,
  jpeg        BLOB NOT NULL,
  PRIMARY KEY (shop_id, operator_id),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
) STRICT;

-- +goose Down
DROP TABLE faces;
DROP TABLE looks;

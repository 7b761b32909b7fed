-- +goose Up
-- How a shop's widget looks and what it says.
CREATE TABLE looks (
  shop_id text COLLATE "C" NOT NULL PRIMARY KEY,
  body    text NOT NULL,
  FOREIGN KEY (shop_id) REFERENCES shops (id)
);

-- Operators' photos, made anew on the server; the digest is of the JPEG that is kept.
CREATE TABLE faces (
  shop_id     text COLLATE "C" NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  digest      text COLLATE "C" NOT NULL,
  jpeg        bytea NOT NULL,
  PRIMARY KEY (shop_id, operator_id),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
);

-- +goose Down
DROP TABLE faces;
DROP TABLE looks;

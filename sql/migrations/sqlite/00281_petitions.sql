-- +goose Up
-- What platforms asked on a person's or the shop's behalf, and what was done: no row says whom it was about.
CREATE TABLE petitions (
  shop_id  TEXT NOT NULL REFERENCES shops (id),
  id       TEXT NOT NULL,
  platform TEXT NOT NULL,
  kind     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  due_at   INTEGER NOT NULL,
  entries  INTEGER NOT NULL,
  taken_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (shop_id, id)
) STRICT;
CREATE INDEX petitions_at ON petitions (shop_id, at);
-- The copies made for people who asked for their data, sealed; the digest finds them when the person is erased.
CREATE TABLE petition_files (
  shop_id     TEXT NOT NULL,
  petition_id TEXT NOT NULL,
  digest      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  customer    TEXT NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY (shop_id, petition_id),
  FOREIGN KEY (shop_id, petition_id) REFERENCES petitions (shop_id, id)
) STRICT;
CREATE INDEX petition_files_digest ON petition_files (shop_id, digest);

-- +goose Down
DROP TABLE petition_files;
DROP TABLE petitions;

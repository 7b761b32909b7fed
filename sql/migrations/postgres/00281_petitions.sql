-- +goose Up
-- What platforms asked on a person's or the shop's behalf, and what was done: no row says whom it was about.
CREATE TABLE petitions (
  shop_id  text COLLATE "C" NOT NULL REFERENCES shops (id),
  id       text COLLATE "C" NOT NULL,
  platform text COLLATE "C" NOT NULL,
  kind     text COLLATE "C" NOT NULL,
  at       bigint NOT NULL,
  due_at   bigint NOT NULL,
  entries  bigint NOT NULL,
  taken_at bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX petitions_at ON petitions (shop_id, at);
-- The copies made for people who asked for their data, sealed; the digest finds them when the person is erased.
CREATE TABLE petition_files (
  shop_id     text COLLATE "C" NOT NULL,
  petition_id text COLLATE "C" NOT NULL,
  digest      text COLLATE "C" NOT NULL,
  at          bigint NOT NULL,
  customer    text COLLATE "C" NOT NULL,
  body        text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop_id, petition_id),
  FOREIGN KEY (shop_id, petition_id) REFERENCES petitions (shop_id, id)
);
CREATE INDEX petition_files_digest ON petition_files (shop_id, digest);

-- +goose Down
DROP TABLE petition_files;
DROP TABLE petitions;

-- +goose Up
-- Merchants' own addresses that are told what happens. Secrets are sealed.
CREATE TABLE endpoints (
  shop_id      TEXT NOT NULL REFERENCES shops (id),
  id           TEXT NOT NULL,
  url          TEXT NOT NULL,
  kinds        TEXT NOT NULL,
  secrets      TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  disabled_at  INTEGER NOT NULL,
  disabled_why TEXT NOT NULL,
  waiting      INTEGER NOT NULL,
  dropped      INTEGER NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;

-- What is to be told, written in the transaction of what it tells. about is the conversation or the visitor it is about.
CREATE TABLE deliveries (
  shop_id     TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  kind        TEXT NOT NULL,
  about       TEXT NOT NULL,
  payload     TEXT NOT NULL,
  state       TEXT NOT NULL,
  attempts    INTEGER NOT NULL,
  next_at     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  ended_at    INTEGER NOT NULL,
  status      INTEGER NOT NULL,
  failure     TEXT NOT NULL,
  PRIMARY KEY (shop_id, endpoint_id, id),
  FOREIGN KEY (shop_id, endpoint_id) REFERENCES endpoints (shop_id, id)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE state = 'due';
CREATE INDEX deliveries_due_of_shop ON deliveries (shop_id, next_at) WHERE state = 'due';
CREATE INDEX deliveries_list ON deliveries (shop_id, endpoint_id, created_at);
CREATE INDEX deliveries_about ON deliveries (shop_id, about);

-- +goose Down
DROP TABLE deliveries;
DROP TABLE endpoints;

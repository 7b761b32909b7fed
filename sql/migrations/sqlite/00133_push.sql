-- +goose Up
-- Browsers of operators that are called by web push. body is sealed.
CREATE TABLE push_subscriptions (
  shop_id     TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  device      TEXT NOT NULL,
  body        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  pushed_at   INTEGER NOT NULL,
  failures    INTEGER NOT NULL,
  PRIMARY KEY (shop_id, operator_id, id),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
) STRICT;

-- +goose Down
DROP TABLE push_subscriptions;

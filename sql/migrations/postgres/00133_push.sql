-- +goose Up
-- Browsers of operators that are called by web push. body is sealed.
CREATE TABLE push_subscriptions (
  shop_id     text COLLATE "C" NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  device      text NOT NULL,
  body        text NOT NULL,
  created_at  bigint NOT NULL,
  pushed_at   bigint NOT NULL,
  failures    bigint NOT NULL,
  PRIMARY KEY (shop_id, operator_id, id),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
);

-- +goose Down
DROP TABLE push_subscriptions;

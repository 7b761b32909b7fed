-- +goose Up
-- Merchants' own addresses that are told what happens. Secrets are sealed.
CREATE TABLE endpoints (
  shop_id      text COLLATE "C" NOT NULL REFERENCES shops (id),
  id           text COLLATE "C" NOT NULL,
  url          text NOT NULL,
  kinds        text NOT NULL,
  secrets      text NOT NULL,
  created_at   bigint NOT NULL,
  disabled_at  bigint NOT NULL,
  disabled_why text NOT NULL,
  waiting      bigint NOT NULL,
  dropped      bigint NOT NULL,
  PRIMARY KEY (shop_id, id)
);

-- What is to be told, written in the transaction of what it tells. about is the conversation or the visitor it is about.
CREATE TABLE deliveries (
  shop_id     text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  about       text COLLATE "C" NOT NULL,
  payload     text NOT NULL,
  state       text COLLATE "C" NOT NULL,
  attempts    bigint NOT NULL,
  next_at     bigint NOT NULL,
  created_at  bigint NOT NULL,
  ended_at    bigint NOT NULL,
  status      bigint NOT NULL,
  failure     text NOT NULL,
  PRIMARY KEY (shop_id, endpoint_id, id),
  FOREIGN KEY (shop_id, endpoint_id) REFERENCES endpoints (shop_id, id)
);
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE state = 'due';
CREATE INDEX deliveries_due_of_shop ON deliveries (shop_id, next_at) WHERE state = 'due';
CREATE INDEX deliveries_list ON deliveries (shop_id, endpoint_id, created_at);
CREATE INDEX deliveries_about ON deliveries (shop_id, about);

-- +goose Down
DROP TABLE deliveries;
DROP TABLE endpoints;

-- +goose Up
-- Deliveries that were signed well and could not be understood. body is base64: it may hold what text may not.
CREATE TABLE quarantine (
  shop_id         text COLLATE "C" NOT NULL REFERENCES shops (id),
  id              text COLLATE "C" NOT NULL,
  installation_id text COLLATE "C" NOT NULL,
  platform        text NOT NULL,
  reason          text NOT NULL,
  headers         text NOT NULL,
  body            text NOT NULL,
  received_at     bigint NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX quarantine_received ON quarantine (shop_id, received_at);

-- +goose Down
DROP TABLE quarantine;

-- +goose Up
-- Deliveries that were signed well and could not be understood. body is base64: it may hold what text may not.
CREATE TABLE quarantine (
  shop_id         TEXT NOT NULL REFERENCES shops (id),
  id              TEXT NOT NULL,
  installation_id TEXT NOT NULL,
  platform        TEXT NOT NULL,
  reason          TEXT NOT NULL,
  headers         TEXT NOT NULL,
  body            TEXT NOT NULL,
  received_at     INTEGER NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;
CREATE INDEX quarantine_received ON quarantine (shop_id, received_at);

-- +goose Down
DROP TABLE quarantine;

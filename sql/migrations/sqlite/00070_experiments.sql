-- +goose Up
CREATE TABLE experiments (
  shop_id    TEXT NOT NULL REFERENCES shops (id),
  id         TEXT NOT NULL,
  rule_id    TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER NOT NULL,
  body       TEXT NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;
-- A rule is tried by one experiment at a time.
CREATE UNIQUE INDEX experiments_running ON experiments (shop_id, rule_id) WHERE ended_at = 0;

-- The first moment at which a visitor would have been offered help, and the arm that fell to them. The primary key makes
-- a second arm impossible.
CREATE TABLE exposures (
  shop_id       TEXT NOT NULL REFERENCES shops (id),
  experiment_id TEXT NOT NULL,
  visitor_id    TEXT NOT NULL,
  phase         INTEGER NOT NULL,
  arm           TEXT NOT NULL,
  rule_id       TEXT NOT NULL,
  at            INTEGER NOT NULL,
  PRIMARY KEY (shop_id, experiment_id, visitor_id)
) STRICT;
CREATE INDEX exposures_visitor ON exposures (shop_id, visitor_id);

-- +goose Down
DROP TABLE exposures;
DROP TABLE experiments;

-- +goose Up
-- How often a rule was decided how in an hour: counts only, nobody is in them. Each process counts under its own run, so that
-- writing a count again changes nothing.
CREATE TABLE tallies (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  hour    INTEGER NOT NULL,
  rule_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason  TEXT NOT NULL,
  run     TEXT NOT NULL,
  n       INTEGER NOT NULL,
  PRIMARY KEY (shop_id, hour, rule_id, outcome, reason, run)
) STRICT;

-- +goose Down
DROP TABLE tallies;

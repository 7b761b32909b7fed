-- +goose Up
-- How often a rule was decided how in an hour: counts only, nobody is in them. Each process counts under its own run, so that
-- writing a count again changes nothing.
CREATE TABLE tallies (
  shop_id text COLLATE "C" NOT NULL REFERENCES shops (id),
  hour    bigint NOT NULL,
  rule_id text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  reason  text COLLATE "C" NOT NULL,
  run     text COLLATE "C" NOT NULL,
  n       bigint NOT NULL,
  PRIMARY KEY (shop_id, hour, rule_id, outcome, reason, run)
);

-- +goose Down
DROP TABLE tallies;

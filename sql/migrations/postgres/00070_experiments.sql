-- +goose Up
CREATE TABLE experiments (
  shop_id    text COLLATE "C" NOT NULL REFERENCES shops (id),
  id         text COLLATE "C" NOT NULL,
  rule_id    text COLLATE "C" NOT NULL,
  started_at bigint NOT NULL,
  ended_at   bigint NOT NULL,
  body       text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop_id, id)
);
-- A rule is tried by one experiment at a time.
CREATE UNIQUE INDEX experiments_running ON experiments (shop_id, rule_id) WHERE ended_at = 0;

-- The first moment at which a visitor would have been offered help, and the arm that fell to them. The primary key makes
-- a second arm impossible.
CREATE TABLE exposures (
  shop_id       text COLLATE "C" NOT NULL REFERENCES shops (id),
  experiment_id text COLLATE "C" NOT NULL,
  visitor_id    text COLLATE "C" NOT NULL,
  phase         bigint NOT NULL,
  arm           text COLLATE "C" NOT NULL,
  rule_id       text COLLATE "C" NOT NULL,
  at            bigint NOT NULL,
  PRIMARY KEY (shop_id, experiment_id, visitor_id)
);
CREATE INDEX exposures_visitor ON exposures (shop_id, visitor_id);

-- +goose Down
DROP TABLE exposures;
DROP TABLE experiments;

-- +goose Up
-- Every change of a rule, so that somebody can see who made it and take it back. A body is empty where there was no rule.
CREATE TABLE rule_changes (
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  seq         bigint NOT NULL,
  at          bigint NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  rule_id     text COLLATE "C" NOT NULL,
  before_body text NOT NULL,
  after_body  text NOT NULL,
  PRIMARY KEY (shop_id, seq)
);
CREATE INDEX rule_changes_of_rule ON rule_changes (shop_id, rule_id, seq);

-- +goose Down
DROP TABLE rule_changes;

-- +goose Up
-- Every change of a rule, so that somebody can see who made it and take it back. A body is empty where there was no rule.
CREATE TABLE rule_changes (
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  seq         INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  operator_id TEXT NOT NULL,
  rule_id     TEXT NOT NULL,
  before_body TEXT NOT NULL,
  after_body  TEXT NOT NULL,
  PRIMARY KEY (shop_id, seq)
) STRICT;
CREATE INDEX rule_changes_of_rule ON rule_changes (shop_id, rule_id, seq);

-- +goose Down
DROP TABLE rule_changes;

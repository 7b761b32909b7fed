package zagaj

import "encoding/json"

// RuleChange is one change of a shop's rules: who, when, and the rule before and after it.
type RuleChange struct {
	Shop     ShopID          `json:"-" db:"shop_id"`
	Seq      int64           `json:"seq" db:"seq"` // counts the shop's changes from 1
	At       Instant         `json:"at" db:"at"`
	Operator OperatorID      `json:"operator" db:"operator_id"`
	Rule     RuleID          `json:"rule" db:"rule_id"`
	Before   json.RawMessage `json:"before" db:"-"` // null when the rule was new
	After    json.RawMessage `json:"after" db:"-"`  // null when the rule was removed
}

package sql

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/zagaj/zagaj"
)

// ruleBody returns a rule's body, "" when there is no such rule.
func ruleBody(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.RuleID) (string, error) {
	found, err := list[string](ctx, t, `SELECT body FROM rules WHERE shop_id = $1 AND id = $2`, shop, id)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// ChangeRule adds or replaces a rule and keeps who did it, both or neither. A version other than 0 names the one the
// change was made from: CodeConflict when somebody has changed the rule since, CodeInvalid when a new one is one too many. It returns the
// rule with its new version.
func (s *Store) ChangeRule(ctx context.Context, r zagaj.Rule, by zagaj.OperatorID) (zagaj.Rule, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Rule, error) {
		before, err := ruleBody(ctx, t, r.Shop, r.ID)
		if err != nil {
			return r, err
		}
		made := r
		if before != "" {
			old, err := unpack[zagaj.Rule](before)
			if err != nil {
				return r, err
			}
			if old.UpdatedAt == r.UpdatedAt && old.Version == r.Version+1 {
				return old, nil // this very change, whose commit was not heard of
			}
			if r.Version > 0 && r.Version != old.Version {
				return r, zagaj.E(zagaj.CodeConflict, "somebody has changed this rule since")
			}
			made.Version = old.Version
		} else if err := roomForRule(ctx, t, r.Shop); err != nil {
			return r, err
		}
		made.Version++
		after, err := pack(made)
		if err != nil {
			return r, err
		}
		if _, err := exec(ctx, t, `INSERT INTO rules (shop_id, id, priority, body) VALUES ($1, $2, $3, $4)
			ON CONFLICT (shop_id, id) DO UPDATE SET priority = excluded.priority, body = excluded.body`, r.Shop, r.ID, r.Priority, after); err != nil {
			return r, err
		}
		return made, noteRule(ctx, t, zagaj.RuleChange{Shop: r.Shop, At: r.UpdatedAt, Operator: by, Rule: r.ID}, before, after)
	})
}

// roomForRule fails with CodeInvalid when a shop has as many rules as it may: settings that cannot be decided by must not be kept, else
// the next start would fail over them.
func roomForRule(ctx context.Context, t tx, shop zagaj.ShopID) error {
	n, err := get[int](ctx, t, `SELECT COUNT(*) FROM rules WHERE shop_id = $1`, shop)
	if err == nil && n >= zagaj.MaxRules {
		err = zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("rules: a shop has at most %d rules", zagaj.MaxRules))
	}
	return err
}

// RemoveRule removes a rule and keeps who did it. CodeNotFound when there is none, CodeConflict while an experiment of it runs.
func (s *Store) RemoveRule(ctx context.Context, shop zagaj.ShopID, id zagaj.RuleID, by zagaj.OperatorID, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		before, err := ruleBody(ctx, t, shop, id)
		if err != nil {
			return err
		}
		if before == "" {
			known, err := exists(ctx, t, `SELECT 1 FROM rule_changes WHERE shop_id = $1 AND rule_id = $2 AND at = $3 AND after_body = ''`, shop, id, at)
			if err == nil && !known {
				err = errNotFound
			}
			return err
		}
		busy, err := exists(ctx, t, `SELECT 1 FROM experiments WHERE shop_id = $1 AND rule_id = $2 AND ended_at = 0`, shop, id)
		if err != nil {
			return err
		}
		if busy {
			return zagaj.E(zagaj.CodeConflict, "an experiment of this rule is running; end it first")
		}
		if err := one(ctx, t, `DELETE FROM rules WHERE shop_id = $1 AND id = $2`, shop, id); err != nil {
			return err
		}
		return noteRule(ctx, t, zagaj.RuleChange{Shop: shop, At: at, Operator: by, Rule: id}, before, "")
	})
}

func noteRule(ctx context.Context, t tx, c zagaj.RuleChange, before, after string) error {
	last, err := get[int64](ctx, t, `SELECT COALESCE(MAX(seq), 0) FROM rule_changes WHERE shop_id = $1`, c.Shop)
	if err != nil {
		return err
	}
	_, err = exec(ctx, t, `INSERT INTO rule_changes (shop_id, seq, at, operator_id, rule_id, before_body, after_body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.Shop, last+1, c.At, c.Operator, c.Rule, before, after)
	return err
}

// RuleChanges returns the changes of a shop's rules before one, or of one rule when it is named, the newest first.
func (s *Store) RuleChanges(ctx context.Context, shop zagaj.ShopID, rule zagaj.RuleID, before int64, limit int) ([]zagaj.RuleChange, error) {
	type row struct {
		zagaj.RuleChange
		BeforeBody string `db:"before_body"`
		AfterBody  string `db:"after_body"`
	}
	found, err := list[row](ctx, s.read, `SELECT shop_id, seq, at, operator_id, rule_id, before_body, after_body FROM rule_changes
		WHERE shop_id = $1 AND ($2 = '' OR rule_id = $2) AND seq < $3 ORDER BY seq DESC LIMIT $4`, shop, rule, before, rows(limit))
	out := make([]zagaj.RuleChange, len(found))
	for i, r := range found {
		out[i] = r.RuleChange
		out[i].Before, out[i].After = orNull(r.BeforeBody), orNull(r.AfterBody)
	}
	return out, err
}

func orNull(body string) json.RawMessage {
	if body == "" {
		return json.RawMessage("null")
	}
	return json.RawMessage(body)
}

// Package triggers decides when to offer help.
//
// What it promises: deciding is pure and gives its reason; time is passed in; the same events give the same
// decisions; at most one timer is armed for a visitor; an unknown fact never fires a rule.
package triggers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/zagaj/zagaj"
)

// Truth is Kleene's three values.
type Truth int8

// A rule fires only on True. Unknown means that the fact was never received.
const (
	Unknown Truth = iota
	False
	True
)

// String returns "true", "false" or "unknown".
func (t Truth) String() string { return [...]string{"unknown", "false", "true"}[t] }

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// never is the next deadline of what only an event can change.
const never = zagaj.Forever

// node is one compiled condition: a level, with the earliest instant after now at which it could differ without a
// further event. Implementations: all, any, not and fact.
type node interface {
	eval(v *visit, now zagaj.Instant) (Truth, zagaj.Instant)
}

type (
	all    []node
	either []node
	not    struct{ node }
)

// eval: a false conjunction turns only when all its false children have; a true one when the first child does.
func (n all) eval(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
	value, soonest, falseUntil := True, never, zagaj.Instant(0)
	for _, child := range n {
		t, next := child.eval(v, now)
		soonest = min(soonest, next)
		if t == False {
			value, falseUntil = False, max(falseUntil, next)
		} else if t == Unknown && value == True {
			value = Unknown
		}
	}
	if value == False {
		return False, falseUntil
	}
	return value, soonest
}

func (n either) eval(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
	value, soonest, trueUntil := False, never, zagaj.Instant(0)
	for _, child := range n {
		t, next := child.eval(v, now)
		soonest = min(soonest, next)
		if t == True {
			value, trueUntil = True, max(trueUntil, next)
		} else if t == Unknown && value == False {
			value = Unknown
		}
	}
	if value == True {
		return True, trueUntil
	}
	return value, soonest
}

func (n not) eval(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
	t, next := n.node.eval(v, now)
	return [...]Truth{Unknown: Unknown, False: True, True: False}[t], next
}

// spec is a condition as merchants' tools write it. Exactly one of All, Any, Not and Fact is set.
type spec struct {
	All      []json.RawMessage `json:"all,omitempty"`
	Any      []json.RawMessage `json:"any,omitempty"`
	Not      json.RawMessage   `json:"not,omitempty"`
	Fact     string            `json:"fact,omitempty"`
	Scope    string            `json:"scope,omitempty"`    // dwell: site, category, product or page_type
	Of       string            `json:"of,omitempty"`       // dwell by page_type: which; pulse: its name
	Op       string            `json:"op,omitempty"`       // >=, <=, =, !=, in, contains or prefix
	Value    json.RawMessage   `json:"value,omitempty"`    // seconds, a count, an amount in minor units, or text
	Products int               `json:"products,omitempty"` // dwell by category: of at least so many products
	Within   zagaj.Seconds     `json:"within,omitempty"`   // pulse: for how long it counts
}

// Limits of a rule's tree: enough for any sentence a person can read.
const (
	maxDepth = 8
	maxNodes = 64
)

// compiler turns specs into nodes and counts them.
type compiler struct {
	nodes    int
	watchful bool
}

func (c *compiler) list(raws []json.RawMessage, path string, depth int) ([]node, error) {
	var out []node
	for i, raw := range raws {
		n, err := c.node(raw, fmt.Sprintf("%s[%d]", path, i), depth)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

func (c *compiler) node(raw json.RawMessage, path string, depth int) (node, error) {
	if c.nodes++; c.nodes > maxNodes || depth > maxDepth {
		return nil, invalid(path, fmt.Sprintf("a rule has at most %d conditions, nested at most %d deep", maxNodes, maxDepth))
	}
	var s spec
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return nil, invalid(path, "not a condition: "+err.Error())
	}
	switch {
	case s.All != nil:
		list, err := c.list(s.All, path+".all", depth+1)
		return all(list), err
	case s.Any != nil:
		list, err := c.list(s.Any, path+".any", depth+1)
		return either(list), err
	case s.Not != nil:
		n, err := c.node(s.Not, path+".not", depth+1)
		return not{n}, err
	}
	n, err := s.fact(path)
	if _, ok := n.(watchful); ok {
		c.watchful = true
	}
	return n, err
}

func invalid(path, why string) error { return zagaj.E(zagaj.CodeInvalid, path+": "+why) }

// rule is a compiled zagaj.Rule.
type rule struct {
	zagaj.Rule
	tree  node
	parts []part // the top of the tree, for explaining
	// watchful rules ask about the operators.
	watchful bool
	broken   bool // it has panicked and is not asked any more
}

// part is one condition as the merchant wrote it.
type part struct {
	node
	path, text string
}

func parts(name string, raws []json.RawMessage, nodes []node, wrap func(node) node) []part {
	out := make([]part, len(nodes))
	for i, n := range nodes {
		out[i] = part{node: wrap(n), path: fmt.Sprintf("%s[%d]", name, i), text: string(raws[i])}
	}
	return out
}

func compile(r zagaj.Rule) (*rule, error) {
	c := &compiler{}
	if len(r.When) == 0 {
		return nil, invalid("when", "a rule needs at least one condition")
	}
	when, err := c.list(r.When, "when", 1)
	if err != nil {
		return nil, err
	}
	tree, err := c.list(r.Who, "who", 1)
	if err != nil {
		return nil, err
	}
	unless, err := c.list(r.Unless, "unless", 1)
	if err != nil {
		return nil, err
	}
	same := func(n node) node { return n }
	list := slices.Concat(parts("when", r.When, when, same), parts("who", r.Who, tree, same),
		parts("unless", r.Unless, unless, func(n node) node { return not{n} }))
	tree = append(tree, either(when))
	if len(unless) > 0 {
		tree = append(tree, not{either(unless)})
	}
	return &rule{Rule: r, tree: all(tree), parts: list, watchful: c.watchful}, nil
}

// ValidateRule compiles a rule and returns CodeInvalid with the path of what is wrong.
func ValidateRule(r zagaj.Rule) error {
	if strings.TrimSpace(r.Name) == "" {
		return invalid("name", "a rule needs a name")
	}
	_, err := compile(r)
	return err
}

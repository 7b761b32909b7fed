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

// touch is a set of the things events change. Every condition says which of them can turn it; what time alone turns is
// told by its deadline.
type touch uint16

const (
	touchPage   touch = 1 << iota // the page in view, the device, the language
	touchTabs                     // which tabs are open and visible
	touchDwell                    // what dwell grows, and over how many products
	touchPulse                    // momentary things
	touchCart                     //
	touchViews                    // pages viewed in this visit
	touchOffers                   // offers, dismissals, conversations, orders
	touchVisit                    // when the visit and earlier ones began, who the visitor is
	touchLife                     // the last sign of life
	touchHouse                    // operators
	touches     = 10              // how many there are
)

// node is one compiled condition: a level, with the earliest instant after now at which it could differ without a
// further event. Implementations: all, either, not and fact.
type node interface {
	eval(v *visit, now zagaj.Instant) (Truth, zagaj.Instant)
	touches() touch
	// rank orders the conditions of a rule: the one least likely to turn true is the one to wait for.
	rank() int
}

// Ranks, from what hardly ever holds to what is dear to watch.
const (
	rankPulse = iota
	rankDwell // on one thing that is named: most visits never see it
	rankText
	rankFlag
	rankNumber
	rankTime
	rankHouse
)

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

func (n all) touches() touch    { return touchesOf(n) }
func (n either) touches() touch { return touchesOf(n) }

func touchesOf(list []node) touch {
	var t touch
	for _, child := range list {
		t |= child.touches()
	}
	return t
}

func (n all) rank() int    { return rankOf(n) }
func (n either) rank() int { return rankOf(n) }

// rank: what is rare is common when turned round.
func (n not) rank() int { return max(n.node.rank(), rankFlag) }

func rankOf(list []node) int {
	r := 0
	for _, child := range list {
		r = max(r, child.rank())
	}
	return r
}

// fact is a compiled fact.
type fact struct {
	ask    func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant)
	by     touch
	rarity int
	when   couldHold                             // the zero value: at any of its touches
	spec   *spec                                 // as the merchant wrote it
	need   zagaj.Seconds                         // that must have passed, when it waits for a time; else 0
	got    func(v *visit, now zagaj.Instant) any // what the fact is now, for explanation; nil when it has no value
}

func (f *fact) eval(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) { return f.ask(v, now) }
func (f *fact) touches() touch                                          { return f.by }
func (f *fact) rank() int                                               { return f.rarity }

// spec is a condition as merchants' tools write it. Exactly one of All, Any, Not and Fact is set.
type spec struct {
	All      []json.RawMessage `json:"all,omitempty"`
	Any      []json.RawMessage `json:"any,omitempty"`
	Not      json.RawMessage   `json:"not,omitempty"`
	Fact     string            `json:"fact,omitempty"`
	Scope    string            `json:"scope,omitempty"`    // dwell: site, page, page_type, category, product, brand or size_family; pulse: category
	Of       string            `json:"of,omitempty"`       // dwell: which of the scope; pulse, since, offers: the name of what happened
	Op       string            `json:"op,omitempty"`       // >=, <=, =, between; for texts =, !=, in, contains, prefix, glob, regex
	Value    json.RawMessage   `json:"value,omitempty"`    // seconds, a count, an amount in minor units, or text
	Products int               `json:"products,omitempty"` // dwell: over at least so many products
	Within   zagaj.Seconds     `json:"within,omitempty"`   // for how long something that happened counts
	Min      int64             `json:"min,omitempty"`      // pulse: its own value is at least this (scroll: per cent)
	Rule     zagaj.RuleID      `json:"rule,omitempty"`     // offers: of this rule only
	Skill    string            `json:"skill,omitempty"`    // operators_free: with this skill
	Language string            `json:"language,omitempty"` // operators_free: who speak this language
}

// Limits of a rule's tree: enough for any sentence a person can read.
const (
	maxDepth = 8
	maxNodes = 64
)

// compiler turns specs into nodes and counts them.
type compiler struct {
	nodes  int
	dwells [scopes]bool // some condition asks for the dwell over this
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
	if s.kinds() != 1 {
		return nil, invalid(path, "exactly one of all, any, not and fact is needed")
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
	if at := slices.Index(scopeNames[:], s.Scope); s.Fact == "dwell" && at >= 0 {
		c.dwells[at] = true
	}
	n, err := s.fact(path)
	if f, ok := n.(*fact); ok {
		if f.spec = &s; f.by == touchCart && s.Fact != "cart_known" {
			fresh(f)
		}
		n = f
	}
	return n, err
}

func (s spec) kinds() int {
	n := 0
	for _, set := range []bool{s.All != nil, s.Any != nil, s.Not != nil, s.Fact != ""} {
		if set {
			n++
		}
	}
	return n
}

func invalid(path, why string) error { return zagaj.E(zagaj.CodeInvalid, path+": "+why) }

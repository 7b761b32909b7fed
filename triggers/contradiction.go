package triggers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
)

// contradiction refuses a rule that can never hold: two of its conditions exclude each other. It looks at what must
// hold together, not inside alternatives, so what it refuses is certain.
func contradiction(r zagaj.Rule) error {
	c := claims{numbers: map[string][]claim{}, texts: map[string]*textClaims{}, wholes: map[string]string{}}
	if len(r.When) == 1 {
		if err := c.demand(r.When[0], "when[0]", true); err != nil {
			return err
		}
	}
	for i, raw := range r.Who {
		if err := c.demand(raw, fmt.Sprintf("who[%d]", i), true); err != nil {
			return err
		}
	}
	for i, raw := range r.Unless {
		if err := c.demand(raw, fmt.Sprintf("unless[%d]", i), false); err != nil {
			return err
		}
	}
	return nil
}

// claim is what a rule demands of a number: that it is in [from, to], counted within a time, 0 for all of it.
type claim struct {
	path     string
	from, to int64
	within   zagaj.Seconds
}

// textClaims is what a rule demands of a text. could are the texts it may be, nil while there is no end of them.
type textClaims struct {
	could []string
	tests []textTest
}

type textTest struct {
	path  string
	match func(string) bool
	holds bool
}

type claims struct {
	numbers map[string][]claim
	texts   map[string]*textClaims
	wholes  map[string]string // whole conditions, "!" before those that must not hold, with their paths
}

// demand notes that a condition must hold, or must not.
func (c claims) demand(raw json.RawMessage, path string, holds bool) error {
	whole, opposite := text(raw), "!"+text(raw)
	if !holds {
		whole, opposite = opposite, whole
	}
	if other, ok := c.wholes[opposite]; ok {
		return impossible(path, other)
	}
	c.wholes[whole] = path
	var s spec
	if err := json.Unmarshal(raw, &s); err != nil {
		return invalid(path, err.Error()) // compiled before, so this does not happen
	}
	switch {
	case s.Not != nil:
		return c.demand(s.Not, path+".not", !holds)
	case holds && s.All != nil:
		return c.each(s.All, path+".all", true)
	case !holds && s.Any != nil: // none of them
		return c.each(s.Any, path+".any", false)
	case s.Fact != "":
		return c.fact(s, path, holds)
	}
	return nil
}

func (c claims) each(list []json.RawMessage, path string, holds bool) error {
	for i, raw := range list {
		if err := c.demand(raw, fmt.Sprintf("%s[%d]", path, i), holds); err != nil {
			return err
		}
	}
	return nil
}

// fact narrows what the fact may be; when nothing is left, the rule cannot hold. What follows for other facts is narrowed
// with it: a visit in which somebody dwelt for ten minutes has lasted as long.
func (c claims) fact(s spec, path string, holds bool) error {
	if err := c.ofCart(s, path, holds); err != nil {
		return err
	}
	_, isText := texts[s.Fact]
	_, isNumber := numbers[s.Fact]
	_, isSince := moments[s.Fact]
	switch {
	case isText || s.Fact == "arm":
		return c.text(s, path, holds)
	case s.Fact == "dwell" && holds:
		seconds, err := s.int(path)
		if err != nil {
			return nil // compiled before
		}
		return c.all(path, map[string]int64{"visit_age": seconds, "products": int64(s.Products)})
	case s.Fact == "date" && holds:
		return c.date(s, path)
	case isNumber || isSince || s.Fact == "since" || s.Fact == "offers":
		return c.number(s, path, holds)
	}
	return nil
}

// all demands at least so much of each fact.
func (c claims) all(path string, atLeast map[string]int64) error {
	for fact, from := range atLeast {
		if err := c.narrow(numberKey(spec{Fact: fact}), claim{path: path, from: from, to: maxNumber}); err != nil {
			return err
		}
	}
	return nil
}

func numberKey(s spec) string {
	if s.Fact == "since" && moments[s.Of].of != nil && takes[s.Of] != nil { // visit_age and such, by its other name
		return s.Of
	}
	return strings.TrimRight(fmt.Sprint(s.Fact, "/", s.Of, "/", s.Rule, "/", s.Skill, "/", s.Language), "/")
}

// number demands that a number is in a range or, of a bound on one side, that it is not.
func (c claims) number(s spec, path string, holds bool) error {
	from, to, err := s.bounds(path)
	switch {
	case err != nil:
		return nil // another kind of value
	case holds:
	case to == maxNumber && from > 0:
		from, to = 0, from-1
	case from == 0 && to < maxNumber:
		from, to = to+1, maxNumber
	default:
		return nil // outside a range: two ranges are left
	}
	if err := c.narrow(numberKey(s), claim{path: path, from: from, to: to, within: s.Within}); err != nil {
		return err
	}
	if s.Fact == "same_product" && s.Within == 0 {
		return c.all(path, map[string]int64{"page_views": from})
	}
	if s.Fact == "since" && (s.Of == "page" || s.Of == "activity") { // both lie in the visit
		return c.all(path, map[string]int64{"visit_age": from})
	}
	return nil
}

// narrow adds what is demanded of a number. What is counted within a shorter time cannot be more than within a longer one.
func (c claims) narrow(key string, x claim) error {
	for _, other := range c.numbers[key] {
		few, many := x, other
		if !shorter(x.within, other.within) {
			few, many = other, x
		}
		if few.from > many.to || (few.within == many.within && many.from > few.to) {
			return impossible(x.path, other.path)
		}
	}
	c.numbers[key] = append(c.numbers[key], x)
	return nil
}

// shorter compares times within which something is counted; 0 is for ever.
func shorter(a, b zagaj.Seconds) bool { return b == 0 || (a != 0 && a <= b) }

// ofCart demands what a fact about the cart needs: that one is known, and that there is something in it.
func (c claims) ofCart(s spec, path string, holds bool) error {
	known := func(is int64) error { return c.narrow("cart_known", claim{path: path, from: is, to: is}) }
	switch s.Fact {
	case "cart_known":
		if holds {
			return known(1)
		}
		return known(0)
	case "cart_empty":
		lines := claim{path: path}
		if !holds {
			lines.from, lines.to = 1, maxNumber
		}
		if err := c.narrow("cart_lines", lines); err != nil {
			return err
		}
	case "cart_contains":
		if holds {
			if err := c.all(path, map[string]int64{"cart_lines": 1}); err != nil {
				return err
			}
		}
	case "cart_quantity":
		if from, _, err := s.bounds(path); err == nil && holds {
			if err := c.all(path, map[string]int64{"cart_lines": min(from, 1)}); err != nil {
				return err
			}
		}
	case "cart_changed", "cart_value", "cart_lines", "cart_currency", "cart_unchanged", "cart_age":
	default:
		return nil
	}
	return known(1)
}

// text demands that a text matches, or does not. As soon as there is an end of what it may be, one of those must do.
func (c claims) text(s spec, path string, holds bool) error {
	match, err := s.matcher(path)
	if err != nil {
		return nil // compiled before
	}
	key := s.Fact + "/" + s.Of
	t := c.texts[key]
	if t == nil {
		t = &textClaims{could: closedTexts[s.Fact]}
		c.texts[key] = t
	}
	t.tests = append(t.tests, textTest{path, match, holds})
	if could := s.named(); holds && could != nil && t.could == nil {
		t.could = could
	}
	if t.could == nil || slices.ContainsFunc(t.could, t.passes) {
		return nil
	}
	other := path
	for _, test := range t.tests[:len(t.tests)-1] {
		other = test.path
	}
	return impossible(path, other)
}

// named returns the texts a condition names when there is no other.
func (s spec) named() (list []string) {
	switch s.Op {
	case "=":
		list = make([]string, 1)
		_ = json.Unmarshal(s.Value, &list[0]) // compiled before
	case "in":
		_ = json.Unmarshal(s.Value, &list)
	}
	return list
}

func (t *textClaims) passes(text string) bool {
	for _, test := range t.tests {
		if test.match(text) != test.holds {
			return false
		}
	}
	return true
}

// date demands a day out of a range, counted from 1970.
func (c claims) date(s spec, path string) error {
	var days []string
	if json.Unmarshal(s.Value, &days) != nil || len(days) != 2 {
		return nil // compiled before
	}
	first, err1 := time.Parse(time.DateOnly, days[0])
	last, err2 := time.Parse(time.DateOnly, days[1])
	if err1 != nil || err2 != nil {
		return nil
	}
	const day = 24 * 3600
	return c.narrow("date", claim{path: path, from: first.Unix() / day, to: last.Unix() / day})
}

func impossible(path, other string) error {
	return invalid(path, "can never hold together with "+other)
}

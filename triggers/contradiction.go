package triggers

import (
	"encoding/json"
	"fmt"

	"github.com/zagaj/zagaj"
)

// claim is what a rule demands of one fact.
type claim struct {
	path     string
	from, to int64
	text     string
}

// contradiction refuses a rule that can never hold: two of its conditions exclude each other. It looks at what must
// hold together, not inside alternatives, so what it refuses is certain.
func contradiction(r zagaj.Rule) error {
	c := claims{numbers: map[string]claim{}, texts: map[string]claim{}, wholes: map[string]string{}}
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

type claims struct {
	numbers, texts map[string]claim
	wholes         map[string]string // whole conditions, "!" before those that must not hold, with their paths
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
	case holds && s.Fact != "":
		return c.fact(s, path)
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

// fact narrows what the fact may be; when nothing is left, the rule cannot hold.
func (c claims) fact(s spec, path string) error {
	key := fmt.Sprint(s.Fact, "/", s.Scope, "/", s.Of, "/", s.Within, "/", s.Rule, "/", s.Skill, "/", s.Language)
	if _, isText := texts[s.Fact]; isText && s.Op == "=" {
		var want string
		if json.Unmarshal(s.Value, &want) != nil {
			return nil
		}
		if other, ok := c.texts[key]; ok && other.text != want {
			return impossible(path, other.path)
		}
		c.texts[key] = claim{path: path, text: want}
		return nil
	}
	_, isNumber := numbers[s.Fact]
	_, isSince := moments[s.Fact]
	if !isNumber && !isSince && s.Fact != "since" && s.Fact != "offers" {
		return nil
	}
	from, to, err := s.bounds(path)
	if err != nil {
		return nil // another kind of value
	}
	if other, ok := c.numbers[key]; ok {
		if from, to = max(from, other.from), min(to, other.to); from > to {
			return impossible(path, other.path)
		}
	}
	c.numbers[key] = claim{path: path, from: from, to: to}
	return nil
}

func impossible(path, other string) error {
	return invalid(path, "can never hold together with "+other)
}

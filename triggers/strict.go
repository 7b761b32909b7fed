package triggers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/zagaj/zagaj"
)

// strict refuses what compiles and yet cannot be meant: a field the fact does not take, an empty list, a value that can
// never be. Only what is being saved is held to it; a rule that was saved before goes on as it is.
func strict(r zagaj.Rule) error {
	for _, list := range []struct {
		name string
		raws []json.RawMessage
	}{{"when", r.When}, {"who", r.Who}, {"unless", r.Unless}} {
		if err := eachStrict(list.raws, list.name); err != nil {
			return err
		}
	}
	return nil
}

func eachStrict(raws []json.RawMessage, path string) error {
	for i, raw := range raws {
		var s spec
		if err := json.Unmarshal(raw, &s); err != nil {
			return invalid(path, err.Error()) // compiled before, so this does not happen
		}
		if err := s.strict(fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	return nil
}

func (s spec) strict(path string) error {
	if name := s.stranger(); name != "" && s.Fact == "" {
		return invalid(path+"."+name, "only a fact takes it")
	} else if name != "" {
		return invalid(path+"."+name, s.Fact+" does not take it")
	}
	switch {
	case s.All != nil && len(s.All) == 0, s.Any != nil && len(s.Any) == 0:
		return invalid(path, "an empty list says nothing")
	case s.All != nil:
		return eachStrict(s.All, path+".all")
	case s.Any != nil:
		return eachStrict(s.Any, path+".any")
	case s.Not != nil:
		var inner spec
		if err := json.Unmarshal(s.Not, &inner); err != nil {
			return invalid(path+".not", err.Error())
		}
		return inner.strict(path + ".not")
	}
	return s.canBe(path)
}

// canBe refuses values that the fact can never have.
func (s spec) canBe(path string) error {
	if s.Within < 0 || s.Within > maxSeconds {
		return invalid(path+".within", "0 seconds to ten years")
	}
	if all := closedTexts[s.Fact]; all != nil {
		if match, err := s.matcher(path); err == nil && !slices.ContainsFunc(all, match) {
			return invalid(path+".value", "can never be: it is one of "+strings.Join(all, ", "))
		}
	}
	if most := mostRemembered[s.Fact]; most > 0 && (s.Within > 0 || s.Fact == "products") {
		if from, _, err := s.bounds(path); err == nil && from > most {
			return invalid(path+".value", fmt.Sprintf("can never be: %d are remembered at most", most))
		}
	}
	return nil
}

// mostRemembered are the counts that do not grow further than a visit's memory.
var mostRemembered = map[string]int64{"page_views": maxPages, "products": maxKeys, "same_product": maxPages, "offers": maxOutcomes, "visits": maxVisits + 1}

// closedTexts are the facts whose texts are known beforehand.
var closedTexts = map[string][]string{"device": {"phone", "tablet", "desktop"},
	"browser":   {"chrome", "firefox", "safari", "edge", "samsung", "opera", "other"},
	"stock":     {"in", "out", "preorder"},
	"page_type": {"home", "category", "product", "cart", "checkout", "payment", "thanks", "other"}}

// takes lists, beside fact, the fields each fact reads. A field that is not read is a mistake of who wrote it.
var takes = map[string][]string{
	"dwell": {"scope", "of", "op", "value", "products"}, "pulse": {"of", "within", "value", "min", "scope"},
	"visit_age": {"op", "value"}, "cart_unchanged": {"op", "value"}, "cart_age": {"op", "value"}, "since": {"of", "op", "value"},
	"offers": {"of", "op", "value", "rule", "within"}, "arm": {"of", "op", "value"}, "tag": {"op", "value"}, "cart_contains": {"of", "op", "value"},
	"visited": {"of", "op", "value", "within"}, "open": {}, "closes_in": {"op", "value"}, "operators_free": {"op", "value", "skill", "language"},
	"calendar": {"value"}, "date": {"value"}, "visitor_hour": {"value"}, "on_page_type": {"of"},
	"cart_empty": {}, "cart_known": {}, "cart_changed": {}, "tab_visible": {}, "ordered": {}, "returning": {}, "logged_in": {}, "consent": {},
}

// stranger returns the name of a field that is set and that the fact does not take, "" when there is none.
func (s spec) stranger() string {
	fields, ok := takes[s.Fact]
	if !ok {
		fields = []string{"op", "value"} // texts and numbers
		if numbers[s.Fact].in != nil {
			fields = append(fields, "within")
		}
	}
	for _, f := range []struct {
		name string
		set  bool
	}{{"scope", s.Scope != ""}, {"of", s.Of != ""}, {"op", s.Op != ""}, {"value", s.Value != nil}, {"products", s.Products != 0}, {"within", s.Within != 0},
		{"min", s.Min != 0}, {"rule", s.Rule != ""}, {"skill", s.Skill != ""}, {"language", s.Language != ""}} {
		if f.set && !slices.Contains(fields, f.name) {
			return f.name
		}
	}
	return ""
}

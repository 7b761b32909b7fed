package triggers

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
)

// Bounds of texts in a rule.
const (
	maxTexts   = 200
	maxPattern = 500
)

// matcher compiles the operator and the wanted texts into one question. Patterns are RE2: their time is linear in
// the text, whatever a rule's author writes.
func (s spec) matcher(where string) (func(string) bool, error) {
	var want []string
	if s.Op == "in" {
		if json.Unmarshal(s.Value, &want) != nil || len(want) == 0 || len(want) > maxTexts {
			return nil, invalid(where+".value", "a list of 1 to 200 texts is needed")
		}
		return func(got string) bool { return slices.Contains(want, got) }, nil
	}
	var text string
	if json.Unmarshal(s.Value, &text) != nil || text == "" || len(text) > maxPattern {
		return nil, invalid(where+".value", "a text of 1 to 500 characters is needed")
	}
	switch s.Op {
	case "=":
		return func(got string) bool { return got == text }, nil
	case "!=":
		return func(got string) bool { return got != text }, nil
	case "contains":
		return func(got string) bool { return strings.Contains(got, text) }, nil
	case "prefix":
		return func(got string) bool { return strings.HasPrefix(got, text) }, nil
	case "glob":
		if _, err := path.Match(text, ""); err != nil {
			return nil, invalid(where+".value", "not a glob pattern")
		}
		return func(got string) bool { ok, _ := path.Match(text, got); return ok }, nil
	case "regex":
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, invalid(where+".value", "not a regular expression: "+err.Error())
		}
		return re.MatchString, nil
	}
	return nil, invalid(where+".op", "a text takes =, !=, in, contains, prefix, glob or regex")
}

func (s spec) text(where string) (node, error) {
	match, err := s.matcher(where)
	if err != nil {
		return nil, err
	}
	return factFunc(func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		got, known := v.text(s.Fact)
		if !known {
			return Unknown, never
		}
		return truth(match(got)), never
	}), nil
}

// contains: any line of the cart whose product, sku or category matches.
func (s spec) contains(where string) (node, error) {
	match, err := s.matcher(where)
	if err != nil {
		return nil, err
	}
	part, ok := map[string]func(zagaj.Line) string{
		"product":  func(l zagaj.Line) string { return string(l.Product) },
		"sku":      func(l zagaj.Line) string { return l.SKU },
		"category": func(l zagaj.Line) string { return l.Category },
	}[s.Of]
	if !ok {
		return nil, invalid(where+".of", "product, sku or category")
	}
	return factFunc(func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		if v.cart == nil {
			return Unknown, never
		}
		return truth(slices.ContainsFunc(v.cart.Lines, func(l zagaj.Line) bool { return match(part(l)) })), never
	}), nil
}

// maxSteps bounds a path of pages.
const maxSteps = 10

// visited: pages whose addresses begin with each step, in this order, the first of them within the last Within.
func (s spec) visited(where string) (node, error) {
	var steps []string
	if json.Unmarshal(s.Value, &steps) != nil || len(steps) == 0 || len(steps) > maxSteps || slices.Contains(steps, "") {
		return nil, invalid(where+".value", "a list of 1 to 10 beginnings of addresses is needed")
	}
	if s.Within <= 0 {
		return nil, invalid(where+".within", "for how many seconds a visited page counts")
	}
	within := zagaj.Instant(s.Within.Duration() / time.Millisecond)
	return factFunc(func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		// The path that began last counts longest: for each possible beginning, newest first, the rest is looked for.
		for i := len(v.history) - 1; i >= 0 && v.history[i].at+within > now; i-- {
			next := 0
			for _, page := range v.history[i:] {
				if strings.HasPrefix(page.url, steps[next]) {
					if next++; next == len(steps) {
						return True, v.history[i].at + within
					}
				} else if next == 0 {
					break
				}
			}
		}
		return False, never
	}), nil
}

// service: what the shop can do now.
func (s spec) service(where string) (node, error) {
	if s.Fact == "open" {
		return factFunc(func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) { return truth(v.house.open), v.house.flip }), nil
	}
	want, err := s.int(where)
	if err != nil {
		return nil, err
	}
	if s.Op != ">=" {
		return nil, invalid(where+".op", s.Fact+" takes >=")
	}
	if s.Fact == "operators_free" {
		// Woken by every change of an operator: see State.wake.
		return watchful{factFunc(func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
			return truth(int64(v.house.freeSeats()) >= want), never
		})}, nil
	}
	return factFunc(func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		h := v.house
		if !h.open {
			return False, h.flip
		}
		closes := h.closes(now)
		if last := closes.Add(-time.Duration(want) * time.Second); now <= last {
			return True, last + 1
		}
		return False, closes
	}), nil
}

// watchful marks a condition that changes with the operators.
type watchful struct{ node }

// calendar: the local minute matches any of the cron expressions, in the shop's zone.
func (s spec) calendar(where string) (node, error) {
	var lines []string
	if json.Unmarshal(s.Value, &lines) != nil || len(lines) == 0 {
		return nil, invalid(where+".value", "a list of cron expressions is needed")
	}
	w := &Windows{closed: map[string]bool{}}
	for _, line := range lines {
		spec, err := parseCron(line)
		if err != nil {
			return nil, invalid(where+".value", err.Error())
		}
		w.specs = append(w.specs, spec)
	}
	var from, until zagaj.Instant // of the answer that is remembered: looking for the next flip takes a while
	var open bool
	return factFunc(func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		if now < from || now >= until || w.zone != v.house.windows.zone {
			w.zone = v.house.windows.zone
			from, until, open = now, w.Next(now), w.Open(now)
		}
		return truth(open), until
	}), nil
}

package triggers

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
)

// Warnings tells what of a valid rule is perhaps not meant: with the shop's policy or at this time of the year it cannot
// lead to an offer, or it matches more than it seems to.
func Warnings(r zagaj.Rule, p zagaj.Policy, now zagaj.Instant) []Warning {
	w := warner{policy: p, now: now, out: []Warning{}}
	if len(r.When) == 1 {
		w.holds(r.When[0], "when[0]", r.For)
	} else {
		w.each(r.When, "when")
	}
	for i, raw := range r.Who {
		w.holds(raw, fmt.Sprintf("who[%d]", i), r.For)
	}
	w.each(r.Unless, "unless")
	if r.ExpiresAt > 0 && now >= r.ExpiresAt {
		w.add("expires_at", "over", "this time is over")
	}
	if strings.TrimSpace(strings.Join(values(r.Text), "")) == "" {
		w.add("text", "no_text", "the offer has no words")
	}
	return w.out
}

func values(m map[string]string) (out []string) {
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

type warner struct {
	policy zagaj.Policy
	now    zagaj.Instant
	out    []Warning
}

func (w *warner) add(path, kind, text string) { w.out = append(w.out, Warning{path, kind, text}) }

// holds looks at a condition that must hold for the rule to.
func (w *warner) holds(raw json.RawMessage, path string, lasts zagaj.Seconds) {
	var s spec
	if json.Unmarshal(raw, &s) != nil {
		return // it was compiled before
	}
	from, to, err := s.bounds(path)
	switch {
	case s.All != nil:
		for i, child := range s.All {
			w.holds(child, fmt.Sprintf("%s.all[%d]", path, i), lasts)
		}
		return
	case s.Fact == "visit_age" && err == nil && to < int64(w.policy.FirstQuiet):
		w.add(path, "early", fmt.Sprintf("nothing is offered in the first %d seconds of a visit", w.policy.FirstQuiet))
	case s.Fact == "offers" && s.Of == "" && err == nil && w.policy.PerVisit > 0 && from >= int64(w.policy.PerVisit):
		w.add(path, "capped", fmt.Sprintf("after %d offers a visit has no more", w.policy.PerVisit))
	case s.Fact == "pulse" && lasts >= s.Within:
		w.add(path, "short", fmt.Sprintf("it holds for %d seconds after it happened, the rule waits for %d: only who does it again and again is met", s.Within, lasts))
	case s.Fact == "date":
		w.date(s, path)
	}
	w.each([]json.RawMessage{raw}, path)
}

// date: a time that is over does not come back.
func (w *warner) date(s spec, path string) {
	var days []string
	if json.Unmarshal(s.Value, &days) != nil || len(days) != 2 {
		return
	}
	if last, err := time.Parse(time.DateOnly, days[1]); err == nil && w.now.Time().After(last.AddDate(0, 0, 2)) {
		w.add(path+".value", "over", "this time is over")
	}
}

// each looks for cron expressions with two day fields, wherever they are.
func (w *warner) each(list []json.RawMessage, path string) {
	for i, raw := range list {
		var s spec
		if json.Unmarshal(raw, &s) != nil {
			continue
		}
		at := path
		if !strings.HasSuffix(path, "]") {
			at = fmt.Sprintf("%s[%d]", path, i)
		}
		w.each(s.Any, at+".any")
		if s.Not != nil {
			w.each([]json.RawMessage{s.Not}, at+".not[0]")
		}
		var lines []string
		if s.Fact != "calendar" || json.Unmarshal(s.Value, &lines) != nil {
			continue
		}
		for j, line := range lines {
			if spec, err := parseCron(line); err == nil && eitherDay(spec) {
				w.out = append(w.out, eitherDayWarning(fmt.Sprintf("%s.value[%d]", at, j)))
			}
		}
	}
}

// Package scenario replays timelines through the real trigger engine on an injected clock, with a desk that answers at
// once, and compares what was decided with what is expected. The format stands in docs/rules.md.
package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// Scenario is one timeline. Times are local "15:04:05" on Day, "2006-01-02 15:04:05", or UTC when they end in Z.
type Scenario struct {
	ID     string              `json:"id"`
	Title  string              `json:"title"`
	Day    string              `json:"day"`
	Cfg    Config              `json:"cfg"`
	Events [][]json.RawMessage `json:"events"`
	Expect [][]string          `json:"expect"`
	Until  string              `json:"until"`
}

// Config overrides the baseline: open `* 9-16 * * 1-5`, no guard, one operator with two seats.
type Config struct {
	Cron     lines         `json:"cron"` // one expression, or a list
	Guard    zagaj.Seconds `json:"guard"`
	Cap      *int          `json:"cap"`
	Arm      string        `json:"arm"`      // "control": decided for, never shown
	Closed   []string      `json:"closed"`   // exception days
	Holidays string        `json:"holidays"` // ISO country whose public holidays are closed
	// Acceptance above 0 lets more offers stand than seats are free.
	Acceptance float64       `json:"acceptance"`
	Stale      zagaj.Seconds `json:"stale"`   // so long without the platform, and carts are unknown
	Consent    bool          `json:"consent"` // must be given first, by the event of that name
}

// lines is a list that may be written as its only text.
type lines []string

// UnmarshalJSON takes "a" and ["a", "b"].
func (l *lines) UnmarshalJSON(b []byte) error {
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		*l = lines{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(l))
}

const (
	defaultDay = "2026-05-05"
	shop       = zagaj.ShopID("shop")
	tolerance  = time.Second
	idleAfter  = 60 * time.Second // the widget says "idle" so long after the last input
)

// zone is where the baseline's shop is.
var zone = func() *time.Location {
	z, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		panic(err)
	}
	return z
}()

// row is one thing that happened, as an expectation writes it.
type row struct {
	at            zagaj.Instant
	what, rule    string
	visitor       string
	visitorNeeded bool
}

// String writes the row with the local time.
func (r row) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", r.at.Time().In(zone).Format("2006-01-02 15:04:05"), r.what, r.rule, r.visitor))
}

// Run replays the scenario with the given rules and returns a line for each difference, none when all is as expected.
func Run(sc Scenario, rules []zagaj.Rule) ([]string, error) {
	p := newPlayer(sc, rules)
	if err := p.play(sc); err != nil {
		return nil, err
	}
	want, err := expectations(sc)
	if err != nil {
		return nil, err
	}
	return compare(want, p.rows), nil
}

func expectations(sc Scenario) ([]row, error) {
	var want []row
	for _, e := range sc.Expect {
		if len(e) < 2 {
			return nil, zagaj.E(zagaj.CodeInvalid, "an expectation needs a time and what happens")
		}
		at, err := instant(sc.day(), e[0])
		if err != nil {
			return nil, err
		}
		r := row{at: at, what: e[1]}
		if len(e) > 2 {
			r.rule = e[2]
		}
		if len(e) > 3 {
			r.visitor, r.visitorNeeded = e[3], true
		}
		want = append(want, r)
	}
	return want, nil
}

func compare(want, got []row) []string {
	var lines []string
	left := slices.Clone(got)
	for _, w := range want {
		i := slices.IndexFunc(left, func(g row) bool {
			d := g.at.Sub(w.at)
			return g.what == w.what && (w.rule == "" || g.rule == w.rule) && (!w.visitorNeeded || g.visitor == w.visitor) && d <= tolerance && d >= -tolerance
		})
		if i < 0 {
			lines = append(lines, "missing:    "+w.String())
		} else {
			left = slices.Delete(left, i, i+1)
		}
	}
	for _, g := range left {
		lines = append(lines, "unexpected: "+g.String())
	}
	return lines
}

func (sc Scenario) day() string {
	if sc.Day != "" {
		return sc.Day
	}
	return defaultDay
}

// instant reads a time of a scenario.
func instant(day, text string) (zagaj.Instant, error) {
	where, full := zone, strings.Replace(text, "T", " ", 1)
	if utc, ok := strings.CutSuffix(full, "Z"); ok {
		where, full = time.UTC, utc
	}
	if !strings.Contains(full, " ") {
		full = day + " " + full
	}
	t, err := time.ParseInLocation(time.DateTime, full, where)
	if err != nil {
		return 0, zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("%q is no time", text))
	}
	return zagaj.At(t), nil
}

// Rules returns the baseline's five rules, R1 to R5.
func Rules() []zagaj.Rule {
	names := map[zagaj.RuleID]zagaj.RuleID{"linger": "R1", "cart_left": "R2", "checkout": "R3", "returned": "R4", "size_table": "R5"}
	rules := triggers.DefaultRules(shop, "en")
	for i := range rules {
		rules[i].ID = names[rules[i].ID]
	}
	return rules
}

// Package backtest replays a log through the real trigger engine and counts what a set of rules would have done: how
// many offers, when, over what, held back by which gate, and how many of those people bought anyway.
//
// It is an upper bound. A real offer changes what the visitor does next, which no log can show.
package backtest

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// boughtWithin is how long after an offer a purchase counts as "bought anyway".
const boughtWithin = 24 * time.Hour

// examples is how many timelines of visits with an offer the report shows.
const examples = 10

// Report is what the rules would have done.
type Report struct {
	Visits     int            `json:"visits"`
	Events     int            `json:"events"`
	Fires      int            `json:"fires"`      // visits with at least one offer
	Share      float64        `json:"share"`      // of the visits
	Offers     int            `json:"offers"`     // all of them
	ByHour     [24]int        `json:"by_hour"`    // in the schedule's zone
	ByPage     map[string]int `json:"by_page"`    // category or, without one, page type
	ByRule     map[string]int `json:"by_rule"`    //
	Blocked    map[string]int `json:"blocked"`    // visits in which a true rule was held, by the first gate
	Bought     int            `json:"bought"`     // purchases within 24 h of an offer, in the same visit
	BoughtOf   float64        `json:"bought_of"`  // share of the fires
	Examples   []Example      `json:"examples"`   //
	Seconds    float64        `json:"seconds"`    // of machine time, set by the caller
	Unreadable int            `json:"unreadable"` // rows of the input that were left out
}

// Example is one visit that got an offer.
type Example struct {
	Visitor zagaj.VisitorID `json:"visitor"`
	Rule    zagaj.RuleID    `json:"rule"`
	At      zagaj.Instant   `json:"at"`
	Began   zagaj.Instant   `json:"began"`
	Pages   int             `json:"pages"`
	Over    string          `json:"over"`
	Bought  bool            `json:"bought"`
}

// runner holds one replay.
type runner struct {
	own     bool         // the log is a shop's own: operators are in it, and what does not open is an error
	only    zagaj.RuleID // the rule that is asked about, "" for all
	state   *triggers.State
	zone    *time.Location
	report  Report
	began   map[zagaj.VisitorID]zagaj.Instant
	pages   map[zagaj.VisitorID]int
	offered map[zagaj.VisitorID]int // index into fires
	fires   []Example
	blocked map[zagaj.VisitorID]map[string]bool
	count   int
}

// everybody is an operator who is always free, for logs that do not say who was there.
var everybody = zagaj.OperatorState{ID: "operator", Name: "operator", On: true, Seats: 1 << 30}

// Run replays events, which must be in the order of ReceivedAt, and returns the report. Somebody is always there to answer:
// such logs do not say who was.
func Run(config triggers.ShopConfig, events iter.Seq2[zagaj.Event, error]) (Report, error) {
	return run(config, events, runner{})
}

// RunOwn replays a shop's own log, in which the operators' availability is recorded. With only set, the offers of the other
// rules are made but not counted: the report is of that one.
func RunOwn(config triggers.ShopConfig, only zagaj.RuleID, events iter.Seq2[zagaj.Event, error]) (Report, error) {
	return run(config, events, runner{own: true, only: only})
}

func run(config triggers.ShopConfig, events iter.Seq2[zagaj.Event, error], r runner) (Report, error) {
	zone, err := time.LoadLocation(config.Schedule.Zone)
	if err != nil {
		return Report{}, zagaj.E(zagaj.CodeInvalid, "zone: "+err.Error())
	}
	r.zone, r.began, r.pages, r.offered = zone, map[zagaj.VisitorID]zagaj.Instant{}, map[zagaj.VisitorID]int{}, map[zagaj.VisitorID]int{}
	r.blocked = map[zagaj.VisitorID]map[string]bool{}
	r.report = Report{ByPage: map[string]int{}, ByRule: map[string]int{}, Blocked: map[string]int{}}
	for ev, err := range events {
		if err != nil && r.own {
			return Report{}, err
		}
		if err != nil {
			r.report.Unreadable++
			continue
		}
		if err := r.take(config, ev); err != nil {
			return Report{}, err
		}
	}
	return r.finish(), nil
}

func (r *runner) take(config triggers.ShopConfig, ev zagaj.Event) error {
	now := ev.ReceivedAt
	if r.state == nil {
		var err error
		if r.state, err = triggers.NewState(config, now); err != nil {
			return err
		}
		if !r.own {
			r.do(r.state.Apply(zagaj.Event{Kind: zagaj.KindOperator, Operator: &everybody, ReceivedAt: now}), now)
		}
	}
	for next := r.state.Next(); next <= now; next = r.state.Next() {
		r.do(r.state.Tick(next), next)
	}
	r.report.Events++
	if ev.Visitor != "" {
		if _, ok := r.began[ev.Visitor]; !ok && ev.Source == zagaj.FromClient {
			r.began[ev.Visitor] = now
		}
		if ev.Kind == zagaj.KindView {
			r.pages[ev.Visitor]++
		}
		if i, ok := r.offered[ev.Visitor]; ok && ev.Kind == zagaj.KindOrder && now.Sub(r.fires[i].At) <= boughtWithin {
			r.fires[i].Bought = true
		}
	}
	r.do(r.state.Apply(ev), now)
	return nil
}

// do is the outside of a replay: every offer is shown at once, and what it would have led to is not known.
func (r *runner) do(commands []triggers.Command, now zagaj.Instant) {
	for _, c := range commands {
		switch {
		case c.Kind == triggers.DoOffer:
			r.offer(c, now)
		case r.only != "" && c.Rule != r.only && c.Decision.Rule != r.only:
		case c.Kind == triggers.DoRecord && c.Decision.Outcome == "blocked":
			if r.blocked[c.Visitor] == nil {
				r.blocked[c.Visitor] = map[string]bool{}
			}
			r.blocked[c.Visitor][c.Decision.Reason] = true
		}
	}
}

func (r *runner) offer(c triggers.Command, now zagaj.Instant) {
	r.count++
	id := zagaj.OfferID(fmt.Sprint("offer-", r.count))
	r.do(r.state.Offered(c.Visitor, id, nil, now), now)
	r.do(r.state.Apply(zagaj.Event{Kind: zagaj.KindShown, Source: zagaj.FromSystem, Visitor: c.Visitor, Offer: id, ReceivedAt: now}), now)
	if r.only != "" && c.Rule != r.only {
		return
	}
	r.report.Offers++
	r.report.ByRule[string(c.Rule)]++
	r.report.ByHour[now.Time().In(r.zone).Hour()]++
	over := "?"
	if p := c.Request.Page; p != nil {
		if over = p.Category; over == "" {
			over = string(p.Type)
		}
	}
	r.report.ByPage[over]++
	if _, ok := r.offered[c.Visitor]; !ok {
		r.offered[c.Visitor] = len(r.fires)
		r.fires = append(r.fires, Example{Visitor: c.Visitor, Rule: c.Rule, At: now, Began: r.began[c.Visitor], Pages: r.pages[c.Visitor], Over: over})
	}
}

func (r *runner) finish() Report {
	out := r.report
	out.Visits, out.Fires = len(r.began), len(r.fires)
	for visitor, gates := range r.blocked {
		if _, ok := r.offered[visitor]; ok {
			continue // held for a while, offered in the end
		}
		for gate := range gates {
			out.Blocked[gate]++
		}
	}
	for _, f := range r.fires {
		if f.Bought {
			out.Bought++
		}
	}
	if out.Visits > 0 {
		out.Share = float64(out.Fires) / float64(out.Visits)
	}
	if out.Fires > 0 {
		out.BoughtOf = float64(out.Bought) / float64(out.Fires)
	}
	out.Examples = r.fires[:min(len(r.fires), examples)]
	return out
}

// Text writes the report for a person.
func (r Report) Text(w io.Writer) error {
	_, err := fmt.Fprintf(w, "visits        %d\nevents        %d\nwith an offer %d (%.2f%%), %d offers in all\nbought anyway %d (%.1f%% of those)\n",
		r.Visits, r.Events, r.Fires, 100*r.Share, r.Offers, r.Bought, 100*r.BoughtOf)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name   string
		counts map[string]int
	}{{"by rule", r.ByRule}, {"held back by", r.Blocked}, {"over", r.ByPage}} {
		if err := table(w, part.name, part.counts); err != nil {
			return err
		}
	}
	for hour, n := range r.ByHour {
		if n > 0 {
			if _, err := fmt.Fprintf(w, "%02d:00 %5d\n", hour, n); err != nil {
				return err
			}
		}
	}
	for _, e := range r.Examples {
		bought := ""
		if e.Bought {
			bought = ", bought"
		}
		if _, err := fmt.Fprintf(w, "example: %s after %s and %d pages over %s: %s%s\n", e.Visitor, e.At.Sub(e.Began).Round(time.Second), e.Pages, e.Over, e.Rule, bought); err != nil {
			return err
		}
	}
	return nil
}

// top is how many rows of a table a person wants to read.
const top = 10

func table(w io.Writer, name string, counts map[string]int) error {
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	for _, k := range keys[:min(len(keys), top)] {
		if _, err := fmt.Fprintf(w, "%-13s %6d  %s\n", name, counts[k], k); err != nil {
			return err
		}
		name = ""
	}
	return nil
}

// Package backtest replays a log through the real trigger engine and counts what a set of rules would have done: how
// many offers, when, over what, held back by which gate, and how many of those people bought anyway.
//
// It is an upper bound. A real offer changes what the visitor does next, which no log can show.
package backtest

import (
	"cmp"
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
	ByDay      map[string]int `json:"by_day"`     // likewise
	ByPage     map[string]int `json:"by_page"`    // category or, without one, page type
	ByRule     map[string]int `json:"by_rule"`    //
	Blocked    map[string]int `json:"blocked"`    // visits in which a true rule was held, by the first gate
	Overlap    map[string]int `json:"overlap"`    // visits in which another rule held or offered too, by that rule; "a + b" when all rules are asked about
	Bought     int            `json:"bought"`     // visitors who ordered within 24 h of the offer
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
	Steps   []Step          `json:"steps"` // what the visitor did before and after, the offer among it
}

// Step is one thing on a timeline.
type Step struct {
	At   zagaj.Instant `json:"at"`
	What string        `json:"what"` // view, cart, order, offer, hidden, shown, idle, or a pulse's name
	Of   string        `json:"of"`   // the product, category or page type; the rule of an offer
}

// How many steps a timeline shows.
const (
	stepsBefore = 12
	stepsInAll  = 20
)

// runner holds one replay.
type runner struct {
	own        bool                  // the log is a shop's own: operators are in it, visits end, and what does not open is an error
	only       map[zagaj.RuleID]bool // the rules that are asked about, nil for all
	candidates []zagaj.Rule
	state      *triggers.State
	zone       *time.Location
	report     Report
	visits     map[zagaj.VisitorID]*visit // the present ones
	fires      []*Example
	count      int

	firesOf map[zagaj.VisitorID][]*Example
}

// visit is what the report needs of one.
type visit struct {
	began, last zagaj.Instant
	pages       int
	fire        *Example // its first offer
	held        []zagaj.RuleID
	blocked     []string
	steps       []Step
}

// visitGap ends a visit.
const visitGap = 30 * time.Minute

// everybody is an operator who is always free, for logs that do not say who was there.
var everybody = zagaj.OperatorState{ID: "operator", Name: "operator", On: true, Seats: 1 << 30}

// Run replays events, which must be in the order of ReceivedAt, and returns the report. Somebody is always there to answer:
// such logs do not say who was.
func Run(config triggers.ShopConfig, events iter.Seq2[zagaj.Event, error]) (Report, error) {
	return run(config, events, runner{})
}

// RunOwn replays a shop's own log, in which the operators' availability and the settings of each moment are recorded; config are
// those before the first event. Candidates take the place of the rules with their ids, or stand beside them; the offers of the
// other rules are made but not counted: the report is of the candidates. Without candidates it is of all rules of config, in
// force all the time. Experiments do not run.
func RunOwn(config triggers.ShopConfig, candidates []zagaj.Rule, events iter.Seq2[zagaj.Event, error]) (Report, error) {
	r := runner{own: true, candidates: candidates}
	for _, c := range candidates {
		if r.only == nil {
			r.only = map[zagaj.RuleID]bool{}
		}
		r.only[c.ID] = true
	}
	return run(r.with(config), events, r)
}

// with returns settings with the candidates in them.
func (r *runner) with(config triggers.ShopConfig) triggers.ShopConfig {
	config.Experiments = nil
	others := slices.DeleteFunc(slices.Clone(config.Rules), func(rule zagaj.Rule) bool { return r.only[rule.ID] })
	config.Rules = append(others, r.candidates...)
	return config
}

func run(config triggers.ShopConfig, events iter.Seq2[zagaj.Event, error], r runner) (Report, error) {
	zone, err := time.LoadLocation(config.Schedule.Zone)
	if err != nil {
		return Report{}, zagaj.E(zagaj.CodeInvalid, "zone: "+err.Error())
	}
	r.zone, r.visits, r.firesOf = zone, map[zagaj.VisitorID]*visit{}, map[zagaj.VisitorID][]*Example{}
	r.report = Report{ByPage: map[string]int{}, ByRule: map[string]int{}, ByDay: map[string]int{}, Blocked: map[string]int{}, Overlap: map[string]int{}}
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
	if ev.Kind == zagaj.KindConfig && ev.Settings != nil {
		if !r.own || r.candidates == nil {
			return nil
		}
		then := r.with(*ev.Settings)
		ev.Settings = &then
	}
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
		r.note(ev, now)
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
		case c.Kind == triggers.DoRecord && c.Decision.Outcome == "blocked":
			v := r.visits[c.Visitor]
			if v == nil {
				continue
			}
			v.held = with(v.held, c.Decision.Rule)
			if r.counts(c.Decision.Rule) {
				v.blocked = with(v.blocked, c.Decision.Reason)
			}
		}
	}
}

// counts reports whether a rule is one that is asked about.
func (r *runner) counts(id zagaj.RuleID) bool { return r.only == nil || r.only[id] }

func with[T comparable](list []T, one T) []T {
	if slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}

// note keeps what the report tells of an event's visit.
func (r *runner) note(ev zagaj.Event, now zagaj.Instant) {
	v := r.visits[ev.Visitor]
	if v != nil && r.own && ev.Source == zagaj.FromClient && now.Sub(v.last) > visitGap {
		r.over(v)
		v = nil
	}
	if v == nil && ev.Source != zagaj.FromClient {
		return
	}
	if v == nil {
		v = &visit{began: now}
		r.visits[ev.Visitor] = v
	}
	if ev.Source == zagaj.FromClient {
		v.last = now
	}
	if ev.Kind == zagaj.KindView {
		v.pages++
	}
	if ev.Kind == zagaj.KindOrder && !ev.Again && ev.Order.Stands() {
		for _, f := range r.firesOf[ev.Visitor] { // of earlier visits too
			f.Bought = f.Bought || now.Sub(f.At) <= boughtWithin
		}
	}
	v.step(stepOf(ev))
}

// step appends to the timeline; once there is an offer, it grows to its end.
func (v *visit) step(s Step) {
	if s.What == "" {
		return
	}
	if v.fire != nil {
		if len(v.fire.Steps) < stepsInAll {
			v.fire.Steps = append(v.fire.Steps, s)
		}
		return
	}
	if len(v.steps) >= stepsBefore {
		v.steps = slices.Delete(v.steps, 0, 1)
	}
	v.steps = append(v.steps, s)
}

func stepOf(ev zagaj.Event) Step {
	s := Step{At: ev.ReceivedAt, What: string(ev.Kind)}
	switch ev.Kind {
	case zagaj.KindView:
		if s.Of = string(ev.Page.Product); s.Of == "" {
			s.Of = cmp.Or(ev.Page.Category, string(ev.Page.Type))
		}
	case zagaj.KindPulse:
		s.What, s.Of = ev.Pulse.Name, ev.Pulse.Category
	case zagaj.KindTab:
		s.What = string(ev.TabState)
	case zagaj.KindCart, zagaj.KindOrder, zagaj.KindChatOpen:
	default:
		s.What = ""
	}
	return s
}

func (r *runner) offer(c triggers.Command, now zagaj.Instant) {
	r.count++
	id := zagaj.OfferID(fmt.Sprint("offer-", r.count))
	r.do(r.state.Offered(c.Visitor, id, nil, now), now)
	r.do(r.state.Apply(zagaj.Event{Kind: zagaj.KindShown, Source: zagaj.FromSystem, Visitor: c.Visitor, Offer: id, ReceivedAt: now}), now)
	v := r.visits[c.Visitor]
	if v == nil {
		return
	}
	v.held = with(v.held, c.Rule)
	if !r.counts(c.Rule) {
		return
	}
	local := now.Time().In(r.zone)
	r.report.Offers++
	r.report.ByRule[string(c.Rule)]++
	r.report.ByHour[local.Hour()]++
	r.report.ByDay[local.Format(time.DateOnly)]++
	over := "?"
	if p := c.Request.Page; p != nil {
		over = cmp.Or(p.Category, string(p.Type))
	}
	r.report.ByPage[over]++
	if v.fire == nil {
		v.fire = &Example{Visitor: c.Visitor, Rule: c.Rule, At: now, Began: v.began, Pages: v.pages, Over: over,
			Steps: append(v.steps, Step{At: now, What: "offer", Of: string(c.Rule)})}
		r.fires, v.steps = append(r.fires, v.fire), nil
		r.firesOf[c.Visitor] = append(r.firesOf[c.Visitor], v.fire)
	}
}

// over counts a visit that has ended.
func (r *runner) over(v *visit) {
	r.report.Visits++
	if v.fire == nil { // else held for a while, offered in the end
		for _, gate := range v.blocked {
			r.report.Blocked[gate]++
		}
	}
	slices.Sort(v.held)
	for i, a := range v.held {
		for _, b := range v.held[i+1:] {
			switch {
			case r.only == nil:
				r.report.Overlap[string(a+" + "+b)]++
			case r.only[a] && !r.only[b]:
				r.report.Overlap[string(b)]++
			case r.only[b] && !r.only[a]:
				r.report.Overlap[string(a)]++
			}
		}
	}
}

func (r *runner) finish() Report {
	for _, v := range r.visits {
		r.over(v)
	}
	out := r.report
	out.Fires, out.Examples = len(r.fires), []Example{}
	for _, f := range r.fires {
		if f.Bought {
			out.Bought++
		}
		if len(out.Examples) < examples {
			out.Examples = append(out.Examples, *f)
		}
	}
	if out.Visits > 0 {
		out.Share = float64(out.Fires) / float64(out.Visits)
	}
	if out.Fires > 0 {
		out.BoughtOf = float64(out.Bought) / float64(out.Fires)
	}
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
	}{{"by rule", r.ByRule}, {"held back by", r.Blocked}, {"together with", r.Overlap}, {"over", r.ByPage}, {"on", r.ByDay}} {
		if err := table(w, part.name, part.counts); err != nil {
			return err
		}
	}
	name := "by hour"
	for hour, n := range r.ByHour {
		if n > 0 {
			if _, err := fmt.Fprintf(w, "%-13s %6d  %02d:00\n", name, n, hour); err != nil {
				return err
			}
			name = ""
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
		for _, s := range e.Steps {
			if _, err := fmt.Fprintf(w, "    %+8.0f s  %s %s\n", s.At.Sub(e.At).Seconds(), s.What, s.Of); err != nil {
				return err
			}
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

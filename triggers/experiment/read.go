package experiment

import (
	"math"
	"slices"
	"time"

	"github.com/zagaj/zagaj"
)

// Guards: no verdict before all of them hold.
const (
	minDays        = 7   // a week has its own rhythm
	minOrders      = 100 // in all arms
	minOrdersOfArm = 25  // in the smallest
)

// Reading is what an experiment has shown so far.
type Reading struct {
	Arms     []Arm        `json:"arms"`
	Against  []Comparison `json:"against"` // every arm but the first, compared with the first
	SplitP   float64      `json:"split_p"`
	Days     float64      `json:"days"`
	PerDay   float64      `json:"per_day"` // exposed visitors
	Needed   int          `json:"needed"`  // exposed visitors of the first arm, for the effect hoped for; 0 while the base rate is not known
	Weeks    float64      `json:"weeks"`   // that takes in all, at PerDay; 0 while not known
	Waiting  []string     `json:"waiting"` // what keeps the verdict back: days, orders, orders_arm, split
	Verdict  string       `json:"verdict"` // waiting, better, worse, open, same (a trial of the trial), broken (it found an effect)
	SameArms bool         `json:"same_arms"`
}

// Comparison is one arm beside the first.
type Comparison struct {
	Arm string `json:"arm"`
	Look
	EverValidP  float64 `json:"ever_valid_p"` // the least valid p of all days so far
	HolmP       float64 `json:"holm_p"`       // adjusted for the number of arms
	Probability float64 `json:"probability"`  // that the arm is better, for reading only
	Loss        float64 `json:"loss"`         // expected, of choosing the arm
}

// Read reads an experiment's current phase at now. The order of units does not matter.
func Read(e zagaj.Experiment, units []zagaj.Unit, now zagaj.Instant) Reading {
	units = slices.DeleteFunc(slices.Clone(units), func(u zagaj.Unit) bool { return u.Phase != e.Phase || u.At > now })
	r := Reading{Waiting: []string{}, Against: []Comparison{}, SameArms: e.SameArms, SplitP: 1}
	r.Arms = tally(e, units, now)
	r.SplitP = SplitP(r.Arms)
	if len(units) > 0 {
		first := slices.MinFunc(units, func(a, b zagaj.Unit) int { return int(min(max(a.At-b.At, -1), 1)) }).At
		r.Days = now.Sub(first).Hours() / 24
		r.PerDay = float64(len(units)) / max(1, r.Days)
	}
	r.plan(e)
	r.compare(e, units, now)
	r.judge()
	return r
}

// tally counts each arm's visitors, orders, revenue and harm as of now.
func tally(e zagaj.Experiment, units []zagaj.Unit, now zagaj.Instant) []Arm {
	arms, spent, place := make([]Arm, len(e.Arms)), make([][]int64, len(e.Arms)), map[string]int{}
	for i, a := range e.Arms {
		arms[i] = Arm{Name: a.Name, Control: a.Control, Weight: a.Weight}
		place[a.Name] = i
	}
	for _, u := range units {
		i, ok := place[u.Arm]
		if !ok || u.At > now {
			continue
		}
		a := &arms[i]
		a.Exposed++
		money := within(u, e.Window, now)
		if money >= 0 {
			a.Orders++
		}
		spent[i] = append(spent[i], max(0, money))
		a.Dismissed += count(u.Dismissed)
		a.Bounced += count(u.Bounced)
		a.OperatorMinutes += u.Minutes
	}
	for i, r := range Revenues(spent) {
		arms[i].Revenue = r
	}
	return arms
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// within returns what the visitor spent within the window and by now, -1 when there was no order.
func within(u zagaj.Unit, window zagaj.Seconds, now zagaj.Instant) int64 {
	money, until := int64(-1), min(now, u.At.Add(window.Duration()))
	for _, o := range u.Orders {
		if o.At >= u.At && o.At <= until {
			money = max(0, money) + max(0, o.Minor)
		}
	}
	return money
}

// plan says how many visitors and weeks the effect hoped for needs: each arm as many as its weight beside the first one's demands.
func (r *Reading) plan(e zagaj.Experiment) {
	first, weights, all := r.Arms[0], 0.0, 0.0
	if first.Weight <= 0 { // a hold-out that is switched off
		return
	}
	for _, a := range r.Arms {
		weights += a.Weight
	}
	for _, a := range r.Arms[1:] {
		control, _, err := SizeUneven(first.Rate(), e.Lift, a.Weight/first.Weight)
		if err != nil {
			return
		}
		r.Needed = max(r.Needed, control)
		all = max(all, float64(control)*weights/first.Weight)
	}
	if r.PerDay > 0 {
		r.Weeks = Weeks(int(math.Round(all)), r.PerDay)
	}
}

// compare holds every arm against the first, and looks again at the end of every day so far: the test may be looked at
// as often as one likes, so the least of its p-values counts.
func (r *Reading) compare(e zagaj.Experiment, units []zagaj.Unit, now zagaj.Instant) {
	const day = zagaj.Instant(24 * time.Hour / time.Millisecond)
	least := make([]float64, len(r.Arms))
	for i := range least {
		least[i] = 1
	}
	look := func(at zagaj.Instant) {
		arms := tally(e, units, at)
		for i := 1; i < len(arms); i++ {
			least[i] = min(least[i], Peek(arms[0], arms[i], 0).ValidP)
		}
	}
	for at := now - zagaj.Instant(int64(r.Days))*day; at < now; at += day {
		look(at)
	}
	look(now)
	holm := Holm(least[1:])
	for i := 1; i < len(r.Arms); i++ {
		c := Comparison{Arm: r.Arms[i].Name, Look: Peek(r.Arms[0], r.Arms[i], 0), EverValidP: least[i], HolmP: holm[i-1]}
		c.Probability, c.Loss = Better(r.Arms[0], r.Arms[i])
		r.Against = append(r.Against, c)
	}
}

// judge says what may be said.
func (r *Reading) judge() {
	total, least := 0, -1
	for _, a := range r.Arms {
		total += a.Orders
		if least < 0 || a.Orders < least {
			least = a.Orders
		}
	}
	wait := func(is bool, why string) {
		if is {
			r.Waiting = append(r.Waiting, why)
		}
	}
	wait(r.SplitP < UnfairSplit, "split")
	wait(r.Days < minDays, "days")
	wait(total < minOrders, "orders")
	wait(least < minOrdersOfArm, "orders_arm")
	r.Verdict = "open"
	if r.SameArms {
		r.Verdict = "same"
	}
	for _, c := range r.Against {
		switch {
		case c.HolmP > Alpha:
		case r.SameArms:
			r.Verdict = "broken"
		case c.Difference > 0:
			r.Verdict = "better"
		case r.Verdict != "better":
			r.Verdict = "worse"
		}
	}
	if len(r.Waiting) > 0 {
		r.Verdict = "waiting"
	}
}

package triggers

import (
	"fmt"
	"slices"
	"time"

	"github.com/zagaj/zagaj"
)

// ShopConfig is everything of a shop that decides.
type ShopConfig = zagaj.Settings

// CommandKind says what the outside must do.
type CommandKind string

// The commands.
const (
	DoOffer    CommandKind = "offer"    // Request: reserve the seat, keep and send the offer, answer with Offered
	DoWithdraw CommandKind = "withdraw" // take Offer away for Reason
	DoIgnore   CommandKind = "ignored"  // Offer's life is over
	DoRecord   CommandKind = "record"   // Decision: keep it for explanation
	DoExpose   CommandKind = "expose"   // Exposure: keep it, the first of a visitor and experiment
	DoVirtual  CommandKind = "virtual"  // Request: keep that an offer was decided on and not shown, for Reason
)

// Command is one thing the outside must do. State itself does nothing.
type Command struct {
	Kind     CommandKind
	Visitor  zagaj.VisitorID
	Rule     zagaj.RuleID
	Offer    zagaj.OfferID
	Reason   string
	Request  *OfferRequest // of DoOffer and DoVirtual
	Decision Decision
	Exposure *zagaj.Exposure // of DoExpose
}

// OfferRequest is a decided offer.
type OfferRequest struct {
	Shop      zagaj.ShopID
	Visitor   zagaj.VisitorID
	Visit     int64 // the visit's first instant, made unique for each try
	Rule      zagaj.Rule
	Language  string
	Operator  zagaj.OperatorID
	Seatless  bool // no seat is reserved: more offers stand than seats are free
	Tab       zagaj.TabID
	Page      *zagaj.Page
	ExpiresAt zagaj.Instant
}

// Decision is what was decided about one rule and one visitor, and why.
type Decision struct {
	Shop    zagaj.ShopID
	Visitor zagaj.VisitorID
	Rule    zagaj.RuleID
	At      zagaj.Instant
	Outcome string // offer, would_offer, blocked, or OutcomeBroken
	Reason  string // the gate of a blocked one, the arm of a would_offer, how a broken one failed
}

// OutcomeBroken tells that a rule's conditions failed and that it is not asked any more, until settings change.
const OutcomeBroken = "broken"

// State is what is known of one shop now, a left fold over its log, and the decisions that follow. It is pure: the
// same events and ticks give the same commands. Not for use by several goroutines at once.
type State struct {
	shop        zagaj.ShopID
	rules       []*rule // also those that are switched off
	program     *program
	experiments []zagaj.Experiment // that run, by id
	windows     *Windows
	policy      zagaj.Policy
	visits      map[zagaj.VisitorID]*visit
	concerned   map[zagaj.VisitorID]*visit // those who wait for an operator or the hours, or have an offer
	customers   map[string][]*visit        // who is logged in, by the platform's customer id
	staff       []*operator                // sorted by id
	queue       zagaj.QueueState
	staffing    int32 // counts the changes of their seats
	timers      timers
	zones       map[string]*time.Location // of visitors, by name
	open        bool                      // by the schedule
	takes       bool                      // open, and not within the guard before closing
	flip        zagaj.Instant
	closing     zagaj.Instant // remembered: when the window that is open now closes
	fed         zagaj.Instant // when the platform last told anything
	dwells      [scopes]bool  // some rule asks for the dwell over this
	heard       zagaj.Instant // the latest event that was restored
	reference   bool          // asks every condition at every step
	out         []Command
}

// operator is one person as the engine sees them: load counts the seats in use as the desk told, pending the offers
// decided here that the desk has not answered yet.
type operator struct {
	zagaj.OperatorState
	pending int
	offers  int // that stand, or are on their way
}

func (o *operator) free() int { return o.Seats - o.Load - o.pending }

// busy is what there is to do, if every offer is taken up.
func (o *operator) busy() int { return o.Load + max(o.pending, o.offers) }

// NewState returns the state of a shop without visitors.
func NewState(c ShopConfig, now zagaj.Instant) (*State, error) {
	s := &State{shop: c.Shop, visits: map[zagaj.VisitorID]*visit{}, concerned: map[zagaj.VisitorID]*visit{}, customers: map[string][]*visit{}, zones: map[string]*time.Location{}, fed: now}
	return s, s.Configure(c, now)
}

// NewReference returns a state that decides the same as NewState's, but asks every condition of every rule at every
// step. It is the yardstick for tests and measurements.
func NewReference(c ShopConfig, now zagaj.Instant) (*State, error) {
	s, err := NewState(c, now)
	s.reference = true
	return s, err
}

// Configure replaces rules, schedule and policy; visitors stay. On an error nothing changes.
func (s *State) Configure(c ShopConfig, now zagaj.Instant) error {
	windows, err := CompileSchedule(c.Schedule)
	if err != nil {
		return err
	}
	if err := checkExperiments(c.Experiments); err != nil {
		return err
	}
	if len(c.Rules) > zagaj.MaxRules {
		return invalid("rules", fmt.Sprintf("a shop has at most %d rules", zagaj.MaxRules))
	}
	var rules []*rule
	for _, r := range c.Rules {
		compiled, err := compile(r)
		if err != nil {
			return err
		}
		rules = append(rules, compiled)
	}
	slices.SortFunc(rules, func(a, b *rule) int {
		if a.Priority != b.Priority {
			return b.Priority - a.Priority
		}
		return compareText(string(a.ID), string(b.ID))
	})
	s.windows, s.rules, s.policy, s.closing = windows, rules, c.Policy, 0
	s.experiments = slices.SortedFunc(slices.Values(c.Experiments), func(a, b zagaj.Experiment) int { return compareText(string(a.ID), string(b.ID)) })
	s.program = newProgram(rules)
	s.dwells = [scopes]bool{scopeSite: true} // which also counts the products
	for _, r := range rules {
		for sc, asks := range r.dwells {
			s.dwells[sc] = s.dwells[sc] || asks
		}
	}
	s.open, s.takes, s.flip = windows.takesOffers(now)
	for _, v := range s.visits {
		s.rouse(v, now) // decided at the next tick: saving settings must not take as long as deciding for everybody
	}
	return nil
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// sorted returns visits, the one that waits longest first: an order that does not depend on a map's.
func sorted(visits map[zagaj.VisitorID]*visit) []*visit {
	list := make([]*visit, 0, len(visits))
	for _, v := range visits {
		list = append(list, v)
	}
	slices.SortFunc(list, func(a, b *visit) int {
		if a.waiting != b.waiting {
			return int(min(max(a.waiting-b.waiting, -1), 1))
		}
		return compareText(string(a.visitor), string(b.visitor))
	})
	return list
}

// Apply takes one committed event and returns what must be done.
func (s *State) Apply(ev zagaj.Event) []Command {
	now := ev.ReceivedAt
	if ev.Source == zagaj.FromShop {
		s.feeds(now)
	}
	if ev.Kind == zagaj.KindOperator {
		s.operatorChanged(*ev.Operator)
		s.wake(now)
		return s.take()
	}
	if ev.Kind == zagaj.KindConfig {
		if ev.Settings != nil {
			_ = s.Configure(*ev.Settings, now) // what is not valid is not logged; of another version's log, what was before goes on
		}
		return s.take()
	}
	if ev.Kind == zagaj.KindQueue && ev.Queue != nil {
		s.queue = *ev.Queue
		s.staffing++
		s.wake(now)
		return s.take()
	}
	if v := s.reduce(ev); v != nil {
		if ev.Source == zagaj.FromClient && ev.OccurredAt > 0 && now.Sub(ev.OccurredAt) > tooLate {
			s.rouse(v, max(v.due, now+minStep)) // it counts, but is no cause
			return s.take()
		}
		s.decide(v, now)
	}
	return s.take()
}

// tooLate is how old what a browser has kept while it was offline may be to cause an offer.
const tooLate = 10 * time.Minute

// Restore takes an event of before the start. It decides as it was decided then, so that what has held goes on holding
// and what was offered counts, but nothing is done again.
func (s *State) Restore(ev zagaj.Event) {
	if s.heard == 0 {
		s.begin(ev.ReceivedAt)
	}
	until := ev.ReceivedAt
	if ev.Kind == zagaj.KindShown {
		until++ // it answers what was decided before, if only in the same millisecond
	}
	for now := s.Next(); now < until; now = max(now+1, s.Next()) {
		s.drop(s.Tick(now), now)
	}
	s.drop(s.Apply(ev), ev.ReceivedAt)
	s.heard = max(s.heard, ev.ReceivedAt)
}

// begin puts a state that was made for now back to the instant from which on it is restored: the hours of then count, and when the platform told
// something is known from the log.
func (s *State) begin(at zagaj.Instant) {
	s.open, s.takes, s.flip = s.windows.takesOffers(at)
	s.closing, s.fed = 0, at
}

// drop lets what was decided count without its being done: an offer of then was made, and the log tells what became of it.
func (s *State) drop(commands []Command, now zagaj.Instant) {
	for _, c := range commands {
		if c.Kind == DoOffer {
			s.drop(s.Offered(c.Visitor, "", nil, now), now)
		}
	}
}

// Restored ends the restoring: nobody is connected until their socket says so, the time after the last event does not
// count as dwell unless the browser is back within the lease, no operator is there, and an offer that had not reached the
// screen is gone. What has become due meanwhile is due now.
func (s *State) Restored(now zagaj.Instant) {
	s.staff, s.queue = nil, zagaj.QueueState{}
	s.staffing++
	for _, v := range sorted(s.visits) {
		if v.offer != nil && !v.offer.shown {
			v.setOffer(nil)
			v.retryAt = now.Add(retryAfter)
		}
		at := max(s.heard, v.last)
		s.drop(s.Apply(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromSystem, Visitor: v.visitor, ReceivedAt: at}), at)
		v.last = max(now, v.last)
	}
}

// reduce folds an event into its visit. Only a browser begins a visit: a cart that changes while nobody is there is
// read from the store when its visitor comes.
func (s *State) reduce(ev zagaj.Event) *visit {
	if ev.Visitor == "" {
		return nil
	}
	v, ok := s.visits[ev.Visitor]
	if !ok {
		if ev.Source != zagaj.FromClient || (ev.Kind == zagaj.KindNet && !ev.Up) {
			return nil
		}
		v = newVisit(s, ev.Visitor, ev.ReceivedAt)
		s.visits[ev.Visitor] = v
	}
	before, quiet, customer := v.offer, v.quietUntil, v.customer
	v.apply(&ev, &s.policy, ev.ReceivedAt)
	if before != nil && v.offer == nil && before.pending {
		s.answered(before.operator)
	}
	if v.customer != customer {
		s.part(v, customer)
	}
	if v.customer != "" && (ev.Kind == zagaj.KindAlias || v.quietUntil != quiet) {
		s.oneCustomer(v, ev.ReceivedAt)
	}
	return v
}

// concern keeps v among those who wait for an operator or the hours, or have an offer.
func (s *State) concern(v *visit, is bool) {
	switch {
	case is == v.concerned:
	case is:
		s.concerned[v.visitor] = v
	default:
		delete(s.concerned, v.visitor)
	}
	v.concerned = is
}

// leave forgets a visit.
func (s *State) leave(v *visit) {
	delete(s.visits, v.visitor)
	s.concern(v, false)
	s.part(v, v.customer)
}

// forget lets a visit end with the next tick, at now.
func (s *State) forget(visitor zagaj.VisitorID, now zagaj.Instant) {
	v, ok := s.visits[visitor]
	if !ok {
		return
	}
	if v.offer != nil && v.offer.pending {
		s.answered(v.offer.operator)
	}
	v.setOffer(nil)
	v.connected, v.seenAt = false, 0
	s.rouse(v, now)
}

func (s *State) operatorChanged(o zagaj.OperatorState) {
	s.staffing++
	if known := s.operator(o.ID); known != nil {
		known.OperatorState = o
		return
	}
	known := &operator{OperatorState: o}
	for _, v := range s.concerned { // offers may stand from before a restart
		if v.offer != nil && v.offer.operator == o.ID {
			known.offers++
		}
	}
	i, _ := slices.BinarySearchFunc(s.staff, o.ID, byID)
	s.staff = slices.Insert(s.staff, i, known)
}

func byID(o *operator, id zagaj.OperatorID) int { return compareText(string(o.ID), string(id)) }

// operator returns the operator with this id, nil when there is none.
func (s *State) operator(id zagaj.OperatorID) *operator {
	if i, ok := slices.BinarySearchFunc(s.staff, id, byID); ok {
		return s.staff[i]
	}
	return nil
}

// wake decides again for those whose offer, or whose wait, depends on operators and the schedule: never for all.
func (s *State) wake(now zagaj.Instant) {
	visits := s.concerned
	if s.reference {
		visits = s.visits
	}
	for _, v := range sorted(visits) {
		s.decide(v, now)
	}
}

// freeSeats counts the free seats of the available operators who have the skill and speak the language, when named.
func (s *State) freeSeats(skill, language string) int {
	n := 0
	for _, o := range s.staff {
		if o.On && (skill == "" || slices.Contains(o.Skills, skill)) && (language == "" || slices.Contains(o.Languages, language)) {
			n += max(0, o.free())
		}
	}
	return n
}

// closes returns when the shop, open now, closes.
func (s *State) closes(now zagaj.Instant) zagaj.Instant {
	if now >= s.closing {
		s.closing = s.windows.Next(now)
	}
	return s.closing
}

// Tick takes the passing of time and returns what must be done.
func (s *State) Tick(now zagaj.Instant) []Command {
	if now >= s.flip {
		s.open, s.takes, s.flip = s.windows.takesOffers(now)
		s.wake(now)
	}
	for v := s.expired(now); v != nil; v = s.expired(now) {
		if !v.connected && v.offer == nil && now.Sub(v.seenAt) > visitGap {
			s.disarm()
			s.leave(v)
			continue
		}
		s.decide(v, now)
		if v.due <= now { // a condition whose deadline does not move must not spin
			s.rouse(v, now+minStep)
		}
	}
	return s.take()
}

// minStep is the finest step of time-driven decisions, in milliseconds.
const minStep = 250

// Next returns when Tick has something to do, or a little earlier.
func (s *State) Next() zagaj.Instant {
	if len(s.timers) > 0 {
		return min(s.flip, s.timers[0].at)
	}
	return s.flip
}

func (s *State) take() []Command {
	out := s.out
	s.out = nil
	return out
}

package triggers

import (
	"time"

	"github.com/zagaj/zagaj"
)

// showWithin is how long an offer may be on its way: a browser that has not shown it by then is not there.
const showWithin = 10 * time.Second

// retryAfter is the pause after an offer that could not be made or was never seen.
const retryAfter = 30 * time.Second

// The gates of an offer, in the order they are asked; the first that holds is the reason. See docs/rules.md.
const (
	gateDisabled  = "disabled"
	gateExpired   = "expired"
	gateDryRun    = "dry_run"
	gateBot       = "bot"
	gateConsent   = "consent"
	gateChat      = "chat"
	gateEarly     = "early"
	gateOffer     = "offer"
	gateVisitCap  = "visit_cap"
	gateRuleCap   = "rule_cap"
	gateGap       = "gap"
	gateRetry     = "retry"
	gateClosed    = "closed"
	gateClosing   = "closing"
	gateOperators = "operators"
	gateTab       = "tab"
	gateInput     = "input"
	gatePayment   = "payment"
	gateBroken    = "broken" // the rule's conditions fail and are not asked any more
)

// decide asks the rules for one visitor, makes at most one offer, and arms the visitor's only timer.
func (s *State) decide(v *visit, now zagaj.Instant) {
	now = max(now, v.last)
	v.advance(now)
	s.tend(v, now)
	s.refresh(v, now)
	next := min(v.seenAt.Add(visitGap)+1, v.standing.next())
	if v.connected {
		next = v.standing.next()
	}
	winner, until := s.weigh(v, now)
	next = min(next, until)
	if winner != nil {
		s.offer(v, winner, now)
		next = min(next, now+1) // the rules that lost are told why at the next step
	}
	if v.offer != nil && !v.offer.pending { // the desk always answers
		next = min(next, v.offer.expires)
	}
	s.concern(v, v.waiting > 0 || v.offer != nil || v.waitsForHouse())
	s.rouse(v, next)
}

// weigh finds, among the rules that hold, the one to offer by, and when that may change by time alone.
func (s *State) weigh(v *visit, now zagaj.Instant) (*holding, zagaj.Instant) {
	var winner *holding
	next, waiting := never, zagaj.Instant(0)
	for i := range v.holding {
		h := &v.holding[i]
		r := v.program.rules[h.rule]
		if ready := h.since.Add(r.For.Duration()); ready > now {
			h.gate, next = "", min(next, ready)
			continue
		}
		gate, until := s.gate(v, r, now)
		next = min(next, until)
		if gate == gateClosed || gate == gateClosing || gate == gateOperators {
			waiting = now
		}
		if gate != "" {
			s.blocked(v, h, gate, now)
		} else if winner == nil || (r.Priority == v.program.rules[winner.rule].Priority && h.since < winner.since) {
			winner = h // rules are sorted by priority, then id
		}
	}
	if waiting == 0 || v.waiting == 0 {
		v.waiting = waiting // since when, so that who waits longest is first
	}
	return winner, next
}

// gate returns the first reason not to offer now, with the instant at which it may pass by itself.
func (s *State) gate(v *visit, r *rule, now zagaj.Instant) (string, zagaj.Instant) {
	if !r.Enabled {
		return gateDisabled, never
	}
	if r.ExpiresAt > 0 && now >= r.ExpiresAt {
		return gateExpired, never
	}
	if gate, until := s.visitorGate(v, now); gate != "" {
		return gate, until
	}
	if v.offered(r.ID) >= max(1, r.PerVisit) {
		return gateRuleCap, never
	}
	if gate, until := s.houseGate(v, now); gate != "" {
		return gate, until
	}
	if r.DryRun {
		return gateDryRun, never
	}
	return "", never
}

// visitorGate: what about the visitor forbids every offer.
func (s *State) visitorGate(v *visit, now zagaj.Instant) (string, zagaj.Instant) {
	p := &s.policy
	switch {
	case !v.consents():
		return gateConsent, never
	case v.bot:
		return gateBot, never
	case v.talks():
		return gateChat, never
	case v.quietUntil > now:
		return v.quietWhy, v.quietUntil
	case now < v.start.Add(p.FirstQuiet.Duration()):
		return gateEarly, v.start.Add(p.FirstQuiet.Duration())
	case v.hasOffer():
		return gateOffer, never
	case p.PerVisit > 0 && int(v.offers) >= p.PerVisit:
		return gateVisitCap, never
	}
	return "", never
}

// houseGate: what about this moment forbids an offer.
func (s *State) houseGate(v *visit, now zagaj.Instant) (string, zagaj.Instant) {
	gap := v.lastOffer.Add(s.policy.Gap.Duration())
	switch {
	case v.lastOffer > 0 && now < gap:
		return gateGap, gap
	case now < v.retryAt:
		return gateRetry, v.retryAt
	case !s.open:
		return gateClosed, never
	case !s.takes:
		return gateClosing, never
	case s.freeOperator() == nil:
		return gateOperators, never
	}
	switch _, why := v.liveTab(); {
	case why != "":
		return why, never
	case v.paying():
		return gatePayment, never
	}
	return "", never
}

// freeOperator returns the available operator with the fewest seats in use; nil when none has a free one.
func (s *State) freeOperator() *operator {
	var best *operator
	for _, o := range s.staff {
		if o.On && s.takesOne(o) && (best == nil || o.busy() < best.busy()) {
			best = o
		}
	}
	return best
}

// liveTab returns the tab an offer can be shown in: visible, connected, and nobody typing into the page's own fields.
func (v *visit) liveTab() (zagaj.TabID, string) {
	if !v.connected {
		return "", gateTab
	}
	if t := v.tab(v.focus); t != nil && t.visible && !t.input && !t.frozen {
		return v.focus, ""
	}
	why, found := gateTab, zagaj.TabID("")
	for i := range v.tabs {
		t := &v.tabs[i]
		switch {
		case !t.visible || t.frozen:
		case t.input:
			why = gateInput
		case found == "" || t.id < found:
			found = t.id
		}
	}
	if found != "" {
		return found, ""
	}
	return "", why
}

func (s *State) blocked(v *visit, h *holding, gate string, now zagaj.Instant) {
	if h.gate == gate {
		return
	}
	h.gate = gate
	s.record(Decision{Visitor: v.visitor, Rule: v.program.rules[h.rule].ID, At: now, Outcome: "blocked", Reason: gate})
}

func (s *State) record(d Decision) {
	d.Shop = s.shop
	s.out = append(s.out, Command{Kind: DoRecord, Visitor: d.Visitor, Rule: d.Rule, Decision: d})
}

// offer reserves a place of the chosen operator and asks for the offer to be made. Those held out, and those in a control
// arm, are decided for in the same way, at the same instant, and differ in nothing but that nothing is shown.
func (s *State) offer(v *visit, h *holding, now zagaj.Instant) {
	r := v.program.rules[h.rule]
	h.gate = ""
	held := s.heldOut(v)
	s.exposeHoldOut(v, r.ID, held, now)
	if held {
		s.virtual(v, r.ID, "hold_out", now)
		return
	}
	made := r.Rule
	if arm, ok := s.arm(v, r.ID, now); ok {
		if arm.Control {
			s.virtual(v, r.ID, "control", now)
			return
		}
		if len(arm.Text) > 0 {
			made.Text = arm.Text
		}
	}
	s.propose(v, made, s.freeOperator(), now)
}

// virtual is an offer that is not shown: it counts against the caps as if it had been, also on another day.
func (s *State) virtual(v *visit, rule zagaj.RuleID, why string, now zagaj.Instant) {
	v.consume(rule, now)
	s.out = append(s.out, Command{Kind: DoVirtual, Visitor: v.visitor, Rule: rule, Reason: why,
		Request: &OfferRequest{Shop: s.shop, Visitor: v.visitor, Visit: v.try(), Rule: zagaj.Rule{ID: rule}}})
	s.record(Decision{Visitor: v.visitor, Rule: rule, At: now, Outcome: "would_offer", Reason: why})
}

// consume counts a shown or virtual offer against the caps.
func (v *visit) consume(rule zagaj.RuleID, now zagaj.Instant) {
	for _, o := range v.person() {
		o.offers++
		o.count(rule)
		o.lastOffer = now
	}
	v.became("shown", rule, now)
}

// Offered tells how a DoOffer went: the offer's id, or the error that prevented it.
func (s *State) Offered(visitor zagaj.VisitorID, id zagaj.OfferID, err error, now zagaj.Instant) []Command {
	v, ok := s.visits[visitor]
	if !ok || v.offer == nil || !v.offer.pending {
		if err == nil { // the visit ended meanwhile
			s.out = append(s.out, Command{Kind: DoWithdraw, Visitor: visitor, Offer: id, Reason: "gone"})
		}
		return s.take()
	}
	s.answered(v.offer.operator)
	v.offer.pending = false
	if err != nil {
		if zagaj.CodeOf(err) == zagaj.CodeConflict {
			v.count(v.offer.rule) // this visit has had it; asking again would not change that
		}
		v.setOffer(nil)
		v.retryAt = now.Add(retryAfter)
	} else if v.offer.id = id; v.offer.drop != "" {
		s.withdraw(v, v.offer.drop, now)
	}
	s.decide(v, now)
	return s.take()
}

func (s *State) answered(id zagaj.OperatorID) {
	if o := s.operator(id); o != nil && o.pending > 0 {
		o.pending--
		s.staffing++
	}
}

// tend ends the visitor's offer when its time is over or what it stood for no longer holds.
func (s *State) tend(v *visit, now zagaj.Instant) {
	o := v.offer
	if o == nil {
		return
	}
	if why := s.noLonger(v, o, now); why != "" {
		s.withdraw(v, why, now)
		return
	}
	if now < o.expires || o.pending {
		return
	}
	if !o.shown {
		s.withdraw(v, "unseen", now)
		return
	}
	v.setOffer(nil)
	s.out = append(s.out, Command{Kind: DoIgnore, Visitor: v.visitor, Rule: o.rule, Offer: o.id})
	v.ignored(o.rule, s.policy, now)
}

// noLonger returns why a standing offer must be taken back: a withdrawal is not a dismissal.
func (s *State) noLonger(v *visit, o *openOffer, now zagaj.Instant) string {
	switch {
	case v.past().orderedAt >= o.made && v.past().orderedAt > 0 && o.made > 0:
		return "order"
	case v.talks():
		return "chat"
	case v.quietUntil > now: // since it was made, on another device of the same person
		return v.quietWhy
	case !v.consents():
		return "consent"
	case !s.open:
		return "closed"
	case v.paying():
		return gatePayment
	}
	// Who has not been heard of since a restart may come back before the offer's time is over.
	if who := s.operator(o.operator); who != nil && !who.On && s.freeOperator() == nil {
		return "operators"
	}
	return ""
}

// paying: nothing is offered over a payment.
func (v *visit) paying() bool {
	return v.anyVisible(func(p *zagaj.Page) bool { return p.Type == zagaj.PagePayment })
}

// withdraw takes the offer back. The pause keeps what has just failed from being tried again at once.
func (s *State) withdraw(v *visit, why string, now zagaj.Instant) {
	v.retryAt = now.Add(retryAfter)
	if v.offer.pending {
		v.offer.drop = why // its id is not known yet
		return
	}
	s.out = append(s.out, Command{Kind: DoWithdraw, Visitor: v.visitor, Rule: v.offer.rule, Offer: v.offer.id, Reason: why})
	v.setOffer(nil)
}

// ignored counts an offer nobody took up; the n-th within the policy's time counts as a dismissal.
func (v *visit) ignored(rule zagaj.RuleID, p zagaj.Policy, now zagaj.Instant) {
	v.became("ignored", rule, now)
	v.tooOften(p, now)
}

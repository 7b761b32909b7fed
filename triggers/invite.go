package triggers

import (
	"context"

	"github.com/zagaj/zagaj"
)

// ByHand stands in the place of a rule for an offer that an operator made.
const ByHand zagaj.RuleID = "by_hand"

// gateHoldOut: those who are never offered anything are not offered help by hand either, else the hold-out tells nothing.
const gateHoldOut = "hold_out"

// Invite makes one offer by an operator's hand, with that operator's seat, and returns the gate that forbids it, "" when
// the offer is on its way. A person is held to the same "no" as a rule: consent, dismissals, caps, pauses, hours and pages
// count alike. CodeNotFound when the visitor is not on the site.
func (e *Engine) Invite(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID, by zagaj.OperatorID, text map[string]string) (string, error) {
	e.mu.Lock()
	s, ok := e.shops[shop]
	if !ok {
		e.mu.Unlock()
		return "", zagaj.E(zagaj.CodeNotFound, "no such shop")
	}
	commands, gate, err := s.invite(visitor, by, text, e.Now())
	e.mu.Unlock()
	for _, c := range commands {
		e.hand(ctx, job{shop, c})
	}
	return gate, err
}

func (s *State) invite(visitor zagaj.VisitorID, by zagaj.OperatorID, text map[string]string, now zagaj.Instant) ([]Command, string, error) {
	v, ok := s.visits[visitor]
	if !ok {
		return nil, "", zagaj.E(zagaj.CodeNotFound, "this visitor is not on the site")
	}
	now = max(now, v.last)
	v.advance(now)
	if gate := s.handGate(v, by, now); gate != "" {
		s.record(Decision{Visitor: visitor, Rule: ByHand, At: now, Outcome: "blocked", Reason: gate})
		return s.take(), gate, nil
	}
	s.propose(v, zagaj.Rule{ID: ByHand, Shop: s.shop, Text: text}, s.operator(by), now)
	s.decide(v, now) // the timer is armed, and the rules see an offer standing
	return s.take(), "", nil
}

// handGate returns the first reason against an offer by this operator's hand.
func (s *State) handGate(v *visit, by zagaj.OperatorID, now zagaj.Instant) string {
	if gate, _ := s.visitorGate(v, now); gate != "" {
		return gate
	}
	if gate, _ := s.houseGate(v, now); gate != "" {
		return gate
	}
	if o := s.operator(by); o == nil || !o.On || !s.takesOne(o) {
		return gateOperators
	}
	if s.heldOut(v) {
		return gateHoldOut
	}
	return ""
}

// propose reserves a place of the operator and asks for the offer to be made.
func (s *State) propose(v *visit, r zagaj.Rule, o *operator, now zagaj.Instant) {
	tab, _ := v.liveTab()
	o.pending++
	s.staffing++
	v.setOffer(&openOffer{rule: r.ID, operator: o.ID, pending: true, made: now, expires: now.Add(showWithin)})
	request := &OfferRequest{Shop: s.shop, Visitor: v.visitor, Visit: v.try(), Rule: r, Language: v.lang, Operator: o.ID, Seatless: s.policy.Acceptance > 0,
		Tab: tab, Page: v.page(), ExpiresAt: now.Add(s.policy.OfferLife.Duration())}
	s.out = append(s.out, Command{Kind: DoOffer, Visitor: v.visitor, Rule: r.ID, Request: request})
	s.record(Decision{Visitor: v.visitor, Rule: r.ID, At: now, Outcome: "offer"})
}

// try numbers the offers of a visit: with the rule it is what makes one offer the same as another.
func (v *visit) try() int64 {
	v.tries++
	return int64(v.start) + int64(v.tries) - 1
}

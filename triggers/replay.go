package triggers

import (
	"iter"

	"github.com/zagaj/zagaj"
)

// ExplainAt tells how a rule stood for a visitor at an instant, by replaying events of the shop's log up to it: the
// visitor's own and the operators' are enough; with StaleAfter in the policy also when the platform told anything, as events
// from the shop without a visitor. Rules, schedule and policy are those of c, and from an event of kind config on those that it tells. CodeNotFound when the visitor was not on the
// site then, or the rule is not known.
func ExplainAt(c ShopConfig, events iter.Seq2[zagaj.Event, error], visitor zagaj.VisitorID, rule zagaj.RuleID, at zagaj.Instant) (Explanation, error) {
	var s *State
	for ev, err := range events {
		if err != nil {
			return Explanation{}, err
		}
		if ev.ReceivedAt > at {
			break
		}
		if s == nil {
			if s, err = NewState(c, ev.ReceivedAt); err != nil {
				return Explanation{}, err
			}
		}
		s.Restore(ev)
	}
	if s == nil {
		return Explanation{}, zagaj.E(zagaj.CodeNotFound, "nothing is known of this visitor by then")
	}
	for now := s.Next(); now <= at; now = max(now+1, s.Next()) {
		s.drop(s.Tick(now), now)
	}
	return s.Explain(visitor, rule, at)
}

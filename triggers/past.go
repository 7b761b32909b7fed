package triggers

import (
	"cmp"
	"slices"

	"github.com/zagaj/zagaj"
)

// remember takes what the store knows of earlier visits of somebody who comes back after the engine has forgotten them:
// counts, and the quiet periods that have not ended yet.
func (v *visit) remember(p zagaj.Past, policy zagaj.Policy, now zagaj.Instant) {
	v.touched |= touchOffers | touchVisit
	known := v.past()
	if len(p.Tags) > 0 { // a past of another device tells none
		known.tags = p.Tags
	}
	v.chat = v.chat || p.Chat
	v.visits = max(v.visits, int32(p.Visits))
	v.orders = max(v.orders, int32(p.Orders))
	known.saidAt = max(known.saidAt, p.SaidAt)
	if len(p.VisitsAt) > len(known.visitsAt) {
		began := slices.Clone(p.VisitsAt)
		// The store has counted this one, too; no other began so shortly before it.
		began = slices.DeleteFunc(began, func(at zagaj.Instant) bool { return at > v.start.Add(-visitGap) })
		known.visitsAt = began[max(0, len(began)-maxVisits):]
	}
	if p.OrderedAt > known.orderedAt {
		known.orderedAt, known.lastOrder = p.OrderedAt, p.LastOrder
		v.hush(p.OrderedAt.Add(policy.AfterOrder.Duration()), "order")
	}
	if p.ChatEnded > known.chatEnded {
		known.chatEnded = p.ChatEnded
		v.hush(p.ChatEnded.Add(policy.AfterAccepted.Duration()), "chat")
	}
	if v.kept != nil || known.worthKeeping() {
		*v.ownPast() = known
	}
	for _, o := range p.Offers {
		v.recall(o, policy)
	}
	slices.SortStableFunc(v.outcomes, func(a, b outcomeOf) int { return cmp.Compare(a.at, b.at) })
	if n := len(v.outcomes) - maxOutcomes; n > 0 {
		v.outcomes = slices.Delete(v.outcomes, 0, n)
	}
	if last := v.lastOutcome("ignored"); last > 0 {
		v.tooOften(policy, last)
	}
	if v.quietUntil <= now {
		v.quietUntil, v.quietWhy = 0, ""
	}
}

// recall notes an offer of an earlier visit, unless the engine has it already.
func (v *visit) recall(o zagaj.PastOffer, policy zagaj.Policy) {
	note := func(what string, at zagaj.Instant) {
		is := outcomeOf{o.Rule, what, at}
		if at > 0 && !slices.Contains(v.outcomes, is) {
			v.outcomes = append(v.outcomes, is)
		}
	}
	note("shown", o.At)
	v.lastOffer = max(v.lastOffer, o.At)
	switch o.What {
	case zagaj.OfferAccepted:
		note("accepted", o.End)
		v.hush(o.End.Add(policy.AfterAccepted.Duration()), "accepted")
	case zagaj.OfferDismissed:
		note("dismissed", o.End)
		v.dismissedAt = max(v.dismissedAt, o.End)
		v.hush(o.End.Add(policy.AfterDismissed.Duration()), "dismissed")
	case zagaj.OfferIgnored:
		note("ignored", o.End)
	}
}

func (v *visit) lastOutcome(what string) zagaj.Instant {
	for i := len(v.outcomes) - 1; i >= 0; i-- {
		if v.outcomes[i].what == what {
			return v.outcomes[i].at
		}
	}
	return 0
}

// tooOften: the n-th offer ignored within the policy's time counts as a dismissal at that instant.
func (v *visit) tooOften(p zagaj.Policy, at zagaj.Instant) {
	n, from := 0, at.Add(-p.IgnoredIn.Duration())
	for _, o := range v.outcomes {
		if o.what == "ignored" && o.at >= from && o.at <= at {
			n++
		}
	}
	if p.IgnoredMax > 0 && n >= p.IgnoredMax {
		v.hush(at.Add(p.AfterDismissed.Duration()), "dismissed")
	}
}

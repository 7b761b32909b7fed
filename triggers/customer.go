package triggers

import (
	"cmp"
	"slices"

	"github.com/zagaj/zagaj"
)

// IsCustomer reports whether a visitor on the site is known to be a customer, by the platform's id.
func (e *Engine) IsCustomer(shop zagaj.ShopID, visitor zagaj.VisitorID, customer string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.shops[shop]
	if !ok {
		return false
	}
	v, ok := s.visits[visitor]
	return ok && v.customer == customer
}

// IsPerson reports whether a customer is at few enough devices now to be one person.
func (e *Engine) IsPerson(shop zagaj.ShopID, customer string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.shops[shop]
	return ok && len(s.customers[customer]) < maxDevices
}

// maxDevices is at how many devices at once somebody is one person. More under one id are a shop's mistake: each is left to itself.
const maxDevices = 16

// oneCustomer: who is logged in on two devices is one person. The stricter of their silences holds on both, what was
// offered on either counts against the caps of both, and the arm they were given first is theirs on both.
func (s *State) oneCustomer(v *visit, now zagaj.Instant) {
	list := s.customers[v.customer]
	if !slices.Contains(list, v) {
		if len(list) >= maxDevices {
			return
		}
		s.join(v, list)
		list = append(list, v)
		s.customers[v.customer] = list
	}
	for _, other := range list {
		v.hush(other.quietUntil, other.quietWhy)
		for _, x := range other.assigned {
			v.assigned.keep(x)
			v.touched |= touchOffers
		}
	}
	for _, other := range list {
		other.hush(v.quietUntil, v.quietWhy)
		for _, x := range v.assigned {
			other.assigned.keep(x)
		}
		if other != v {
			s.touch(other, touchOffers, now)
		}
	}
}

// touch lets the rules of a visit be asked again at the next tick.
func (s *State) touch(v *visit, what touch, now zagaj.Instant) {
	v.touched |= what
	s.rouse(v, min(v.due, max(now, v.last)))
}

// join adds up what a newcomer and those who are the same person have had.
func (s *State) join(v *visit, others []*visit) {
	if len(others) == 0 {
		return
	}
	sum := others[0] // all others agree
	v.offers += sum.offers
	for _, c := range sum.perRule {
		v.countOf(c.rule, c.n)
	}
	for _, o := range sum.outcomes {
		if !slices.Contains(v.outcomes, o) {
			v.outcomes = append(v.outcomes, o)
		}
	}
	slices.SortStableFunc(v.outcomes, func(a, b outcomeOf) int { return cmp.Compare(a.at, b.at) })
	v.outcomes = v.outcomes[max(0, len(v.outcomes)-maxOutcomes):]
	v.lastOffer = max(v.lastOffer, sum.lastOffer)
	for _, other := range others {
		other.offers, other.lastOffer = v.offers, v.lastOffer
		other.perRule, other.outcomes = slices.Clone(v.perRule), slices.Clone(v.outcomes)
	}
}

// part takes a visit out of those of a customer.
func (s *State) part(v *visit, customer string) {
	if customer == "" {
		return
	}
	list := slices.DeleteFunc(s.customers[customer], func(other *visit) bool { return other == v })
	if s.customers[customer] = list; len(list) == 0 {
		delete(s.customers, customer)
	}
}

// person returns the visits of the same person, v among them.
func (v *visit) person() []*visit {
	if list := v.house.customers[v.customer]; v.customer != "" && slices.Contains(list, v) {
		return list
	}
	return []*visit{v}
}

// onAny reports whether something is so on any device of the same person.
func (v *visit) onAny(is func(*visit) bool) bool {
	return is(v) || (v.customer != "" && slices.ContainsFunc(v.person(), is))
}

// talks reports whether the person is in a conversation, hasOffer whether something is offered to them.
func (v *visit) talks() bool    { return v.onAny(func(o *visit) bool { return o.chat }) }
func (v *visit) hasOffer() bool { return v.onAny(func(o *visit) bool { return o.offer != nil }) }

// tellOthers lets the rules of the person's other devices be asked again at the next tick.
func (v *visit) tellOthers() {
	if v.customer == "" {
		return
	}
	for _, o := range v.person() {
		if o != v {
			v.house.touch(o, touchOffers, v.last)
		}
	}
}

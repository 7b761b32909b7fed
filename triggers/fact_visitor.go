package triggers

import (
	"slices"

	"github.com/zagaj/zagaj"
)

// offers: how many were shown, accepted, dismissed or ignored, of one rule or of all, within a time or since they are
// remembered; without a name, how many this visit has had.
func (s spec) offers(path string) (node, error) {
	from, to, err := s.bounds(path)
	if err != nil {
		return nil, err
	}
	if s.Of == "" {
		got := func(v *visit, _ zagaj.Instant) any { return int64(v.offers) }
		return &fact{by: touchOffers, rarity: rankNumber, got: got, ask: func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
			return truth(int64(v.offers) >= from && int64(v.offers) <= to), never
		}}, nil
	}
	if !slices.Contains([]string{"shown", "accepted", "dismissed", "ignored"}, s.Of) {
		return nil, invalid(path+".of", "shown, accepted, dismissed or ignored")
	}
	within := millis(s.Within)
	if within <= 0 {
		within = never / 2
	}
	return counted(func(v *visit, each func(zagaj.Instant)) {
		for i := range v.outcomes {
			if o := &v.outcomes[i]; o.what == s.Of && (s.Rule == "" || o.rule == s.Rule) {
				each(o.at)
			}
		}
	}, touchOffers, from, to, within), nil
}

// arm: the arm the visitor was given in an experiment, or on which side of the hold-out they are; unknown before that.
func (s spec) arm(path string) (node, error) {
	if s.Of == "" {
		return nil, invalid(path+".of", "the id of an experiment, or hold-out")
	}
	match, err := s.matcher(path)
	if err != nil {
		return nil, err
	}
	name := func(v *visit) (string, bool) {
		if x := v.assigned.of(zagaj.ExperimentID(s.Of)); x != nil {
			return x.Arm, true
		}
		return "", false
	}
	got := func(v *visit, _ zagaj.Instant) any {
		if arm, known := name(v); known {
			return arm
		}
		return nil
	}
	return &fact{by: touchOffers, rarity: rankFlag, got: got, ask: func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		arm, known := name(v)
		if !known {
			return Unknown, never
		}
		return truth(match(arm)), never
	}}, nil
}

// tag: operators have given a conversation of the visitor a tag that matches, before this visit.
func (s spec) tag(path string) (node, error) {
	match, err := s.matcher(path)
	if err != nil {
		return nil, err
	}
	got := func(v *visit, _ zagaj.Instant) any {
		if len(v.past().tags) == 0 {
			return nil
		}
		return v.past().tags
	}
	return &fact{by: touchVisit, rarity: rankFlag, got: got, ask: func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		return truth(slices.ContainsFunc(v.past().tags, match)), never
	}}, nil
}

func (s spec) flag() node {
	f := &fact{rarity: rankFlag}
	ask := func(is func(*visit) Truth) {
		f.ask = func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) { return is(v), never }
	}
	ofCart := func(is func(*visit) bool) {
		f.by = touchCart
		ask(func(v *visit) Truth {
			if v.cart == nil {
				return Unknown
			}
			return truth(is(v))
		})
	}
	switch s.Fact {
	case "cart_known":
		f.by = touchCart
		ask(func(v *visit) Truth { return truth(v.cart != nil) })
	case "tab_visible":
		f.by = touchTabs
		ask(func(v *visit) Truth { return truth(v.anyVisible(func(*zagaj.Page) bool { return true })) })
	case "ordered":
		f.by = touchOffers
		ask(func(v *visit) Truth { return truth(v.past().orderedAt > 0) })
	case "returning":
		f.by = touchVisit
		ask(func(v *visit) Truth { return truth(v.before > 0) })
	case "logged_in":
		f.by = touchVisit
		ask(func(v *visit) Truth { return truth(v.customer != "") })
	case "consent":
		f.by = touchVisit
		ask(func(v *visit) Truth { return truth(v.consents()) })
	case "cart_empty":
		ofCart(func(v *visit) bool { return len(v.cart.Lines) == 0 })
	case "cart_changed":
		ofCart(func(v *visit) bool { return v.cartChanged })
	}
	return f
}

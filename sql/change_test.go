package sql_test

import (
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// Changes of a cart become snapshots in the log; one that is missing makes the cart unknown until it is told whole.
func TestChangesOfACartBecomeSnapshots(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		v := addVisitor(t, s, "v")
		tell := func(ev zagaj.Event) zagaj.Cart {
			t.Helper()
			fresh, err := s.AppendEvents(t.Context(), []zagaj.Event{ev})
			must(t, err)
			return *fresh[0].Cart
		}
		change := func(id string, base, version int64) zagaj.Event {
			ev := cartEvent(id, version, 0, start+zagaj.Instant(version))
			ev.Cart.Lines, ev.Cart.Change = nil, &zagaj.CartChange{Base: base, Added: []zagaj.Line{{Product: "p", Name: "But", Quantity: 1}}}
			return ev
		}
		_, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: "al", Shop: shop, Source: zagaj.FromClient, Kind: zagaj.KindAlias, Visitor: v, ReceivedAt: start,
			Alias: &zagaj.Alias{Kind: zagaj.AliasCart, Value: "c1"}}})
		must(t, err)
		tell(cartEvent("e1", 1, 1, start+1))
		for _, step := range []struct {
			ev       zagaj.Event
			version  int64
			quantity int
			lost     bool
		}{
			{change("e2", 1, 2), 2, 2, false},
			{change("e2b", 1, 2), 2, 2, false}, // told again under another id
			{change("e5", 4, 5), 5, 2, true},
			{change("e4", 2, 4), 5, 2, true}, // late, and no way to put it in before
			{cartEvent("e3", 3, 3, start+3), 3, 3, false},
		} {
			if c := tell(step.ev); c.Change != nil || c.Version != step.version || c.Quantity() != step.quantity || c.Lost != step.lost {
				t.Errorf("%s: got %+v, want version %d, %d pieces, lost %v", step.ev.ID, c, step.version, step.quantity, step.lost)
			}
		}
		if c, err := s.CartOf(t.Context(), shop, v); zagaj.CodeOf(err) != zagaj.CodeNotFound {
			t.Errorf("got %+v, %v, want no cart: an older snapshot tells nothing of what is missing", c, err)
		}
		tell(cartEvent("e6", 5, 7, start+5))
		if c, err := s.CartOf(t.Context(), shop, v); err != nil || c.Quantity() != 7 {
			t.Errorf("got %+v, %v, want the snapshot's seven pieces", c, err)
		}
		told, err := s.ToldByShop(t.Context(), shop, start+2, start+4)
		must(t, err)
		if len(told) != 4 || told[0] != start+1 || told[3] != start+4 {
			t.Errorf("the platform told something at %v, want at 1, 2, 3 and 4", told)
		}
	})
}

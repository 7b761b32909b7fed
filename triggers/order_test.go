package triggers_test

import (
	"testing"

	"github.com/zagaj/zagaj"
)

// What the platform tells later of an order, that it was sent say, is no new purchase: the cart of today stays, help may be offered, and nothing is
// counted twice.
func TestANewsOfAnOldOrderIsNoPurchase(t *testing.T) {
	for condition, want := range map[string]string{
		`{"fact":"orders","op":"=","value":2}`: "true", `{"fact":"cart_empty"}`: "false",
	} {
		g := newStage(t, condition)
		g.view(shoe)
		tell := func(id zagaj.OrderID, placed zagaj.Instant, again bool) {
			g.apply(zagaj.Event{Kind: zagaj.KindOrder, Source: zagaj.FromShop, Again: again, Order: &zagaj.Order{ID: id, PlacedAt: placed}})
		}
		first := g.now
		tell("o1", first, false)
		g.pass(1)
		second := g.now
		tell("o2", second, false)
		g.pass(3600)
		g.apply(zagaj.Event{Kind: zagaj.KindCart, Source: zagaj.FromShop, Cart: boots(1)})
		g.pass(3600)
		tell("o1", first, true)
		tell("o2", second, true)
		tell("o1", first, true)
		if got := g.truth(); got != want {
			t.Errorf("%s: got %s, want %s", condition, got, want)
		}
		g.pass(22*3600 + 1) // a day after the second order
		g.view(shoe)
		if e, err := g.state.Explain("v", "r", g.now); err != nil || (e.Truth == "true" && e.Gate == "order") {
			t.Errorf("%s: held by %q, %v, want the silence to begin with the order", condition, e.Gate, err)
		}
	}
}

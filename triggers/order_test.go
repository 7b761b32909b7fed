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

// An order of last week that is fetched today, because its delivery was missed, and was changed today, was not made of today's cart.
func TestAnOldOrderThatIsFetchedLateLeavesTheCart(t *testing.T) {
	g := newStage(t, `{"fact":"cart_empty"}`)
	g.view(shoe)
	g.apply(zagaj.Event{Kind: zagaj.KindCart, Source: zagaj.FromShop, Cart: boots(1)})
	g.pass(600)
	g.apply(zagaj.Event{Kind: zagaj.KindOrder, Source: zagaj.FromShop, Order: &zagaj.Order{ID: "o", PlacedAt: g.now - 7*24*3600*1000, Status: zagaj.OrderShipped}})
	if got := g.truth(); got != "false" {
		t.Errorf("the cart is empty: %s", got)
	}
	g.apply(zagaj.Event{Kind: zagaj.KindOrder, Source: zagaj.FromShop, Order: &zagaj.Order{ID: "p", PlacedAt: g.now - 1800*1000}}) // dated by the beginning of the checkout
	if got := g.truth(); got != "true" {
		t.Errorf("after the order the cart is empty: %s", got)
	}
}

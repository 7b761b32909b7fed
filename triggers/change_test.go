package triggers_test

import (
	"testing"

	"github.com/zagaj/zagaj"
)

// piece is so many of a product at one zloty each.
func piece(product zagaj.ProductID, quantity int) zagaj.Line {
	return zagaj.Line{Product: product, SKU: "S-" + string(product), Quantity: quantity, Price: zagaj.Money{Minor: 100, Currency: "PLN"}}
}

// whole and part are what a platform tells of the cart: all of it, or what is new since base.
func (g *stage) whole(version int64, lines ...zagaj.Line) {
	g.apply(zagaj.Event{Kind: zagaj.KindCart, Source: zagaj.FromShop, Cart: &zagaj.Cart{ID: "c", Version: version, Lines: lines}})
}

func (g *stage) part(base, version int64, added, removed []zagaj.Line) {
	g.apply(zagaj.Event{Kind: zagaj.KindCart, Source: zagaj.FromShop, Cart: &zagaj.Cart{ID: "c", Version: version, Change: &zagaj.CartChange{Base: base, Added: added, Removed: removed}}})
}

func list(lines ...zagaj.Line) []zagaj.Line { return lines }

func TestChangesOfACartAreApplied(t *testing.T) {
	g := newStage(t, `{"fact":"cart_quantity","op":"=","value":3}`)
	g.view(shoe)
	want := func(what, truth string) {
		t.Helper()
		if got := g.truth(); got != truth {
			t.Errorf("%s: three pieces is %s, want %s", what, got, truth)
		}
	}
	g.part(0, 1, list(piece("1", 1)), nil)
	want("a new cart of one", "false")
	g.part(1, 2, list(piece("1", 1), piece("2", 1)), nil)
	want("one more of it, and another", "true")
	g.part(1, 2, list(piece("1", 1), piece("2", 1)), nil)
	want("the same told twice", "true")
	g.part(2, 3, nil, list(piece("2", 1)))
	want("that one taken out", "false")
	g.part(3, 4, list(piece("3", 1)), nil)
	want("a third product", "true")
	g.part(6, 7, list(piece("4", 1)), nil)
	want("two changes are missing", "unknown")
	g.part(4, 6, list(piece("5", 1)), nil)
	want("an older one comes late", "unknown")
	g.part(7, 8, list(piece("5", 1)), nil)
	want("what builds on what is not known", "unknown")
	g.whole(5, piece("1", 3))
	want("an older snapshot", "unknown")
	g.whole(8, piece("1", 3))
	want("the snapshot", "true")
	g.part(8, 9, nil, list(piece("1", 4)))
	want("more is taken out than there was", "unknown")
	g.whole(9)
	want("an empty snapshot", "false")
}

// Parts of carts move the clock of a cart that waits as snapshots do, and tell of what was taken out.
func TestAChangeOfACartIsAChange(t *testing.T) {
	g := newStage(t, `{"fact":"cart_unchanged","op":">=","value":600}`)
	g.view(shoe)
	g.whole(1, piece("1", 1))
	g.pass(300)
	g.part(1, 2, list(piece("2", 1)), nil)
	g.pass(599)
	if got := g.truth(); got != "false" {
		t.Errorf("599 s after the change: %s", got)
	}
	g.pass(1)
	if got := g.truth(); got != "true" {
		t.Errorf("600 s after the change: %s", got)
	}
	g = newStage(t, `{"fact":"pulse","of":"cart_removed","within":60}`)
	g.view(shoe)
	g.whole(1, piece("1", 2))
	g.part(1, 2, nil, list(piece("1", 1)))
	if got := g.truth(); got != "true" {
		t.Errorf("one piece taken out: %s", got)
	}
}

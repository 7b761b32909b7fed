package api

import (
	"fmt"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// However many visitors one shop has in an hour, those of the others are counted; and there is an end of what is remembered of all.
func TestACrowdInOneShopTakesNothingFromTheOthersCounts(t *testing.T) {
	tallies := newTallies("run")
	decided := func(shop zagaj.ShopID, visitor int) {
		tallies.add(triggers.Decision{Shop: shop, Visitor: zagaj.VisitorID(fmt.Sprint(visitor)), Rule: "r", At: 3_600_000, Outcome: "offer"})
	}
	for i := range tallySeen {
		decided("crowd", i)
	}
	for range 2 {
		decided("small", 1)
	}
	counts := map[zagaj.ShopID]int{}
	for _, c := range tallies.take() {
		if c.Outcome == "offer" {
			counts[c.Shop] = c.N
		}
	}
	if counts["small"] != 1 || counts["crowd"] > tallySeen || counts["crowd"] < tallySeen/2 {
		t.Errorf("got %v, want the small shop's one, and as many of the other as are told apart", counts)
	}
	for shop := range 30 {
		for i := range tallySeen / 2 {
			decided(zagaj.ShopID(fmt.Sprint(shop)), i)
		}
	}
	n := 0
	for _, seen := range tallies.seen {
		n += len(seen)
	}
	if n > tallySeenAll {
		t.Errorf("%d are remembered, want %d at most", n, tallySeenAll)
	}
}

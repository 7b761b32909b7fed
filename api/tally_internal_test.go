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

// Shops decide beside one another: when one is in the next hour already, another may still have a decision of the last one to tell.
func TestADecisionThatComesLateIsCountedWithItsHour(t *testing.T) {
	const noon = zagaj.Instant(1_790_000_000_000 / 3_600_000 * 3_600_000)
	counts := newTallies("run")
	decide := func(shop zagaj.ShopID, v zagaj.VisitorID, at zagaj.Instant) {
		counts.add(triggers.Decision{Shop: shop, Visitor: v, Rule: "r", Outcome: "offer", At: at})
	}
	last := map[zagaj.Instant]int{}
	write := func() {
		for _, c := range counts.take() {
			if c.Shop == "slow" && c.Rule == "r" {
				last[c.Hour] = c.N
			}
		}
	}
	decide("slow", "v1", noon+1)
	decide("slow", "v2", noon+2)
	write()
	decide("quick", "v9", noon+zagaj.Instant(tallyHour))
	decide("slow", "v3", noon+zagaj.Instant(tallyHour)-1)
	decide("slow", "v1", noon+zagaj.Instant(tallyHour)-1)
	decide("slow", "v1", noon+zagaj.Instant(tallyHour))
	write()
	if last[noon] != 3 || last[noon+zagaj.Instant(tallyHour)] != 1 {
		t.Errorf("got %v, want three visitors in the first hour and one in the second", last)
	}
	decide("slow", "v1", noon+zagaj.Instant(5*tallyHour))
	if len(counts.told) > 2 {
		t.Errorf("visitors of %d hours are remembered, want two at most", len(counts.told))
	}
}

package api

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

func TestAnAddressIsSlowUntilItWasQuickForAWhile(t *testing.T) {
	k, a := newCourier(nil), address{"shop", "e"}
	flights := func() (n int) {
		for k.board(a) {
			n++
		}
		for range n {
			k.leave(a)
		}
		return n
	}
	if n := flights(); n != 1 {
		t.Errorf("an address that has not answered yet has %d flights, want 1", n)
	}
	k.judge(a, time.Millisecond)
	if n := flights(); n != flightsOfShop {
		t.Errorf("one that has answered has %d flights, want %d", n, flightsOfShop)
	}
	k.judge(a, slowTry)
	for range amends {
		if n := flights(); n != 1 {
			t.Fatalf("a slow one has %d flights, want 1", n)
		}
		k.judge(a, time.Millisecond)
	}
	if n := flights(); n != flightsOfShop {
		t.Errorf("after %d quick tries it has %d flights, want %d", amends, n, flightsOfShop)
	}
	for i := range addressesKnown + 5 {
		k.judge(address{"shop", zagaj.EndpointID(strconv.Itoa(i))}, slowTry)
	}
	if len(k.wanted) != addressesKnown {
		t.Errorf("remembers %d, want %d", len(k.wanted), addressesKnown)
	}
}

func TestTheShopServedLongestAgoComesFirst(t *testing.T) {
	k := newCourier(nil)
	for _, shop := range []zagaj.ShopID{"busy", "early", "late", "busy"} {
		k.serve(shop)
	}
	if got, want := k.inTurn([]zagaj.ShopID{"busy", "early", "late", "never"}), []zagaj.ShopID{"never", "early", "late", "busy"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

package sql_test

import (
	"fmt"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// Some platforms tell of a change only that there was one, and its time as if the order had been placed then.
func TestAChangeOfAnOrderKeepsWhatItDoesNotTell(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		visitor := addVisitor(t, s, "v1")
		tell := func(id string, at zagaj.Instant, o zagaj.Order) {
			t.Helper()
			o.ID, o.Number = "o1", "1"
			_, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: zagaj.EventID(id), Shop: shop, Source: zagaj.FromShop, Visitor: visitor, Kind: zagaj.KindOrder,
				OccurredAt: at, ReceivedAt: at, Order: &o}})
			must(t, err)
		}
		tell("e1", start, zagaj.Order{Status: zagaj.OrderPlaced, Version: 1, Customer: "c7", PlacedAt: start, Total: zagaj.Money{Minor: 9900, Currency: "PLN"},
			Lines: []zagaj.Line{{Product: "p1", Quantity: 1}}})
		tell("e2", start+1000, zagaj.Order{Status: zagaj.OrderCancelled, Version: 2, PlacedAt: start + 1000})
		got, err := s.OrdersOf(t.Context(), shop, visitor)
		must(t, err)
		if len(got) != 1 {
			t.Fatalf("got %d orders, want one", len(got))
		}
		o := got[0]
		if o.Status != zagaj.OrderCancelled || o.PlacedAt != start || o.Customer != "c7" || len(o.Lines) != 1 || o.Total.Minor != 9900 {
			t.Errorf("got %+v, want it cancelled and all else as it was", o)
		}
	})
}

// An order empties the cart it came from once. What is put into it afterwards is another purchase, whatever the platform tells later of the first: many
// keep one cart for all orders of a customer. The log says which of the two it was, and when the order was placed.
func TestACartFilledAfterAnOrderStaysFull(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		visitor := addVisitor(t, s, "v1")
		ordered := func(id string, at zagaj.Instant, o zagaj.Order) zagaj.Event {
			t.Helper()
			o.ID, o.Number, o.Version = "o1", "1", int64(at)
			fresh, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: zagaj.EventID(id), Shop: shop, Source: zagaj.FromShop, Visitor: visitor, Kind: zagaj.KindOrder,
				OccurredAt: at, ReceivedAt: at, Order: &o}})
			must(t, err)
			return fresh[0]
		}
		quantity := func() int {
			c, err := s.CartOf(t.Context(), shop, visitor)
			must(t, err)
			return c.Quantity()
		}
		_, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: "a", Shop: shop, Source: zagaj.FromClient, Kind: zagaj.KindAlias, Visitor: visitor, OccurredAt: start, ReceivedAt: start,
			Alias: &zagaj.Alias{Kind: zagaj.AliasCart, Value: "c1"}}, cartEvent("e1", 1, 1, start)})
		must(t, err)
		if ev := ordered("e2", start+10, zagaj.Order{Status: zagaj.OrderPlaced, Cart: "c1", PlacedAt: start + 10}); ev.Again || quantity() != 0 {
			t.Errorf("placed: got %+v and %d pieces, want it new and the cart empty", ev, quantity())
		}
		_, err = s.AppendEvents(t.Context(), []zagaj.Event{cartEvent("e3", 2, 3, start+20)})
		must(t, err)
		if ev := ordered("e4", start+30, zagaj.Order{Status: zagaj.OrderShipped, Cart: "c1", PlacedAt: start + 30}); !ev.Again || ev.Order.PlacedAt != start+10 || quantity() != 3 {
			t.Errorf("sent: got %+v and %d pieces, want news of the same order and the three in the cart", ev, quantity())
		}
	})
}

// Platforms that know seconds only tell of one order twice at one instant, and not always in order: the state that it comes to later counts.
func TestOfTwoStatesOfOneInstantTheLaterCounts(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		visitor := addVisitor(t, s, "v1")
		told := 0
		tell := func(id zagaj.OrderID, status zagaj.OrderStatus, minor int64) {
			t.Helper()
			told++
			_, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: zagaj.EventID(fmt.Sprint("e", told)), Shop: shop, Source: zagaj.FromShop, Visitor: visitor, Kind: zagaj.KindOrder,
				OccurredAt: start, ReceivedAt: start, Order: &zagaj.Order{ID: id, Number: string(id), Status: status, Version: 7, PlacedAt: start, Total: zagaj.Money{Minor: minor, Currency: "PLN"}}}})
			must(t, err)
		}
		tell("in order", zagaj.OrderPlaced, 100)
		tell("in order", zagaj.OrderPaid, 100)
		tell("overtaken", zagaj.OrderPaid, 100)
		tell("overtaken", zagaj.OrderPlaced, 100)
		tell("called off", zagaj.OrderCancelled, 100)
		tell("called off", zagaj.OrderPaid, 100)
		tell("changed", zagaj.OrderPlaced, 100)
		tell("changed", zagaj.OrderPlaced, 250)
		got, err := s.OrdersOf(t.Context(), shop, visitor)
		must(t, err)
		for _, o := range got {
			want := map[zagaj.OrderID]string{"in order": "paid 100", "overtaken": "paid 100", "called off": "cancelled 100", "changed": "placed 250"}[o.ID]
			if is := fmt.Sprint(o.Status, " ", o.Total.Minor); is != want {
				t.Errorf("%s: got %s, want %s", o.ID, is, want)
			}
		}
		if len(got) != 4 {
			t.Errorf("got %d orders, want 4", len(got))
		}
	})
}

func TestOfTwoCartsOfOneInstantTheOneReceivedLaterCounts(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		visitor := addVisitor(t, s, "v1")
		for pieces := 1; pieces <= 2; pieces++ {
			_, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: zagaj.EventID(fmt.Sprint("e", pieces)), Shop: shop, Source: zagaj.FromShop, Visitor: visitor, Kind: zagaj.KindCart,
				OccurredAt: start, ReceivedAt: start + zagaj.Instant(pieces), Cart: &zagaj.Cart{ID: "c", Version: 7, Lines: []zagaj.Line{{Product: "p1", Quantity: pieces}}}}})
			must(t, err)
			_, err = s.AppendEvents(t.Context(), []zagaj.Event{{ID: zagaj.EventID(fmt.Sprint("a", pieces)), Shop: shop, Source: zagaj.FromClient, Visitor: visitor, Kind: zagaj.KindAlias,
				OccurredAt: start, ReceivedAt: start, Alias: &zagaj.Alias{Kind: zagaj.AliasCart, Value: "c"}}})
			must(t, err)
		}
		got, err := s.CartOf(t.Context(), shop, visitor)
		must(t, err)
		if got.Quantity() != 2 {
			t.Errorf("got %d pieces, want 2", got.Quantity())
		}
	})
}

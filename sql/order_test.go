package sql_test

import (
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

package sql_test

import (
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// cartInLog has told one visitor's cart twice, two hours ago.
func cartInLog(t *testing.T, s *sql.Store) {
	t.Helper()
	at := start.Add(-2 * time.Hour)
	alias := zagaj.Event{ID: "a", Shop: shop, Source: zagaj.FromClient, Kind: zagaj.KindAlias, Visitor: "v", OccurredAt: at, ReceivedAt: at,
		Alias: &zagaj.Alias{Kind: zagaj.AliasCart, Value: "c1"}}
	_, err := s.AppendEvents(t.Context(), []zagaj.Event{alias, cartEvent("e1", 1, 1, at), cartEvent("e2", 2, 2, at+10)})
	must(t, err)
}

// TestACartOutlivesItsEvent: the two are kept for times of their own, though the cart's body stands in the event.
func TestACartOutlivesItsEvent(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		cartInLog(t, s)
		_, err := s.Forget(t.Context(), shop, sql.Keep{Events: time.Hour})
		must(t, err)
		log, err := s.Events(t.Context(), shop, 0, 10)
		must(t, err)
		cart, err := s.CartOf(t.Context(), shop, "v")
		must(t, err)
		if len(log) != 0 || cart.Version != 2 || cart.Quantity() != 2 {
			t.Errorf("got %+v and %+v, want the last cart and no event", log, cart)
		}
		again := cartEvent("e3", 3, 2, start)
		_, err = s.AppendEvents(t.Context(), []zagaj.Event{again})
		must(t, err)
		if cart, err = s.CartOf(t.Context(), shop, "v"); err != nil || cart.Version != 3 || cart.ChangedAt != start.Add(-2*time.Hour)+10 {
			t.Errorf("got %+v, %v; want the lines not to have changed", cart, err)
		}
	})
}

// TestACartWhoseEventWasErasedIsUnknown: until it is told again, be it of a lower version.
func TestACartWhoseEventWasErasedIsUnknown(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		cartInLog(t, s)
		for _, err := range sql.ExecTogether(t, s, [][]string{{`DELETE FROM events WHERE id = 'e2'`}}) {
			must(t, err)
		}
		_, err := s.CartOf(t.Context(), shop, "v")
		wantCode(t, err, zagaj.CodeNotFound)
		_, err = s.AppendEvents(t.Context(), []zagaj.Event{cartEvent("e3", 1, 5, start)})
		must(t, err)
		if cart, err := s.CartOf(t.Context(), shop, "v"); err != nil || cart.Quantity() != 5 {
			t.Errorf("got %+v, %v; want the cart that was told last", cart, err)
		}
	})
}

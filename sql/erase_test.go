package sql_test

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// tellCarts logs n carts of a customer, and as many of somebody else.
func tellCarts(t *testing.T, s *sql.Store, customer string, n int) {
	t.Helper()
	var events []zagaj.Event
	for i := range n {
		for _, name := range []string{customer, "somebody-else"} {
			ev := cartEvent(fmt.Sprint(name, i), int64(i+1), 1, start)
			ev.Cart.ID, ev.Cart.Customer = zagaj.CartID(fmt.Sprint("cart-", name, i%7)), name
			events = append(events, ev)
		}
	}
	_, err := s.AppendEvents(t.Context(), events)
	must(t, err)
}

func naming(t *testing.T, s *sql.Store, customer string) int {
	t.Helper()
	return len(sql.Rows(t, s, `SELECT id FROM events WHERE shop_id = $1 AND payload LIKE '%"customer":"`+customer+`"%'`, shop))
}

// cartsWithoutBodies are those whose body stands in an event that is gone.
func cartsWithoutBodies(t *testing.T, s *sql.Store) []string {
	t.Helper()
	return sql.Rows(t, s, `SELECT c.id FROM carts c LEFT JOIN events e ON e.shop_id = c.shop_id AND e.seq = c.event_seq
		WHERE c.shop_id = $1 AND c.event_seq > 0 AND e.seq IS NULL`, shop)
}

// TestAnErasureHoldsNobodyUp: what names a person in a long log goes some rows at a time, so that the only writer is free between.
func TestAnErasureHoldsNobodyUp(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		tellCarts(t, s, "customer-1", 1200)
		commits := func() int {
			n := sql.Rows(t, s, `SELECT value FROM meta WHERE key = 'commits' AND $1 <> ''`, shop)
			if len(n) == 0 {
				return 0 // PostgreSQL counts none
			}
			count, err := strconv.Atoi(n[0])
			must(t, err)
			return count
		}
		before := commits()
		removed, err := s.Erase(t.Context(), sql.Person{Shop: shop, Customer: "customer-1"})
		if err != nil || removed != 1200+7 {
			t.Errorf("got %d rows, %v; want 1,200 events and seven carts", removed, err)
		}
		if n := commits() - before; before > 0 && n < 4 {
			t.Errorf("got %d transactions, want 500 rows in one at most", n)
		}
		if left, others, empty := naming(t, s, "customer-1"), naming(t, s, "somebody-else"), cartsWithoutBodies(t, s); left != 0 || others != 1200 || len(empty) > 0 {
			t.Errorf("got %d events left, %d of somebody else, carts without bodies %v", left, others, empty)
		}
	})
}

// impatient is a context that ends when it has been looked at some times.
type impatient struct {
	context.Context
	left *atomic.Int32
	end  func()
}

func (c impatient) Done() <-chan struct{} {
	if c.left.Add(-1) == 0 {
		c.end()
	}
	return c.Context.Done()
}

// TestAnErasureCutShortIsFinishedByTheNext: wherever it was cut, no cart has lost its body, and the person can still be found.
func TestAnErasureCutShortIsFinishedByTheNext(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		tellCarts(t, s, "customer-1", 1200)
		who := sql.Person{Shop: shop, Customer: "customer-1"}
		cut := 0
		for looks := int32(1); ; looks += 1 + looks/3 {
			ctx, cancel := context.WithCancel(t.Context())
			var left atomic.Int32
			left.Store(looks)
			_, err := s.Erase(impatient{ctx, &left, cancel}, who)
			cancel()
			if empty := cartsWithoutBodies(t, s); len(empty) > 0 {
				t.Fatalf("cut after %d looks: carts without bodies %v", looks, empty)
			}
			if err == nil {
				break
			}
			cut++
		}
		if left := naming(t, s, "customer-1"); left != 0 || cut < 5 {
			t.Errorf("cut short %d times, and then %d events left, want none", cut, left)
		}
	})
}

// TestWhatIsToldOfAPersonDuringTheErasureGoesToo, or comes after it; then the next erasure takes it, and no cart is left without its body.
func TestWhatIsToldOfAPersonDuringTheErasureGoesToo(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		tellCarts(t, s, "customer-1", 600)
		who := sql.Person{Shop: shop, Customer: "customer-1"}
		told := make(chan error)
		go func() {
			var err error
			for i := 0; i < 200 && err == nil; i++ {
				ev := cartEvent(fmt.Sprint("late", i), int64(5000+i), 1, start)
				ev.Cart.ID, ev.Cart.Customer = zagaj.CartID(fmt.Sprint("cart-customer-1", i%7)), "customer-1"
				_, err = s.AppendEvents(t.Context(), []zagaj.Event{ev})
			}
			told <- err
		}()
		for open := true; open; {
			select {
			case err := <-told:
				must(t, err)
				open = false
			default:
			}
			if _, err := s.Erase(t.Context(), who); err != nil && zagaj.CodeOf(err) != zagaj.CodeUnavailable {
				t.Fatal(err)
			}
			if empty := cartsWithoutBodies(t, s); len(empty) > 0 {
				t.Fatalf("carts without bodies: %v", empty)
			}
		}
		if left := naming(t, s, "customer-1"); left != 0 {
			t.Errorf("got %d events left, want none", left)
		}
	})
}

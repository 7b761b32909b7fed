package sql_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// anyEvent is something that touches a few carts, customers and visitors, so that what is told at once meets.
func anyEvent(rng *rand.Rand, n int) zagaj.Event {
	id := func(prefix string, of int) string { return prefix + strconv.Itoa(rng.IntN(of)) }
	cart, customer := zagaj.CartID(id("cart", 4)), ""
	if rng.IntN(3) == 0 {
		customer = id("customer", 3)
	}
	at := zagaj.Instant(1000 + rng.IntN(400))
	ev := zagaj.Event{ID: zagaj.EventID(strconv.Itoa(n - rng.IntN(n+1)*rng.IntN(2))), Shop: zagaj.ShopID([]string{"a", "b"}[rng.IntN(2)]), Source: zagaj.FromShop,
		OccurredAt: at, ReceivedAt: zagaj.Instant(2000 + n)}
	lines := make([]zagaj.Line, rng.IntN(3))
	for i := range lines {
		lines[i] = zagaj.Line{Product: "p", Name: "Płaszcz\x00", Quantity: 1 + i, Price: zagaj.Money{Minor: 100, Currency: "PLN"}}
	}
	switch kind := rng.IntN(10); {
	case kind < 2:
		ev.Source, ev.Kind, ev.Visitor = zagaj.FromClient, zagaj.KindAlias, zagaj.VisitorID(id("v", 3))
		ev.Alias = &zagaj.Alias{Kind: zagaj.AliasCart, Value: string(cart)}
	case kind < 4:
		ev.Kind = zagaj.KindOrder
		ev.Order = &zagaj.Order{ID: zagaj.OrderID(id("order", 3)), Number: "1", Version: int64(rng.IntN(4)), Cart: cart, Customer: customer, Status: zagaj.OrderPlaced,
			Lines: lines, PlacedAt: at, Proof: zagaj.OrderProof{Postcode: "00001"}}
	case kind < 5:
		base := int64(rng.IntN(4))
		ev.Kind, ev.Cart = zagaj.KindCart, &zagaj.Cart{ID: cart, Version: base + 1, Customer: customer, Change: &zagaj.CartChange{Base: base, Added: lines}}
	default:
		ev.Kind = zagaj.KindCart
		ev.Cart = &zagaj.Cart{ID: cart, Version: int64(rng.IntN(4)), Customer: customer, Lines: lines, Hint: rng.IntN(5) == 0}
		if rng.IntN(6) == 0 {
			ev.Cart.MergedInto = zagaj.CartID(id("cart", 4))
		}
		if rng.IntN(6) == 0 {
			ev.Visitor = zagaj.VisitorID(id("v", 3))
		}
	}
	return ev
}

// TestManyToldAtOnceIsAsOneByOne appends the same deliveries to two stores, to one all at once and to the other one after another:
// repeats, carts told twice, changes of carts, orders that empty them, aliases that go from one visitor to the next.
func TestManyToldAtOnceIsAsOneByOne(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		one, many := furnished(t, dsn), furnished(t, another(t, dsn))
		rng := rand.New(rand.NewPCG(3, 4))
		for round := range 6 {
			sql.InBatchesOf(t, many, []int{256, 7}[round%2]) // the next of several goes by what the one before has left
			var deliveries [][]zagaj.Event
			for i := range 60 {
				ev := anyEvent(rng, 60*round+i)
				deliveries = append(deliveries, []zagaj.Event{ev})
				if next := anyEvent(rng, 60*round+i); rng.IntN(4) == 0 && next.Shop == ev.Shop {
					deliveries[i] = append(deliveries[i], next)
				}
			}
			got := sql.AppendTogether(t, many, deliveries)
			for i, events := range deliveries {
				want, err := one.AppendEvents(t.Context(), events)
				if err != nil {
					t.Fatal(err)
				}
				if fmt.Sprintf("%+v", unpointed(got[i])) != fmt.Sprintf("%+v", unpointed(want)) {
					t.Fatalf("round %d, delivery %d: got %+v at once, want %+v", round, i, unpointed(got[i]), unpointed(want))
				}
			}
		}
		for _, shop := range []string{"a", "b"} {
			for _, query := range []string{
				`SELECT id || ' ' || customer || ' ' || version || ' ' || occurred_at || ' ' || CASE WHEN hint THEN 'h' ELSE '' END || ' ' || body || ' ' || event_seq FROM carts WHERE shop_id = $1 ORDER BY id`,
				`SELECT kind || ' ' || value || ' ' || visitor_id || ' ' || at FROM aliases WHERE shop_id = $1 ORDER BY kind, value`,
				`SELECT id || ' ' || visitor_id || ' ' || version || ' ' || occurred_at || ' ' || body FROM orders WHERE shop_id = $1 ORDER BY id`,
				`SELECT seq || ' ' || source || ' ' || id || ' ' || visitor_id || ' ' || payload || ' ' || sum FROM events WHERE shop_id = $1 ORDER BY seq`,
			} {
				want, got := sql.Rows(t, one, query, shop), sql.Rows(t, many, query, shop)
				if !reflect.DeepEqual(got, want) || len(want) == 0 {
					t.Errorf("%s: got %q, want %q", query, got, want)
				}
			}
		}
	})
}

// TestWhatElseIsWrittenIsSeenByTheNextDelivery: on SQLite the writer remembers carts from one delivery to the next, and forgets them when
// anything else is written, by it or by another process, and when a transaction has failed.
func TestWhatElseIsWrittenIsSeenByTheNextDelivery(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := furnished(t, dsn)
		id := 0
		deliver := func(version int64) {
			t.Helper()
			id++
			cart := &zagaj.Cart{ID: "c", Version: version, Lines: []zagaj.Line{}}
			fresh, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: zagaj.EventID(strconv.Itoa(id)), Shop: "a", Source: zagaj.FromShop, Kind: zagaj.KindCart, Cart: cart}})
			if err != nil || len(fresh) != 1 {
				t.Fatalf("delivery of version %d: got %+v, %v", version, fresh, err)
			}
			if got := sql.CartsKnown(s); strings.HasPrefix(dsn, "sqlite:") && got != 1 {
				t.Fatalf("%d carts are remembered, want 1: the test proves nothing", got)
			}
		}
		is := func(want int) {
			t.Helper()
			if got := sql.Rows(t, s, `SELECT CAST(version AS TEXT) FROM carts WHERE shop_id = 'a' AND id = 'c'`); !reflect.DeepEqual(got, []string{strconv.Itoa(want)}) {
				t.Fatalf("got version %s, want %d", got, want)
			}
		}
		deliver(1)
		deliver(2)
		is(2)
		sql.ExecElsewhere(t, dsn, `UPDATE carts SET version = 9 WHERE shop_id = 'a'`)
		deliver(3) // older than what another process has written
		is(9)
		for _, err := range sql.ExecTogether(t, s, [][]string{{`UPDATE carts SET version = 19 WHERE shop_id = 'a'`}, {`UPDATE carts SET version = 20 WHERE shop_id = 'a'`}}) {
			if err != nil {
				t.Fatal(err)
			}
		}
		deliver(10)
		is(20)
		if errs := sql.ExecTogether(t, s, [][]string{{`DELETE FROM carts WHERE shop_id = 'a'`}, {}}); errs[0] != nil || errs[1] == nil {
			t.Fatal(errs) // the second has failed, so that each ran by itself
		}
		deliver(1)
		is(1)
	})
}

// TestDeliveriesWhoseCommitIsNotHeardOfAreNew: they are there when they are written again, and yet nobody has told the engine of them.
func TestDeliveriesWhoseCommitIsNotHeardOfAreNew(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s, lose := sql.Forget(t, dsn)
		if err := s.AddShop(t.Context(), zagaj.Shop{ID: "a", Key: "a"}, zagaj.Schedule{}, zagaj.Policy{}); err != nil {
			t.Fatal(err)
		}
		var deliveries [][]zagaj.Event
		for i := range 5 {
			deliveries = append(deliveries, []zagaj.Event{{ID: zagaj.EventID(strconv.Itoa(i)), Shop: "a", Source: zagaj.FromShop, Kind: zagaj.KindCart, Cart: &zagaj.Cart{ID: "c", Version: int64(i)}}})
		}
		lose.Store(3)
		for i, fresh := range sql.AppendTogether(t, s, deliveries) {
			if len(fresh) != 1 || fresh[0].Seq != int64(i+1) {
				t.Errorf("delivery %d: got %+v as new, want it at place %d", i, unpointed(fresh), i+1)
			}
		}
		if lose.Load() >= 0 {
			t.Error("no commit was lost: the test proves nothing")
		}
		for i, fresh := range sql.AppendTogether(t, s, deliveries) {
			if len(fresh) != 0 {
				t.Errorf("delivery %d is new a second time: %+v", i, unpointed(fresh))
			}
		}
	})
}

// unpointed shows what events point to.
func unpointed(events []zagaj.Event) (out []string) {
	for _, ev := range events {
		text := fmt.Sprint(ev.Seq, ev.ID, ev.Visitor)
		if ev.Cart != nil {
			text += fmt.Sprintf(" %+v", *ev.Cart)
		}
		if ev.Order != nil {
			text += fmt.Sprintf(" %+v", *ev.Order)
		}
		out = append(out, text)
	}
	return out
}

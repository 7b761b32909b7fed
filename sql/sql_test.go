package sql_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

const (
	shop  = zagaj.ShopID("shop")
	other = zagaj.ShopID("other")
	start = zagaj.Instant(1_790_000_000_000)
)

// each runs a test on both stores, with two shops of one operator with two seats each.
func each(t *testing.T, test func(t *testing.T, s *sql.Store)) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return start })
		must(t, err)
		t.Cleanup(func() { must(t, s.Close()) })
		for _, id := range []zagaj.ShopID{shop, other} {
			must(t, s.AddShop(t.Context(), zagaj.Shop{ID: id, Key: "key-" + string(id), Name: string(id), Language: "pl", Zone: "Europe/Warsaw",
				Currency: "PLN", Origins: []string{"https://a.example"}, Peek: zagaj.PeekDots, Seats: 2},
				zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}, zagaj.DefaultPolicy()))
			must(t, s.AddOperator(t.Context(), zagaj.Operator{ID: "anna", Shop: id, Email: "anna@" + string(id) + ".example", Name: "Anna",
				Role: zagaj.RoleOwner, Seats: 2, Language: "pl"}))
		}
		test(t, s)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, want zagaj.Code) {
	t.Helper()
	if got := zagaj.CodeOf(err); got != want {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
}

func addVisitor(t *testing.T, s *sql.Store, id string) zagaj.VisitorID {
	t.Helper()
	must(t, s.AddVisitor(t.Context(), zagaj.Visitor{ID: zagaj.VisitorID(id), Shop: shop, TokenHash: "hash-" + id, Language: "pl", CreatedAt: start, SeenAt: start}))
	return zagaj.VisitorID(id)
}

func talk(t *testing.T, s *sql.Store, id string) zagaj.Conversation {
	t.Helper()
	c, err := s.OpenConversation(t.Context(), zagaj.Conversation{ID: zagaj.ConversationID(id), Shop: shop, Visitor: addVisitor(t, s, "v-"+id),
		State: zagaj.ConversationWaiting, CreatedAt: start, UpdatedAt: start})
	must(t, err)
	return c
}

func TestShopAndSettingsComeBackAsSaved(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		got, err := s.ShopByKey(t.Context(), "key-shop")
		must(t, err)
		if got.ID != shop || len(got.Origins) != 1 {
			t.Errorf("got %+v", got)
		}
		got.Peek, got.Origins = zagaj.PeekDraft, nil
		must(t, s.SaveShop(t.Context(), got))
		must(t, s.AddShop(t.Context(), zagaj.Shop{ID: shop, Key: "new"}, zagaj.Schedule{}, zagaj.Policy{})) // there already: nothing changes
		if got, err = s.Shop(t.Context(), shop); err != nil || got.Peek != zagaj.PeekDraft || len(got.Origins) != 0 || got.Key != "key-shop" {
			t.Errorf("got %+v, %v", got, err)
		}
		_, err = s.Shop(t.Context(), "nobody")
		wantCode(t, err, zagaj.CodeNotFound)
		must(t, s.SaveRule(t.Context(), zagaj.Rule{ID: "a", Shop: shop, Name: "first", Priority: 1}))
		must(t, s.SaveRule(t.Context(), zagaj.Rule{ID: "b", Shop: shop, Name: "second", Priority: 2}))
		must(t, s.SaveRule(t.Context(), zagaj.Rule{ID: "a", Shop: shop, Name: "third", Priority: 3}))
		rules, err := s.Rules(t.Context(), shop)
		must(t, err)
		if len(rules) != 2 || rules[0].Name != "third" {
			t.Errorf("got %+v, want the third first", rules)
		}
		if rules, err = s.Rules(t.Context(), other); err != nil || len(rules) != 0 {
			t.Errorf("the other shop sees %v, %v", rules, err)
		}
		p, err := s.Policy(t.Context(), shop)
		must(t, err)
		if p != zagaj.DefaultPolicy() {
			t.Errorf("got %+v", p)
		}
	})
}

func cartEvent(id string, version int64, quantity int, at zagaj.Instant) zagaj.Event {
	return zagaj.Event{ID: zagaj.EventID(id), Shop: shop, Source: zagaj.FromShop, Kind: zagaj.KindCart, OccurredAt: at, ReceivedAt: at,
		Cart: &zagaj.Cart{ID: "c1", Version: version, Total: zagaj.Money{Minor: int64(quantity) * 100, Currency: "PLN"},
			Lines: []zagaj.Line{{Product: "p", Name: "But", Quantity: quantity, Price: zagaj.Money{Minor: 100, Currency: "PLN"}}}}}
}

func TestADuplicateEventChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		ev := cartEvent("e1", 1, 1, start)
		fresh, err := s.AppendEvents(t.Context(), []zagaj.Event{ev, ev, cartEvent("e2", 2, 2, start+10)})
		must(t, err)
		if len(fresh) != 2 || fresh[0].Seq != 1 || fresh[1].Seq != 2 {
			t.Errorf("got %+v, want two with positions 1 and 2", fresh)
		}
		again, err := s.AppendEvents(t.Context(), []zagaj.Event{ev})
		must(t, err)
		stored, err := s.Events(t.Context(), shop, 0, 0)
		must(t, err)
		if len(again) != 0 || len(stored) != 2 {
			t.Errorf("got %d fresh and %d stored, want 0 and 2", len(again), len(stored))
		}
	})
}

func TestNewestCartWinsInAnyOrderAndFindsItsVisitor(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		v := addVisitor(t, s, "v")
		alias := zagaj.Event{ID: "al", Shop: shop, Source: zagaj.FromClient, Kind: zagaj.KindAlias, Visitor: v, ReceivedAt: start,
			Alias: &zagaj.Alias{Kind: zagaj.AliasCart, Value: "c1"}}
		hint := cartEvent("hint", 99, 9, start+99)
		hint.Cart.Hint = true
		_, err := s.AppendEvents(t.Context(), []zagaj.Event{cartEvent("e3", 3, 3, start+30), alias})
		must(t, err)
		fresh, err := s.AppendEvents(t.Context(), []zagaj.Event{cartEvent("e1", 1, 1, start+10), hint})
		must(t, err)
		if fresh[0].Visitor != v {
			t.Errorf("the webhook's visitor: got %q, want %q", fresh[0].Visitor, v)
		}
		c, err := s.CartOf(t.Context(), shop, v)
		must(t, err)
		if c.Version != 3 || c.Quantity() != 3 || c.ChangedAt != start+30 {
			t.Errorf("got %+v, want version 3", c)
		}
		_, err = s.AppendEvents(t.Context(), []zagaj.Event{cartEvent("e4", 4, 3, start+90)}) // same lines: the platform only touched it
		must(t, err)
		if c, err = s.CartOf(t.Context(), shop, v); err != nil || c.Version != 4 || c.ChangedAt != start+30 {
			t.Errorf("got %+v, %v, want version 4 unchanged since +30", c, err)
		}
		_, err = s.CartOf(t.Context(), other, v)
		wantCode(t, err, zagaj.CodeNotFound)
		order := zagaj.Event{ID: "o", Shop: shop, Source: zagaj.FromShop, Kind: zagaj.KindOrder, OccurredAt: start + 100, ReceivedAt: start + 100,
			Order: &zagaj.Order{ID: "1", Number: "1", Cart: "c1", Status: zagaj.OrderPlaced, PlacedAt: start + 100}}
		_, err = s.AppendEvents(t.Context(), []zagaj.Event{order})
		must(t, err)
		orders, err := s.OrdersOf(t.Context(), shop, v)
		must(t, err)
		if c, _ = s.CartOf(t.Context(), shop, v); len(orders) != 1 || c.Quantity() != 0 {
			t.Errorf("after the order: %d orders, %d pieces, want 1 and 0", len(orders), c.Quantity())
		}
	})
}

func TestAnOrderThatNamesNoCartAnyMoreIsStillTheVisitors(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		v := addVisitor(t, s, "v")
		told := func(id string, version int64, cart zagaj.CartID) zagaj.Event {
			at := start + zagaj.Instant(version)
			return zagaj.Event{ID: zagaj.EventID(id), Shop: shop, Source: zagaj.FromShop, Kind: zagaj.KindOrder, OccurredAt: at, ReceivedAt: at,
				Order: &zagaj.Order{ID: "1", Number: "1", Cart: cart, Status: zagaj.OrderPlaced, Version: version, PlacedAt: start}}
		}
		_, err := s.AppendEvents(t.Context(), []zagaj.Event{told("placed", 1, "c1"), told("shipped", 2, "")})
		must(t, err)
		// Only now it comes to light whose cart it was.
		_, err = s.AppendEvents(t.Context(), []zagaj.Event{{ID: "al", Shop: shop, Source: zagaj.FromClient, Kind: zagaj.KindAlias, Visitor: v, ReceivedAt: start + 9,
			Alias: &zagaj.Alias{Kind: zagaj.AliasCart, Value: "c1"}}})
		must(t, err)
		orders, err := s.OrdersOf(t.Context(), shop, v)
		must(t, err)
		if len(orders) != 1 || orders[0].Version != 2 {
			t.Errorf("got %+v, want the order in its second version", orders)
		}
	})
}

func TestASeatIsNeverGivenTwice(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		const visitors = 20
		var wg sync.WaitGroup
		results := make(chan error, visitors)
		for i := range visitors {
			v := addVisitor(t, s, fmt.Sprint("v", i))
			wg.Go(func() {
				_, err := s.ClaimOffer(t.Context(), zagaj.Offer{ID: zagaj.OfferID(fmt.Sprint("o", i)), Shop: shop, Visitor: v, Visit: 1, Rule: "r",
					Operator: "anna", State: zagaj.OfferCreated, CreatedAt: start})
				results <- err
			})
		}
		wg.Wait()
		close(results)
		won := 0
		for err := range results {
			if err == nil {
				won++
			} else {
				wantCode(t, err, zagaj.CodeNoSeat)
			}
		}
		used, err := s.SeatsInUse(t.Context(), shop)
		must(t, err)
		open, err := s.OpenOffers(t.Context(), shop)
		must(t, err)
		if won != 2 || used["anna"] != 2 || len(open) != 2 {
			t.Errorf("got %d won, %d seats, %d open, want 2 of each", won, used["anna"], len(open))
		}
	})
}

func TestTheSeatGoesFromOfferToConversationAndIsFreed(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		v := addVisitor(t, s, "v")
		offer := zagaj.Offer{ID: "o", Shop: shop, Visitor: v, Visit: 1, Rule: "r", Operator: "anna", State: zagaj.OfferCreated, CreatedAt: start}
		_, err := s.ClaimOffer(t.Context(), offer)
		must(t, err)
		offer.ID = "o2"
		_, err = s.ClaimOffer(t.Context(), offer)
		wantCode(t, err, zagaj.CodeConflict) // one offer of a rule in a visit
		for _, state := range []zagaj.OfferState{zagaj.OfferShown, zagaj.OfferAccepted, zagaj.OfferIgnored} {
			_, err = s.EndOffer(t.Context(), shop, "o", state, "", start+1)
			must(t, err)
		}
		if o, err := s.Offer(t.Context(), shop, "o"); err != nil || o.State != zagaj.OfferAccepted {
			t.Errorf("got %+v, %v, want accepted for good", o, err)
		}
		open := zagaj.Conversation{ID: "k", Shop: shop, Visitor: v, Operator: "anna", Offer: "o", State: zagaj.ConversationOpen, CreatedAt: start, UpdatedAt: start}
		c, err := s.OpenConversation(t.Context(), open)
		must(t, err)
		open.ID = "k2"
		if again, err := s.OpenConversation(t.Context(), open); err != nil || again.ID != c.ID {
			t.Errorf("got %+v, %v, want the one that is open", again, err)
		}
		if used, _ := s.SeatsInUse(t.Context(), shop); used["anna"] != 1 {
			t.Errorf("got %d seats, want the offer's one", used["anna"])
		}
		for range 2 {
			_, err = s.CloseConversation(t.Context(), shop, c.ID, start+5)
			must(t, err)
		}
		if used, _ := s.SeatsInUse(t.Context(), shop); used["anna"] != 0 {
			t.Errorf("got %d seats after closing, want 0", used["anna"])
		}
	})
}

func TestOnlyOneOperatorTakesAConversation(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		must(t, s.AddOperator(t.Context(), zagaj.Operator{ID: "ola", Shop: shop, Email: "ola@shop.example", Name: "Ola", Seats: 1}))
		c := talk(t, s, "k")
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, who := range []zagaj.OperatorID{"anna", "ola"} {
			wg.Go(func() { _, errs[i] = s.Claim(t.Context(), shop, c.ID, who, start) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("got %v, want exactly one to win", errs)
		}
		wantCode(t, errors.Join(errs...), zagaj.CodeConflict)
	})
}

func TestSayCountsWithoutAHoleAndKnowsARepeat(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		c := talk(t, s, "k")
		const senders, each = 8, 10
		var wg sync.WaitGroup
		for i := range senders {
			wg.Go(func() {
				for j := range each {
					m := zagaj.Message{ID: zagaj.MessageID(fmt.Sprintf("m%d-%d", i, j)), Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Text: "Dzień dobry", SentAt: start}
					first, err := s.Say(t.Context(), m)
					again, err2 := s.Say(t.Context(), m)
					if err != nil || err2 != nil || first.Seq != again.Seq {
						t.Errorf("got %+v, %+v, %v, %v", first, again, err, err2)
					}
				}
			})
		}
		wg.Wait()
		all, err := s.Messages(t.Context(), shop, c.ID, 0, 0)
		must(t, err)
		for i, m := range all {
			if m.Seq != int64(i+1) {
				t.Fatalf("position %d has number %d", i, m.Seq)
			}
		}
		got, err := s.Conversation(t.Context(), shop, c.ID)
		must(t, err)
		if len(all) != senders*each || got.Seq != senders*each || !got.Waiting {
			t.Errorf("got %d messages and %+v", len(all), got)
		}
		_, err = s.Say(t.Context(), zagaj.Message{ID: "m0-0", Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Text: "inny", SentAt: start})
		wantCode(t, err, zagaj.CodeConflict)
		_, err = s.Say(t.Context(), zagaj.Message{ID: "x", Shop: other, Conversation: c.ID, Role: zagaj.RoleVisitor, Text: "a", SentAt: start})
		wantCode(t, err, zagaj.CodeNotFound)
		_, err = s.CloseConversation(t.Context(), shop, c.ID, start)
		must(t, err)
		_, err = s.Say(t.Context(), zagaj.Message{ID: "late", Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Text: "a", SentAt: start})
		wantCode(t, err, zagaj.CodeConflict)
	})
}

func TestTextThatOneDatabaseRefusesIsKeptBySanitising(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		c := talk(t, s, "k")
		m, err := s.Say(t.Context(), zagaj.Message{ID: "m", Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Text: "a\x00b 👍 ż", SentAt: start})
		must(t, err)
		if m.Text != "ab 👍 ż" {
			t.Errorf("got %q", m.Text)
		}
		ev := cartEvent("e", 1, 1, start)
		ev.Cart.Lines[0].Name = `a` + "\x00" + `\u0000`
		_, err = s.AppendEvents(t.Context(), []zagaj.Event{ev})
		must(t, err)
		stored, err := s.Events(t.Context(), shop, 0, 0)
		must(t, err)
		if got := stored[0].Cart.Lines[0].Name; got != `a\u0000` {
			t.Errorf("got %q, want what the shop wrote without U+0000", got)
		}
	})
}

func TestWhatIsAcknowledgedIsThereAfterReopening(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		open := func() *sql.Store {
			s, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return start })
			must(t, err)
			return s
		}
		s := open()
		epoch := s.Epoch()
		must(t, s.AddShop(t.Context(), zagaj.Shop{ID: shop, Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}))
		must(t, s.Close())
		err := s.SaveShop(t.Context(), zagaj.Shop{ID: shop})
		wantCode(t, err, zagaj.CodeUnavailable)
		s = open()
		defer s.Close()
		if _, err := s.Shop(t.Context(), shop); err != nil || s.Epoch() != epoch {
			t.Errorf("got %v and epoch %q, want the shop and %q", err, s.Epoch(), epoch)
		}
	})
}

func TestAddressesThatAreNotOnes(t *testing.T) {
	for _, dsn := range []string{"", "sqlite:", "sqlite::memory:", "mysql://x", "postgres://u:secret@[::1"} {
		_, err := sql.Open(t.Context(), dsn, nil)
		wantCode(t, err, zagaj.CodeInvalid)
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}

package sql_test

import (
	"strconv"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

func TestAnErrorOfCommitIsReadAgainNotGuessed(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		s, lose := sql.Forget(t, dsn)
		must := func(what string, err error) {
			t.Helper()
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		again := func() { lose.Store(2) }
		again()
		must("shop", s.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}))
		again()
		must("operator", s.AddOperator(ctx, zagaj.Operator{ID: "o", Shop: "s", Email: "o@s.example", Seats: 1}))
		again()
		must("session", s.AddSession(ctx, zagaj.Session{TokenHash: "h", Shop: "s", Operator: "o"}))
		again()
		must("visitor", s.AddVisitor(ctx, zagaj.Visitor{ID: "v", Shop: "s", TokenHash: "t"}))
		again()
		o, err := s.ClaimOffer(ctx, zagaj.Offer{ID: "of", Shop: "s", Visitor: "v", Rule: "r", Operator: "o", State: zagaj.OfferCreated})
		must("offer", err)
		again()
		c, err := s.OpenConversation(ctx, zagaj.Conversation{ID: "c", Shop: "s", Visitor: "v", Operator: "o", Offer: o.ID, State: zagaj.ConversationOpen})
		must("conversation", err)
		again()
		m, err := s.Say(ctx, zagaj.Message{ID: "m", Shop: "s", Conversation: c.ID, Role: zagaj.RoleVisitor, Author: "v", Text: "Dzień dobry"})
		must("say", err)
		all, err := s.Messages(ctx, "s", "c", 0, 0)
		must("messages", err)
		if m.Seq != 1 || len(all) != 1 {
			t.Errorf("got number %d and %d messages, want 1 and 1", m.Seq, len(all))
		}
		again()
		fresh, err := s.AppendEvents(ctx, []zagaj.Event{{ID: "e", Shop: "s", Source: zagaj.FromShop, Kind: zagaj.KindView, Visitor: "v"}})
		must("events", err)
		if len(fresh) != 1 || fresh[0].Seq != 1 {
			t.Errorf("got %+v, want the event as new: the engine has not heard of it", fresh)
		}
		must("answer", s.SaveAnswer(ctx, zagaj.Answer{ID: "a", Shop: "s"}))
		again()
		must("a removal", s.DeleteAnswer(ctx, "s", "a"))
		if err := s.DeleteAnswer(ctx, "s", "a"); zagaj.CodeOf(err) != zagaj.CodeNotFound {
			t.Errorf("got %v, want what is not there not found", err)
		}
		if lose.Load() >= 0 {
			t.Error("no commit was lost: the test proves nothing")
		}
		if err := s.AddVisitor(ctx, zagaj.Visitor{ID: "v", Shop: "s", TokenHash: "another"}); zagaj.CodeOf(err) != zagaj.CodeConflict {
			t.Errorf("got %v, want a conflict for another visitor of that id", err)
		}
	})
}

// TestABatchWhoseCommitIsNotHeardOfIsStoredOnce: the batch is run again, finds by the table that it is there, and looks.
func TestABatchWhoseCommitIsNotHeardOfIsStoredOnce(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s, lose := sql.Forget(t, dsn)
		if err := s.AddShop(t.Context(), zagaj.Shop{ID: "s", Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}); err != nil {
			t.Fatal(err)
		}
		var all []zagaj.Message
		for i := range 3 {
			c := zagaj.ConversationID(strconv.Itoa(i))
			if _, err := s.OpenConversation(t.Context(), zagaj.Conversation{ID: c, Shop: "s", Visitor: zagaj.VisitorID(c), State: zagaj.ConversationWaiting}); err != nil {
				t.Fatal(err)
			}
			for n := range 4 {
				all = append(all, zagaj.Message{ID: zagaj.MessageID(strconv.Itoa(n)), Shop: "s", Conversation: c, Role: zagaj.RoleVisitor, Text: "x"})
			}
		}
		lose.Store(3)
		answers, errs := sql.SayTogether(t, s, all)
		for i, m := range all {
			if want := int64(i%4 + 1); errs[i] != nil || answers[i].Seq != want || answers[i].ID != m.ID {
				t.Errorf("message %d: got %+v, %v; want its place %d", i, answers[i], errs[i], want)
			}
		}
		for i := range 3 {
			stored, err := s.Messages(t.Context(), "s", zagaj.ConversationID(strconv.Itoa(i)), 0, 0)
			if err != nil || len(stored) != 4 {
				t.Errorf("conversation %d: got %d messages, %v; want 4", i, len(stored), err)
			}
			waits, err := s.Waits(t.Context(), "s", zagaj.ConversationID(strconv.Itoa(i)))
			if err != nil || len(waits) != 1 || waits[0].Seq != 1 {
				t.Errorf("conversation %d: got %+v, %v; want one wait, from the first message", i, waits, err)
			}
		}
	})
}

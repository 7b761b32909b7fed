package desk_test

import (
	"sync"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// pass lets time go by, in seconds.
func (s *stage) pass(seconds zagaj.Instant) {
	s.mu.Lock()
	s.now += seconds * 1000
	s.mu.Unlock()
}

func (s *stage) ofVisitor(t *testing.T, v zagaj.VisitorID) zagaj.Conversation {
	t.Helper()
	c, err := s.store.OpenConversationOf(t.Context(), shop, v)
	must(t, err)
	return c
}

func TestAnOfferToAllGoesToWhoeverIsFirst(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 1, "beata": 2, "celina": 2})
		ctx := t.Context()
		c, err := s.OpenByVisitor(ctx, shop, "v1")
		must(t, err)
		from := c.Operator
		_, err = s.Say(ctx, zagaj.Message{ID: "m1", Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Author: "v1", Text: "Czy to wełna?"})
		must(t, err)
		s.heard()
		c, isNew, err := s.OfferToAll(ctx, shop, c.ID, from, from)
		must(t, err)
		if !isNew || c.State != zagaj.ConversationWaiting || c.Operator != "" {
			t.Fatalf("got %+v, want it waiting for anybody although others are free", c)
		}
		heard := s.heard()
		if f := find(t, heard, "operators", "call").frame; f["conversation"] != string(c.ID) || f["by"] != string(from) || f["until_at"] != float64(start+30_000) {
			t.Errorf("got %v, want everybody called for half a minute", f)
		}
		if c.Preview != "Czy to wełna?" {
			t.Errorf("got %q in the list, want the visitor's words and not the line that tells of the call", c.Preview)
		}
		if m := find(t, heard, "visitor v1", "message").frame["message"].(map[string]any); m["role"] != "system" {
			t.Errorf("got %v, want a line that tells the visitor", m)
		}
		if _, isNew, err := s.OfferToAll(ctx, shop, c.ID, "", "beata"); err != nil || isNew {
			t.Errorf("got %v and %v, want the second call to change nothing", isNew, err)
		}
		must(t, s.SetAvailable(ctx, shop, "celina", true)) // whatever makes routing look
		if c := s.ofVisitor(t, "v1"); c.State != zagaj.ConversationWaiting {
			t.Fatalf("got %+v, want routing to leave it alone", c)
		}
		var all sync.WaitGroup
		took := make([]error, len(people))
		for i, who := range people {
			all.Go(func() { _, took[i] = s.Claim(ctx, shop, c.ID, who) })
		}
		all.Wait()
		calls, err := s.store.Calls(ctx, shop, c.ID)
		must(t, err)
		holder, won := s.ofVisitor(t, "v1").Operator, 0
		for i, who := range people {
			if took[i] == nil && who == holder {
				won++
			} else if zagaj.CodeOf(took[i]) != zagaj.CodeConflict {
				t.Errorf("%s: got %v, want conflict: %s was first", who, took[i], holder)
			}
		}
		if won != 1 || len(calls) != 1 || calls[0].TakenBy != holder || calls[0].EndedAt == 0 || calls[0].AskedBy != from {
			t.Errorf("got %d winners and %+v, want one, on record", won, calls)
		}
	})
}

func TestACallNobodyFollowsEndsInTheQueue(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 2})
		ctx := t.Context()
		c, err := s.OpenByVisitor(ctx, shop, "v1")
		must(t, err)
		_, _, err = s.OfferToAll(ctx, shop, c.ID, "anna", "anna")
		must(t, err)
		s.pass(29)
		must(t, s.EndCalls(ctx, shop))
		if c = s.ofVisitor(t, "v1"); c.State != zagaj.ConversationWaiting {
			t.Fatalf("got %+v before the half minute is over", c)
		}
		s.pass(1)
		must(t, s.EndCalls(ctx, shop))
		if c = s.ofVisitor(t, "v1"); c.Operator != "anna" {
			t.Errorf("got %+v, want it given as all others are", c)
		}
		calls, err := s.store.Calls(ctx, shop, c.ID)
		must(t, err)
		if len(calls) != 1 || calls[0].TakenBy != "" || calls[0].EndedAt == 0 {
			t.Errorf("got %+v, want one that nobody took", calls)
		}
	})
}

func TestAVisitorCallsEverybodyOnlyWhileNobodyAnswers(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 1})
		ctx := t.Context()
		c, err := s.OpenByVisitor(ctx, shop, "v1")
		must(t, err)
		refused := func(why string, want zagaj.Code) {
			t.Helper()
			if _, _, err := s.CallAll(ctx, s.ofVisitor(t, "v1")); zagaj.CodeOf(err) != want {
				t.Errorf("%s: got %v, want %s", why, err, want)
			}
		}
		refused("nothing asked yet", zagaj.CodeConflict)
		_, err = s.Say(ctx, zagaj.Message{ID: "m1", Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Author: "v1", Text: "Halo?"})
		must(t, err)
		s.pass(29)
		refused("too soon", zagaj.CodeConflict)
		s.pass(1)
		c, isNew, err := s.CallAll(ctx, s.ofVisitor(t, "v1"))
		must(t, err)
		if !isNew || c.State != zagaj.ConversationWaiting {
			t.Errorf("got %+v, want everybody called", c)
		}
		s.pass(30)
		must(t, s.EndCalls(ctx, shop))
		s.pass(30)
		refused("a minute after the first call", zagaj.CodeTooMany)
		_, err = s.Say(ctx, zagaj.Message{ID: "a1", Shop: shop, Conversation: c.ID, Role: zagaj.RoleOperator, Author: "anna", Name: "Anna", Text: "Jestem"})
		must(t, err)
		refused("answered", zagaj.CodeConflict)
		waiting, err := s.OpenByVisitor(ctx, shop, "v2")
		must(t, err)
		if _, isNew, err := s.CallAll(ctx, waiting); err != nil || !isNew {
			t.Errorf("got %v and %v, want who waits in the queue to call at once", isNew, err)
		}
	})
}

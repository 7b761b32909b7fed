package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
)

func message(id zagaj.MessageID, c zagaj.ConversationID, role zagaj.Role, author, text string) zagaj.Message {
	return zagaj.Message{ID: id, Shop: shop, Conversation: c, Role: role, Author: author, Text: text}
}

func TestSayTwiceIsOneMessage(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
	c, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	first, err := s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, "v1", "dzień dobry"))
	must(t, err)
	s.heard()
	s.now += 5000
	again, err := s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, "v1", "dzień dobry"))
	must(t, err)
	if again != first || first.Seq != 1 || first.SentAt != start {
		t.Errorf("got %+v, want %+v", again, first)
	}
	for _, to := range []string{"visitor v1", "operators"} {
		if f := find(t, s.sofar(), to, "message").frame; f["prev"] != float64(0) {
			t.Errorf("%s: got prev %v, want 0", to, f["prev"])
		}
	}
	_, err = s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, "v1", "coś innego"))
	wantCode(t, err, zagaj.CodeConflict)
	second, err := s.Say(t.Context(), message("m2", c.ID, zagaj.RoleOperator, "anna", "witam"))
	must(t, err)
	if second.Seq != 2 {
		t.Errorf("got seq %d, want 2", second.Seq)
	}
	stored, err := s.store.Messages(t.Context(), shop, c.ID, 0, 10)
	must(t, err)
	if len(stored) != 2 {
		t.Errorf("got %d messages, want two", len(stored))
	}
}

// sofar looks at what was told without forgetting it.
func (s *stage) sofar() []said {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.said)
}

func TestSayRefuses(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
	c, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	s.heard()
	for name, test := range map[string]struct {
		m    zagaj.Message
		want zagaj.Code
	}{
		"no id":                {message("", c.ID, zagaj.RoleVisitor, "v1", "x"), zagaj.CodeInvalid},
		"no text":              {message("m", c.ID, zagaj.RoleVisitor, "v1", ""), zagaj.CodeInvalid},
		"not UTF-8":            {message("m", c.ID, zagaj.RoleVisitor, "v1", "\xff"), zagaj.CodeInvalid},
		"too long":             {message("m", c.ID, zagaj.RoleVisitor, "v1", strings.Repeat("ż", zagaj.MaxMessageRunes+1)), zagaj.CodeTooLarge},
		"no such conversation": {message("m", "none", zagaj.RoleVisitor, "v1", "x"), zagaj.CodeNotFound},
		"another shop's":       {zagaj.Message{ID: "m", Shop: "other", Conversation: c.ID, Role: zagaj.RoleVisitor, Author: "v1", Text: "x"}, zagaj.CodeNotFound},
	} {
		_, err := s.Say(t.Context(), test.m)
		if got := zagaj.CodeOf(err); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	_, err = s.Close(t.Context(), shop, c.ID)
	must(t, err)
	_, err = s.Say(t.Context(), message("m", c.ID, zagaj.RoleVisitor, "v1", "x"))
	wantCode(t, err, zagaj.CodeConflict)
	if got := kinds(s.heard()); slices.Contains(got, "visitor v1: message") || slices.Contains(got, "operators: message") {
		t.Errorf("got %v, want no refused message told", got)
	}
}

func TestFirstAnswerClaimsAWaitingConversation(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1, "beata": 1})
	must(t, s.SetAvailable(t.Context(), shop, "anna", false))
	must(t, s.SetAvailable(t.Context(), shop, "beata", false))
	c, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	_, err = s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, "v1", "halo?"))
	must(t, err)
	if c, _ = s.store.Conversation(t.Context(), shop, c.ID); c.State != zagaj.ConversationWaiting {
		t.Fatalf("got %s after the visitor's words, want it waiting", c.State)
	}
	s.heard()
	_, err = s.Say(t.Context(), message("m2", c.ID, zagaj.RoleOperator, "anna", "witam"))
	must(t, err)
	c, err = s.store.Conversation(t.Context(), shop, c.ID)
	must(t, err)
	if c.State != zagaj.ConversationOpen || c.Operator != "anna" {
		t.Errorf("got %+v, want it open with Anna", c)
	}
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	got := kinds(s.heard())
	if claimed, told := slices.Index(got, "visitor v1: conversation"), slices.Index(got, "visitor v1: message"); claimed < 0 || told < claimed {
		t.Errorf("got %v, want the face before the words", got)
	}
	_, err = s.Claim(t.Context(), shop, c.ID, "beata")
	wantCode(t, err, zagaj.CodeConflict)

	second, err := s.OpenByVisitor(t.Context(), shop, "v2")
	must(t, err)
	_, err = s.Say(t.Context(), message("m3", second.ID, zagaj.RoleOperator, "anna", "i tu"))
	wantCode(t, err, zagaj.CodeNoSeat)
	_, err = s.Claim(t.Context(), shop, second.ID, "beata")
	must(t, err)
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1, "beata": 1})
}

func TestFreeIsTheLeastLoaded(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 2, "beata": 2, "celina": 2})
	must(t, s.SetAvailable(t.Context(), shop, "celina", false))
	var got []zagaj.OperatorID
	for _, v := range []zagaj.VisitorID{"v1", "v2", "v3"} {
		c, err := s.OpenByVisitor(t.Context(), shop, v)
		must(t, err)
		got = append(got, c.Operator)
	}
	if want := []zagaj.OperatorID{"anna", "beata", "anna"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if s.IsAvailable(shop, "celina") || !s.IsAvailable(shop, "anna") || len(s.Available(shop)) != 2 || len(s.Available("other")) != 0 {
		t.Errorf("got available %v, want Anna and Beata", s.Available(shop))
	}
	for _, id := range []zagaj.OperatorID{"anna", "beata"} {
		must(t, s.SetAvailable(t.Context(), shop, id, false))
	}
	if id, err := s.Route(t.Context(), shop, desk.Want{}); id != "" || err != nil {
		t.Errorf("got %q (%v), want nobody", id, err)
	}
}

func TestVisitorHasOneConversationAtATime(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 2})
	first, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	again, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	if again.ID != first.ID {
		t.Errorf("got %s, want %s again", again.ID, first.ID)
	}
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	id := s.offer(t, "v1", "anna")
	c, err := s.Accept(t.Context(), shop, "v1", id)
	must(t, err)
	if c.ID != first.ID {
		t.Errorf("got %s, want the open conversation %s", c.ID, first.ID)
	}
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
}

// Many visitors at once never hold more seats than there are.
func TestSeatsAreNeverGivenTwice(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 2, "beata": 1})
	ctx := t.Context()
	var wg sync.WaitGroup
	for i := range 20 {
		v := zagaj.VisitorID(fmt.Sprintf("many%d", i))
		must(t, s.store.AddVisitor(ctx, zagaj.Visitor{ID: v, Shop: shop, TokenHash: string(v), Language: "pl", CreatedAt: start, SeenAt: start}))
		wg.Go(func() {
			if i%2 == 0 {
				if _, err := s.OpenByVisitor(ctx, shop, v); err != nil {
					t.Errorf("open: %v", err)
				}
				return
			}
			id, err := s.Offer(ctx, proposal(v, []zagaj.OperatorID{"anna", "beata"}[i%4/2]))
			if err == nil && i%3 == 0 {
				_, err = s.Accept(ctx, shop, v, id)
			}
			if code := zagaj.CodeOf(err); code != "" && code != zagaj.CodeNoSeat {
				t.Errorf("offer: %v", err)
			}
		})
	}
	wg.Wait()
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 2, "beata": 1})
}

package desk_test

import (
	"testing"

	"github.com/zagaj/zagaj"
)

func TestAcceptAfterWithdrawalStillGivesAConversation(t *testing.T) {
	t.Run("with who is free", func(t *testing.T) {
		s := newStage(t, map[zagaj.OperatorID]int{"anna": 1, "beata": 2})
		id := s.offer(t, "v1", "anna")
		must(t, s.Withdraw(t.Context(), shop, "v1", id, "operators"))
		s.offer(t, "v2", "anna") // takes Anna's seat
		c, err := s.Accept(t.Context(), shop, "v1", id)
		must(t, err)
		if c.State != zagaj.ConversationOpen || c.Operator != "beata" {
			t.Errorf("got %+v, want it open with Beata", c)
		}
		if m := find(t, s.heard(), "visitor v1", "message").frame["message"].(map[string]any); m["text"] != "Rozmowę przejmuje teraz Beata." {
			t.Errorf("got %v, want the visitor told that it is not Anna", m)
		}
		s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1, "beata": 1})
	})
	t.Run("waiting when nobody is", func(t *testing.T) {
		s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
		id := s.offer(t, "v1", "anna")
		must(t, s.Ignored(t.Context(), shop, "v1", id))
		s.offer(t, "v2", "anna")
		c, err := s.Accept(t.Context(), shop, "v1", id)
		must(t, err)
		if c.State != zagaj.ConversationWaiting || c.Operator != "" {
			t.Errorf("got %+v, want it waiting", c)
		}
		if got := s.state(t, id); got != zagaj.OfferIgnored {
			t.Errorf("got %s, want the ended offer unchanged", got)
		}
		s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	})
	t.Run("with who is free when its person has switched off", func(t *testing.T) {
		s := newStage(t, map[zagaj.OperatorID]int{"anna": 1, "beata": 2})
		id := s.offer(t, "v1", "anna")
		must(t, s.SetAvailable(t.Context(), shop, "anna", false))
		c, err := s.Accept(t.Context(), shop, "v1", id)
		must(t, err)
		if c.Operator != "beata" || s.state(t, id) != zagaj.OfferAccepted {
			t.Errorf("got %+v, want it with Beata", c)
		}
		if m := find(t, s.heard(), "visitor v1", "message").frame["message"].(map[string]any); m["text"] != "Rozmowę przejmuje teraz Beata." {
			t.Errorf("got %v, want the hand-over said", m)
		}
		s.wantSeats(t, map[zagaj.OperatorID]int{"beata": 1})
	})
	t.Run("with its person who has switched off when nobody else is there", func(t *testing.T) {
		s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
		id := s.offer(t, "v1", "anna")
		must(t, s.SetAvailable(t.Context(), shop, "anna", false))
		if c, err := s.Accept(t.Context(), shop, "v1", id); err != nil || c.Operator != "anna" {
			t.Errorf("got %+v, %v, want Anna: she is there", c, err)
		}
	})
	t.Run("waiting when its person has no line", func(t *testing.T) {
		s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
		id := s.offer(t, "v1", "anna")
		s.LineDown(shop, "anna")
		if c, err := s.Accept(t.Context(), shop, "v1", id); err != nil || c.State != zagaj.ConversationWaiting {
			t.Errorf("got %+v, %v, want it waiting", c, err)
		}
		s.wantSeats(t, map[zagaj.OperatorID]int{})
	})
	t.Run("waiting when nobody is available", func(t *testing.T) {
		s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
		must(t, s.SetAvailable(t.Context(), shop, "anna", false))
		c, err := s.OpenByVisitor(t.Context(), shop, "v1")
		must(t, err)
		if c.State != zagaj.ConversationWaiting {
			t.Errorf("got %+v, want it waiting", c)
		}
	})
}

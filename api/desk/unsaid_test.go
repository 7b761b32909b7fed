package desk_test

import (
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql/sqltest"
)

func TestAConversationWithoutAWordGivesItsSeatBack(t *testing.T) {
	const minute = 60_000
	for name, c := range map[string]struct {
		there, writing, said bool
		after                zagaj.Instant // milliseconds
		ends                 bool
	}{
		"at once after the visitor has gone": {after: minute / 2},
		"the visitor has gone":               {after: minute, ends: true},
		"the visitor looks for words":        {after: 9 * minute, there: true},
		"the visitor has forgotten it":       {after: 10 * minute, there: true, ends: true},
		"the visitor writes at length":       {after: 30 * minute, there: true, writing: true},
		"something was said":                 {after: 30 * minute, said: true},
	} {
		t.Run(name, func(t *testing.T) {
			sqltest.Each(t, func(t *testing.T, dsn string) {
				s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 1})
				conv, err := s.OpenByVisitor(t.Context(), shop, "v1")
				must(t, err)
				waiting, err := s.OpenByVisitor(t.Context(), shop, "v2")
				must(t, err)
				_, err = s.Say(t.Context(), zagaj.Message{ID: "m2", Shop: shop, Conversation: waiting.ID, Role: zagaj.RoleVisitor, Author: "v2", Text: "Dzień dobry"})
				must(t, err)
				if c.said {
					_, err = s.Say(t.Context(), zagaj.Message{ID: "m1", Shop: shop, Conversation: conv.ID, Role: zagaj.RoleVisitor, Author: "v1", Text: "Dzień dobry"})
					must(t, err)
				}
				s.now += c.after
				must(t, s.EndUnsaid(t.Context(), shop, func(zagaj.VisitorID) bool { return c.there }, func(zagaj.ConversationID) bool { return c.writing }))
				conv, err = s.store.Conversation(t.Context(), shop, conv.ID)
				must(t, err)
				waiting, err = s.store.Conversation(t.Context(), shop, waiting.ID)
				must(t, err)
				if ended := conv.State == zagaj.ConversationClosed; ended != c.ends || (waiting.Operator == "anna") != c.ends {
					t.Errorf("got ended %v, and who waited with %q; want %v", ended, waiting.Operator, c.ends)
				}
			})
		})
	}
}

func TestAWordThatComesMeanwhileKeepsTheConversation(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 1})
		conv, err := s.OpenByVisitor(t.Context(), shop, "v1")
		must(t, err)
		s.now += 60 * 60_000
		// Whether the visitor is there is asked between the list and the closing: that is when the word comes.
		must(t, s.EndUnsaid(t.Context(), shop, func(zagaj.VisitorID) bool {
			_, err := s.Say(t.Context(), zagaj.Message{ID: "m1", Shop: shop, Conversation: conv.ID, Role: zagaj.RoleVisitor, Author: "v1", Text: "Dzień dobry"})
			must(t, err)
			return false
		}, func(zagaj.ConversationID) bool { return false }))
		conv, err = s.store.Conversation(t.Context(), shop, conv.ID)
		must(t, err)
		if conv.State == zagaj.ConversationClosed {
			t.Error("a conversation in which somebody has just spoken was closed")
		}
	})
}

package sql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// TestConversationsOfSeveralStatesAreOneList reads states together, by pages: newest first, by id where the time is one.
func TestConversationsOfSeveralStatesAreOneList(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		ctx := t.Context()
		for i, what := range []string{"waits", "talks", "waits", "ends", "talks"} {
			c := talk(t, s, fmt.Sprintf("c%d", i))
			at := start + zagaj.Instant(i/2+1)
			switch what {
			case "talks":
				must(t, s.AddOperator(ctx, zagaj.Operator{ID: zagaj.OperatorID(c.ID), Shop: shop, Email: string(c.ID) + "@shop.example", Seats: 1}))
				_, err := s.Claim(ctx, shop, c.ID, zagaj.OperatorID(c.ID), at)
				must(t, err)
			case "ends":
				_, err := s.CloseConversation(ctx, shop, c.ID, at)
				must(t, err)
			case "waits":
				_, err := s.Say(ctx, zagaj.Message{ID: "m", Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Text: "?", SentAt: at})
				must(t, err)
			}
		}
		page := func(before zagaj.Instant, limit int, states ...zagaj.ConversationState) string {
			list, err := s.Conversations(ctx, shop, states, before, limit)
			must(t, err)
			ids := make([]string, len(list))
			for i, c := range list {
				ids[i] = string(c.ID)
			}
			return strings.Join(ids, " ")
		}
		live := []zagaj.ConversationState{zagaj.ConversationWaiting, zagaj.ConversationOpen}
		for _, x := range []struct{ got, want string }{
			{page(zagaj.Forever, 10, live...), "c4 c2 c0 c1"}, {page(zagaj.Forever, 3, live...), "c4 c2 c0"},
			{page(start+2, 10, live...), "c0 c1"}, {page(zagaj.Forever, 10, zagaj.ConversationClosed), "c3"}, {page(zagaj.Forever, 10), ""},
		} {
			if x.got != x.want {
				t.Errorf("got %q, want %q", x.got, x.want)
			}
		}
	})
}

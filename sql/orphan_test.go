package sql_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// TestNoMessageOutlivesItsConversation lets people write while they are erased and their conversations closed and forgotten. No
// database minds a message that hangs on nothing: PostgreSQL has no foreign key there, so that only this test and the store know.
func TestNoMessageOutlivesItsConversation(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		ctx := t.Context()
		const people = 6
		var all sync.WaitGroup
		for person := range people {
			visitor := zagaj.VisitorID(fmt.Sprintf("v%d", person))
			must(t, s.AddVisitor(ctx, zagaj.Visitor{ID: visitor, Shop: shop, TokenHash: "h" + string(visitor), CreatedAt: start, SeenAt: start}))
			rng := rand.New(rand.NewPCG(1, uint64(person)))
			all.Go(func() {
				for round := range 8 {
					c := zagaj.Conversation{ID: zagaj.ConversationID(fmt.Sprintf("%s-%d", visitor, round)), Shop: shop, Visitor: visitor, State: zagaj.ConversationWaiting, CreatedAt: start}
					c, err := s.OpenConversation(ctx, c)
					if err != nil {
						t.Error(err)
						return
					}
					var both sync.WaitGroup
					both.Go(func() {
						for n := range 10 {
							_, err := s.Say(ctx, zagaj.Message{ID: zagaj.MessageID(fmt.Sprint(round, n)), Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Text: "x", SentAt: start})
							if code := zagaj.CodeOf(err); err != nil && code != zagaj.CodeNotFound && code != zagaj.CodeConflict {
								t.Error(err)
							}
						}
					})
					switch rng.IntN(3) {
					case 0:
						_, err = s.Erase(ctx, sql.Person{Shop: shop, Visitor: visitor})
					case 1:
						_, err = s.CloseConversation(ctx, shop, c.ID, 1)
						if err == nil {
							_, err = s.Forget(ctx, shop, sql.Keep{Conversations: 1})
						}
						// Another one closed that long ago, just now, keeps what hung on it a little longer than time would allow in service.
						if zagaj.CodeOf(err) == zagaj.CodeNotFound {
							err = nil
						}
					}
					both.Wait()
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		left := sql.Rows(t, s, `SELECT id FROM conversations WHERE shop_id = $1`, shop)
		orphans := sql.Rows(t, s, `SELECT m.conversation_id FROM messages m LEFT JOIN conversations c ON c.shop_id = m.shop_id AND c.id = m.conversation_id
			WHERE m.shop_id = $1 AND c.id IS NULL`, shop)
		if len(orphans) > 0 {
			t.Errorf("got messages of %s, which are gone", strings.Join(orphans, ", "))
		}
		holes := sql.Rows(t, s, `SELECT c.id FROM conversations c WHERE c.shop_id = $1 AND c.seq <> (SELECT COUNT(*) FROM messages m
			WHERE m.shop_id = c.shop_id AND m.conversation_id = c.id)`, shop)
		if len(holes) > 0 {
			t.Errorf("got holes in %s", strings.Join(holes, ", "))
		}
		if len(left) == 0 {
			t.Error("got no conversation left, want some")
		}
	})
}

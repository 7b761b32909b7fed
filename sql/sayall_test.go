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

// another is the address of another store of the same kind.
func another(t *testing.T, dsn string) string {
	if strings.HasPrefix(dsn, "sqlite:") {
		return sqltest.SQLite(t)
	}
	return sqltest.Postgres(t)
}

// furnished is a store with two shops and some conversations, of which the last is closed.
func furnished(t *testing.T, dsn string) *sql.Store {
	t.Helper()
	s, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return 1 })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, shop := range []zagaj.ShopID{"a", "b"} {
		err := s.AddShop(t.Context(), zagaj.Shop{ID: shop, Key: string(shop)}, zagaj.Schedule{}, zagaj.Policy{})
		if err == nil {
			err = s.SaveEndpoint(t.Context(), zagaj.Endpoint{ID: "e", Shop: shop, Kinds: []zagaj.NoticeKind{zagaj.NoticeMessage}})
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			c, err := s.OpenConversation(t.Context(), zagaj.Conversation{ID: zagaj.ConversationID(strconv.Itoa(i)), Shop: shop,
				Visitor: zagaj.VisitorID(strconv.Itoa(i)), State: zagaj.ConversationWaiting})
			if err == nil && i == 4 {
				_, err = s.CloseConversation(t.Context(), shop, c.ID, 2)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

// TestManySaidAtOnceIsAsOneByOne sends the same messages to two stores, to one all at once and to the other one after
// another: repeats, other texts under an id, closed and unknown conversations, operators' answers in between.
func TestManySaidAtOnceIsAsOneByOne(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		one, many := furnished(t, dsn), furnished(t, another(t, dsn))
		rng := rand.New(rand.NewPCG(1, 2))
		for round := range 4 {
			var all []zagaj.Message
			for range 90 {
				m := zagaj.Message{ID: zagaj.MessageID(strconv.Itoa(rng.IntN(60) + 40*round)), Shop: zagaj.ShopID([]string{"a", "b"}[rng.IntN(2)]),
					Conversation: zagaj.ConversationID(strconv.Itoa(rng.IntN(6))), Role: zagaj.RoleVisitor, Author: "v",
					Text: fmt.Sprintf("Dzień dobry %d", rng.IntN(2)), SentAt: zagaj.Instant(100*round + rng.IntN(50))}
				if rng.IntN(3) == 0 {
					m.Question = "q"
				}
				if rng.IntN(4) == 0 {
					m.Role, m.Author, m.Name = zagaj.RoleOperator, "o", "Ola"
				} else if rng.IntN(6) == 0 {
					m.Role, m.Author, m.Text = zagaj.RoleSystem, "", fmt.Sprintf("Rozmowę przejmuje teraz %d.", rng.IntN(3))
				}
				all = append(all, m)
			}
			answers, errs := sql.SayTogether(t, many, all)
			for i, m := range all {
				want, err := one.Say(t.Context(), m)
				if zagaj.CodeOf(err) != zagaj.CodeOf(errs[i]) || (err == nil && want != answers[i]) {
					t.Fatalf("round %d, message %d: got %+v, %v at once, want %+v, %v", round, i, answers[i], errs[i], want, err)
				}
			}
		}
		for _, shop := range []string{"a", "b"} {
			for _, query := range []string{
				`SELECT conversation_id || ' ' || seq || ' ' || id || ' ' || role || ' ' || author || ' ' || name || ' ' || body || ' ' || sent_at FROM messages WHERE shop_id = $1 ORDER BY conversation_id, seq`,
				`SELECT id || ' ' || state || ' ' || seq || ' ' || preview || ' ' || CASE WHEN waiting THEN 'w' ELSE '' END || ' ' || updated_at FROM conversations WHERE shop_id = $1 ORDER BY id`,
				`SELECT conversation_id || ' ' || message_id || ' ' || answered_at FROM question_taps WHERE shop_id = $1 ORDER BY conversation_id, message_id`,
				`SELECT conversation_id || ' ' || seq || ' ' || folded || ' ' || sent_at FROM messages WHERE shop_id = $1 ORDER BY conversation_id, seq`,
				`SELECT id || ' ' || about || ' ' || payload FROM deliveries WHERE shop_id = $1 ORDER BY id`,
				`SELECT id || ' ' || waiting || ' ' || dropped FROM endpoints WHERE shop_id = $1`,
				`SELECT conversation_id || ' ' || seq || ' ' || since || ' ' || seen_at || ' ' || seen_by || ' ' || ended_at || ' ' || answered_by FROM waits WHERE shop_id = $1 ORDER BY conversation_id, seq`,
			} {
				want, got := sql.Rows(t, one, query, shop), sql.Rows(t, many, query, shop)
				if !reflect.DeepEqual(got, want) || len(want) == 0 {
					t.Errorf("%s: got %q, want %q", query, got, want)
				}
			}
		}
	})
}

// One write that fails by itself takes nobody with it, although all share a transaction.
func TestAFailedWriteTakesNobodyWithIt(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := furnished(t, dsn)
		errs := sql.ExecTogether(t, s, [][]string{
			{`INSERT INTO meta (key, value) VALUES ('good', '1')`},
			{`INSERT INTO meta (key, value) VALUES ('half', '1')`, `INSERT INTO meta (key, value) VALUES ('epoch', 'again')`},
			{},
		})
		for i, want := range []zagaj.Code{"", zagaj.CodeConflict, zagaj.CodeInternal} {
			if err := errs[i]; (err == nil) != (want == "") || (err != nil && zagaj.CodeOf(err) != want) {
				t.Errorf("write %d: got %v, want %q", i, err, want)
			}
		}
		if kept := sql.Rows(t, s, `SELECT key FROM meta WHERE key NOT IN ('epoch', 'commits', 'summed')`); len(kept) != 1 || kept[0] != "good" {
			t.Errorf("got %v, want the good one only", kept)
		}
	})
}

func TestAnOldSQLiteIsSeen(t *testing.T) {
	for version, want := range map[string]bool{"3.40.1": true, "3.51.2": true, "3.51.3": false, "3.54.1": false, "3.100.0": false, "4.0": false} {
		if got := sql.Older(version, sql.LeastSQLite); got != want {
			t.Errorf("%s: got %v, want %v", version, got, want)
		}
	}
}

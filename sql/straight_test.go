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

// unheard is a store with two shops of which nobody else is told, and four conversations each.
func unheard(t *testing.T, dsn string) *sql.Store {
	t.Helper()
	s := openedAt(t, dsn)
	for _, shop := range []zagaj.ShopID{"a", "b"} {
		must(t, s.AddShop(t.Context(), zagaj.Shop{ID: shop, Key: string(shop)}, zagaj.Schedule{}, zagaj.Policy{}))
		for i := range 4 {
			id := strconv.Itoa(i)
			_, err := s.OpenConversation(t.Context(), zagaj.Conversation{ID: zagaj.ConversationID(id), Shop: shop, Visitor: zagaj.VisitorID(id), State: zagaj.ConversationWaiting})
			must(t, err)
		}
	}
	return s
}

func openedAt(t *testing.T, dsn string) *sql.Store {
	t.Helper()
	s, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return 1 })
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestStraightIsAsTheLongWay says the same on PostgreSQL, many at once, and in a file one after another: visitors, operators and nobody,
// now and then a tapped question, a repeat, another node that says something in between, and one conversation that is closed.
func TestStraightIsAsTheLongWay(t *testing.T) {
	dsn := sqltest.Postgres(t)
	many, other, one := unheard(t, dsn), openedAt(t, dsn), unheard(t, sqltest.SQLite(t))
	rng := rand.New(rand.NewPCG(3, 4))
	batches, straight, number := 0, 0, 0
	next := func() zagaj.Message {
		number++
		m := zagaj.Message{ID: zagaj.MessageID(strconv.Itoa(number)), Shop: zagaj.ShopID([]string{"a", "b"}[rng.IntN(2)]), Conversation: zagaj.ConversationID(strconv.Itoa(rng.IntN(4))),
			Role: zagaj.RoleVisitor, Author: "v", Text: fmt.Sprintf("Dzień dobry \"%d\" \\ {}", number), SentAt: zagaj.Instant(number)}
		switch rng.IntN(5) {
		case 0:
			m.Role, m.Author, m.Name = zagaj.RoleOperator, "o", "Ola"
		case 1:
			m.Role, m.Author = zagaj.RoleSystem, ""
		}
		switch rng.IntN(12) {
		case 0:
			m.Text = strings.Repeat("ż", 118+rng.IntN(5))
		case 1:
			m.Text, m.Kind, m.Width, m.Height = "", zagaj.MessagePhoto, 3, 4
		}
		if rng.IntN(60) == 0 {
			m.Question = "q"
		}
		return m
	}
	say := func(s *sql.Store, all []zagaj.Message) {
		t.Helper()
		answers, errs := sql.SayTogether(t, s, all)
		for i, m := range all {
			want, err := one.Say(t.Context(), m)
			if zagaj.CodeOf(err) != zagaj.CodeOf(errs[i]) || (err == nil && want != answers[i]) {
				t.Fatalf("batch %d, message %d: got %+v, %v at once, want %+v, %v", batches, i, answers[i], errs[i], want, err)
			}
		}
	}
	for ; batches < 150; batches++ {
		var all []zagaj.Message
		for range 1 + rng.IntN(4) {
			all = append(all, next())
		}
		if rng.IntN(20) == 0 {
			all = append(all, all[0])
		}
		say(many, all)
		if sql.Remembered(t, many, all[0].Shop, all[0].Conversation) > 0 {
			straight++
		}
		if rng.IntN(10) == 0 {
			say(other, []zagaj.Message{next()})
		}
		if batches == 100 {
			for _, s := range []*sql.Store{many, one} {
				_, err := s.CloseConversation(t.Context(), "a", "3", 2)
				must(t, err)
			}
		}
	}
	if t.Logf("%d of %d batches were stored by one statement", straight, batches); straight < batches/3 {
		t.Errorf("only %d of %d batches went straight: the test proves little", straight, batches)
	}
	for _, shop := range []string{"a", "b"} {
		for _, query := range []string{
			`SELECT conversation_id || ' ' || seq || ' ' || id || ' ' || role || ' ' || author || ' ' || name || ' ' || body || ' ' || sent_at || ' ' || kind || ' ' || width || ' ' || sum || ' ' || folded FROM messages WHERE shop_id = $1 ORDER BY conversation_id, seq`,
			`SELECT id || ' ' || state || ' ' || seq || ' ' || preview || ' ' || CASE WHEN waiting THEN 'w' ELSE '' END || ' ' || updated_at FROM conversations WHERE shop_id = $1 ORDER BY id`,
			`SELECT conversation_id || ' ' || message_id || ' ' || answered_at FROM question_taps WHERE shop_id = $1 ORDER BY conversation_id, message_id`,
			`SELECT conversation_id || ' ' || seq || ' ' || since || ' ' || seen_at || ' ' || seen_by || ' ' || ended_at || ' ' || answered_by FROM waits WHERE shop_id = $1 ORDER BY conversation_id, seq`,
		} {
			want, got := sql.Rows(t, one, query, shop), sql.Rows(t, many, query, shop)
			if !reflect.DeepEqual(got, want) || len(want) == 0 {
				t.Errorf("%s: got %q, want %q", query, got, want)
			}
		}
	}
}

// TestAnEndpointIsToldFromItsFirstMoment: the writer remembers that nobody is told, and must not believe it.
func TestAnEndpointIsToldFromItsFirstMoment(t *testing.T) {
	s := unheard(t, sqltest.Postgres(t))
	m := zagaj.Message{ID: "1", Shop: "a", Conversation: "0", Role: zagaj.RoleVisitor, Author: "v", Text: "x", SentAt: 1}
	_, err := s.Say(t.Context(), m)
	must(t, err)
	if got := sql.Remembered(t, s, "a", "0"); got != 1 {
		t.Fatalf("got a conversation remembered to go to %d, want 1: it did not go straight", got)
	}
	must(t, s.SaveEndpoint(t.Context(), zagaj.Endpoint{ID: "e", Shop: "a", Kinds: []zagaj.NoticeKind{zagaj.NoticeMessage}}))
	for _, id := range []zagaj.MessageID{"2", "3"} {
		m.ID = id
		_, err := s.Say(t.Context(), m)
		must(t, err)
	}
	if told := sql.Rows(t, s, `SELECT about FROM deliveries WHERE shop_id = 'a'`); len(told) != 2 {
		t.Errorf("got %d deliveries, want one for each message since there is somebody to tell", len(told))
	}
}

package sql_test

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// asideTalks are fewer than those who speak, so that one conversation is in two batches at once.
const asideTalks = 24

// chatter lets many say much at once, two tabs in each conversation and each message after the one before, and reports what was not answered as it is stored.
func chatter(t *testing.T, stores []*sql.Store, rounds int, between func(round int)) {
	t.Helper()
	var all sync.WaitGroup
	for sender := range 2 * asideTalks {
		all.Go(func() {
			talk, last := zagaj.ConversationID(strconv.Itoa(sender%asideTalks)), int64(0)
			m := zagaj.Message{Shop: "a", Conversation: talk, Role: zagaj.RoleVisitor, Author: strconv.Itoa(sender), SentAt: 1}
			for n := range rounds {
				if between != nil && sender == 0 {
					between(n)
				}
				m.ID, m.Text = zagaj.MessageID(fmt.Sprintf("%d-%d", sender, n)), strconv.Itoa(n)
				got, err := stores[(sender+n)%len(stores)].Say(t.Context(), m)
				if err != nil || got.Seq <= last {
					t.Errorf("message %s: got place %d behind %d, %v", m.ID, got.Seq, last, err)
					return
				}
				last = got.Seq
			}
		})
	}
	all.Wait()
	for i := range asideTalks {
		found, err := stores[0].Messages(t.Context(), "a", zagaj.ConversationID(strconv.Itoa(i)), 0, 0)
		if err != nil || len(found) != 2*rounds {
			t.Errorf("conversation %d: got %d messages, %v; want %d", i, len(found), err, 2*rounds)
		}
		next := map[string]int{}
		for place, m := range found {
			if m.Seq != int64(place+1) || m.Text != strconv.Itoa(next[m.Author]) {
				t.Errorf("conversation %d: got %q of %s at place %d, want its number %d at place %d", i, m.Text, m.Author, m.Seq, next[m.Author], place+1)
			}
			next[m.Author]++
		}
	}
}

// asideTalksIn begins the conversations to chatter in.
func asideTalksIn(t *testing.T, s *sql.Store) {
	t.Helper()
	must(t, s.AddShop(t.Context(), zagaj.Shop{ID: "a", Key: "a"}, zagaj.Schedule{}, zagaj.Policy{}))
	for i := range asideTalks {
		id := strconv.Itoa(i)
		_, err := s.OpenConversation(t.Context(), zagaj.Conversation{ID: zagaj.ConversationID(id), Shop: "a", Visitor: zagaj.VisitorID(id), State: zagaj.ConversationWaiting})
		must(t, err)
	}
}

// TestMessagesBesideMessages: two batches are under way at a time, replies of the server get lost, other things are written in between, and everything
// that was answered is there once, at its place, in the order in which it was said.
func TestMessagesBesideMessages(t *testing.T) {
	s, lose := sql.Forget(t, sqltest.Postgres(t))
	asideTalksIn(t, s)
	went := sql.Aside(t, s, 2)
	chatter(t, []*sql.Store{s}, 150, func(round int) {
		switch {
		case round == 60 || round == 130: // then all is looked for before it is stored, for a while
			lose.Store(1)
		case round%10 == 6:
			must(t, s.AddVisitor(t.Context(), zagaj.Visitor{ID: zagaj.VisitorID("w" + strconv.Itoa(round)), Shop: "a", TokenHash: strconv.Itoa(round)}))
		case round%10 == 8:
			_, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: zagaj.EventID(strconv.Itoa(round)), Shop: "a", Source: zagaj.FromShop, Kind: zagaj.KindView, Visitor: "v"}})
			must(t, err)
		}
	})
	if n := went(); n < 100 {
		t.Errorf("only %d batches went aside: the test proves little", n)
	} else {
		t.Logf("%d batches went aside", n)
	}
}

// TestTwoNodesNeverWaitForEachOther: both store messages of the same conversations at once, and neither meets a deadlock, which PostgreSQL
// would take a second to notice.
func TestTwoNodesNeverWaitForEachOther(t *testing.T) {
	dsn := sqltest.Postgres(t)
	var stores []*sql.Store
	for range 2 {
		s, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return 1 })
		must(t, err)
		t.Cleanup(func() { must(t, s.Close()) })
		sql.Aside(t, s, 2)
		stores = append(stores, s)
	}
	asideTalksIn(t, stores[0])
	chatter(t, stores, 40, nil)
	if n := sql.Rows(t, stores[0], `SELECT CAST(deadlocks AS TEXT) FROM pg_stat_database WHERE datname = current_database()`); n[0] != "0" {
		t.Errorf("got %s deadlocks, want none", n[0])
	}
}

// TestWhatIsUnderWayIsStoredBeforeTheEnd: a store that is closed answers all that was queued.
func TestWhatIsUnderWayIsStoredBeforeTheEnd(t *testing.T) {
	dsn := sqltest.Postgres(t)
	s, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return 1 })
	must(t, err)
	asideTalksIn(t, s)
	sql.Aside(t, s, 2)
	var all sync.WaitGroup
	var stored atomic.Int64
	for sender := range asideTalks {
		all.Go(func() {
			for n := 0; ; n++ {
				_, err := s.Say(t.Context(), zagaj.Message{ID: zagaj.MessageID(strconv.Itoa(n)), Shop: "a", Conversation: zagaj.ConversationID(strconv.Itoa(sender)), Role: zagaj.RoleVisitor, Text: "x"})
				switch {
				case err == nil:
					stored.Add(1)
				case zagaj.CodeOf(err) == zagaj.CodeUnavailable:
					return
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	for begun := time.Now(); stored.Load() < 100 && time.Since(begun) < time.Minute; {
		time.Sleep(time.Millisecond)
	}
	err = s.Close()
	all.Wait()
	again, other := sql.Open(t.Context(), dsn, func() zagaj.Instant { return 1 })
	must(t, errors.Join(err, other))
	defer again.Close()
	if n := sql.Rows(t, again, `SELECT CAST(COUNT(*) AS TEXT) FROM messages WHERE shop_id = 'a'`); n[0] != strconv.FormatInt(stored.Load(), 10) || stored.Load() < 100 {
		t.Errorf("%d messages were acknowledged, %s are stored", stored.Load(), n[0])
	}
}

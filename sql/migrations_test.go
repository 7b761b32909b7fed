package sql_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// beforeIDsCameFirst is the last migration before the ids of messages were sorted ahead of their conversations.
const beforeIDsCameFirst = 300

func TestMessagesOfBeforeTheirIndexWasTurnedKeepTheirPlacesAndAcknowledgements(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		open := func() *sql.Store {
			s, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return start }, sql.WithCheck())
			must(t, err)
			return s
		}
		s := open()
		must(t, s.AddShop(t.Context(), zagaj.Shop{ID: shop, Key: "key", Zone: "Europe/Warsaw", Currency: "PLN", Origins: []string{"https://a.example"}}, zagaj.Schedule{}, zagaj.Policy{}))
		says := func(s *sql.Store, c string, n int) zagaj.Message {
			m, err := s.Say(t.Context(), zagaj.Message{ID: zagaj.MessageID(fmt.Sprint("m", n)), Shop: shop, Conversation: zagaj.ConversationID(c), Role: zagaj.RoleVisitor, Text: fmt.Sprint("Żółw ", n, " z ", c), SentAt: start})
			must(t, err)
			return m
		}
		talks := []string{"c1", "c2"}
		said := map[string][]zagaj.Message{}
		for _, c := range talks {
			talk(t, s, c)
			for n := range 3 {
				said[c] = append(said[c], says(s, c, n)) // the same ids in both
			}
		}
		must(t, s.Close())

		sql.Back(t, dsn, beforeIDsCameFirst)
		s = open()
		defer func() { must(t, s.Close()) }()
		for _, c := range talks {
			got, err := s.Messages(t.Context(), shop, zagaj.ConversationID(c), 0, 10)
			must(t, err)
			if !slices.Equal(got, said[c]) {
				t.Errorf("got %+v, want %+v", got, said[c])
			}
			if again := says(s, c, 1); again != said[c][1] {
				t.Errorf("the same id once more: got %+v, want %+v", again, said[c][1])
			}
			if next := says(s, c, 3); next.Seq != said[c][2].Seq+1 {
				t.Errorf("the next one has number %d after %d", next.Seq, said[c][2].Seq)
			}
			_, err = s.Say(t.Context(), zagaj.Message{ID: "m1", Shop: shop, Conversation: zagaj.ConversationID(c), Role: zagaj.RoleVisitor, Text: "other", SentAt: start})
			wantCode(t, err, zagaj.CodeConflict)
		}
	})
}

package sql_test

import (
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// TestWhatHangsOnAConversationGoesWithIt would fail on a foreign key, or find the words, if a table were forgotten.
func TestWhatHangsOnAConversationGoesWithIt(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		for _, id := range []string{"erased", "forgotten"} {
			c := talk(t, s, id)
			_, err := s.Say(t.Context(), zagaj.Message{ID: "m", Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Text: "tajne " + id, SentAt: start})
			must(t, err)
			photo := zagaj.Photo{Digest: "d", Small: []byte("tajne"), Large: []byte("tajne")}
			for range 2 {
				_, err = s.SayPhoto(t.Context(), zagaj.Message{ID: "p", Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Kind: zagaj.MessagePhoto, Text: "x"}, photo)
				must(t, err)
			}
			_, err = s.Say(t.Context(), zagaj.Message{ID: "q", Shop: shop, Conversation: c.ID, Role: zagaj.RoleVisitor, Text: "tajne?", Question: "sizes", SentAt: start})
			must(t, err)
			must(t, s.AddNote(t.Context(), zagaj.Note{ID: "n", Shop: shop, Conversation: c.ID, Operator: "anna", Text: "tajne"}))
			must(t, s.Rate(t.Context(), shop, c.ID, 5, start))
			_, err = s.AddPromise(t.Context(), zagaj.Promise{ID: zagaj.PromiseID("p-" + id), Shop: shop, Conversation: c.ID, Text: "tajne", DueAt: start})
			must(t, err)
			must(t, s.AddWatch(t.Context(), zagaj.Watch{ID: "w-" + id, Shop: shop, Conversation: c.ID, Operator: "anna"}))
		}
		_, err := s.CloseConversation(t.Context(), shop, "forgotten", start-1_000_000)
		must(t, err)
		_, err = s.Erase(t.Context(), sql.Person{Shop: shop, Visitor: "v-erased"})
		must(t, err)
		_, err = s.Forget(t.Context(), shop, sql.Keep{Conversations: 1})
		must(t, err)
		left, err := s.SearchMessages(t.Context(), shop, "tajne", start+1, 10)
		must(t, err)
		if len(left) != 0 {
			t.Errorf("got %v, want no words left", left)
		}
		for _, id := range []zagaj.ConversationID{"erased", "forgotten"} {
			if _, err := s.Photo(t.Context(), shop, id, "p", true); zagaj.CodeOf(err) != zagaj.CodeNotFound {
				t.Errorf("%s: got %v, want no photo left", id, err)
			}
			notes, err := s.Notes(t.Context(), shop, id)
			must(t, err)
			if _, err := s.Conversation(t.Context(), shop, id); zagaj.CodeOf(err) != zagaj.CodeNotFound || len(notes) != 0 {
				t.Errorf("got %s (%v) with %v, want it gone", id, err, notes)
			}
		}
	})
}

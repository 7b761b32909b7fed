package sql_test

import (
	"sync"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// held are the letters that wait for a promise of the two that a visitor may leave an address for.
func held(id zagaj.PromiseID, c zagaj.ConversationID) []zagaj.Letter {
	return []zagaj.Letter{
		{Shop: shop, ID: zagaj.PromiseLetterID(id), Kind: zagaj.LetterPromise, About: c, State: zagaj.LetterHeld, To: "klient@x.example", CreatedAt: start, NextAt: start},
		{Shop: shop, ID: zagaj.PromisePushID(id), Kind: zagaj.LetterPush, About: c, State: zagaj.LetterHeld, To: "{}", CreatedAt: start, NextAt: start},
	}
}

// A visitor leaves an address at the moment in which an operator answers. The letter goes, or the visitor hears that it is too late; it
// does not wait for an answer that was given.
func TestNoAddressWaitsForAnAnswerThatWasGiven(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		c := talk(t, s, "c1")
		promise := func(id zagaj.PromiseID) zagaj.Message {
			_, err := s.AddPromise(t.Context(), zagaj.Promise{ID: id, Shop: shop, Conversation: c.ID, Visitor: c.Visitor, Operator: "anna", Text: "x", CreatedAt: start, DueAt: start + 1000})
			must(t, err)
			return zagaj.Message{ID: zagaj.MessageID("a-" + id), Shop: shop, Conversation: c.ID, SentAt: start + 10}
		}
		must(t, s.KeepPromise(t.Context(), shop, "p1", promise("p1")))
		for _, l := range held("p1", c.ID) {
			wantCode(t, s.AddLetter(t.Context(), l), zagaj.CodeConflict)
		}
		for _, id := range []zagaj.PromiseID{"p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"} {
			answer := promise(id)
			var both sync.WaitGroup
			both.Go(func() { must(t, s.KeepPromise(t.Context(), shop, id, answer)) })
			for _, l := range held(id, c.ID) {
				both.Go(func() { _ = s.AddLetter(t.Context(), l) })
			}
			both.Wait()
		}
		letters, err := s.Letters(t.Context(), shop, start+1, 100)
		must(t, err)
		for _, l := range letters {
			if l.State == zagaj.LetterHeld {
				t.Errorf("%s waits for an answer that was given", l.ID)
			}
		}
	})
}

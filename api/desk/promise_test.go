package desk_test

import (
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// The promise was committed, and the process ended before the visitor was told: the panel, which heard nothing, makes it again.
func TestAPromiseMadeAgainIsToldToTheVisitorOnce(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 2})
		c, err := s.OpenByVisitor(t.Context(), shop, "v1")
		must(t, err)
		p := zagaj.Promise{ID: "p1", Shop: shop, Conversation: c.ID, Operator: "anna", Text: "spytać", DueAt: start + 3_600_000}
		cut := p
		cut.Visitor, cut.CreatedAt = c.Visitor, start
		if isNew, err := s.store.AddPromise(t.Context(), cut); err != nil || !isNew {
			t.Fatalf("got %v, %v", isNew, err)
		}
		for range 2 {
			if got, err := s.Promise(t.Context(), p, "Anna"); err != nil || got.CreatedAt != start {
				t.Fatalf("got %+v, %v, want the promise as it was made", got, err)
			}
		}
		said, err := s.store.Messages(t.Context(), shop, c.ID, 0, 10)
		must(t, err)
		if len(said) != 1 || !strings.HasPrefix(said[0].Text, "Anna odpowie do ") {
			t.Errorf("got %+v, want the visitor told once", said)
		}
		_, err = s.Close(t.Context(), shop, c.ID)
		must(t, err)
		if got, err := s.Promise(t.Context(), p, "Anna"); err != nil || got.ID != "p1" {
			t.Errorf("got %+v, %v, want a promise that was made answered so, though its conversation has ended since", got, err)
		}
		p.ID = "p2"
		if _, err := s.Promise(t.Context(), p, "Anna"); zagaj.CodeOf(err) != zagaj.CodeConflict {
			t.Errorf("got %v, want no new promise in a conversation that has ended", err)
		}
	})
}

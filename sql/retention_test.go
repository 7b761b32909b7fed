package sql_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// TestAllThatIsOldGoes has more old visitors than go at once.
func TestAllThatIsOldGoes(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		const old, young = 1100, 3
		for n := range old + young {
			at := start.Add(-48 * time.Hour)
			if n < young {
				at = start
			}
			id := zagaj.VisitorID(fmt.Sprintf("v%d", n))
			must(t, s.AddVisitor(t.Context(), zagaj.Visitor{ID: id, Shop: shop, TokenHash: "h" + string(id), CreatedAt: at, SeenAt: at}))
		}
		removed, err := s.Forget(t.Context(), shop, sql.Keep{Visitors: 24 * time.Hour})
		must(t, err)
		left := sql.Rows(t, s, `SELECT id FROM visitors WHERE shop_id = $1 ORDER BY id`, shop)
		if removed != old || fmt.Sprint(left) != "[v0 v1 v2]" {
			t.Errorf("got %d removed and %v left, want %d and the young ones", removed, left, old)
		}
	})
}

// TestLookingForWhatIsOldTakesNoWriter: in a shop with much to look through, everybody's messages would wait.
func TestLookingForWhatIsOldTakesNoWriter(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		defer sql.HoldWriter(t, s)()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		removed, err := s.Forget(ctx, shop, sql.DefaultKeep())
		if removed != 0 || err != nil {
			t.Errorf("got %d and %v, want an answer while the writer is held", removed, err)
		}
	})
}

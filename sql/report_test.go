package sql_test

import (
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// Two may write the counts of one process at the same moment, a report and the clock: what was counted earlier may arrive later.
func TestACountNeverGoesBack(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		for _, n := range []int{6, 5} {
			must(t, s.Count(t.Context(), "run", []zagaj.Tally{{Shop: shop, Hour: start, Rule: "r", Outcome: "offer", N: n}}))
		}
		got, err := s.Tallies(t.Context(), shop, start)
		must(t, err)
		if len(got) != 1 || got[0].N != 6 {
			t.Errorf("got %+v, want 6", got)
		}
	})
}

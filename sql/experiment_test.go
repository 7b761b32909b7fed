package sql_test

import (
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// Who did nothing more after an offer left at once. Of whom the log is kept no longer, as it is not in a trial of months, nobody knows.
func TestNobodyBouncesBecauseTheLogIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		for visitor, looks := range map[zagaj.VisitorID][]time.Duration{"left": {0}, "stayed": {0, 20 * time.Second}, "long ago": {-100 * 24 * time.Hour, -100*24*time.Hour + 20*time.Second}} {
			for i, after := range looks {
				at := start.Add(after)
				if i == 0 {
					must(t, s.Expose(t.Context(), zagaj.Exposure{Shop: shop, Experiment: "e", Visitor: visitor, Phase: 1, Arm: "a", Rule: "r", At: at + 1}))
				}
				_, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: zagaj.EventID(string(visitor) + after.String()), Shop: shop, Source: zagaj.FromClient, Visitor: visitor, Kind: zagaj.KindView,
					OccurredAt: at, ReceivedAt: at, Page: &zagaj.Page{URL: "/", Type: zagaj.PageHome}}})
				must(t, err)
			}
		}
		_, err := s.Forget(t.Context(), shop, sql.Keep{Events: 90 * 24 * time.Hour})
		must(t, err)
		units, err := s.Units(t.Context(), shop, "e")
		must(t, err)
		if len(units) != 3 {
			t.Fatalf("got %d visitors, want three", len(units))
		}
		for _, u := range units {
			if u.Bounced != (u.Visitor == "left") {
				t.Errorf("%s: bounced %v", u.Visitor, u.Bounced)
			}
		}
	})
}

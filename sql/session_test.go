package sql_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// Sessions are swept every few seconds for as long as the server runs; a server that nobody uses writes nothing.
func TestSweepingNothingWritesNothing(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := furnished(t, dsn)
		ctx := t.Context()
		err := s.AddOperator(ctx, zagaj.Operator{ID: "o", Shop: "a", Email: "o@a.example", Role: zagaj.RoleOwner, Seats: 1})
		for _, hash := range []string{"old", "new"} {
			if err == nil {
				err = s.AddSession(ctx, zagaj.Session{TokenHash: hash, Shop: "a", Operator: "o", ExpiresAt: map[string]zagaj.Instant{"old": 10, "new": 20}[hash]})
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		commits := func() []string { return sql.Rows(t, s, `SELECT value FROM meta WHERE key = 'commits'`) }
		before := commits()
		if err := s.SweepSessions(ctx, 5); err != nil {
			t.Fatal(err)
		}
		if after := commits(); !slices.Equal(before, after) {
			t.Errorf("a sweep of nothing was written down: %v, then %v", before, after)
		}
		if err := s.SweepSessions(ctx, 15); err != nil {
			t.Fatal(err)
		}
		if left := sql.Rows(t, s, `SELECT token_hash FROM sessions WHERE shop_id = $1`, "a"); strings.Join(left, " ") != "new" {
			t.Errorf("left are %v, want the one that is still good", left)
		}
	})
}

package sql_test

import (
	"os"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// opened counts the open files whose name begins with path; 0 where the system does not tell.
func opened(path string) int {
	n := 0
	es, _ := os.ReadDir("/proc/self/fd")
	for _, e := range es {
		l, _ := os.Readlink("/proc/self/fd/" + e.Name())
		if strings.HasPrefix(l, path) {
			n++
		}
	}
	return n
}

func TestNothingStaysOpenAfterClose(t *testing.T) {
	dsn := sqltest.SQLite(t)
	path := strings.TrimPrefix(dsn, "sqlite:")
	s, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return start })
	must(t, err)
	if opened(path) == 0 {
		t.Skip("this system does not tell which files are open")
	}
	must(t, s.AddShop(t.Context(), zagaj.Shop{ID: shop, Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}))
	_, err = s.Erase(t.Context(), sql.Person{Shop: shop, Visitor: "x"})
	must(t, err)
	must(t, s.Close())
	if n := opened(path); n > 0 {
		t.Errorf("%d files are open after Close", n)
	}
}

package sql_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// A log that grew until the disk was full stayed full for ever: what copies it into the file is a commit, and there was no room for one.
func TestAFullDiskEmptiesTheLog(t *testing.T) {
	dsn := sqltest.SQLite(t)
	s := furnished(t, dsn)
	say := func(n int, text string) {
		t.Helper()
		_, err := s.Say(t.Context(), zagaj.Message{ID: zagaj.MessageID(strconv.Itoa(n)), Shop: "a", Conversation: "1", Role: zagaj.RoleVisitor, Author: "v", Text: text, SentAt: 1})
		if err != nil {
			t.Fatal(err)
		}
	}
	size := func() int64 {
		t.Helper()
		info, err := os.Stat(strings.TrimPrefix(dsn, "sqlite:") + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	say(0, strings.Repeat("x", 1<<20))
	before := size()
	sql.NoRoom(t, s)
	say(1, strings.Repeat("x", 1<<14)) // full at the first try, and there is room at the next
	for n := range 20 {
		say(2+n, "after")
	}
	if after := size(); after > before+1<<16 { // those twenty took more than a megabyte
		t.Errorf("the log went on from %d to %d bytes, want it begun anew", before, after)
	}
}

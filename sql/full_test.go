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
	say(0, strings.Repeat("x", 1<<20))
	before := logSize(t, dsn)
	sql.NoRoom(t, s)
	say(1, strings.Repeat("x", 1<<14)) // full at the first try, and there is room at the next
	for n := range 20 {
		say(2+n, "after")
	}
	if after := logSize(t, dsn); after > before+1<<16 { // those twenty took more than a megabyte
		t.Errorf("the log went on from %d to %d bytes, want it begun anew", before, after)
	}
}

// A log that is copied into the file while others write is never at rest by itself, and would grow for as long as they do.
func TestTheLogOfConstantWritingIsBegunAnew(t *testing.T) {
	dsn := sqltest.SQLite(t)
	s := furnished(t, dsn)
	const message, page = 1 << 18, 4096
	text := strings.Repeat("x", message) // stands there twice, the second time to be searched by
	for n := range 6 * sql.CopyFrom * page / (2 * message) {
		_, err := s.Say(t.Context(), zagaj.Message{ID: zagaj.MessageID(strconv.Itoa(n)), Shop: "a", Conversation: "1", Role: zagaj.RoleVisitor, Author: "v", Text: text, SentAt: 1})
		if err != nil {
			t.Fatal(err)
		}
	}
	if size := logSize(t, dsn); size < sql.CopyFrom*page || size > 3*sql.CopyFrom*page {
		t.Errorf("the log has %d bytes after six times what it is copied after, %d", size, sql.CopyFrom*page)
	}
}

func logSize(t *testing.T, dsn string) int64 {
	t.Helper()
	info, err := os.Stat(strings.TrimPrefix(dsn, "sqlite:") + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

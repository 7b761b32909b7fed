package sql_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// damaging is a small store, and copies of it to be damaged.
type damaging struct {
	*testing.T
	path string
}

func (d damaging) open(path string, options ...sql.Option) (*sql.Store, error) {
	return sql.Open(d.Context(), "sqlite:"+path, func() zagaj.Instant { return 1 }, options...)
}

// fill opens the store and says so many things.
func (d damaging) fill(s *sql.Store, from, to int) {
	d.Helper()
	if from == 0 {
		if err := s.AddShop(d.Context(), zagaj.Shop{ID: "s", Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}); err != nil {
			d.Fatal(err)
		}
		if _, err := s.OpenConversation(d.Context(), zagaj.Conversation{ID: "c", Shop: "s", Visitor: "v", State: zagaj.ConversationWaiting}); err != nil {
			d.Fatal(err)
		}
	}
	for i := from; i < to; i++ {
		_, err := s.Say(d.Context(), zagaj.Message{ID: zagaj.MessageID(fmt.Sprint(i)), Shop: "s", Conversation: "c", Role: zagaj.RoleVisitor, Text: fmt.Sprint("słowo ", i, " ", strings.Repeat("x", 300))})
		if err != nil {
			d.Fatal(err)
		}
		_, err = s.AppendEvents(d.Context(), []zagaj.Event{{ID: zagaj.EventID(fmt.Sprint(i)), Shop: "s", Source: zagaj.FromShop, Kind: zagaj.KindPulse, Pulse: &zagaj.Pulse{Name: "zdarzenie"}}})
		if err != nil {
			d.Fatal(err)
		}
	}
}

// copied copies the store with what lies beside it, as it is on the disk now.
func (d damaging) copied() string {
	d.Helper()
	to := filepath.Join(d.TempDir(), "zagaj.db")
	for _, suffix := range []string{"", "-wal", "-mark"} {
		text, err := os.ReadFile(d.path + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(to+suffix, text, 0o600)
		}
		if err != nil {
			d.Fatal(err)
		}
	}
	return to
}

// change changes a file of a copy.
func (d damaging) change(name string, how func([]byte) []byte) {
	d.Helper()
	text, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, how(text), 0o600)
	}
	if err != nil {
		d.Fatal(err)
	}
}

// exec changes rows of a copy as no store would.
func (d damaging) exec(path, statement string) {
	d.Helper()
	db, err := sqlx.Open("sqlite", path)
	if err != nil {
		d.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		d.Fatal(err)
	}
}

// flips turns one bit of the first place where what stands.
func flips(what string) func([]byte) []byte {
	return func(text []byte) []byte {
		at := strings.Index(string(text), what)
		if at < 0 {
			panic(what + " is not in the file")
		}
		text[at+len(what)-1] ^= 1
		return text
	}
}

func (d damaging) refused(path, why string) {
	d.Helper()
	s, err := d.open(path, sql.WithCheck())
	var damage *sql.Damage
	if !errors.As(err, &damage) || !strings.Contains(err.Error(), why) {
		d.Errorf("got %v, want damage: %q", err, why)
	}
	if err == nil {
		_ = s.Close()
	}
}

func (d damaging) taken(path string, messages int) {
	d.Helper()
	s, err := d.open(path, sql.WithCheck())
	if err != nil {
		d.Fatal(err)
	}
	defer s.Close()
	if m, err := s.Messages(d.Context(), "s", "c", 0, 0); err != nil || len(m) != messages {
		d.Errorf("got %d messages, %v; want %d", len(m), err, messages)
	}
}

func TestDamageIsSeenAndNotServed(t *testing.T) {
	d := damaging{t, strings.TrimPrefix(sqltest.SQLite(t), "sqlite:")}
	s, err := d.open(d.path, sql.WithCheck())
	if err != nil {
		t.Fatal(err)
	}
	d.fill(s, 0, 40)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	t.Run("a store that was closed is taken", func(t *testing.T) { damaging{t, d.path}.taken(d.copied(), 40) })
	for name, what := range map[string]string{"a message": "słowo 7", "an event": "zdarzenie", "anything": "SQLite format 3"} {
		t.Run("one bit of "+name+" after a close", func(t *testing.T) {
			d, path := damaging{t, d.path}, d.copied()
			d.change(path, flips(what))
			d.refused(path, "not what it was when the store was closed")
		})
	}
	t.Run("an older file in its place", func(t *testing.T) {
		d, path := damaging{t, d.path}, d.copied()
		d.change(path, func(text []byte) []byte { return text[:len(text)/2] })
		d.refused(path, "not what it was")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		d.refused(path, "not what it was")
	})
	if s, err = d.open(d.path, sql.WithCheck()); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d.fill(s, 40, 60) // in the log, not in the file
	t.Run("a store that was killed is taken", func(t *testing.T) { damaging{t, d.path}.taken(d.copied(), 60) })
	for name, what := range map[string]string{"a message": "słowo 7", "an event": "zdarzenie"} {
		t.Run("one bit of "+name+" after a kill", func(t *testing.T) {
			d, path := damaging{t, d.path}, d.copied()
			d.change(path, flips(what))
			d.refused(path, "is not what was written")
		})
	}
	t.Run("one bit of the words to search by after a kill", func(t *testing.T) {
		d, path := damaging{t, d.path}, d.copied()
		d.change(path, flips("slowo 7"))
		for range 2 { // mended, and mended for good
			s, err := d.open(path, sql.WithCheck())
			if err != nil {
				t.Fatal(err)
			}
			found, err := s.SearchMessages(t.Context(), "s", "słowo 7", 100, 0)
			if err = errors.Join(err, s.Close()); err != nil || len(found) != 6 {
				t.Fatalf("got %d messages, %v; want those that have these words", len(found), err)
			}
		}
	})
	for _, row := range []string{`messages SET body = body || 'ż'`, `events SET payload = payload || ' '`} {
		t.Run("a changed row whose sum was lost with its end: "+row, func(t *testing.T) {
			d, path := damaging{t, d.path}, d.copied()
			d.exec(path, `UPDATE `+row+`, sum = 0 WHERE seq = 7`)
			d.refused(path, "is not what was written")
			as := path + ".as-it-is"
			if err := sql.Salvage(t.Context(), path, as); err != nil {
				t.Fatal(err)
			}
			d.taken(as, 60)
			d.exec(path, `DELETE FROM meta WHERE key = 'summed'`) // as it was before there were sums
			d.taken(path, 60)
		})
	}
	t.Run("an event that cannot be read", func(t *testing.T) {
		d, path := damaging{t, d.path}, d.copied()
		d.exec(path, `DELETE FROM meta WHERE key = 'summed'`)
		d.exec(path, `UPDATE events SET payload = substr(payload, 1, 5) || char(0, 0, 0), sum = 0 WHERE seq = 7`)
		s, err := d.open(path, sql.WithCheck())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var damage *sql.Damage
		if _, err = s.Events(t.Context(), "s", 0, 0); !errors.As(err, &damage) {
			t.Errorf("got %v, want damage", err)
		}
	})
	t.Run("without its log", func(t *testing.T) {
		d, path := damaging{t, d.path}, d.copied()
		if err := os.Remove(path + "-wal"); err != nil {
			t.Fatal(err)
		}
		d.refused(path, "transactions that were committed are missing")
		if _, err := d.open(path); err == nil {
			t.Error("a command took a store that lost its log")
		}
	})
	t.Run("with half of its log", func(t *testing.T) {
		d, path := damaging{t, d.path}, d.copied()
		d.change(path+"-wal", func(text []byte) []byte { return text[:len(text)/2] })
		d.refused(path, "transactions that were committed are missing")
	})
	t.Run("with one bit of its log changed", func(t *testing.T) {
		d, path := damaging{t, d.path}, d.copied()
		d.change(path+"-wal", flips("słowo 50"))
		d.refused(path, "transactions that were committed are missing")
	})
	t.Run("with one bit of its mark changed", func(t *testing.T) {
		d, path := damaging{t, d.path}, d.copied()
		d.change(path+"-mark", flips("0000000000"))
		d.taken(path, 60)
	})
}

func TestACommandThatWritesMeanwhileIsNoDamage(t *testing.T) {
	d := damaging{t, strings.TrimPrefix(sqltest.SQLite(t), "sqlite:")}
	server, err := d.open(d.path, sql.WithCheck())
	if err != nil {
		t.Fatal(err)
	}
	d.fill(server, 0, 3)
	command, err := d.open(d.path)
	if err != nil {
		t.Fatal(err)
	}
	d.fill(command, 3, 5)
	d.fill(server, 5, 6)
	if err := errors.Join(server.Close(), command.Close()); err != nil {
		t.Fatal(err)
	}
	d.taken(d.path, 6)
	if command, err = d.open(d.path); err != nil {
		t.Fatal(err)
	}
	d.fill(command, 6, 7)
	if err := command.Close(); err != nil {
		t.Fatal(err)
	}
	d.taken(d.path, 7)
}

// TestANameThatTheFileDoesNotKnowIsDamage: a bit of the file's own description of its tables is enough.
func TestANameThatTheFileDoesNotKnowIsDamage(t *testing.T) {
	s, err := sql.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "zagaj.db"), func() zagaj.Instant { return start })
	must(t, err)
	defer s.Close()
	for statement, want := range map[string]bool{`UPDATE shops SET languagf = ''`: true, `INSERT INTO shops (languagf) VALUES ('')`: true, `DELETE FROM shopt`: true, `INSERT INTO shops (id) VALUES ('s')`: false} {
		err := sql.ExecTogether(t, s, [][]string{{statement}})[0]
		var d *sql.Damage
		if err == nil || errors.As(sql.AsDamage(err), &d) != want {
			t.Errorf("%s: got %v, damage %v; want %v", statement, err, d, want)
		}
	}
}

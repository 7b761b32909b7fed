package sql

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
)

// LeastSQLite and Older are the check of SQLite's version.
const LeastSQLite = leastSQLite

var Older = older

// turnstile is the context of a job that nobody waits for, which is only said once it is let through.
type turnstile struct {
	context.Context
	reached, open chan struct{}
}

func (t turnstile) Err() error {
	close(t.reached)
	<-t.open
	return context.Canceled
}

// held queues jobs while the writer is held up, so that one transaction takes all of them, and waits for them.
func held(t *testing.T, s *Store, jobs []*job) {
	t.Helper()
	first := turnstile{t.Context(), make(chan struct{}), make(chan struct{})}
	add := func(j *job) {
		if j.done = make(chan struct{}, 1); s.writer.add(j) != nil {
			t.Fatal("the writer takes nothing")
		}
	}
	add(&job{ctx: first})
	<-first.reached
	for _, j := range jobs {
		j.ctx = t.Context()
		add(j)
	}
	close(first.open)
	for _, j := range jobs {
		<-j.done
	}
}

// SayTogether says all in one transaction and returns what each was answered.
func SayTogether(t *testing.T, s *Store, all []zagaj.Message) ([]zagaj.Message, []error) {
	t.Helper()
	jobs := make([]*job, len(all))
	for i, m := range all {
		jobs[i] = sayJob(t.Context(), m)
	}
	held(t, s, jobs)
	answers, errs := make([]zagaj.Message, len(all)), make([]error, len(all))
	for i, j := range jobs {
		if errs[i] = j.err; j.err == nil {
			answers[i] = *j.say.got
		}
	}
	return answers, errs
}

// Remembered returns how far the writer remembers a conversation to go, 0 when it does not: after a batch it does only when that was
// stored by one statement.
func Remembered(t *testing.T, s *Store, shop zagaj.ShopID, id zagaj.ConversationID) int64 {
	t.Helper()
	seq, err := result(t.Context(), s, func(context.Context, tx) (int64, error) { return s.writer.heads[talkKey{shop, id}].seq, nil })
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

// ExecTogether runs each list of statements as a write of its own, all in one transaction; an empty list panics.
func ExecTogether(t *testing.T, s *Store, writes [][]string) []error {
	t.Helper()
	jobs := make([]*job, len(writes))
	for i, statements := range writes {
		jobs[i] = &job{run: func(ctx context.Context, t tx) error {
			if len(statements) == 0 {
				panic("a fault")
			}
			for _, statement := range statements {
				if _, err := exec(ctx, t, statement); err != nil {
					return err
				}
			}
			return nil
		}}
	}
	held(t, s, jobs)
	errs := make([]error, len(jobs))
	for i, j := range jobs {
		errs[i] = j.err
	}
	return errs
}

// ExecElsewhere runs a statement as another process would.
func ExecElsewhere(t *testing.T, dsn, statement string) {
	t.Helper()
	name, address := "postgres", dsn
	if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		name, address = "sqlite", "file:"+file
	}
	db, err := sqlx.Open(name, address)
	if err == nil {
		_, err = db.ExecContext(t.Context(), statement)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Rows reads a column of texts.
func Rows(t *testing.T, s *Store, query string, args ...any) []string {
	t.Helper()
	found, err := list[string](t.Context(), s.read, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// AppendTogether appends each delivery's events, all deliveries in one transaction, and returns what was new of each.
func AppendTogether(t *testing.T, s *Store, deliveries [][]zagaj.Event) [][]zagaj.Event {
	t.Helper()
	jobs, fresh := make([]*job, len(deliveries)), make([][]zagaj.Event, len(deliveries))
	for i, events := range deliveries {
		jobs[i] = s.appendJob(t.Context(), events)
	}
	held(t, s, jobs)
	for i, j := range jobs {
		if j.err != nil {
			t.Fatal(j.err)
		}
		fresh[i] = j.append.fresh
	}
	return fresh
}

// InBatchesOf bounds how many writes go into one transaction.
func InBatchesOf(t *testing.T, s *Store, writes int) {
	t.Helper()
	if err := s.do(t.Context(), func(context.Context, tx) error { s.writer.group = writes; return nil }); err != nil {
		t.Fatal(err)
	}
}

// Aside lets so few messages be stored beside others, and returns what tells how many batches were.
func Aside(t *testing.T, s *Store, least int) (went func() int) {
	t.Helper()
	if err := s.do(t.Context(), func(context.Context, tx) error { s.writer.aside.least = least; return nil }); err != nil {
		t.Fatal(err)
	}
	return func() int {
		n, err := result(t.Context(), s, func(context.Context, tx) (int, error) { return s.writer.aside.went, nil })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

// CartsKnown returns how many carts the writer remembers; ask only while nothing is written.
func CartsKnown(s *Store) (carts int) {
	if s.writer.stood != nil {
		for _, one := range s.writer.stood.shops {
			carts += len(one.carts)
		}
	}
	return carts
}

// NoRoom lets the writer's connection, until it has another, find the disk full when the file would grow.
func NoRoom(t *testing.T, s *Store) {
	t.Helper()
	err := s.do(t.Context(), func(ctx context.Context, t tx) error {
		_, err := t.ExecContext(ctx, `PRAGMA max_page_count = 1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Pack, PackCart, PackWith and Spread write and read what a cart is kept as.
func Pack(v any) (string, error)            { return pack(v) }
func PackCart(c zagaj.Cart) (string, error) { return packCart(c) }
func PackWith(ev *zagaj.Event, cart string) (string, error) {
	return packWith(ev, cart)
}
func Spread(body string) (string, error) { return spread(body) }

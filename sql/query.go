package sql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/zagaj/zagaj"
	"modernc.org/sqlite"
)

// tx is a running write transaction.
type tx interface {
	sqlx.QueryerContext
	sqlx.ExecerContext
	// each runs a statement past what database/sql does for each of its arguments and rows, which are many here. A row may
	// be looked at until the next; nil is for a statement without rows.
	each(ctx context.Context, query string, args []any, row func([]driver.Value)) error
	columns() *[]byte                // room to write out arguments that are whole columns; nil where they may not be
	values(rows, columns int) string // VALUES with so many place holders
}

// get reads one row into a T; no row is CodeNotFound.
func get[T any](ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (T, error) {
	var row T
	err := sqlx.GetContext(ctx, q, &row, query, plain(args)...)
	return row, classify(ctx, err)
}

// number reads one whole number past what database/sql does for it, as each does; no row is CodeNotFound.
func number(ctx context.Context, t tx, query string, args ...any) (n int64, err error) {
	found := false
	err = t.each(ctx, query, args, func(row []driver.Value) { n, found = row[0].(int64) })
	if err == nil && !found {
		err = errNotFound
	}
	return n, err
}

// list reads rows; no row is an empty slice, which JSON shows as [].
func list[T any](ctx context.Context, q sqlx.QueryerContext, query string, args ...any) ([]T, error) {
	rows := []T{}
	err := sqlx.SelectContext(ctx, q, &rows, query, plain(args)...)
	return rows, classify(ctx, err)
}

// exec runs a statement and returns how many rows it touched.
func exec(ctx context.Context, q sqlx.ExecerContext, query string, args ...any) (int64, error) {
	r, err := q.ExecContext(ctx, query, plain(args)...)
	if err != nil {
		return 0, classify(ctx, err)
	}
	return r.RowsAffected()
}

// one is exec for a statement that must touch a row: none is CodeNotFound.
func one(ctx context.Context, q sqlx.ExecerContext, query string, args ...any) error {
	n, err := exec(ctx, q, query, args...)
	if err == nil && n == 0 {
		return errNotFound
	}
	return err
}

// removal removes one row: none is CodeNotFound, unless an earlier run of this write, whose commit was not heard of, is why.
type removal struct{ done bool }

func (r *removal) row(ctx context.Context, t tx, query string, args ...any) error {
	err := one(ctx, t, query, args...)
	if r.done && zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return nil
	}
	r.done = r.done || err == nil
	return err
}

// removeOne is a write that is nothing but a removal.
func (s *Store) removeOne(ctx context.Context, query string, args ...any) error {
	var r removal
	return s.do(ctx, func(ctx context.Context, t tx) error { return r.row(ctx, t, query, args...) })
}

func exists(ctx context.Context, t tx, query string, args ...any) (bool, error) {
	found, err := list[int](ctx, t, query, args...)
	return len(found) > 0, err
}

// add is exec for an INSERT … ON CONFLICT DO NOTHING. When nothing was inserted, same tells by its own row whether an
// earlier run of this write, whose commit was not heard of, is why; else it is CodeConflict.
func add(ctx context.Context, t tx, same, insert string, key, args []any) error {
	n, err := exec(ctx, t, insert, args...)
	if err != nil || n > 0 {
		return err
	}
	ours, err := exists(ctx, t, same, key...)
	if err == nil && !ours {
		err = zagaj.E(zagaj.CodeConflict, "it exists already")
	}
	return err
}

var errNotFound = zagaj.E(zagaj.CodeNotFound, "not found")

// Error numbers of damage and of a full disk, and of the constraints in SQLite's extended result codes.
const (
	sqliteError      = 1
	sqliteFull       = 13
	sqliteCorrupt    = 11
	sqliteNoDatabase = 26
	sqliteForeign    = 787
	sqlitePrimary    = 1555
	sqliteUnique     = 2067
)

// classify turns what the two drivers say into the product's codes. lib/pq reports a passed deadline as a
// cancelled statement, so the context is asked first.
func classify(ctx context.Context, err error) error {
	var p *pq.Error
	var l *sqlite.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return errNotFound
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &p) && p.Code == "23505",
		errors.As(err, &l) && (l.Code() == sqliteUnique || l.Code() == sqlitePrimary):
		return zagaj.E(zagaj.CodeConflict, "it exists already")
	case errors.As(err, &p) && p.Code == "23503", errors.As(err, &l) && l.Code() == sqliteForeign:
		return errNotFound
	}
	return err
}

// retryable says that the whole transaction failed, not the statement: the connection broke, the server is going
// down or starting, or it chose us as the victim of a deadlock.
func retryable(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		switch p.Code.Class() {
		case "08", "40", "53", "57":
			return true
		}
		return p.Code == "25P02" || p.Code == "55P03" || p.Code == "0A000" // a lock not had in time; a table that has changed
	}
	var l *sqlite.Error
	if errors.As(err, &l) {
		switch l.Code() & 0xff {
		case 5, 6, 10, sqliteFull, sqliteCorrupt, sqliteNoDatabase: // BUSY, LOCKED, IOERR, FULL
			return true
		}
		return false
	}
	var e *zagaj.Error
	return !errors.As(err, &e) // the net's and database/sql's errors
}

// isFull says that SQLite found no room on the disk.
func isFull(err error) bool {
	var l *sqlite.Error
	return errors.As(err, &l) && l.Code()&0xff == sqliteFull
}

// plain gives the drivers bare strings, integers and booleans, and takes out what PostgreSQL refuses in text
// although SQLite and browsers take it: the character U+0000 and broken UTF-8.
func plain(args []any) []any {
	out, copied := args, false
	for i, a := range args {
		bare, changed := plainOne(a)
		if changed && !copied {
			out, copied = slices.Clone(args), true
		}
		if changed {
			out[i] = bare
		}
	}
	return out
}

// plainOne is plain for one; changed says that it is not what it was.
func plainOne(a any) (bare any, changed bool) {
	switch v := a.(type) {
	case string:
		if c := clean(v); c != v {
			return c, true
		}
		return a, false
	case int64, bool, []byte, driver.Valuer:
		return a, false
	}
	switch v := reflect.ValueOf(a); v.Kind() {
	case reflect.String:
		return clean(v.String()), true
	case reflect.Int, reflect.Int64, reflect.Int32:
		return v.Int(), true
	}
	return a, false
}

// clean takes U+0000 and broken UTF-8 out of s.
func clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s // much faster than the two below
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// pack writes v as JSON without the escape \u0000, so that it does not come back when it is read.
func pack(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", zagaj.E(zagaj.CodeInvalid, "the value cannot be written as JSON")
	}
	s := string(b)
	if !strings.Contains(s, `\u0000`) {
		return s, nil
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], `\u0000`):
			i += len(`\u0000`)
		case s[i] == '\\': // copied with what it escapes: the second backslash of a pair begins nothing
			out.WriteString(s[i : i+2])
			i += 2
		default:
			out.WriteByte(s[i])
			i++
		}
	}
	return out.String(), nil
}

// unpack reads what pack wrote. What is no JSON at all nobody wrote: that is a Damage.
func unpack[T any](body string) (T, error) {
	var v T
	err := json.Unmarshal([]byte(body), &v)
	var s *json.SyntaxError
	if errors.As(err, &s) {
		err = &Damage{"a row has " + s.Error()}
	}
	return v, err
}

// unpackAll reads many.
func unpackAll[T any](bodies []string, err error) ([]T, error) {
	out := make([]T, 0, len(bodies))
	for _, b := range bodies {
		v, e := unpack[T](b)
		if e != nil {
			return nil, e
		}
		out = append(out, v)
	}
	return out, err
}

// most is the largest number of rows one read returns.
const most = 10_000

// rows bounds a limit; zero or less means as many as one read returns.
func rows(limit int) int {
	if limit <= 0 || limit > most {
		return most
	}
	return limit
}

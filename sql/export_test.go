package sql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/zagaj/zagaj"
)

// CopyFrom is after how many pages SQLite's log is copied into the file.
const CopyFrom = copyFrom

// CopyOften lets SQLite's log be copied after a few pages, so that it nearly always is.
func CopyOften(ctx context.Context, s *Store) error {
	return s.do(ctx, func(context.Context, tx) error {
		s.writer.copying.from = 20
		return nil
	})
}

// Plan is how SQLite would carry out a statement, as its driver's own planner says: the shell's may be another version's. Arguments are not
// looked at.
func Plan(s *Store, query string) ([]string, error) {
	var args []any
	for n := 1; strings.Contains(query, "$"+strconv.Itoa(n)); n++ {
		args = append(args, "")
	}
	rows, err := s.read.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, rows.Err()
}

// HoldWriter has a job keep the store's writer until release is called.
func HoldWriter(t *testing.T, s *Store) (release func()) {
	t.Helper()
	held, free, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.do(context.WithoutCancel(t.Context()), func(context.Context, tx) error {
			close(held)
			<-free
			return nil
		})
	}()
	<-held
	return func() {
		close(free)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// forgetful is a driver whose COMMIT is carried out and then, while lose is set, answered with a broken connection.
type forgetful struct {
	real driver.Driver
	dsn  string
	lose *atomic.Int32
}

func (f forgetful) Driver() driver.Driver { return f.real }
func (f forgetful) Connect(context.Context) (driver.Conn, error) {
	c, err := f.real.Open(f.dsn)
	return forgetfulConn{c, f.lose}, err
}

type forgetfulConn struct {
	driver.Conn
	lose *atomic.Int32
}

func (c forgetfulConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	t, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
	return forgetfulTx{t, c.lose}, err
}

func (c forgetfulConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	if err == nil && strings.Contains(query, "saved AS (INSERT INTO messages") {
		return forgetfulStmt{s.(bareStmt), c.lose}, nil
	}
	return s, err
}

func (c forgetfulConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if e, ok := c.Conn.(driver.ExecerContext); ok {
		return e.ExecContext(ctx, query, args)
	}
	return nil, driver.ErrSkip
}

type bareStmt interface {
	driver.Stmt
	driver.StmtQueryContext
}

// forgetfulStmt is a statement that is a transaction of its own.
type forgetfulStmt struct {
	bareStmt
	lose *atomic.Int32
}

func (s forgetfulStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := s.bareStmt.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	one := make([]driver.Value, 1)
	if err = rows.Next(one); err == nil && s.lose.Add(-1) >= 0 {
		return nil, errors.Join(driver.ErrBadConn, rows.Close())
	}
	return rows, err
}

type forgetfulTx struct {
	driver.Tx
	lose *atomic.Int32
}

func (t forgetfulTx) Commit() error {
	err := t.Tx.Commit()
	if err == nil && t.lose.Add(-1) >= 0 {
		return driver.ErrBadConn
	}
	return err
}

// Forget opens a store whose next commits, as many as are stored in the counter, are not heard of.
func Forget(t *testing.T, dsn string) (*Store, *atomic.Int32) {
	t.Helper()
	s, err := Open(t.Context(), dsn, func() zagaj.Instant { return 1 })
	if err != nil {
		t.Fatal(err)
	}
	name, address, lock := "postgres", dsn, writersLock
	if dsn[:7] == "sqlite:" {
		name, address, lock = "sqlite", "file:"+dsn[7:]+"?_txlock=immediate&_pragma=busy_timeout(5000)", ""
	} else if u, err := url.Parse(dsn); err == nil {
		u.RawQuery += "&binary_parameters=yes"
		address = byIndex(*u)
	}
	plain, err := sql.Open(name, address)
	if err != nil {
		t.Fatal(err)
	}
	lose := &atomic.Int32{}
	bad := sqlx.NewDb(sql.OpenDB(forgetful{plain.Driver(), address, lose}), name)
	bad.SetMaxOpenConns(postgresWriters)
	s.writer.stop()
	old := s.write
	s.write, s.writer = bad, startWriter(&engine{write: bad, lock: lock}, batchSize, nil)
	t.Cleanup(func() { _, _, _ = plain.Close(), s.Close(), old.Close() })
	return s, lose
}

// Back takes the tables back to what they were after a migration, as a store of that time had left them.
func Back(t *testing.T, dsn string, to int64) {
	t.Helper()
	name, address, dialect, folder := "postgres", dsn, goose.DialectPostgres, "migrations/postgres"
	if strings.HasPrefix(dsn, "sqlite:") {
		name, address, dialect, folder = "sqlite", "file:"+dsn[7:]+"?_pragma=foreign_keys(1)", goose.DialectSQLite3, "migrations/sqlite"
	}
	db, err := sql.Open(name, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_ = os.Remove(strings.TrimPrefix(dsn, "sqlite:") + "-mark") // it knows the file of now
	db.SetMaxOpenConns(2)                                       // one holds the lock of migrations
	p, err := steps(dialect, db, folder)
	if err == nil {
		_, err = p.DownTo(t.Context(), to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

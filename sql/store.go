// Package sql keeps everything Zagaj must not lose, in SQLite or in PostgreSQL, by one set of queries.
//
// Every write goes through one writer, which commits whatever was queued while the previous commit ran
// (see writer.go); a write that returned nil is on the disk. Reads go to a pool of their own.
package sql

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
)

// Store is the database. Its methods may be called from any goroutine. A row that does not exist, or belongs to
// another shop, is CodeNotFound.
type Store struct {
	read   *sqlx.DB
	write  *sqlx.DB
	writer *writer
	now    func() zagaj.Instant
	file   string // SQLite's address, "" for PostgreSQL
	epoch  string
	keys   *Keys
	group  int
}

// Option changes how a store is opened.
type Option func(*Store)

// WithKeys seals the secrets of installations and of second factors. Without it they are kept as they are.
func WithKeys(k *Keys) Option { return func(s *Store) { s.keys = k } }

// WithGroup lets at most so many writes share a transaction; one is what a store without group commit does. For
// measuring what grouping is worth.
func WithGroup(most int) Option { return func(s *Store) { s.group = most } }

// Open opens the database and brings its tables up to date. The dsn is "sqlite:PATH" or "postgres://…".
func Open(ctx context.Context, dsn string, now func() zagaj.Instant, options ...Option) (*Store, error) {
	var e *engine
	var err error
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		e, err = openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"))
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		e, err = openPostgres(ctx, dsn)
	default:
		return nil, zagaj.E(zagaj.CodeInvalid, `the database address must begin with "sqlite:" or "postgres://"`)
	}
	if err != nil {
		return nil, err
	}
	s := &Store{read: e.read, write: e.write, file: e.file, now: now, group: batchSize}
	for _, o := range options {
		o(s)
	}
	s.writer = startWriter(e.write, e.lock, s.group)
	if err := s.readEpoch(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// readEpoch gives a new database its epoch and remembers it.
func (s *Store) readEpoch(ctx context.Context) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	err = s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO meta (key, value) VALUES ('epoch', $1) ON CONFLICT (key) DO NOTHING`, id.String())
		return err
	})
	if err != nil {
		return err
	}
	s.epoch, err = get[string](ctx, s.read, `SELECT value FROM meta WHERE key = 'epoch'`)
	return err
}

// Epoch names this database. A client whose cursor is from another epoch must start anew.
func (s *Store) Epoch() string { return s.epoch }

// Ready fails when the database cannot be reached, or when the last write found it unable to keep anything: then it
// writes once more and tells how that went.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.read.PingContext(ctx); err != nil || !s.writer.failing.Load() {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE meta SET value = value WHERE key = 'epoch'`)
		return err
	})
}

// Close finishes the queued writes and closes the database.
func (s *Store) Close() error {
	s.writer.stop()
	if s.read == s.write {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
}

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
	read   *readers
	write  *sqlx.DB
	writer *writer
	now    func() zagaj.Instant
	file   string // SQLite's address, "" for PostgreSQL
	path   string // SQLite's file, "" for PostgreSQL
	mark   *mark  // nil for PostgreSQL
	epoch  string
	keys   *Keys
	group  int
	check  bool
	asItIs bool
}

// Option changes how a store is opened.
type Option func(*Store)

// WithKeys seals the secrets of installations and of second factors. Without it they are kept as they are.
func WithKeys(k *Keys) Option { return func(s *Store) { s.keys = k } }

// WithGroup lets at most so many writes share a transaction; one is what a store without group commit does. For
// measuring what grouping is worth.
func WithGroup(most int) Option { return func(s *Store) { s.group = most } }

// WithCheck looks for damage before a SQLite store is used, and refuses a damaged one with a Damage. After a close it reads
// the file once; after anything else it looks at every row. Without it only missing transactions are noticed.
func WithCheck() Option { return func(s *Store) { s.check = true } }

// AsItIs opens a SQLite store of which transactions may be missing, to read what is there.
func AsItIs() Option { return func(s *Store) { s.asItIs = true } }

// Open opens the database and brings its tables up to date. The dsn is "sqlite:PATH" or "postgres://…".
func Open(ctx context.Context, dsn string, now func() zagaj.Instant, options ...Option) (*Store, error) {
	s := &Store{now: now, group: batchSize}
	for _, o := range options {
		o(s)
	}
	var e *engine
	var err error
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		s.path = strings.TrimPrefix(dsn, "sqlite:")
		e, err = openSQLite(ctx, s.path, s.check, s.asItIs)
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		e, err = openPostgres(ctx, dsn)
	default:
		return nil, zagaj.E(zagaj.CodeInvalid, `the database address must begin with "sqlite:" or "postgres://"`)
	}
	if err != nil {
		return nil, err
	}
	s.read, s.write, s.file, s.mark = newReaders(e.read), e.write, e.file, e.mark
	s.writer = startWriter(e, s.group, s.keys)
	if err := s.readEpoch(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// readEpoch gives a new database its epoch and remembers it.
func (s *Store) readEpoch(ctx context.Context) error {
	const known = `SELECT value FROM meta WHERE key = 'epoch'`
	epochs, err := list[string](ctx, s.read, known)
	if err == nil && len(epochs) == 0 {
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
		epochs, err = list[string](ctx, s.read, known)
		if err != nil {
			return err
		}
	}
	if err == nil {
		s.epoch = epochs[0]
	}
	if err != nil || s.mark == nil || s.asItIs {
		return err
	}
	_, commits, err := reached(ctx, s.read)
	s.mark.epoch = s.epoch
	s.mark.reached(commits)
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
	err := errors.Join(s.read.Close(), s.writer.copying.close(), s.write.Close())
	if s.mark != nil {
		err = errors.Join(err, s.mark.close(s.path, s.check && err == nil && s.writer.cause == nil))
	}
	return err
}

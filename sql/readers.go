package sql

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/jmoiron/sqlx"
)

// readers is a pool that reads and prepares each statement only once for each of its connections: reading a short
// statement's text costs SQLite more than running it. PostgreSQL, where what is not prepared costs one journey, is left alone.
type readers struct {
	*sqlx.DB
	plain bool // SQLite
	mu    sync.RWMutex
	kept  map[string]*sqlx.Stmt
}

func newReaders(db *sqlx.DB) *readers {
	return &readers{DB: db, plain: db.DriverName() == "sqlite", kept: map[string]*sqlx.Stmt{}}
}

// statement returns a kept statement; nil when it must be run as it is.
func (r *readers) statement(ctx context.Context, query string) *sqlx.Stmt {
	if !r.plain {
		return nil
	}
	r.mu.RLock()
	s, full := r.kept[query], len(r.kept) >= mostPrepared
	r.mu.RUnlock()
	if s != nil || full {
		return s
	}
	s, err := r.DB.PreparexContext(ctx, nameless(query))
	if err != nil {
		return nil // running it gives the same error
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other, ok := r.kept[query]; ok || r.kept == nil {
		_ = s.Close()
		return other
	}
	r.kept[query] = s
	return s
}

func (r *readers) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := r.statement(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return r.DB.QueryContext(ctx, query, args...)
}

func (r *readers) QueryxContext(ctx context.Context, query string, args ...any) (*sqlx.Rows, error) {
	if s := r.statement(ctx, query); s != nil {
		return s.QueryxContext(ctx, args...)
	}
	return r.DB.QueryxContext(ctx, query, args...)
}

func (r *readers) QueryRowxContext(ctx context.Context, query string, args ...any) *sqlx.Row {
	if s := r.statement(ctx, query); s != nil {
		return s.QueryRowxContext(ctx, args...)
	}
	return r.DB.QueryRowxContext(ctx, query, args...)
}

// Close closes the statements, for which SQLite would keep its file open, and the pool.
func (r *readers) Close() error {
	r.mu.Lock()
	kept := r.kept
	r.kept = nil
	r.mu.Unlock()
	var err error
	for _, s := range kept {
		err = errors.Join(err, s.Close())
	}
	return errors.Join(err, r.DB.Close())
}

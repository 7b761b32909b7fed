package sql

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
)

// mostPrepared bounds the statements a connection keeps; beyond it all are prepared anew.
const mostPrepared = 500

// prepared runs statements on one connection and prepares each only once: for short statements reading the text and
// planning costs more than running them.
type prepared struct {
	conn *sqlx.Conn
	kept map[string]*sqlx.Stmt
}

func newPrepared(conn *sqlx.Conn) *prepared {
	return &prepared{conn: conn, kept: map[string]*sqlx.Stmt{}}
}

func (p *prepared) statement(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if s, ok := p.kept[query]; ok {
		return s, nil
	}
	if len(p.kept) >= mostPrepared {
		for _, s := range p.kept {
			if err := s.Close(); err != nil {
				return nil, err
			}
		}
		clear(p.kept)
	}
	s, err := p.conn.PreparexContext(ctx, query)
	if err == nil {
		p.kept[query] = s
	}
	return s, err
}

func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) QueryxContext(ctx context.Context, query string, args ...any) (*sqlx.Rows, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryxContext(ctx, args...)
}

func (p *prepared) QueryRowxContext(ctx context.Context, query string, args ...any) *sqlx.Row {
	s, err := p.statement(ctx, query)
	if err != nil {
		return p.conn.QueryRowxContext(ctx, query, args...) // a row carries its error; this one has the same
	}
	return s.QueryRowxContext(ctx, args...)
}

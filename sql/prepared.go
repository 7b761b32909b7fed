package sql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
)

// mostPrepared bounds the statements a connection keeps; beyond it all are prepared anew.
const mostPrepared = 500

// mostBare bounds those of each, of which PostgreSQL keeps a plan: the statement that stores messages has a text for each set of columns that
// vary in a batch.
const mostBare = 64

// prepared runs statements on one connection and prepares each only once: for short statements reading the text and
// planning costs more than running them.
type prepared struct {
	conn *sqlx.Conn
	kept map[string]*sqlx.Stmt
	bare map[string]driver.Stmt // those of each
	args []driver.NamedValue    // room for theirs
	// plain is for SQLite: its driver asks for the name of each place holder at each run, unless it has none.
	plain bool
	room  []byte
	lists map[[2]int]string // what values has written: few numbers of rows, for few statements
}

// prepare takes a connection for itself.
func prepare(ctx context.Context, db *sqlx.DB) (*prepared, error) {
	conn, err := db.Connx(ctx)
	if err != nil {
		return nil, err
	}
	return &prepared{conn: conn, kept: map[string]*sqlx.Stmt{}, plain: db.DriverName() == "sqlite"}, nil
}

// close closes the connection.
func (p *prepared) close() {
	// The statements are left to us, and SQLite keeps its file open for them; PostgreSQL drops them itself. A connection
	// that database/sql has closed takes no more calls.
	if p.plain && p.conn.Raw(func(any) error { return nil }) == nil {
		for _, statement := range p.kept {
			_ = statement.Close()
		}
		for _, statement := range p.bare {
			_ = statement.Close()
		}
	}
	_ = p.conn.Raw(func(any) error { return driver.ErrBadConn }) // tells the pool not to keep it
	_ = p.conn.Close()
}

// columns is room for arguments that are whole columns, which PostgreSQL's may be. It is kept: all that is written goes through it.
func (p *prepared) columns() *[]byte {
	if p.plain {
		return nil
	}
	return &p.room
}

// values writes each of its texts once: those of many rows are longer than what they stand for.
func (p *prepared) values(rows, columns int) string {
	at := [2]int{rows, columns}
	if p.lists[at] == "" {
		if p.lists == nil {
			p.lists = map[[2]int]string{}
		}
		p.lists[at] = marks(rows, columns)
	}
	return p.lists[at]
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
	text := query
	if p.plain {
		text = nameless(query)
	}
	s, err := p.conn.PreparexContext(ctx, text)
	if err == nil {
		p.kept[query] = s
	}
	return s, err
}

func (p *prepared) each(ctx context.Context, query string, args []any, row func([]driver.Value)) error {
	p.args = p.args[:0]
	for i, a := range plain(args) {
		p.args = append(p.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	// A fault must not pass through Raw, which closes the connection for it.
	return classify(ctx, p.conn.Raw(func(conn any) error {
		return protect(func() error { return p.eachOf(ctx, conn.(driver.ConnPrepareContext), query, row) })
	}))
}

func (p *prepared) eachOf(ctx context.Context, conn driver.ConnPrepareContext, query string, row func([]driver.Value)) error {
	s, err := p.bareStatement(ctx, conn, query)
	if err != nil {
		return err
	}
	if row == nil {
		_, err = s.(driver.StmtExecContext).ExecContext(ctx, p.args)
		return err
	}
	found, err := s.(driver.StmtQueryContext).QueryContext(ctx, p.args)
	if err != nil {
		return err
	}
	defer found.Close()
	values := make([]driver.Value, len(found.Columns()))
	for err = found.Next(values); err == nil; err = found.Next(values) {
		row(values)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (p *prepared) bareStatement(ctx context.Context, conn driver.ConnPrepareContext, query string) (driver.Stmt, error) {
	if s, ok := p.bare[query]; ok {
		return s, nil
	}
	text := query
	if p.plain {
		text = nameless(query)
	}
	s, err := conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(p.bare) >= mostBare {
		for _, old := range p.bare {
			_ = old.Close() // a connection that fails here fails in what comes next, too
		}
		clear(p.bare)
	}
	if p.bare == nil {
		p.bare = map[string]driver.Stmt{}
	}
	p.bare[query] = s
	return s, nil
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

// nameless writes "?" for "$1", "$2", … when they stand in this order and each once; else it returns the query as it is.
// No text of ours has a "$" in a literal.
func nameless(query string) string {
	parts := strings.Split(query, "$")
	var out strings.Builder
	out.WriteString(parts[0])
	for i, part := range parts[1:] {
		number := strconv.Itoa(i + 1)
		rest, ok := strings.CutPrefix(part, number)
		if !ok || (rest != "" && rest[0] >= '0' && rest[0] <= '9') {
			return query
		}
		out.WriteByte('?')
		out.WriteString(rest)
	}
	return out.String()
}

package sql

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver "postgres"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/zagaj/zagaj"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

//go:embed migrations
var migrations embed.FS

// How many connections read at once. SQLite's readers share one disk; PostgreSQL's are processes elsewhere.
const (
	sqliteReaders   = 4
	postgresReaders = 12
	postgresWriters = 1 + lanes
)

// engine is an opened database of either kind.
type engine struct {
	read, write *sqlx.DB
	copy        *sqlx.DB // copies SQLite's log into the file
	file        string   // SQLite's address, "" for PostgreSQL
	mark        *mark    // SQLite's
	lock        string   // statement that keeps other nodes' writers out of a transaction, "" when the file does
}

// escapePath makes a path part of an address.
var escapePath = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23")

func init() { sqlx.BindDriver("sqlite", sqlx.DOLLAR) }

// openSQLite opens one file by two pools: one connection that writes and a few that only read. With more than one
// writing connection, SQLite answers BUSY at once instead of waiting.
func openSQLite(ctx context.Context, path string, check, asItIs bool) (*engine, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, zagaj.E(zagaj.CodeInvalid, "the database address needs the path of a file")
	}
	m, err := openMark(path)
	if err != nil {
		return nil, err
	}
	whole := false
	if check {
		whole, err = m.whole(path)
	}
	if err == nil {
		err = m.unseal()
	}
	// Made here so that nobody else on the machine can read it; SQLite gives its side files the same mode.
	f, err2 := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err = errors.Join(err, err2); err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the database file: %w", err), m.f.Close())
	}
	e := &engine{file: fileAddress(path) + "?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_dqs=0", mark: m}
	if err := e.openPools(ctx, check && !whole, asItIs); err != nil {
		return nil, errors.Join(asDamage(err), m.f.Close())
	}
	return e, nil
}

// openPools looks at the file, brings its tables up to date and looks at the rows.
func (e *engine) openPools(ctx context.Context, check, asItIs bool) error {
	// FULL, because NORMAL forgets the last commits when the power goes, and we have acknowledged them.
	write, err := sqlx.Open("sqlite", e.file+"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)&_pragma=temp_store(2)&_pragma=wal_autocheckpoint("+strconv.Itoa(mostLog)+")&_txlock=immediate")
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)
	err = newEnough(ctx, write)
	if err == nil && check {
		err = checkFile(ctx, write)
	}
	if err == nil && !asItIs {
		err = e.mark.behind(ctx, write)
	}
	if err == nil {
		err = migrate(ctx, goose.DialectSQLite3, write.DB, "migrations/sqlite")
	}
	if err == nil && check {
		err = checkRows(ctx, write)
	}
	if err == nil && check && !asItIs {
		err = foldAnew(ctx, write)
	}
	if err != nil {
		return errors.Join(err, write.Close())
	}
	read, err := sqlx.Open("sqlite", e.file+"&_pragma=query_only(1)")
	if err == nil {
		e.copy, err = sqlx.Open("sqlite", e.file+"&_pragma=synchronous(FULL)") // no connection before it is needed
	}
	if err != nil {
		return errors.Join(err, write.Close())
	}
	e.copy.SetMaxOpenConns(1)
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	e.read, e.write = read, write
	return nil
}

// leastSQLite is the release in which two connections that write and check-point at once no longer damage the file.
const leastSQLite = "3.51.3"

// newEnough refuses a SQLite that could damage what it keeps.
func newEnough(ctx context.Context, db *sqlx.DB) error {
	version, err := get[string](ctx, db, `SELECT sqlite_version()`)
	if err == nil && older(version, leastSQLite) {
		err = zagaj.E(zagaj.CodeInvalid, "this program was built with SQLite "+version+", which can damage its files; it needs "+leastSQLite+" or newer")
	}
	return err
}

// older compares two versions number by number.
func older(a, b string) bool {
	number := func(s string) int {
		n, _ := strconv.Atoi(s)
		return n
	}
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int { return number(x) - number(y) }) < 0
}

// openPostgres opens a PostgreSQL database. Without sslmode in the address, TLS is required except on this machine:
// the driver's own default differs between its releases.
func openPostgres(ctx context.Context, dsn string) (*engine, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, zagaj.E(zagaj.CodeInvalid, "the database address is malformed") // err would show the password
	}
	q := u.Query()
	if q.Get("sslmode") == "" {
		q.Set("sslmode", "require")
		if h := u.Hostname(); h == "" || h == "localhost" || h == "127.0.0.1" || h == "::1" {
			q.Set("sslmode", "disable")
		}
	}
	u.RawQuery = q.Encode()
	plain, err := sqlx.Open("postgres", u.String())
	if err != nil {
		return nil, err
	}
	err = errors.Join(migrate(ctx, goose.DialectPostgres, plain.DB, "migrations/postgres"), plain.Close())
	if err != nil {
		return nil, err
	}
	// The limits are set after migrating, which may rightly take longer.
	for name, value := range map[string]string{"statement_timeout": "5000", "lock_timeout": "4000", "idle_in_transaction_session_timeout": "10000"} {
		if q.Get(name) == "" {
			q.Set(name, value)
		}
	}
	u.RawQuery = q.Encode()
	q.Set("binary_parameters", "yes") // what is not prepared costs one journey to the server, not two; and many sends whole columns so
	u.RawQuery = q.Encode()
	write, err := sqlx.Open("postgres", byIndex(*u))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(postgresWriters)
	read, err := sqlx.Open("postgres", u.String())
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(postgresReaders)
	read.SetMaxIdleConns(postgresReaders)
	// One writer at a time over all nodes, as on SQLite, but for messages beside messages: nothing else needs row locks.
	return &engine{read: read, write: write, lock: writersLock}, nil
}

// writersLock is held by the transaction that writes.
const writersLock = `SELECT pg_advisory_xact_lock(hashtextextended('zagaj.' || current_schema(), 0))`

// sharedLock is held by those that store nothing but messages, by one statement each. It keeps no other of them out, but all other writers.
const sharedLock = `SELECT pg_advisory_xact_lock_shared(hashtextextended('zagaj.' || current_schema(), 0))`

// byIndex is the writer's address. All it does is find rows by their keys, many at once. A plan kept from when a table was
// small would read all of it for that once it has grown; so each statement is planned when it runs, and by indexes.
func byIndex(u url.URL) string {
	q := u.Query()
	for name, value := range map[string]string{"plan_cache_mode": "force_generic_plan", "enable_hashjoin": "off", "enable_mergejoin": "off", "enable_seqscan": "off"} {
		if q.Get(name) == "" {
			q.Set(name, value)
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// migrate brings the tables up to date. On PostgreSQL nodes that start together wait for one another.
func migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB, folder string) error {
	p, err := steps(dialect, db, folder)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// steps are the migrations of one kind of database.
func steps(dialect goose.Dialect, db *sql.DB, folder string) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return nil, err
	}
	// Parts of the product number their migrations in ranges of their own, so a lower number may come later.
	options := []goose.ProviderOption{goose.WithAllowOutofOrder(true)}
	if dialect == goose.DialectPostgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, db, files, options...)
}

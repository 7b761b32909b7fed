// Package sqltest gives tests a fresh store of each kind.
package sqltest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq" // the driver "postgres"

	"github.com/zagaj/zagaj"
	zagajsql "github.com/zagaj/zagaj/sql"
)

// Server is the environment variable with the address of a PostgreSQL server whose user may make databases.
const Server = "ZAGAJ_TEST_POSTGRES"

// Each runs a test on a fresh SQLite file and on a fresh PostgreSQL database, whose address it is given. Both have their
// tables and nothing in them: migrating takes longer than most tests, so it is done once and copied. Without a server the
// second is skipped and says so; `make test` always has one.
func Each(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns the address of a file that goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	file, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "zagaj.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// Postgres makes a database that goes with the test.
func Postgres(t testing.TB) string {
	t.Helper()
	base := os.Getenv(Server)
	if base == "" {
		t.Skip(Server + " names no server; make test starts one")
	}
	template, err := migratedDatabase()
	if err != nil {
		t.Fatal(err)
	}
	name, err := create(base, ` TEMPLATE `+template)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := onServer(base, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return address(base, name)
}

// migratedFile is an SQLite file with its tables, made once in a process.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "zagaj-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "zagaj.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) // whole: the last connection to close brings the journal into the file
})

// migratedDatabase is the name of a PostgreSQL database with its tables, made once in a process. It goes with the server.
var migratedDatabase = sync.OnceValues(func() (string, error) {
	base := os.Getenv(Server)
	name, err := create(base, "")
	if err != nil {
		return "", err
	}
	return name, migrate(address(base, name))
})

func migrate(dsn string) error {
	store, err := zagajsql.Open(context.Background(), dsn, func() zagaj.Instant { return 0 })
	if err != nil {
		return err
	}
	return store.Close()
}

// create makes a database with a name of its own and returns the name.
func create(base, how string) (string, error) {
	name := "t" + strings.ReplaceAll(uuid.NewString(), "-", "")
	return name, onServer(base, `CREATE DATABASE `+name+how)
}

// address is the server's address with another database in it.
func address(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		panic(err) // onServer has used it before
	}
	u.Path = "/" + name
	return u.String()
}

func onServer(base, statement string) error {
	db, err := sql.Open("postgres", base)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err = db.ExecContext(ctx, statement)
	return err
}

// Raw opens the database past the store, to look at what is kept or to make it fail. It is closed with the test.
func Raw(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	driver := "postgres"
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, dsn = "sqlite", "file:"+path+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

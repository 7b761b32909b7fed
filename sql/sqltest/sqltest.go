// Package sqltest gives tests a fresh store of each kind.
package sqltest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq" // the driver "postgres"
)

// Server is the environment variable with the address of a PostgreSQL server whose user may make databases.
const Server = "ZAGAJ_TEST_POSTGRES"

// Each runs a test on an empty SQLite file and on an empty PostgreSQL database, whose address it is given. Without a
// server the second is skipped and says so; `make test` always has one.
func Each(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns the address of a file that goes with the test.
func SQLite(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "zagaj.db") }

// Postgres makes a database that goes with the test.
func Postgres(t testing.TB) string {
	t.Helper()
	base := os.Getenv(Server)
	if base == "" {
		t.Skip(Server + " names no server; make test starts one")
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	name := "t" + strings.ReplaceAll(uuid.NewString(), "-", "")
	onServer(t, base, `CREATE DATABASE `+name)
	t.Cleanup(func() { onServer(t, base, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`) })
	u.Path = "/" + name
	return u.String()
}

func onServer(t testing.TB, base, statement string) {
	t.Helper()
	db, err := sql.Open("postgres", base)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if _, err := db.ExecContext(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

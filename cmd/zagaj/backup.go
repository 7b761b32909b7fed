package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// place is where a command finds the store.
type place struct{ data, database string }

func (p *place) flags(f *flag.FlagSet, env func(string) string) {
	f.StringVar(&p.data, "data", either(env("DATA"), "data"), "`folder` of the embedded database (env DATA)")
	f.StringVar(&p.database, "database", env("DATABASE_URL"), "postgres:// `address`; empty for the embedded store (env DATABASE_URL)")
}

func (p *place) file() string { return filepath.Join(p.data, "zagaj.db") }

// open opens the store of a command. Unlike serve it never makes a new one.
func (p *place) open(ctx context.Context, options ...sql.Option) (*sql.Store, error) {
	dsn := p.database
	if dsn == "" {
		if _, err := os.Stat(p.file()); err != nil {
			return nil, fmt.Errorf("no store: %w", err)
		}
		dsn = "sqlite:" + p.file()
	}
	return sql.Open(ctx, dsn, func() zagaj.Instant { return zagaj.At(time.Now()) }, options...)
}

// shop opens the store and returns the shop named, or the only one there is.
func (p *place) shop(ctx context.Context, name string) (*sql.Store, zagaj.Shop, error) {
	store, err := p.open(ctx)
	if err != nil {
		return nil, zagaj.Shop{}, err
	}
	shop, err := onlyShop(ctx, store, name)
	if err != nil {
		return nil, zagaj.Shop{}, errors.Join(err, store.Close())
	}
	return store, shop, nil
}

func onlyShop(ctx context.Context, store *sql.Store, name string) (zagaj.Shop, error) {
	if name != "" {
		return store.Shop(ctx, zagaj.ShopID(name))
	}
	shops, err := store.Shops(ctx)
	if err != nil {
		return zagaj.Shop{}, err
	}
	if len(shops) != 1 {
		return zagaj.Shop{}, fmt.Errorf("there are %d shops; --shop says which", len(shops))
	}
	return shops[0], nil
}

// parse reads a command's flags; false means that only the help was asked for.
func parse(f *flag.FlagSet, args []string, out io.Writer) (bool, error) {
	f.SetOutput(out)
	err := f.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return false, nil
	}
	if err == nil && f.NArg() > 0 {
		err = fmt.Errorf("unexpected %q", f.Arg(0))
	}
	return err == nil, err
}

// backup copies the store while the server runs.
func backup(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	var p place
	f := flag.NewFlagSet("zagaj backup", flag.ContinueOnError)
	p.flags(f, env)
	to := f.String("to", "", "`file` to write; it must not be there")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	if *to == "" {
		return errors.New("--to is missing")
	}
	begun := time.Now()
	var err error
	if p.database == "" {
		err = sql.BackupFile(ctx, p.file(), *to)
	} else if _, err = os.Stat(*to); err == nil {
		err = fmt.Errorf("%s is there already; a backup never overwrites", *to)
	} else {
		err = dumpPostgres(ctx, p.database, *to)
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	info, err := os.Stat(*to)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d bytes in %s\n", *to, info.Size(), time.Since(begun).Round(time.Millisecond))
	return err
}

// dumpPostgres copies a PostgreSQL store to a new file, which is there under its name only when it is whole and on the disk.
func dumpPostgres(ctx context.Context, address, to string) error {
	part := to + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600) // nobody else on the machine reads it
	if err != nil {
		return err
	}
	err = postgresTool(ctx, address, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file="+part)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, to)
}

// postgresTool runs one of PostgreSQL's own programs. The address goes by the environment: arguments can be read by
// everybody on the machine.
func postgresTool(ctx context.Context, address, name string, args ...string) error {
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("the database address is malformed") // err would show the password
	}
	password, _ := u.User.Password()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "PGHOST="+u.Hostname(), "PGPORT="+either(u.Port(), "5432"), "PGUSER="+u.User.Username(),
		"PGPASSWORD="+password, "PGDATABASE="+strings.TrimPrefix(u.Path, "/"))
	if mode := u.Query().Get("sslmode"); mode != "" {
		cmd.Env = append(cmd.Env, "PGSSLMODE="+mode)
	}
	said, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%s was not found; install PostgreSQL's client programs", name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(said)))
	}
	return nil
}

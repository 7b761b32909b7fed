package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

func databaseName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Path, "/")
}

// person reads the flags of erase and export, and opens the store.
func person(ctx context.Context, name string, args []string, out io.Writer, env func(string) string) (place, *sql.Store, sql.Person, error) {
	var p place
	var who sql.Person
	f := flag.NewFlagSet("zagaj "+name, flag.ContinueOnError)
	p.flags(f, env)
	shop := f.String("shop", "", "`id` of the shop; may be left out when there is one")
	visitor := f.String("visitor", "", "`id` of a visitor, as the panel shows it")
	customer := f.String("customer", "", "`id` of a customer in the shop's platform")
	if ok, err := parse(f, args, out); !ok {
		return p, nil, who, err
	}
	if *visitor == "" && *customer == "" {
		return p, nil, who, errors.New("--visitor or --customer is missing")
	}
	store, in, err := p.shop(ctx, *shop)
	if err != nil {
		return p, nil, who, err
	}
	return p, store, sql.Person{Shop: in.ID, Visitor: zagaj.VisitorID(*visitor), Customer: *customer}, nil
}

// export writes all that is stored of a person.
func export(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	_, store, who, err := person(ctx, "export", args, out, env)
	if store == nil {
		return err
	}
	defer store.Close()
	found, err := store.Export(ctx, who)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(found)
}

// erase removes all that is stored of a person, then looks for what it knew of the person in the very files.
func erase(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	p, store, who, err := person(ctx, "erase", args, out, env)
	if store == nil {
		return err
	}
	defer store.Close()
	removed, err := store.Erase(ctx, who)
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	fmt.Fprintf(out, "erased: %d rows\n", removed)
	left, err := store.Export(ctx, who)
	if err == nil && len(left) > 0 {
		err = errors.New("something is still stored; it came while we erased. Erase once more")
	}
	if err != nil || p.database != "" || who.Visitor == "" {
		return err
	}
	for _, name := range []string{p.file(), p.file() + "-wal"} {
		found, err := holds(name, []byte(who.Visitor))
		if err != nil {
			return err
		}
		if found {
			return fmt.Errorf("%s still holds %s; erase once more", name, who.Visitor)
		}
		fmt.Fprintf(out, "absent from %s\n", name)
	}
	return nil
}

// holds reports whether a file has the bytes anywhere, also across the edges of what is read at once.
func holds(name string, needle []byte) (bool, error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	buf := make([]byte, 1<<20)
	kept := 0
	for {
		n, err := f.Read(buf[kept:])
		if bytes.Contains(buf[:kept+n], needle) {
			return true, nil
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		tail := min(kept+n, len(needle)-1)
		copy(buf, buf[kept+n-tail:kept+n])
		kept = tail
	}
}

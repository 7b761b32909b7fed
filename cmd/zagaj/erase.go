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
	"path/filepath"
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

// person reads the flags of erase and export, and opens the store. More flags may have been added to f.
func person(ctx context.Context, f *flag.FlagSet, args []string, out io.Writer, env func(string) string) (place, *sql.Store, sql.Person, error) {
	var p place
	var who sql.Person
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
	_, store, who, err := person(ctx, flag.NewFlagSet("zagaj export", flag.ContinueOnError), args, out, env)
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

// erase removes all that is stored of a person, then looks for what it knew of the person in the very files, and in the
// logs that --logs names.
func erase(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	f := flag.NewFlagSet("zagaj erase", flag.ContinueOnError)
	logs := f.String("logs", "", "`files` in which the server's log is kept, by commas; may be patterns like /var/log/zagaj*")
	p, store, who, err := person(ctx, f, args, out, env)
	if store == nil {
		return err
	}
	defer store.Close()
	needles, err := store.Traces(ctx, who)
	if err != nil {
		return fmt.Errorf("look for the person: %w", err)
	}
	removed, err := store.Erase(ctx, who)
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	fmt.Fprintf(out, "erased: %d rows\n", removed)
	left, err := store.Export(ctx, who)
	if err == nil && len(left) > 0 {
		err = errors.New("something is still stored; it came while we erased. Erase once more")
	}
	if err != nil {
		return err
	}
	return p.proveAbsence(*logs, needles, out)
}

// proveAbsence looks for a person's ids in every file in which something may stand: the store, its log, the store that a restore has left
// beside it, deliveries that wait in the spool, and the server's logs. Of a PostgreSQL store the files are the database's own.
func (p *place) proveAbsence(logs string, needles []string, out io.Writer) error {
	var files []string
	if p.database == "" {
		files = append(files, p.file(), p.file()+"-wal")
		for _, suffix := range []string{sql.BeforeRestore, sql.BeforeRestore + "-wal"} {
			if _, err := os.Stat(p.file() + suffix); err == nil {
				files = append(files, p.file()+suffix)
			}
		}
	}
	patterns := append(strings.FieldsFunc(logs, func(r rune) bool { return r == ',' }), filepath.Join(p.data, "spool", "*"))
	for i, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 && i < len(patterns)-1 {
			return errors.Join(errors.New(pattern+" names no file"), err)
		}
		files = append(files, found...)
	}
	for _, name := range files {
		for _, needle := range needles {
			found, err := holds(name, []byte(needle))
			if err != nil {
				return err
			}
			if found {
				return fmt.Errorf("%s still holds %s; a file of the store: erase once more; another: remove the line or the file", name, needle)
			}
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

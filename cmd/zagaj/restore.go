package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// restore puts a backup back, gives the store a new epoch, carries the journal of erasures over from the store that was there, and
// erases again who was erased since the backup: it must not bring them back.
func restore(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	var p place
	f := flag.NewFlagSet("zagaj restore", flag.ContinueOnError)
	p.flags(f, env)
	from := f.String("from", "", "`file` that zagaj backup wrote")
	asItIs := f.Bool("as-it-is", false, "instead of --from: go on with what can still be read of a damaged embedded store")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	if (*from == "") != *asItIs || *asItIs && p.database != "" {
		return errors.New("--from is missing; a damaged embedded store without a backup takes --as-it-is")
	}
	journal := p.journal(ctx, out)
	var err error
	if *asItIs {
		*from = p.file() + ".salvaged"
		defer os.Remove(*from)
		err = sql.Salvage(ctx, p.file(), *from)
	}
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if p.database != "" {
		err = postgresTool(ctx, p.database, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname="+databaseName(p.database), *from)
	} else if err = os.MkdirAll(p.data, 0o700); err == nil {
		err = sql.RestoreFile(ctx, *from, p.file())
	}
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	store, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.NewEpoch(ctx); err != nil {
		return err
	}
	for shop, erased := range journal {
		journal[shop], err = store.CarryOver(ctx, shop, erased)
		if zagaj.CodeOf(err) == zagaj.CodeNotFound {
			fmt.Fprintf(out, "the copy has no shop %s, so the journal of who was erased from it is not carried over\n", shop)
			continue
		}
		if err != nil {
			return fmt.Errorf("carry over the journal of erasures: %w", err)
		}
	}
	var removed int64
	for shop, erased := range journal {
		n, err := store.EraseAgain(ctx, shop, erased)
		if err != nil {
			return fmt.Errorf("erase again: %w", err)
		}
		removed += n
	}
	_, err = fmt.Fprintf(out, "restored %s; epoch %s; erased again: %d rows\n", *from, store.Epoch(), removed)
	return err
}

// journal reads who was erased from the store that is about to be replaced, if it can still be read.
func (p *place) journal(ctx context.Context, out io.Writer) map[zagaj.ShopID][]sql.Erasure {
	found := map[zagaj.ShopID][]sql.Erasure{}
	store, err := p.open(ctx, sql.AsItIs())
	if err != nil {
		fmt.Fprintln(out, "the store that is there cannot be read, so nobody is erased again:", err)
		return found
	}
	defer store.Close()
	shops, err := store.Shops(ctx)
	for _, shop := range shops {
		if found[shop.ID], err = store.Erasures(ctx, shop.ID); err != nil {
			break
		}
	}
	if err != nil {
		fmt.Fprintln(out, "the journal of erasures cannot be read:", err)
	}
	return found
}

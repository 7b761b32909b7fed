package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// keysFile is where the keys are that seal secrets in the database: in the data folder, unless KEYS_FILE says
// otherwise. A backup of the database without this file opens no secret; keep a copy apart.
func keysFile(s settings, env func(string) string) string {
	return either(env("KEYS_FILE"), filepath.Join(s.data, "zagaj.keys"))
}

// writesEnd is how long a write that a running server has begun with an older key may take. Nothing of ours waits longer for the store.
const writesEnd = 15 * time.Second

// keys does "zagaj keys rotate": a new key, every secret sealed anew with it, the old keys forgotten. A server may go on running: it
// looks at the file before it seals anything. Whenever this is stopped, all keys that are needed stand in the file.
func keys(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	if len(args) == 0 || args[0] != "rotate" {
		return errors.New(`usage: zagaj keys rotate [flags of "zagaj serve"]`)
	}
	s, err := parseServe(args[1:], out, env)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	wait, err := time.ParseDuration(either(env("KEYS_WAIT"), writesEnd.String()))
	if err != nil {
		return fmt.Errorf("KEYS_WAIT: %w", err)
	}
	if err := isThere(s, keysFile(s, env)); err != nil {
		return err
	}
	ring, err := sql.LoadKeys(keysFile(s, env))
	if err != nil {
		return err
	}
	store, err := sql.Open(ctx, dsnOf(s), func() zagaj.Instant { return zagaj.At(time.Now()) }, sql.WithKeys(ring))
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	defer store.Close()
	if err := ring.Add(); err != nil {
		return fmt.Errorf("new key: %w", err)
	}
	n, err := resealAll(ctx, store, wait)
	if err != nil {
		return fmt.Errorf("sealed %d secrets anew, then stopped; nothing is lost, run it again: %w", n, err)
	}
	if err := ring.DropOld(); err != nil {
		return fmt.Errorf("forget the old keys: %w", err)
	}
	_, err = fmt.Fprintf(out, "%d secrets sealed with a new key; the old keys are gone from %s\n", n, keysFile(s, env))
	return err
}

// isThere fails when the store or its keys are not where they are looked for. serve makes both; here that would be a new store in the wrong place,
// and the true one would keep its old key.
func isThere(s settings, keys string) error {
	if s.database == "" {
		if _, err := os.Stat(filepath.Join(s.data, "zagaj.db")); err != nil {
			return fmt.Errorf("no store; --data (or DATA) names its folder: %w", err)
		}
	}
	if _, err := os.Stat(keys); err != nil {
		return fmt.Errorf("no keys; --data (or KEYS_FILE) says where they are: %w", err)
	}
	return nil
}

// resealAll seals everything anew until, after all writes that were under way have ended, nothing is left.
func resealAll(ctx context.Context, store *sql.Store, wait time.Duration) (done int, err error) {
	for {
		n, err := store.Reseal(ctx)
		if done += n; err != nil {
			return done, err
		}
		select {
		case <-ctx.Done():
			return done, ctx.Err()
		case <-time.After(wait):
		}
		n, err = store.Reseal(ctx)
		if done += n; err != nil || n == 0 {
			return done, err
		}
	}
}

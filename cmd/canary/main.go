// Command canary proves that unsent words leave no trace: it types marked drafts into a running server while an operator
// watches, deletes them unsent, and then searches the database, its journal, the logs and a backup for the marks.
// It prints {"canaries","searched_files","hits"} and fails when a mark was found or was never seen by the operator.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/zagaj/zagaj/sql"
)

func main() {
	drafts := flag.Int("drafts", 1000, "how many marked drafts are typed, in steps of 50")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *drafts, nil); err != nil {
		fmt.Fprintln(os.Stderr, "canary:", err)
		os.Exit(1)
	}
}

// result is the line that is printed.
type result struct {
	Canaries int `json:"canaries"`
	Searched int `json:"searched_files"`
	Hits     int `json:"hits"`
}

// run plays and searches. spoil, when given, does to the house what a faulty build would do; tests pass it.
func run(ctx context.Context, out io.Writer, drafts int, spoil func(context.Context, *house, string) error) error {
	dir, err := os.MkdirTemp("", "zagaj-canary")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	h, err := open(ctx, dir)
	if err != nil {
		return err
	}
	marks, err := h.play(ctx, drafts)
	if err == nil && spoil != nil {
		err = spoil(ctx, h, marks[0])
	}
	if err == nil {
		err = backup(ctx, dir) // while the server still runs: its journal is not yet folded into the database
	}
	h.close()
	if err != nil {
		return err
	}
	r := result{Canaries: len(marks)}
	if r.Searched, r.Hits, err = search(dir, marks); err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(r); err != nil {
		return err
	}
	if r.Hits > 0 {
		return fmt.Errorf("%d traces of unsent words were found", r.Hits)
	}
	return nil
}

// backup copies the data folder as an operator would, and makes the copy that zagaj backup makes.
func backup(ctx context.Context, dir string) error {
	if err := os.CopyFS(filepath.Join(dir, "backup"), os.DirFS(filepath.Join(dir, "data"))); err != nil {
		return err
	}
	return sql.BackupFile(ctx, filepath.Join(dir, "data", "zagaj.db"), filepath.Join(dir, "backup.db"))
}

// search counts how often any mark stands in any file below dir. SQLite folds its journal into the database and takes it
// away when the last connection closes, perhaps while the search runs; it then starts anew, so that nothing moves past it.
func search(dir string, marks []string) (files, hits int, err error) {
	for {
		files, hits, err = searchOnce(dir, marks)
		if !errors.Is(err, fs.ErrNotExist) {
			return files, hits, err
		}
	}
}

func searchOnce(dir string, marks []string) (files, hits int, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, mark := range marks {
			hits += bytes.Count(raw, []byte(mark))
		}
		return nil
	})
	return files, hits, err
}

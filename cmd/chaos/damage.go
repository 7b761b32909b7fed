package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// leastDamaged is how many damaged copies a trial looks at, however slow the machine is: each kind some times.
const leastDamaged = 24

// damage is one way to damage a copy of a store, in one of its files.
type damage struct {
	name, suffix string
	how          func(text []byte, rng *rand.Rand) []byte // nil removes the file
}

func flip(text []byte, rng *rand.Rand) []byte {
	if len(text) > 0 {
		text[rng.IntN(len(text))] ^= 1 << rng.IntN(8)
	}
	return text
}

func cutShort(text []byte, rng *rand.Rand) []byte { return text[:rng.IntN(len(text)+1)] }

var damages = []damage{
	{"a bit of the file", "", flip}, {"a bit of the file", "", flip}, {"a bit of the log", "-wal", flip}, {"a bit of the mark", "-mark", flip},
	{"the end of the file", "", cutShort}, {"the end of the log", "-wal", cutShort}, {"the log", "-wal", nil}, {"the file", "", nil},
}

// damagesCopies damages copies of a store that was closed and of one that was killed, and starts the server on each. It
// must refuse to start and name the way out, or have everything that was acknowledged.
func damagesCopies(ctx context.Context, r *run, rng *rand.Rand) ([]string, error) {
	whole, err := storesToDamage(r)
	if err != nil {
		return nil, err
	}
	for n := 0; ctx.Err() == nil || n < leastDamaged; n++ {
		d, state := damages[n%len(damages)], whole[n/len(damages)%len(whole)]
		at := &run{dir: filepath.Join(r.dir, fmt.Sprint("damaged", n)), program: r.program, addr: r.addr}
		at.data = filepath.Join(at.dir, "data")
		if err := copyStore(state.dir, at.data); err != nil {
			return nil, err
		}
		if err := d.strike(filepath.Join(at.data, "zagaj.db"), rng); err != nil {
			return nil, err
		}
		now, readErr := rowsOf(filepath.Join(at.data, "zagaj.db"))
		err := at.start()
		_ = at.end(os.Kill)
		refused := errors.Is(err, errEnded)
		switch {
		case err != nil && !refused:
			return nil, err
		case refused && !strings.Contains(at.log(), "zagaj restore"):
			r.wrong("%s of a %s store: it ended without saying what to do: %s", d.name, state.name, at.log())
		case refused:
			r.seen++
		case readErr != nil:
			r.wrong("%s of a %s store: it runs on what cannot be read: %v", d.name, state.name, readErr)
		default:
			r.compare(d.name+" of a "+state.name+" store", state.rows, now)
		}
		r.faults.Add(1)
		if err := os.RemoveAll(at.dir); err != nil {
			return nil, err
		}
	}
	if r.seen == 0 {
		r.wrong("no damage was seen")
	}
	return r.violated, nil
}

// compare looks for rows that are not as they were although the server has taken the store. What people said and what the
// log keeps must be; others are counted.
func (r *run) compare(what string, before, now map[string][]string) {
	for table, rows := range before {
		if slices.Equal(rows, now[table]) {
			continue
		}
		if table == "messages" || table == "events" {
			r.wrong("%s: it runs with other %s than were written", what, table)
		} else {
			r.unseen++
		}
	}
}

func (d damage) strike(file string, rng *rand.Rand) error {
	file += d.suffix
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil // a store that was closed has no log
	}
	if err != nil || d.how == nil {
		return errors.Join(err, os.Remove(file))
	}
	return os.WriteFile(file, d.how(text, rng), 0o600)
}

// storeState is a whole store, and its rows as text.
type storeState struct {
	name, dir string
	rows      map[string][]string
}

// storesToDamage lets visitors write, closes, lets them write again and kills: the first state lies in the file, the second
// in the file and in the log.
func storesToDamage(r *run) ([]storeState, error) {
	var out []storeState
	for _, how := range []struct {
		name string
		sig  os.Signal
	}{{"closed", os.Interrupt}, {"killed", os.Kill}} {
		if r.cmd == nil {
			if err := r.start(); err != nil {
				return nil, err
			}
		}
		for i := range 30 {
			w := guest(r, i)
			for _, text := range []string{"Dzień dobry", strings.Repeat("Czy ta kurtka jest ciepła? ", 20)} {
				if !w.says(text) {
					return nil, errors.New("a visitor is not heard")
				}
			}
			w.hangUp()
		}
		if err := r.end(how.sig); err != nil {
			return nil, err
		}
		s := storeState{name: how.name, dir: filepath.Join(r.dir, how.name)}
		if err := copyStore(r.data, s.dir); err != nil {
			return nil, err
		}
		aside := filepath.Join(r.dir, how.name+"-read") // reading would bring the log into the file
		err := copyStore(s.dir, aside)
		if err == nil {
			s.rows, err = rowsOf(filepath.Join(aside, "zagaj.db"))
		}
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func copyStore(from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	names, err := filepath.Glob(filepath.Join(from, "zagaj.*"))
	for _, name := range names {
		text, err2 := os.ReadFile(name)
		if err2 == nil {
			err2 = os.WriteFile(filepath.Join(to, filepath.Base(name)), text, 0o600)
		}
		err = errors.Join(err, err2)
	}
	return err
}

// derived is the column of messages that is made of what was said, to be searched for. Nobody said it, so it is told apart: of its
// damage a search may suffer, and no message does.
const derived = "folded"

// rowsOf reads all rows of all tables, in order, from a copy of the file: reading must change nothing of what is tried.
func rowsOf(file string) (map[string][]string, error) {
	aside := filepath.Dir(file) + "-aside"
	defer os.RemoveAll(aside)
	if err := copyStore(filepath.Dir(file), aside); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", filepath.Join(aside, "zagaj.db"))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	tables, err := texts(db, `SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, table := range tables {
		columns, err := texts(db, `SELECT 'quote("' || name || '")' FROM pragma_table_info('`+table+`') WHERE name <> '`+derived+`'`)
		if err != nil {
			return nil, err
		}
		if out[table], err = texts(db, `SELECT `+strings.Join(columns, ` || ',' || `)+` FROM "`+table+`"`); err != nil {
			return nil, err
		}
		slices.Sort(out[table])
	}
	if len(out["messages"]) > 0 {
		name := "messages." + derived
		if out[name], err = texts(db, `SELECT quote(id) || `+derived+` FROM messages`); err != nil {
			return nil, err
		}
		slices.Sort(out[name])
	}
	return out, nil
}

func texts(db *sql.DB, query string) ([]string, error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

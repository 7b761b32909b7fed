// Command chaos runs Zagaj's promises of delivery with real processes and real faults, and prints one JSON object a line.
//
// Visitors write through the front door while the server is killed, its database connections are cut, or the reply to
// its COMMIT is lost. They keep a ledger outside of the server: what they meant to say, and what was acknowledged. One
// judge (judge.go) compares the ledger with the store. The judge is tested too: two sabotaged builds must be caught.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// postgresServer is the environment variable with the address of a PostgreSQL whose user may make databases.
const postgresServer = "ZAGAJ_TEST_POSTGRES"

// trial is one promise under one kind of fault.
type trial struct {
	name     string
	tag      string // build tag of a sabotaged build; then the judge must find it guilty
	postgres bool
	fault    func(ctx context.Context, r *run, rng *rand.Rand) error
}

var trials = []trial{
	{name: "kill_9_sqlite", fault: kills},
	{name: "kill_9_postgres", postgres: true, fault: kills},
	{name: "postgres_connections_cut", postgres: true, fault: terminates},
	{name: "postgres_commit_reply_lost", postgres: true, fault: cuts},
	{name: "judge_sees_acknowledged_before_commit", tag: "chaos_early", fault: kills},
	{name: "judge_sees_dropped_writes", tag: "chaos_drop", fault: waits},
}

// line is one promise's result.
type line struct {
	Promise  string   `json:"promise"`
	OK       bool     `json:"ok"`
	Seed     uint64   `json:"seed"`
	Seconds  float64  `json:"seconds"`
	Faults   int      `json:"faults"`
	Meant    int      `json:"meant"`
	Acked    int      `json:"acked"`
	Violated []string `json:"violated,omitempty"`
	Expected string   `json:"expected,omitempty"`
	Problem  string   `json:"problem,omitempty"`
}

func main() {
	short := flag.Bool("short", false, "eight seconds a promise instead of three minutes")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "`number` that chooses when faults strike")
	only := flag.String("only", ".", "regular `expression` that chooses promises")
	flag.Parse()
	length := 3 * time.Minute
	if *short {
		length = 8 * time.Second
	}
	ok, err := all(*only, *seed, length)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

func all(only string, seed uint64, length time.Duration) (bool, error) {
	choose, err := regexp.Compile(only)
	if err != nil {
		return false, err
	}
	dir, err := os.MkdirTemp("", "zagaj-chaos")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	good := true
	for _, t := range trials {
		if !choose.MatchString(t.name) {
			continue
		}
		if t.postgres && os.Getenv(postgresServer) == "" {
			return false, errors.New(postgresServer + " names no server; scripts/postgres.sh starts one")
		}
		l := t.take(dir, seed, length)
		text, err := json.Marshal(l)
		if err != nil {
			return false, err
		}
		fmt.Println(string(text))
		good = good && l.OK
	}
	return good, nil
}

func (t trial) take(dir string, seed uint64, length time.Duration) line {
	begun := time.Now()
	l := line{Promise: t.name, Seed: seed}
	found, err := t.suffer(filepath.Join(dir, t.name), seed, length, &l)
	l.Seconds = time.Since(begun).Seconds()
	l.Violated = found
	switch {
	case err != nil:
		l.Problem = err.Error()
	case t.tag != "":
		l.Expected = "a violation: this build is sabotaged by " + t.tag
		l.OK = len(found) > 0
	default:
		l.OK = len(found) == 0 && l.Acked > 0 && l.Faults > 0
	}
	return l
}

func (t trial) suffer(dir string, seed uint64, length time.Duration, l *line) ([]string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	program, err := build(dir, t.tag)
	if err != nil {
		return nil, err
	}
	r, err := newRun(dir, program, t.postgres)
	if err != nil {
		return nil, err
	}
	defer r.close()
	if err := r.start(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), length)
	defer cancel()
	load := startLoad(r)
	err = t.fault(ctx, r, rand.New(rand.NewPCG(seed, 0)))
	load.stop()
	l.Faults, l.Meant, l.Acked = int(r.faults.Load()), load.ledger.count("meant"), load.ledger.count("acked")
	if err != nil {
		return nil, err
	}
	if err := r.stop(); err != nil {
		return nil, err
	}
	return judge(r.dsn, load.ledger)
}

// build makes the server, sabotaged when a tag is given.
func build(dir, tag string) (string, error) {
	to := filepath.Join(dir, "zagaj")
	tags := "nomsgpack"
	if tag != "" {
		tags += "," + tag
	}
	cmd := exec.Command("go", "build", "-tags", tags, "-o", to, "./cmd/zagaj")
	cmd.Env = append(os.Environ(), "GOFLAGS=")
	cmd.Stderr = os.Stderr
	return to, cmd.Run()
}

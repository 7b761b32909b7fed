// Command chaos runs Zagaj's promises of delivery with real processes and real faults, and prints one JSON object a line.
//
// Visitors write through the front door while the server is killed, its database connections are cut, its disk is full,
// or the reply to its COMMIT is lost. They keep a ledger outside of the server: what they meant to say, and what was
// acknowledged. One judge (judge.go) compares the ledger with the store. The judge is tested too: two sabotaged builds
// must be caught.
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
	"slices"
	"time"
)

// postgresServer is the environment variable with the address of a PostgreSQL whose user may make databases, and
// postgresControl the one with the command that controls it.
const (
	postgresServer  = "ZAGAJ_TEST_POSTGRES"
	postgresControl = "ZAGAJ_TEST_POSTGRES_CONTROL"
)

// trial is one promise under one kind of fault. Either fault strikes while visitors write and the judge compares, or
// play does all by itself and returns what was violated.
type trial struct {
	name     string
	sabotage string // a way to break promises; then the judge must find the build guilty
	postgres bool
	disk     bool // the data lie on a small disk of their own
	idle     int  // visitors who are only there
	fault    func(ctx context.Context, r *run, rng *rand.Rand) error
	play     func(ctx context.Context, r *run, rng *rand.Rand) ([]string, error)
}

var trials = []trial{
	{name: "kill_9_sqlite", fault: kills},
	{name: "kill_9_postgres", postgres: true, fault: kills},
	{name: "postgres_connections_cut", postgres: true, fault: terminates},
	{name: "postgres_commit_reply_lost", postgres: true, fault: cuts},
	{name: "postgres_restarted", postgres: true, fault: restartsPostgres},
	{name: "restart_under_load", idle: 100, fault: restarts},
	{name: "reconnect_herd", idle: 300, fault: herds},
	{name: "slow_readers", play: slowReaders},
	{name: "slow_attackers", play: slowAttackers},
	{name: "bad_frames", play: badFrames},
	{name: "webhook_inbox", play: webhooks},
	{name: "disk_full", disk: true, fault: fillsDisk},
	{name: "fsync_fails", fault: failsFsync},
	{name: "damage_is_seen", play: damagesCopies},
	{name: "backup_and_restore_under_load", fault: restoresBackup},
	{name: "come_and_go", play: comeAndGo},
	{name: "judge_sees_acknowledged_before_commit", sabotage: "early", fault: kills},
	{name: "judge_sees_dropped_writes", sabotage: "drop", fault: waits},
}

// line is one promise's result. Skipped says why a fault could not be made on this machine; then nothing was tried.
type line struct {
	Promise  string   `json:"promise"`
	OK       bool     `json:"ok"`
	Seed     uint64   `json:"seed"`
	Seconds  float64  `json:"seconds"`
	Faults   int      `json:"faults"`
	Meant    int      `json:"meant,omitempty"`
	Acked    int      `json:"acked,omitempty"`
	Heard    int      `json:"heard,omitempty"`  // messages that listeners heard, in order and without a hole
	Seen     int      `json:"seen,omitempty"`   // damaged copies on which the server refused to start
	Unseen   int      `json:"unseen,omitempty"` // tables, other than messages and events, with a damaged row on which it started
	Violated []string `json:"violated,omitempty"`
	Expected string   `json:"expected,omitempty"`
	Problem  string   `json:"problem,omitempty"`
	Skipped  string   `json:"skipped,omitempty"`
}

// errSkipped wraps why a fault cannot be made on this machine.
var errSkipped = errors.New("cannot be tried here")

func main() {
	length := flag.Duration("for", time.Minute, "`time` each promise is tried; it lasts longer until enough was seen")
	short := flag.Bool("short", false, "five seconds a promise")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "`number` that chooses when faults strike")
	only := flag.String("only", ".", "regular `expression` that chooses promises")
	program := flag.String("program", "", "`file` of a built server; empty builds one")
	flag.Parse()
	if *short {
		*length = 5 * time.Second
	}
	ok, err := all(*only, *program, *seed, *length)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

func all(only, program string, seed uint64, length time.Duration) (bool, error) {
	choose, err := regexp.Compile(only)
	if err != nil {
		return false, err
	}
	dir, err := os.MkdirTemp("", "zagaj-chaos")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	built := map[bool]string{false: program}
	good := true
	for _, t := range trials {
		if !choose.MatchString(t.name) {
			continue
		}
		if t.postgres && os.Getenv(postgresServer) == "" {
			return false, errors.New(postgresServer + " names no server; scripts/postgres.sh starts one")
		}
		sabotaged := t.sabotage != ""
		if built[sabotaged] == "" {
			if built[sabotaged], err = build(dir, sabotaged); err != nil {
				return false, err
			}
		}
		l := t.take(filepath.Join(dir, t.name), built[sabotaged], seed, length)
		text, err := json.Marshal(l)
		if err != nil {
			return false, err
		}
		fmt.Println(string(text))
		good = good && (l.OK || l.Skipped != "")
	}
	return good, nil
}

func (t trial) take(dir, program string, seed uint64, length time.Duration) line {
	begun := time.Now()
	l := line{Promise: t.name, Seed: seed}
	found, err := t.suffer(dir, program, seed, length, &l)
	l.Seconds = time.Since(begun).Round(time.Millisecond).Seconds()
	l.Violated = found[:min(len(found), mostViolations)]
	switch {
	case errors.Is(err, errSkipped):
		l.Skipped = err.Error()
	case err != nil:
		l.Problem = err.Error()
	case t.sabotage != "":
		l.Expected = "a violation: this build is sabotaged (" + t.sabotage + ")"
		l.OK = len(found) > 0
	default:
		l.OK = len(found) == 0 && l.Faults > 0 && (t.play != nil || l.Acked > 0)
	}
	return l
}

func (t trial) suffer(dir, program string, seed uint64, length time.Duration, l *line) ([]string, error) {
	r, err := newRun(dir, program, t)
	if err != nil {
		return nil, err
	}
	defer r.close()
	if err := r.start(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), length)
	defer cancel()
	rng := rand.New(rand.NewPCG(seed, 0))
	if t.play != nil {
		found, err := t.play(ctx, r, rng)
		l.Faults, l.Seen, l.Unseen = int(r.faults.Load()), r.seen, r.unseen
		return found, err
	}
	r.load = startLoad(r, t.idle)
	err = t.fault(ctx, r, rng)
	found := r.load.stop()
	l.Faults, l.Meant, l.Acked, l.Heard = int(r.faults.Load()), r.load.ledger.count("meant"), r.load.ledger.count("acked"), r.load.heard()
	if err != nil {
		return nil, err
	}
	if err := r.stop(); err != nil {
		return nil, err
	}
	judged, err := judge(r.dsn, r.load.ledger)
	return slices.Concat(r.violated, found, judged, named(r.log(), r.load)), err
}

// build makes the server, one that can break its promises when it is asked to.
func build(dir string, sabotaged bool) (string, error) {
	to, tags := filepath.Join(dir, "zagaj"), "nomsgpack"
	if sabotaged {
		to, tags = to+"-sabotaged", tags+",chaos"
	}
	cmd := exec.Command("go", "build", "-tags", tags, "-o", to, "./cmd/zagaj")
	cmd.Env = append(os.Environ(), "GOFLAGS=")
	cmd.Stderr = os.Stderr
	return to, cmd.Run()
}

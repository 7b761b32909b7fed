package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// postgresServer is the environment variable with the address of a PostgreSQL whose user may make databases.
const postgresServer = "ZAGAJ_TEST_POSTGRES"

// senders say at once in the measures of the store: as many as one transaction takes.
const senders = 256

// many messages take some seconds: in its first half second an empty database stores fewer, and the bare loop in its small tables more, than later.
const many = 240_000

// storeMeasures: what is acknowledged is committed, and what that costs. The reference is the same store with one
// transaction a message, and a bare loop that only counts and inserts, in groups too.
func storeMeasures() []measure {
	var all []measure
	for _, k := range []struct {
		name     string
		postgres bool
		goal     float64
	}{{"sqlite", false, 9}, {"postgres", true, 7}} {
		at := func(senders, messages, group int) func() (float64, error) {
			return func() (float64, error) {
				rate, _, err := say(k.postgres, senders, messages, group)
				return rate, err
			}
		}
		all = append(all,
			measure{name: "store_say_256_" + k.name + "_vs_one_transaction_each", unit: "messages/s", goal: k.goal, larger: true,
				value: at(senders, many, senders), base: at(senders, many/80, 1)},
			measure{name: "store_say_256_" + k.name + "_vs_bare_loop", unit: "messages/s", goal: 0.7, larger: true,
				value: at(senders, many, senders), base: func() (float64, error) {
					rate, _, err := bare(k.postgres, many)
					return rate, err
				}},
			// Both sides do the same here but for the queue, and a disk's mood of a second is more than that.
			measure{name: "store_say_1_" + k.name + "_vs_one_transaction_each", unit: "messages/s", goal: 0.9, larger: true, rounds: 9,
				value: at(1, 4000, senders), base: at(1, 4000, 1)},
			// The reference tells what this disk allows.
			measure{name: "store_ack_p99_256_" + k.name, unit: "ms", goal: 20, absolute: true, value: func() (float64, error) {
				_, p99, err := say(k.postgres, senders, many, senders)
				return p99, err
			}, base: func() (float64, error) {
				_, p99, err := bare(k.postgres, many)
				return p99, err
			}})
	}
	return all
}

// ahead is by how much the clock of this process runs ahead, in nanoseconds: a shift of eight hours is played in minutes.
var ahead atomic.Int64

func clock() zagaj.Instant { return zagaj.At(time.Now().Add(time.Duration(ahead.Load()))) }

// scratch is the address of an empty database of either kind, and what removes it.
func scratch(postgres bool) (string, func(), error) {
	if !postgres {
		dir, err := os.MkdirTemp("", "zagaj-bench")
		return "sqlite:" + filepath.Join(dir, "zagaj.db"), func() { _ = os.RemoveAll(dir) }, err
	}
	base, err := url.Parse(os.Getenv(postgresServer))
	if err != nil || base.Host == "" {
		return "", nil, errors.New(postgresServer + " names no server; scripts/postgres.sh starts one")
	}
	db, err := sqlx.Open("postgres", base.String())
	if err != nil {
		return "", nil, err
	}
	name := "bench" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if _, err := db.Exec(`CREATE DATABASE ` + name); err != nil {
		return "", nil, errors.Join(err, db.Close())
	}
	base.Path = "/" + name
	return base.String(), func() {
		_, _ = db.Exec(`DROP DATABASE ` + name + ` WITH (FORCE)`)
		_ = db.Close()
	}, nil
}

// say returns durably acknowledged messages a second and the 99th percentile of the time to the acknowledgement in
// milliseconds. Each sender has a conversation and says one thing after another.
func say(postgres bool, senders, messages, group int) (rate, p99ms float64, err error) {
	dsn, remove, err := scratch(postgres)
	if err != nil {
		return 0, 0, err
	}
	defer remove()
	ctx := context.Background()
	store, err := sql.Open(ctx, dsn, clock, sql.WithGroup(group))
	if err != nil {
		return 0, 0, err
	}
	defer store.Close()
	if err := store.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}); err != nil {
		return 0, 0, err
	}
	for i := range senders {
		_, err := store.OpenConversation(ctx, zagaj.Conversation{ID: talk(i), Shop: "s", Visitor: zagaj.VisitorID("v" + strconv.Itoa(i)), State: zagaj.ConversationWaiting})
		if err != nil {
			return 0, 0, err
		}
	}
	times, rate, err := race(senders, messages, func(sender, n int) error {
		_, err := store.Say(ctx, zagaj.Message{ID: zagaj.MessageID(freshID()), Shop: "s", Conversation: talk(sender), Role: zagaj.RoleVisitor, Text: typed, SentAt: clock()})
		return err
	})
	return rate, p99(times), err
}

// freshID is an id as visitors' and operators' browsers make them: the time in milliseconds, and 80 random bits.
func freshID() string {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails
	return fmt.Sprintf("%x%x", time.Now().UnixMilli(), random)
}

// race lets senders do one thing after another at the same time, and returns how long each took and how many were done
// in a second. An eighth as many go before and are not counted: plans, caches and a heap that grows are paid for once a start, and of
// some hundred batches the first alone would be the 99th percentile.
func race(senders, all int, do func(sender, n int) error) ([]time.Duration, float64, error) {
	each := all / senders
	warm := each / 8
	if _, err := lap(senders, 0, warm, do); err != nil {
		return nil, 0, err
	}
	start := time.Now()
	took, err := lap(senders, warm, warm+each, do)
	return took, float64(each*senders) / time.Since(start).Seconds(), err
}

// lap lets each sender do things from one number to another, and returns how long each took.
func lap(senders, from, to int, do func(sender, n int) error) ([]time.Duration, error) {
	took := make([][]time.Duration, senders)
	failed := make(chan error, senders)
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for n := from; n < to; n++ {
				begun := time.Now()
				if err := do(s, n); err != nil {
					failed <- err
					return
				}
				took[s] = append(took[s], time.Since(begun))
			}
		})
	}
	wg.Wait()
	close(failed)
	return slices.Concat(took...), <-failed
}

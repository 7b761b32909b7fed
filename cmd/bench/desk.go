package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
	"github.com/zagaj/zagaj/sql"
)

// deskMeasures: what drafts cost in memory and time, and how long an operator waits for a list or a search. The goals
// bound the figures themselves.
func deskMeasures() []measure {
	return []measure{
		{name: "draft_splice_p99_of_1000_typists", unit: "ms", goal: 5, value: draftSplice},
		{name: "draft_heap_per_open_draft", unit: "KB", goal: 2, value: draftHeap},
		{name: "draft_sockets_added_p99_of_1000_typists", unit: "ms", goal: 5, absolute: true, value: ofTyping(func(r typedRound) float64 { return r.p99 - r.relayed }),
			base: ofTyping(func(r typedRound) float64 { return r.relayed })},
		{name: "draft_sockets_server_cores", unit: "cores", goal: 1, value: ofTyping(func(r typedRound) float64 { return r.cores })},
		{name: "draft_sockets_store_changes", unit: "changes", goal: 0, value: ofTyping(func(r typedRound) float64 { return r.written })},
		{name: "desk_list_p99_of_10000_sqlite", unit: "ms", goal: 50, value: func() (float64, error) { return deskList(sqliteDesk) }},
		{name: "desk_search_p99_of_10000_sqlite", unit: "ms", goal: 50, value: func() (float64, error) { return deskSearch(sqliteDesk) }},
		{name: "desk_list_p99_of_10000_postgres", unit: "ms", goal: 50, value: func() (float64, error) { return deskList(postgresDesk) }},
		{name: "desk_search_p99_of_10000_postgres", unit: "ms", goal: 50, value: func() (float64, error) { return deskSearch(postgresDesk) }},
	}
}

const (
	typists       = 1000
	typed         = "Dzień dobry, czy ta kurtka jest cieplejsza od poprzedniej i kiedy dojdzie paczka?"
	conversations = 10_000
	looks         = 200
)

func talk(i int) zagaj.ConversationID { return zagaj.ConversationID("c" + strconv.Itoa(i)) }

// openDrafts gives every typist a draft of 82 characters, typed one by one.
func openDrafts(each func(time.Duration)) *live.Drafts {
	d := live.NewDrafts(clock)
	for i := range typists {
		d.Watch(talk(i), true)
	}
	for p, r := range []rune(typed) {
		for i := range typists {
			start := time.Now()
			d.Apply(talk(i), live.Splice{R: int64(p) + 1, P: p, S: string(r)})
			d.Masked(talk(i))
			d.Hesitation(talk(i))
			each(time.Since(start))
		}
	}
	return d
}

// draftSplice is the 99th percentile of what the server does between a splice's arrival and its going out, without
// the sockets on both sides.
func draftSplice() (float64, error) {
	times := make([]time.Duration, 0, typists*len(typed))
	openDrafts(func(t time.Duration) { times = append(times, t) })
	return p99(times), nil
}

func p99(times []time.Duration) float64 {
	slices.Sort(times)
	return float64(times[len(times)*99/100].Nanoseconds()) / 1e6
}

// draftHeap is the growth of the live heap by one open draft.
func draftHeap() (float64, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d := openDrafts(func(time.Duration) {})
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(d)
	return (float64(after.HeapAlloc) - float64(before.HeapAlloc)) / typists / 1024, nil
}

// ofTyping picks one figure of the typing.
func ofTyping(pick func(typedRound) float64) func() (float64, error) {
	return func() (float64, error) {
		r, err := typingRound()
		return pick(r), err
	}
}

// A desk's store is a shop with ten thousand open conversations of two messages each, made once.
var (
	sqliteDesk = sync.OnceValues(func() (*sql.Store, error) {
		dir, err := os.MkdirTemp("", "zagaj-bench")
		if err != nil {
			return nil, err
		}
		return openDesk("sqlite:" + filepath.Join(dir, "zagaj.db"))
	})
	// postgresDesk is in the throw-away server that scripts/postgres.sh starts, in the database that is there.
	postgresDesk = sync.OnceValues(func() (*sql.Store, error) {
		address := os.Getenv("ZAGAJ_TEST_POSTGRES")
		if address == "" {
			return nil, errors.New("ZAGAJ_TEST_POSTGRES names no server; make bench starts one")
		}
		return openDesk(address)
	})
)

func openDesk(address string) (*sql.Store, error) {
	ctx := context.Background()
	store, err := sql.Open(ctx, address, clock)
	if err != nil {
		return nil, err
	}
	if err := store.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}); err != nil {
		return nil, err
	}
	return store, fill(ctx, store)
}

// fill writes from many goroutines, so that one commit takes many.
func fill(ctx context.Context, store *sql.Store) error {
	const writers = 200
	failed := make(chan error, writers)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := w; i < conversations; i += writers {
				if err := converse(ctx, store, i); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(failed)
	return <-failed
}

func converse(ctx context.Context, store *sql.Store, i int) error {
	at := zagaj.Instant(1_790_000_000_000 + i)
	_, err := store.OpenConversation(ctx, zagaj.Conversation{ID: talk(i), Shop: "s", Visitor: zagaj.VisitorID(talk(i)), State: zagaj.ConversationWaiting,
		CreatedAt: at, UpdatedAt: at})
	for j := 0; err == nil && j < 2; j++ {
		_, err = store.Say(ctx, zagaj.Message{ID: zagaj.MessageID(strconv.Itoa(j)), Shop: "s", Conversation: talk(i), Role: zagaj.RoleVisitor,
			Text: fmt.Sprintf("%s Numer %d.", typed, i), SentAt: at})
	}
	return err
}

func look(desk func() (*sql.Store, error), at func(context.Context, *sql.Store, int) (int, error)) (float64, error) {
	store, err := desk()
	if err != nil {
		return 0, err
	}
	times := make([]time.Duration, looks)
	for i := range times {
		start := time.Now()
		n, err := at(context.Background(), store, i)
		if err != nil || n == 0 {
			return 0, fmt.Errorf("%d found: %w", n, err)
		}
		times[i] = time.Since(start)
	}
	return p99(times), nil
}

func deskList(desk func() (*sql.Store, error)) (float64, error) {
	states := []zagaj.ConversationState{zagaj.ConversationWaiting, zagaj.ConversationOpen}
	return look(desk, func(ctx context.Context, s *sql.Store, _ int) (int, error) {
		list, err := s.Conversations(ctx, "s", states, zagaj.Forever, 100)
		return len(list), err
	})
}

// deskSearch looks for one number among ten thousand: nothing but the whole heap of words answers that.
func deskSearch(desk func() (*sql.Store, error)) (float64, error) {
	return look(desk, func(ctx context.Context, s *sql.Store, i int) (int, error) {
		list, err := s.SearchMessages(ctx, "s", "numer "+strconv.Itoa(i*37%conversations)+".", zagaj.Forever, 100)
		return len(list), err
	})
}

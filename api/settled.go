package api

import (
	"context"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
)

// settledFor is how long a shop's settings are believed: a change made here is seen at once, one that another node or a
// command has written is seen after this.
const settledFor = 5 * time.Second

// settled remembers of each shop something that changes seldom and is asked for at each message or hello. It holds one
// of each shop of the server.
type settled[T any] struct {
	read  func(context.Context, zagaj.ShopID) (T, error)
	now   func() zagaj.Instant
	mu    sync.Mutex
	known map[zagaj.ShopID]settledAt[T]
	turn  int // counts what was forgotten, so that what was read before is not kept after
}

type settledAt[T any] struct {
	what T
	at   zagaj.Instant
}

func newSettled[T any](now func() zagaj.Instant, read func(context.Context, zagaj.ShopID) (T, error)) *settled[T] {
	return &settled[T]{read: read, now: now, known: map[zagaj.ShopID]settledAt[T]{}}
}

// of returns what is known of a shop; nobody changes what it returns. It fails when the store does.
func (k *settled[T]) of(ctx context.Context, shop zagaj.ShopID) (T, error) {
	now := k.now()
	k.mu.Lock()
	known, ok := k.known[shop]
	turn := k.turn
	k.mu.Unlock()
	if age := now.Sub(known.at); ok && age >= 0 && age < settledFor {
		return known.what, nil
	}
	what, err := k.read(ctx, shop)
	if err != nil {
		return what, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if turn == k.turn {
		k.known[shop] = settledAt[T]{what, now}
	}
	return what, nil
}

// forget lets the next one read the shop's anew. Call it after each change.
func (k *settled[T]) forget(shop zagaj.ShopID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.known, shop)
	k.turn++
}

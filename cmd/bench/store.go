package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// storeMeasures: what is acknowledged is committed, and what that costs.
func storeMeasures() []measure {
	return []measure{
		{name: "store_say_sqlite_256_senders_vs_1", unit: "messages/s", goal: 4, larger: true,
			value: func() (float64, error) { return say(256, 8192) }, base: func() (float64, error) { return say(1, 512) }},
	}
}

func clock() zagaj.Instant { return zagaj.At(time.Now()) }

// say returns durably acknowledged messages a second: one sender waits for its commit each time, many share it.
func say(senders, messages int) (float64, error) {
	dir, err := os.MkdirTemp("", "zagaj-bench")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	store, err := sql.Open(ctx, "sqlite:"+filepath.Join(dir, "zagaj.db"), clock)
	if err != nil {
		return 0, err
	}
	defer store.Close()
	if err := store.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}); err != nil {
		return 0, err
	}
	for i := range senders {
		_, err := store.OpenConversation(ctx, zagaj.Conversation{ID: zagaj.ConversationID("c" + strconv.Itoa(i)), Shop: "s",
			Visitor: zagaj.VisitorID("v" + strconv.Itoa(i)), State: zagaj.ConversationWaiting})
		if err != nil {
			return 0, err
		}
	}
	start := time.Now()
	var wg sync.WaitGroup
	failed := make(chan error, senders)
	for i := range senders {
		wg.Go(func() {
			for j := range messages / senders {
				m := zagaj.Message{ID: zagaj.MessageID(strconv.Itoa(j)), Shop: "s", Conversation: zagaj.ConversationID("c" + strconv.Itoa(i)),
					Role: zagaj.RoleVisitor, Text: "Czy rozmiar M jest dostępny w sklepie w Krakowie?", SentAt: clock()}
				if _, err := store.Say(ctx, m); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	if err := <-failed; err != nil {
		return 0, err
	}
	return float64(messages/senders*senders) / time.Since(start).Seconds(), nil
}

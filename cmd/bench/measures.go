package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/standard"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/triggers"
)

// measures lists what is measured, with the goal each ratio is held to.
func measures() []measure {
	return []measure{
		{name: "say_sqlite_256_senders_vs_1", unit: "messages/s", goal: 4, larger: true,
			value: func() (float64, error) { return say(256, 8192) }, base: func() (float64, error) { return say(1, 512) }},
		{name: "webhook_verify_decode_vs_unmarshal", unit: "µs", goal: 3,
			value: verifyDecode, base: unmarshal},
		{name: "engine_event_vs_json_of_event", unit: "ns", goal: 1.5,
			value: engineEvent, base: eventJSON},
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

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// cart is a body of the size of a real cart webhook: 12 lines, about 3 KB.
func cart() []byte {
	lines := []map[string]any{}
	for i := range 12 {
		lines = append(lines, map[string]any{"product": strconv.Itoa(100 + i), "sku": "SKU-" + strconv.Itoa(i), "name": "Kurtka przeciwdeszczowa model " + strconv.Itoa(i),
			"variant": "M", "category": "kurtki", "quantity": 1 + i%3, "price": "499.99", "image": "https://sklep.example/obraz/kurtka-" + strconv.Itoa(i) + ".svg"})
	}
	body, err := json.Marshal(map[string]any{"type": "cart.updated", "occurred_at": time.Now().UnixMilli(),
		"data": map[string]any{"id": "cart-1", "version": 1, "currency": "PLN", "total": "9999.80", "lines": lines}})
	if err != nil {
		panic(err)
	}
	return body
}

const repeats = 2000

func verifyDecode() (float64, error) {
	body, adapter := cart(), standard.New()
	now := time.Now()
	key, err := base64.StdEncoding.DecodeString(secret[len("whsec_"):])
	if err != nil {
		return 0, err
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "msg_1.%d.", now.Unix())
	mac.Write(body)
	h := http.Header{}
	h.Set("Webhook-Id", "msg_1")
	h.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	h.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	d := plugin.Delivery{Header: h, Body: body, ReceivedAt: zagaj.At(now)}
	in := zagaj.Installation{ID: "i", Shop: "s", Secrets: []string{secret}}
	start := time.Now()
	for range repeats {
		if err := adapter.Verify(d, in.Secrets); err != nil {
			return 0, err
		}
		if events, err := adapter.Decode(d, in); err != nil || len(events) == 0 {
			return 0, fmt.Errorf("%d events: %w", len(events), err)
		}
	}
	return micro(start), nil
}

func micro(start time.Time) float64 {
	return float64(time.Since(start).Nanoseconds()) / 1000 / repeats
}

// unmarshal is the reference: the standard library reads the same body into the same shape, unverified.
func unmarshal() (float64, error) {
	body := cart()
	start := time.Now()
	for range repeats {
		var v struct {
			Type string
			Data struct {
				ID    string
				Lines []struct{ Product, SKU, Name, Variant, Category, Price, Image string }
			}
		}
		if err := json.Unmarshal(body, &v); err != nil {
			return 0, err
		}
	}
	return micro(start), nil
}

const visitors, eventsOfOne = 1000, 20

func browsing(i, j int) zagaj.Event {
	return zagaj.Event{Shop: "s", Source: zagaj.FromClient, Visitor: zagaj.VisitorID("v" + strconv.Itoa(i)), Tab: "t", Kind: zagaj.KindView,
		ReceivedAt: zagaj.Instant(1_790_000_000_000 + j*1000), OccurredAt: zagaj.Instant(1_790_000_000_000 + j*1000),
		Page: &zagaj.Page{URL: "https://sklep.example/p/" + strconv.Itoa(j), Type: zagaj.PageProduct, Product: zagaj.ProductID(strconv.Itoa(j)), Category: "kurtki"}}
}

// engineEvent is the time to fold one page view of one of a thousand visitors and to decide the five default rules anew.
func engineEvent() (float64, error) {
	s, err := triggers.NewState(triggers.ShopConfig{Shop: "s", Rules: triggers.DefaultRules("s", "pl"), Policy: zagaj.DefaultPolicy(),
		Schedule: zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}}, 1_790_000_000_000)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	for j := range eventsOfOne {
		for i := range visitors {
			s.Apply(browsing(i, j))
		}
	}
	return float64(time.Since(start).Nanoseconds()) / (visitors * eventsOfOne), nil
}

// eventJSON is the reference: what the standard library takes to write and read the same event.
func eventJSON() (float64, error) {
	start := time.Now()
	for j := range eventsOfOne {
		for i := range visitors {
			raw, err := json.Marshal(browsing(i, j))
			if err != nil {
				return 0, err
			}
			var ev zagaj.Event
			if err := json.Unmarshal(raw, &ev); err != nil {
				return 0, err
			}
		}
	}
	return float64(time.Since(start).Nanoseconds()) / (visitors * eventsOfOne), nil
}

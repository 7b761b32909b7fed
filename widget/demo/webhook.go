package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/zagaj/zagaj"
)

// message is one webhook's body; docs/platforms/any-shop.md describes it.
type message struct {
	id         string
	Type       string        `json:"type"`
	OccurredAt zagaj.Instant `json:"occurred_at"`
	Data       messageData   `json:"data"`
}

type messageData struct {
	ID       string        `json:"id"`
	Number   string        `json:"number,omitempty"`
	Version  int64         `json:"version"`
	Cart     string        `json:"cart,omitempty"`
	Status   string        `json:"status,omitempty"`
	Currency string        `json:"currency"`
	Total    string        `json:"total"`
	Coupons  []string      `json:"coupons"`
	Lines    []messageLine `json:"lines"`
}

type messageLine struct {
	Product  string `json:"product"`
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	Variant  string `json:"variant"`
	Category string `json:"category"`
	Quantity int    `json:"quantity"`
	Price    string `json:"price"`
	Image    string `json:"image"`
}

const currency = "PLN"

// decimal writes an amount of grosze in major units, without a float.
func decimal(minor int64) string { return fmt.Sprintf("%d.%02d", minor/100, minor%100) }

func messageLines(lines []line, base string) []messageLine {
	out := make([]messageLine, 0, len(lines))
	for _, l := range lines {
		out = append(out, messageLine{Product: l.Product.ID, SKU: l.SKU(), Name: l.Product.Name, Variant: l.Size.Name,
			Category: l.Product.Category, Quantity: l.Quantity, Price: decimal(l.Product.Price), Image: base + l.Product.ImagePath()})
	}
	return out
}

func cartMessage(b *basket, now zagaj.Instant, base string) message {
	return message{id: "msg_" + token(), Type: "cart.updated", OccurredAt: now, Data: messageData{ID: b.token, Version: b.version,
		Currency: currency, Total: decimal(b.snapshot().Total), Coupons: []string{}, Lines: messageLines(b.lines, base)}}
}

func orderMessage(b *basket, o *placed, now zagaj.Instant, base string) message {
	return message{id: "msg_" + token(), Type: "order.created", OccurredAt: now, Data: messageData{ID: "order_" + token(),
		Number: o.Number, Version: 1, Cart: b.token, Status: string(zagaj.OrderPlaced), Currency: currency, Total: decimal(o.Total),
		Coupons: []string{}, Lines: messageLines(o.Lines, base)}}
}

// How the sender behaves when the other side is slow or away.
const (
	maxQueue   = 256
	retries    = 5
	firstPause = 250 * time.Millisecond // doubled after every failure
)

// sender delivers webhooks one after another, so that the receiver sees them in order.
type sender struct {
	cfg    Config
	hook   *standardwebhooks.Webhook
	wake   chan struct{}
	cancel context.CancelFunc
	done   chan struct{}

	mu    sync.Mutex
	queue []message
}

func newSender(cfg Config) *sender {
	ctx, cancel := context.WithCancel(context.Background())
	s := &sender{cfg: cfg, wake: make(chan struct{}, 1), cancel: cancel, done: make(chan struct{})}
	hook, err := standardwebhooks.NewWebhook(cfg.Secret)
	if err != nil {
		slog.Error("demo shop: the webhook secret cannot be read, nothing is sent", "err", err)
	} else if cfg.HookURL != "" {
		s.hook = hook
	}
	go s.run(ctx)
	return s
}

// add queues a message without waiting. When the queue is full the oldest goes: a later snapshot says more.
func (s *sender) add(m message) {
	if s.hook == nil {
		return
	}
	s.mu.Lock()
	if len(s.queue) >= maxQueue {
		slog.Warn("demo shop: webhook queue full, the oldest is dropped", "type", s.queue[0].Type)
		s.queue = s.queue[1:]
	}
	s.queue = append(s.queue, m)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

func (s *sender) next() (message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		return message{}, false
	}
	m := s.queue[0]
	s.queue = s.queue[1:]
	return m, true
}

func (s *sender) run(ctx context.Context) {
	defer close(s.done)
	for {
		m, ok := s.next()
		if !ok {
			select {
			case <-ctx.Done():
				return
			case <-s.wake:
			}
			continue
		}
		if err := s.deliver(ctx, m); ctx.Err() != nil {
			return
		} else if err != nil {
			slog.Warn("demo shop: webhook given up", "type", m.Type, "err", err)
		}
	}
}

// deliver tries until the other side takes the message, refuses it, or has failed too often.
func (s *sender) deliver(ctx context.Context, m message) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	pause := firstPause
	for try := 0; ; try++ {
		again, err := s.post(ctx, m.id, body)
		if err == nil || !again || try == retries {
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
		pause *= 2
	}
}

// post makes one attempt and says whether another could help. The id stays over attempts, the timestamp does not.
func (s *sender) post(ctx context.Context, id string, body []byte) (again bool, err error) {
	now := s.cfg.Now()
	signature, err := s.hook.Sign(id, now, body)
	if err != nil {
		return false, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.cfg.HookURL, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(standardwebhooks.HeaderWebhookID, id)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	resp, err := s.cfg.Client.Do(req)
	if err != nil {
		return true, err
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // read, so that the connection is used again
	if resp.StatusCode >= 300 {
		return resp.StatusCode >= 500, fmt.Errorf("answered %d", resp.StatusCode)
	}
	return false, nil
}

// close ends the goroutine and waits for it.
func (s *sender) close() {
	s.cancel()
	<-s.done
	s.cfg.Client.CloseIdleConnections()
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing/fstest"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/standard"
	"github.com/zagaj/zagaj/sql"
)

// A burst: so many deliveries, evenly over so long, by so many senders at once.
const (
	burstDeliveries = 10_000
	burstTime       = 10 * time.Second
	burstSenders    = 64
)

// burst sends carts by HTTP to a server on the embedded store, as a shop's platform does, each signed anew. It returns the 99th
// percentile of what a sender waits for its 200, in milliseconds, from the moment it was due: a server that falls behind
// cannot hide it. Anything but 200 is an error.
func burst() (float64, error) {
	front, stop, err := hookServer()
	if err != nil {
		return 0, err
	}
	defer stop()
	waits, err := send(front)
	if err != nil {
		return 0, err
	}
	slices.Sort(waits)
	return float64(waits[len(waits)*99/100].Microseconds()) / 1000, nil
}

// hookServer is the product on an embedded store, with one shop and one installation.
func hookServer() (front *httptest.Server, stop func(), err error) {
	dir, err := os.MkdirTemp("", "zagaj-burst")
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	store, err := sql.Open(ctx, "sqlite:"+filepath.Join(dir, "zagaj.db"), clock)
	if err == nil {
		err = store.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k", Language: "pl", Zone: "UTC", Currency: "PLN"}, zagaj.Schedule{Shop: "s", Zone: "UTC"}, zagaj.DefaultPolicy())
	}
	if err == nil {
		err = store.AddInstallation(ctx, zagaj.Installation{ID: "i", Shop: "s", Platform: "standard", Secrets: []string{secret}, CreatedAt: clock()})
	}
	var server *api.Server
	if err == nil {
		server, err = api.New(ctx, api.Config{Store: store, Platforms: plugin.NewSet(standard.New()), Now: clock, Epoch: store.Epoch(), Log: slog.New(slog.DiscardHandler),
			Spool: filepath.Join(dir, "spool"), Files: fstest.MapFS{}, PublicURL: "http://localhost", ShopBurst: 1 << 20})
	}
	if err != nil {
		cancel()
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	front = httptest.NewServer(server.Handler())
	return front, func() {
		front.Close()
		cancel()
		<-ended
		_ = store.Close()
		_ = os.RemoveAll(dir)
	}, nil
}

func send(front *httptest.Server) ([]time.Duration, error) {
	deliveries, err := signedCarts(burstDeliveries)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: burstSenders}}
	waits, failed := make([]time.Duration, burstDeliveries), make(chan error, burstSenders)
	start := time.Now()
	var wg sync.WaitGroup
	for sender := range burstSenders {
		wg.Go(func() {
			for n := sender; n < burstDeliveries; n += burstSenders {
				due := start.Add(burstTime * time.Duration(n) / burstDeliveries)
				time.Sleep(time.Until(due))
				if err := post(client, front.URL+"/hooks/standard/i", deliveries[n]); err != nil {
					failed <- err
					return
				}
				waits[n] = time.Since(due)
			}
		})
	}
	wg.Wait()
	close(failed)
	return waits, <-failed
}

// signedCarts are the carts of a busy hour, made before the clock starts: the sender's work is not the server's. Each shopper changes the
// quantity of one thing after another, and every change is told as a whole cart of a new version, as platforms do.
func signedCarts(count int) ([]plugin.Delivery, error) {
	const (
		shoppers = 3000
		goods    = 400
	)
	out, draw := make([]plugin.Delivery, count), rand.New(rand.NewPCG(1, 2))
	baskets := make([][]int, shoppers)
	for i := range baskets {
		baskets[i] = draw.Perm(goods)[:12]
	}
	for n := range out {
		version, lines := n/shoppers, []map[string]any{}
		for i, good := range baskets[n%shoppers] {
			lines = append(lines, cartLine(good, 1+(version+11-i)/12))
		}
		d, err := signed("msg_"+strconv.Itoa(n), cartOf("cart-"+strconv.Itoa(n%shoppers), 1+version, lines))
		if err != nil {
			return nil, err
		}
		out[n] = d
	}
	return out, nil
}

func post(client *http.Client, address string, d plugin.Delivery) error {
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(d.Body))
	if err != nil {
		return err
	}
	req.Header = d.Header
	answer, err := client.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d %s: %w", answer.StatusCode, text, err)
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing/fstest"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/sql"
)

const (
	shop     = zagaj.ShopID("shop")
	key      = "key"
	origin   = "https://shop.example"
	email    = "anna@shop.example"
	password = "correct horse battery"
)

// house is a server with all it writes below one folder: data/ and log.
type house struct {
	*httptest.Server
	store *sql.Store
	log   *os.File
	stop  func()
	ended chan error
}

func clock() zagaj.Instant { return zagaj.At(time.Now()) }

// open starts a server that logs everything it can, on the embedded store.
func open(ctx context.Context, dir string) (*house, error) {
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	store, err := sql.Open(ctx, "sqlite:"+filepath.Join(data, "zagaj.db"), clock)
	if err != nil {
		return nil, err
	}
	if err := furnish(ctx, store); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	server, err := api.New(ctx, api.Config{Store: store, Platforms: plugin.NewSet(), Now: clock, Epoch: store.Epoch(), PublicURL: "http://localhost",
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})), Spool: filepath.Join(data, "spool"), Files: fstest.MapFS{}})
	if err != nil {
		stop()
		return nil, errors.Join(err, store.Close())
	}
	h := &house{Server: httptest.NewServer(server.Handler()), store: store, log: log, stop: stop, ended: make(chan error, 1)}
	go func() { h.ended <- server.Run(ctx) }()
	return h, nil
}

func furnish(ctx context.Context, store *sql.Store) error {
	hash, err := api.HashPassword(password, api.ServiceCost())
	if err != nil {
		return err
	}
	err = store.AddShop(ctx, zagaj.Shop{ID: shop, Key: key, Name: "Shop", Language: "pl", Zone: "Europe/Warsaw", Currency: "PLN", Origins: []string{origin},
		Peek: zagaj.PeekDeletions, Seats: 3}, zagaj.Schedule{Shop: shop, Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}, zagaj.DefaultPolicy())
	if err != nil {
		return fmt.Errorf("shop: %w", err)
	}
	return store.AddOperator(ctx, zagaj.Operator{ID: "anna", Shop: shop, Email: email, Name: "Anna", Role: zagaj.RoleOwner, Seats: 3, Language: "pl",
		PasswordHash: hash, CreatedAt: clock()})
}

// close stops the server and closes its files; what it has written stays.
func (h *house) close() {
	h.CloseClientConnections()
	h.Close()
	h.stop()
	<-h.ended
	h.store.Close()
	h.log.Close()
}

package api_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/api/egress"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// roads is an Outward without a network: one host hangs until who asks gives up, all others answer at once.
type roads struct{ told, hanging atomic.Int64 }

func (r *roads) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host == "hangs.example" {
		r.hanging.Add(1)
		defer r.hanging.Add(-1)
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	r.told.Add(1)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

// onTheRoads runs a test with a server that sends notices by roads, on a clock that nobody waits for.
func onTheRoads(t *testing.T, test func(t *testing.T, store *sql.Store, r *roads)) {
	t.Helper()
	dsn := sqltest.SQLite(t)
	synctest.Test(t, func(t *testing.T) {
		store, err := sql.Open(t.Context(), dsn, clock)
		must(t, err)
		r := &roads{}
		server, err := api.New(t.Context(), api.Config{Store: store, Now: clock, Log: slog.New(slog.DiscardHandler), PublicURL: "http://zagaj.example",
			Platforms: plugin.NewSet(), Files: fstest.MapFS{}, Outward: &http.Client{Transport: r}})
		must(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- server.Run(ctx) }()
		test(t, store, r)
		cancel()
		<-ended
		must(t, store.Close())
	})
}

// notices makes some wait for an address of a shop, which is made if it is new.
func notices(t *testing.T, store *sql.Store, shop zagaj.ShopID, host string, count int) {
	t.Helper()
	if _, err := store.Shop(t.Context(), shop); err != nil {
		must(t, store.AddShop(t.Context(), zagaj.Shop{ID: shop, Key: "key-" + string(shop), Name: "Sklep", Language: "pl", Zone: "Europe/Warsaw", Currency: "PLN",
			Origins: []string{testOrigin}, Peek: zagaj.PeekDraft, Seats: 3}, zagaj.Schedule{Shop: shop, Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}, zagaj.DefaultPolicy()))
	}
	e := zagaj.Endpoint{Shop: shop, ID: zagaj.EndpointID(host), URL: "https://" + host, Kinds: zagaj.NoticeKinds,
		Secrets: []zagaj.EndpointSecret{{Text: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}, CreatedAt: clock()}
	must(t, store.SaveEndpoint(t.Context(), e))
	for i := range count {
		must(t, store.AddTestDelivery(t.Context(), e, fmt.Sprint(host, i), clock()))
	}
}

func TestShopsWhoseAddressesHangDelayNobodyElse(t *testing.T) {
	onTheRoads(t, func(t *testing.T, store *sql.Store, r *roads) {
		for i := range 9 {
			notices(t, store, zagaj.ShopID(fmt.Sprint("hangs-", i)), "hangs.example", 30)
		}
		notices(t, store, "last", "fine.example", 30)
		time.Sleep(egress.Timeout)
		if told := r.told.Load(); told != 30 {
			t.Errorf("before anything is known of the addresses: %d of 30 told, want all", told)
		}
		time.Sleep(3 * egress.Timeout)
		notices(t, store, "another", "fine.example", 30)
		time.Sleep(2 * time.Second)
		if told, hanging := r.told.Load(), r.hanging.Load(); told != 60 || hanging != 8 {
			t.Errorf("once it is known: %d of 60 told, %d hang, want all, and half of the flights", told, hanging)
		}
	})
}

func TestAnAddressThatHangsDelaysNoOtherOfItsShop(t *testing.T) {
	onTheRoads(t, func(t *testing.T, store *sql.Store, r *roads) {
		notices(t, store, "shop", "hangs.example", 500) // waiting longer than all of the others
		notices(t, store, "shop", "fine.example", 30)
		time.Sleep(2 * egress.Timeout)
		if told, hanging := r.told.Load(), r.hanging.Load(); told != 30 || hanging != 1 {
			t.Errorf("%d of 30 told, %d hang, want all and one", told, hanging)
		}
	})
}

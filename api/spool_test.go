package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// slowFor is a platform of which one delivery takes the store longer than it has.
type slowFor struct {
	plugin.Adapter
	body *string
}

func (a slowFor) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	if bytes.Equal(d.Body, []byte(*a.body)) {
		return nil, zagaj.E(zagaj.CodeUnavailable, "the store cannot take writes now")
	}
	return a.Adapter.Decode(d, in)
}

// TestADeliveryThatCannotBeTakenHoldsNobodyUp: other connections' go on at once, its own connection's after a few tries, so that short
// trouble does not change their order.
func TestADeliveryThatCannotBeTakenHoldsNobodyUp(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := open(t, dsn)
		folder, now, slow := t.TempDir(), clock(), `"slow"`
		server, err := api.New(t.Context(), api.Config{Store: h.store, Now: func() zagaj.Instant { return now }, Log: slog.New(slog.DiscardHandler), Spool: folder,
			Platforms: plugin.NewSet(slowFor{woocommerce.New(), &slow}), Files: fstest.MapFS{}})
		must(t, err)
		for i, d := range []struct{ to, body string }{{"woo-shop", slow}, {"woo-other", string(recorded(t))}, {"woo-shop", string(recorded(t))}} {
			text, err := json.Marshal(map[string]any{"installation": d.to, "platform": "woocommerce", "header": http.Header{"X-Wc-Webhook-Topic": {"order.created"}}, "body": []byte(d.body), "received_at": now})
			must(t, err)
			must(t, os.WriteFile(filepath.Join(folder, fmt.Sprint(i, ".json")), text, 0o600))
		}
		for i, want := range []int{2, 2, 1, 1, 1} {
			err := server.DrainSpool(t.Context())
			left, also := os.ReadDir(folder)
			must(t, also)
			if len(left) != want || i == 0 && zagaj.CodeOf(err) != zagaj.CodeUnavailable {
				t.Fatalf("try %d: got %d files, %v; want %d", i, len(left), err, want)
			}
			if again := server.DrainSpool(t.Context()); again != nil {
				t.Errorf("try %d: got %v, want the file left alone for a while", i, again)
			}
			now = now.Add(time.Minute)
		}
		slow = ""
		must(t, server.DrainSpool(t.Context()))
		if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
			t.Errorf("got %d files, %v; want none", len(left), err)
		}
	})
}

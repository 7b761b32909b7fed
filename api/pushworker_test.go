package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/api/egress"
	"github.com/zagaj/zagaj/sql/sqltest"
)

func TestThePanelTellsWhetherAShopHasTheWorker(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		answer := func(w http.ResponseWriter) { http.NotFound(w, nil) }
		shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/zagaj-push.js" || r.Header.Get("Cookie") != "" {
				t.Errorf("asked for %s with %v", r.URL.Path, r.Header)
			}
			answer(w)
		}))
		defer shop.Close()
		at := netip.MustParseAddrPort(shop.Listener.Addr().String())
		h := openWith(t, dsn, func(c *api.Config) {
			c.Outward = egress.New(egress.Config{Allow: []egress.Exception{{Net: netip.PrefixFrom(at.Addr(), 32), Port: at.Port()}}})
		})
		kept, err := h.store.Shop(t.Context(), testShop)
		must(t, err)
		kept.Origins = []string{shop.URL, "http://127.0.0.1:1"} // the second is no address to be asked
		must(t, h.store.SaveShop(t.Context(), kept))
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		var got struct {
			Line    string
			Origins []struct{ Origin, State string }
		}
		look := func() string {
			anna.want(200, "GET", "/push-worker", "", &got)
			if len(got.Origins) != 2 || got.Origins[1].State != "unreachable" {
				t.Fatalf("got %v", got)
			}
			return got.Origins[0].State
		}
		if state := look(); state != "missing" {
			t.Errorf("no file: got %s", state)
		}
		answer = func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<!doctype html><title>Sklep</title>") }
		if state := look(); state != "other" {
			t.Errorf("a page in its place: got %s", state)
		}
		line := got.Line
		answer = func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = io.WriteString(w, line)
		}
		if state := look(); state != "there" {
			t.Errorf("the line as it was given: got %s", state)
		}
	})
}

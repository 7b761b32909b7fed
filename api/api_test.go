package api_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/standard"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

const (
	testShop   = zagaj.ShopID("shop")
	otherShop  = zagaj.ShopID("other")
	wooSecret  = "wc-test-secret"
	testOrigin = "https://sklep.example"
	password   = "correct horse battery"
)

// house is a running server on one store, entered only by its front door.
type house struct {
	*httptest.Server
	store *sql.Store
	api   *api.Server
	spool string
	// letters are what would have been mailed.
	letters mailbox
}

// onBothStores runs a test against SQLite and, where a server is at hand, PostgreSQL.
func onBothStores(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	sqltest.Each(t, func(t *testing.T, dsn string) { test(t, open(t, dsn)) })
}

func clock() zagaj.Instant { return zagaj.At(time.Now()) }

func open(t *testing.T, dsn string) *house {
	t.Helper()
	return openWith(t, dsn, func(*api.Config) {})
}

// openWith is open with a change to the server's settings.
func openWith(t *testing.T, dsn string, change func(*api.Config)) *house {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	store, err := sql.Open(ctx, dsn, clock)
	if err != nil {
		t.Fatal(err)
	}
	seed(t, store)
	letters := make(mailbox, 16)
	spool := t.TempDir()
	config := api.Config{Store: store, Mailer: letters, Now: clock, Log: slog.New(slog.DiscardHandler), PublicURL: "http://zagaj.example",
		Platforms: plugin.NewSet(standard.New(), woocommerce.New()), Epoch: "e1", Spool: spool, HashCost: cheap, KeyBurst: 1_000_000, ShopBurst: 1_000_000,
		Files: fstest.MapFS{"zagaj.js": {Data: []byte("//loader")}, "panel/index.html": {Data: []byte(`<title>Zagaj</title><script nonce="ZAGAJ-NONCE" src="x.js"></script>`)}}}
	change(&config)
	server, err := api.New(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	h := &house{Server: httptest.NewServer(asDescribed(t, server.Handler())), store: store, api: server, spool: spool, letters: letters}
	t.Cleanup(func() {
		h.CloseClientConnections()
		h.Close()
		cancel()
		<-ended
		store.Close()
	})
	return h
}

// cheap is what a password hash costs in tests: the real one takes a second under the race detector.
var cheap = api.HashCost{Passes: 1, Memory: 64}

func seed(t *testing.T, store *sql.Store) {
	t.Helper()
	ctx := t.Context()
	hash, err := api.HashPassword(password, cheap)
	must(t, err)
	for _, id := range []zagaj.ShopID{testShop, otherShop} {
		shop := zagaj.Shop{ID: id, Key: "key-" + string(id), Name: "Sklep", Language: "pl", Zone: "Europe/Warsaw", Currency: "PLN",
			Origins: []string{testOrigin}, Peek: zagaj.PeekDraft, Seats: 3}
		must(t, store.AddShop(ctx, shop, zagaj.Schedule{Shop: id, Zone: shop.Zone, Open: []string{"* * * * *"}}, zagaj.DefaultPolicy()))
		must(t, store.AddInstallation(ctx, zagaj.Installation{ID: zagaj.InstallationID("woo-" + string(id)), Shop: id,
			Platform: "woocommerce", Secrets: []string{wooSecret}, CreatedAt: clock()}))
		must(t, store.AddOperator(ctx, zagaj.Operator{ID: zagaj.OperatorID("anna-" + string(id)), Shop: id, Email: "anna@" + string(id) + ".example",
			Name: "Anna", Role: zagaj.RoleOwner, Seats: 3, Language: "pl", PasswordHash: hash, CreatedAt: clock()}))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wooDelivery(t *testing.T, h *house, installation string, body []byte, secret string) (int, string) {
	t.Helper()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	req, _ := http.NewRequest("POST", h.URL+"/hooks/woocommerce/"+installation, bytes.NewReader(body))
	for k, v := range map[string]string{"Content-Type": "application/json", "X-WC-Webhook-Topic": "order.created", "X-WC-Webhook-Resource": "order",
		"X-WC-Webhook-Event": "created", "X-WC-Webhook-ID": "1", "X-WC-Webhook-Delivery-ID": "868bc978100a8bb0d294ec18b3faf8df",
		"X-WC-Webhook-Signature": base64.StdEncoding.EncodeToString(mac.Sum(nil))} {
		req.Header.Set(k, v)
	}
	return do(t, h.Client(), req)
}

func do(t *testing.T, client *http.Client, req *http.Request) (int, string) {
	t.Helper()
	res, err := client.Do(req)
	must(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(t, err)
	return res.StatusCode, string(body)
}

func TestWebhooks(t *testing.T) {
	body, err := os.ReadFile("../plugin/woocommerce/testdata/woocommerce_webhook_order_created.observed.body.bin")
	must(t, err)
	onBothStores(t, func(t *testing.T, h *house) {
		count := func(shop zagaj.ShopID) int {
			list, err := h.store.Events(t.Context(), shop, 0, 100)
			must(t, err)
			return len(slices.DeleteFunc(list, func(ev zagaj.Event) bool { return ev.Kind == zagaj.KindConfig })) // the shop's settings are there from the start
		}
		for _, c := range []struct {
			name, installation, secret string
			body                       []byte
			status                     int
			code                       zagaj.Code
		}{
			{"refuses a wrong signature", "woo-shop", "another secret", body, 401, zagaj.CodeUnauthorized},
			{"refuses an unknown installation", "woo-none", wooSecret, body, 404, zagaj.CodeNotFound},
			{"refuses a huge body", "woo-shop", wooSecret, bytes.Repeat([]byte("x"), plugin.MaxBody+1), 413, zagaj.CodeTooLarge},
		} {
			t.Run(c.name, func(t *testing.T) {
				status, answer := wooDelivery(t, h, c.installation, c.body, c.secret)
				var got zagaj.Error
				_ = json.Unmarshal([]byte(answer), &got)
				if status != c.status || got.Code != c.code || got.Message == "" {
					t.Errorf("got %d %s, want %d %s", status, answer, c.status, c.code)
				}
				if n := count(testShop); n != 0 {
					t.Errorf("%d events stored, want none", n)
				}
			})
		}
		t.Run("stores a recorded order once, in its own shop only", func(t *testing.T) {
			for i, want := range []string{`{"stored":1}`, `{"stored":0}`} {
				if status, answer := wooDelivery(t, h, "woo-shop", body, wooSecret); status != 200 || answer != want {
					t.Errorf("delivery %d: got %d %s, want 200 %s", i+1, status, answer, want)
				}
			}
			if got, other := count(testShop), count(otherShop); got != 1 || other != 0 {
				t.Errorf("events: got %d and %d in the other shop, want 1 and 0", got, other)
			}
		})
	})
}

func TestPanelDoor(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		post := func(path, body string, cookie *http.Cookie) *http.Response {
			req, _ := http.NewRequest("POST", h.URL+path, strings.NewReader(body))
			if cookie != nil {
				req.AddCookie(cookie)
			}
			res, err := h.Client().Do(req)
			must(t, err)
			res.Body.Close()
			return res
		}
		if res := post("/v1/panel/login", `{"email":"anna@shop.example","password":"wrong password"}`, nil); res.StatusCode != 401 {
			t.Errorf("a wrong password: got %d, want 401", res.StatusCode)
		}
		if res := post("/v1/panel/login", `{"email":"nobody@shop.example","password":"wrong password"}`, nil); res.StatusCode != 401 {
			t.Errorf("an unknown person: got %d, want 401", res.StatusCode)
		}
		res := post("/v1/panel/login", fmt.Sprintf(`{"email":"Anna@shop.example ","password":%q}`, password), nil)
		if res.StatusCode != 200 || len(res.Cookies()) != 2 {
			t.Fatalf("sign in: got %d with %d cookies", res.StatusCode, len(res.Cookies()))
		}
		cookie := res.Cookies()[0]
		get := func(path string) int {
			req, _ := http.NewRequest("GET", h.URL+path, nil)
			req.AddCookie(cookie)
			status, _ := do(t, h.Client(), req)
			return status
		}
		for _, path := range []string{"/me", "/visitors", "/conversations", "/answers", "/rules", "/schedule", "/shop", "/installations"} {
			if got := get("/v1/panel" + path); got != 200 {
				t.Errorf("GET %s signed in: got %d, want 200", path, got)
			}
			req, _ := http.NewRequest("GET", h.URL+"/v1/panel"+path, nil)
			if got, _ := do(t, h.Client(), req); got != 401 {
				t.Errorf("GET %s signed out: got %d, want 401", path, got)
			}
		}
		post("/v1/panel/logout", "", cookie)
		if got := get("/v1/panel/me"); got != 401 {
			t.Errorf("after signing out: got %d, want 401", got)
		}
	})
}

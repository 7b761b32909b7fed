package demo_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/standard"
	"github.com/zagaj/zagaj/triggers"
	"github.com/zagaj/zagaj/widget/demo"
)

const secret = "whsec_c2VjcmV0LW9mLXRoZS1kZW1vLXNob3AtMTIzNDU2Nzg="

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// world is a shop, a browser in it and the receiver of its webhooks.
type world struct {
	t       *testing.T
	shop    *httptest.Server
	browser *http.Client
	got     chan plugin.Delivery
	fail    atomic.Int32 // the receiver answers 503 so many times
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, got: make(chan plugin.Delivery, 1024)}
	hook := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if w.fail.Add(-1) >= 0 {
			rw.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.got <- plugin.Delivery{Header: r.Header, Body: body, ReceivedAt: zagaj.At(noon)}
	}))
	shop := demo.New(demo.Config{ZagajURL: "https://chat.example", ShopKey: "demo-key", Secret: secret, Wait: 30,
		Now: func() time.Time { return noon }, HookURL: hook.URL, Client: hook.Client()})
	w.shop = httptest.NewServer(shop)
	jar, _ := cookiejar.New(nil)
	w.browser = &http.Client{Jar: jar}
	t.Cleanup(func() { w.shop.Close(); shop.Close(); hook.Close(); w.browser.CloseIdleConnections() })
	return w
}

func (w *world) do(req *http.Request) (int, string, *http.Response) {
	w.t.Helper()
	resp, err := w.browser.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(body), resp
}

func (w *world) get(path string) (int, string, *http.Response) {
	w.t.Helper()
	req, _ := http.NewRequest(http.MethodGet, w.shop.URL+path, nil)
	return w.do(req)
}

func (w *world) post(path string, header http.Header, pairs ...string) (int, string, *http.Response) {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req, _ := http.NewRequest(http.MethodPost, w.shop.URL+path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for k, v := range header {
		req.Header[k] = v
	}
	return w.do(req)
}

// event waits for the next webhook, checks its signature and decodes it as the server would.
func (w *world) event() zagaj.Event {
	w.t.Helper()
	select {
	case d := <-w.got:
		if err := standard.New().Verify(d, []string{secret}); err != nil {
			w.t.Fatalf("signature: %v", err)
		}
		if !strings.HasPrefix(d.Header.Get("webhook-id"), "msg_") {
			w.t.Errorf("webhook-id %q", d.Header.Get("webhook-id"))
		}
		events, err := standard.New().Decode(d, zagaj.Installation{ID: "demo-shop", Shop: "shop-1"})
		if err != nil || len(events) != 1 {
			w.t.Fatalf("decode: %d events, %v", len(events), err)
		}
		return events[0]
	case <-time.After(time.Minute):
		w.t.Fatal("no webhook came")
		return zagaj.Event{}
	}
}

func (w *world) silent() {
	w.t.Helper()
	select {
	case d := <-w.got:
		w.t.Fatalf("unexpected webhook: %s", d.Body)
	case <-time.After(50 * time.Millisecond):
	}
}

func meta(body, name string) string {
	m := regexp.MustCompile(`<meta name="` + name + `" content="([^"]*)">`).FindStringSubmatch(body)
	if m == nil {
		return ""
	}
	return m[1]
}

// The number is another one in each answer; the policy names the same.
var snippet = regexp.MustCompile(`<script nonce="([^"]+)" async src="https://chat.example/zagaj.js" data-shop="demo-key" data-push></script>`)

func TestTheShopHasTheWorkerOfPromisedAnswers(t *testing.T) {
	status, body, resp := open(t).get("/zagaj-push.js")
	if want := "importScripts('https://chat.example/push-worker.js')\n"; status != 200 || body != want || !strings.Contains(resp.Header.Get("Content-Type"), "javascript") {
		t.Errorf("got %d %q %s, want %q", status, body, resp.Header.Get("Content-Type"), want)
	}
}

func TestPagesCarryWhatMerchantsPaste(t *testing.T) {
	w := open(t)
	for _, c := range []struct{ path, kind, category string }{{"/", "home", ""}, {"/kategoria/buty", "category", "buty"},
		{"/produkt/buty-turnia", "product", "buty"}, {"/koszyk", "cart", ""}, {"/nie-ma", "other", ""}} {
		status, body, resp := w.get(c.path)
		if want := map[bool]int{true: 404, false: 200}[c.kind == "other"]; status != want {
			t.Errorf("%s: status %d, want %d", c.path, status, want)
		}
		pasted := snippet.FindStringSubmatch(body)
		if pasted == nil {
			t.Fatalf("%s: no snippet", c.path)
		}
		policy := resp.Header.Get("Content-Security-Policy")
		for _, want := range []string{"script-src 'nonce-" + pasted[1] + "' 'strict-dynamic';", "require-trusted-types-for 'script'", "default-src 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy %q lacks %s", c.path, policy, want)
			}
		}
		if meta(body, "zagaj:page") != c.kind || meta(body, "zagaj:category") != c.category {
			t.Errorf("%s: page %q, category %q", c.path, meta(body, "zagaj:page"), meta(body, "zagaj:category"))
		}
		if len(meta(body, "zagaj:cart")) < 20 {
			t.Errorf("%s: cart %q", c.path, meta(body, "zagaj:cart"))
		}
		if resp.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: no nosniff", c.path)
		}
	}
	_, body, resp := w.get("/")
	if n := strings.Count(body, `data-testid="product-card"`); n != 12 {
		t.Errorf("home shows %d products", n)
	}
	if len(resp.Cookies()) != 0 {
		t.Error("a known visitor gets another cart")
	}
	if !strings.Contains(body, "https://chat.example/panel/") {
		t.Error("no link to the panel")
	}
	for _, path := range []string{"/halny.css", "/halny.js", "/obraz/buty-turnia.svg", "/obraz/logo.svg"} {
		if status, _, _ := w.get(path); status != 200 {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestEveryProductDescribesItself(t *testing.T) {
	w := open(t)
	_, home, _ := w.get("/")
	links := regexp.MustCompile(`href="(/produkt/[^"]+)" data-testid="product-card"`).FindAllStringSubmatch(home, -1)
	if len(links) != 12 {
		t.Fatalf("%d products", len(links))
	}
	seen := map[string]bool{}
	for _, link := range links {
		_, body, _ := w.get(link[1])
		raw := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(body)
		if raw == nil {
			t.Fatalf("%s: no JSON-LD", link[1])
		}
		var ld struct {
			Type      string `json:"@type"`
			ProductID string `json:"productID"`
			SKU, Name string
			Image     string
			Offers    struct{ Price, PriceCurrency string }
		}
		if err := json.Unmarshal([]byte(raw[1]), &ld); err != nil {
			t.Fatalf("%s: %v", link[1], err)
		}
		if ld.Type != "Product" || ld.ProductID == "" || seen[ld.ProductID] || ld.SKU != ld.ProductID || ld.Name == "" ||
			ld.Offers.PriceCurrency != "PLN" || !strings.HasPrefix(ld.Image, w.shop.URL+"/obraz/") {
			t.Errorf("%s: %+v", link[1], ld)
		}
		seen[ld.ProductID] = true
		if !strings.Contains(body, "data-zagaj-size") || strings.Count(body, " checked>") != 1 {
			t.Errorf("%s: the size table or the chosen size is missing", link[1])
		}
	}
}

func TestCartChangesAreTold(t *testing.T) {
	w := open(t)
	_, body, _ := w.get("/produkt/buty-turnia")
	cart := zagaj.CartID(meta(body, "zagaj:cart"))
	if status, body, _ := w.post("/koszyk/dodaj", nil, "produkt", "buty-turnia", "rozmiar", "42"); status != 200 || !strings.Contains(body, "Dodano do koszyka") {
		t.Fatalf("add: %d", status)
	}
	ev := w.event()
	w.silent() // exactly one
	if ev.Kind != zagaj.KindCart || ev.Cart.ID != cart || ev.Cart.Version != 1 || ev.Cart.Total != (zagaj.Money{Minor: 74900, Currency: "PLN"}) {
		t.Fatalf("cart %+v", ev.Cart)
	}
	if l := ev.Cart.Lines[0]; l.Product != "101" || l.SKU != "BUT-101-42" || l.Variant != "42" || l.Category != "buty" || l.Quantity != 1 {
		t.Errorf("line %+v", l)
	}
	w.post("/koszyk/dodaj", nil, "produkt", "plecak-polana-18", "rozmiar", "SM")
	w.post("/koszyk/zmien", nil, "sku", "BUT-101-42", "ile", "3")
	w.post("/koszyk/zmien", nil, "sku", "BUT-101-42", "ile", "3") // changes nothing
	w.post("/koszyk/zmien", nil, "sku", "BUT-101-42", "ile", "0")
	for i, total := range []int64{100800, 250600, 25900} {
		if ev := w.event(); ev.Cart.Version != int64(i+2) || ev.Cart.Total.Minor != total {
			t.Errorf("version %d, total %d, want %d, %d", ev.Cart.Version, ev.Cart.Total.Minor, i+2, total)
		}
	}
	w.silent()
}

func TestOrderEmptiesTheCart(t *testing.T) {
	w := open(t)
	if _, body, _ := w.get("/zamowienie"); meta(body, "zagaj:page") != "cart" {
		t.Error("an empty cart can be ordered")
	}
	w.post("/koszyk/dodaj", nil, "produkt", "kurtka-wichura", "rozmiar", "M")
	cart := w.event().Cart.ID
	if _, body, _ := w.get("/zamowienie"); meta(body, "zagaj:page") != "checkout" || !strings.Contains(body, `data-testid="place-order"`) {
		t.Error("no checkout")
	}
	_, body, _ := w.post("/zamowienie", nil)
	ev := w.event()
	if ev.Kind != zagaj.KindOrder || ev.Order.Cart != cart || ev.Order.Status != zagaj.OrderPlaced || ev.Order.Total.Minor != 69900 || len(ev.Order.Lines) != 1 {
		t.Fatalf("order %+v", ev.Order)
	}
	if meta(body, "zagaj:page") != "thanks" || !strings.Contains(body, ev.Order.Number) {
		t.Error("no thanks, or another number")
	}
	if next := meta(body, "zagaj:cart"); next == "" || zagaj.CartID(next) == cart {
		t.Errorf("cart %q after the order", next)
	}
	w.post("/zamowienie", nil) // a second click orders nothing
	w.silent()
}

func TestWhatIsRefused(t *testing.T) {
	w := open(t)
	w.get("/")
	for _, c := range []struct {
		path   string
		header http.Header
		form   []string
		want   int
	}{
		{"/koszyk/dodaj", http.Header{"Sec-Fetch-Site": {"cross-site"}}, []string{"produkt", "buty-turnia", "rozmiar", "42"}, 403},
		{"/koszyk/dodaj", http.Header{"Origin": {"https://evil.example"}}, []string{"produkt", "buty-turnia", "rozmiar", "42"}, 403},
		{"/zamowienie", http.Header{"Sec-Fetch-Site": {"same-site"}}, nil, 403},
		{"/koszyk/dodaj", nil, []string{"produkt", "nie-ma", "rozmiar", "42"}, 400},
		{"/koszyk/dodaj", nil, []string{"produkt", "buty-turnia", "rozmiar", "XL"}, 400},
		{"/koszyk/zmien", nil, []string{"sku", "BUT-101-42", "ile", "-1"}, 400},
		{"/koszyk/zmien", nil, []string{"sku", "BUT-101-42", "ile", "1000000"}, 400},
	} {
		if status, _, _ := w.post(c.path, c.header, c.form...); status != c.want {
			t.Errorf("%s %v %v: %d, want %d", c.path, c.header, c.form, status, c.want)
		}
	}
	w.silent()
	own := http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {w.shop.URL}}
	if status, _, _ := w.post("/koszyk/dodaj", own, "produkt", "buty-turnia", "rozmiar", "42"); status != 200 {
		t.Errorf("the shop's own form: %d", status)
	}
	w.event()
}

func TestWebhookIsTriedAgain(t *testing.T) {
	w := open(t)
	w.fail.Store(2)
	w.post("/koszyk/dodaj", nil, "produkt", "buty-gran", "rozmiar", "41")
	w.post("/koszyk/dodaj", nil, "produkt", "buty-gran", "rozmiar", "41")
	for want := int64(1); want <= 2; want++ {
		if v := w.event().Cart.Version; v != want {
			t.Errorf("version %d, want %d: the order is lost", v, want)
		}
	}
}

func TestCloseIsQuickAndLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	var took time.Duration
	for range 20 {
		// Nothing listens there: the sender is in the middle of its pauses when it is closed.
		shop := demo.New(demo.Config{ZagajURL: "https://chat.example", ShopKey: "k", Secret: secret, Wait: 30,
			Now: func() time.Time { return noon }, HookURL: "http://127.0.0.1:1/"})
		req := httptest.NewRequest(http.MethodPost, "/koszyk/dodaj", strings.NewReader("produkt=buty-gran&rozmiar=41"))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		shop.ServeHTTP(rec, req)
		if rec.Code != http.StatusSeeOther {
			t.Fatalf("add: %d", rec.Code)
		}
		start := time.Now()
		shop.Close()
		shop.Close()
		took += time.Since(start)
	}
	// A Close that waited for the pauses would take four seconds and more, twenty times over.
	if took > time.Minute {
		t.Errorf("closing twenty times took %v", took)
	}
	deadline := time.Now().Add(time.Minute)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines before, %d after", before, n)
	}
}

func TestRulesAndAnswers(t *testing.T) {
	rules := demo.Rules("shop-1", 30)
	if len(rules) != 2 {
		t.Fatalf("%d rules", len(rules))
	}
	for _, r := range rules {
		if err := triggers.ValidateRule(r); err != nil {
			t.Errorf("%s: %v", r.Name, err)
		}
		if !r.Enabled || r.Shop != "shop-1" || r.ID == "" || r.Text["pl"] == "" || r.Text["en"] == "" {
			t.Errorf("%+v", r)
		}
	}
	answers := demo.Answers()
	if len(answers) != 5 {
		t.Fatalf("%d answers", len(answers))
	}
	for _, a := range answers {
		if a.Shortcut == "" || a.Text == "" || a.Language != "pl" {
			t.Errorf("%+v", a)
		}
	}
}

package api_test

import (
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/bigcommerce"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/saleor"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// tell sends a panel request with a body and decodes the answer.
func tell(t *testing.T, h *house, cookie, method, path string, body, into any) int {
	t.Helper()
	text, err := json.Marshal(body)
	must(t, err)
	req, _ := http.NewRequest(method, h.URL+path, strings.NewReader(string(text)))
	req.Header.Set("Cookie", cookie)
	status, answer := do(t, h.Client(), req)
	if strings.Contains(answer, "cs_1") || strings.Contains(answer, "cs_typo") {
		t.Errorf("%s %s: tells the credentials: %s", method, path, answer)
	}
	if into != nil {
		if err := json.Unmarshal([]byte(answer), into); err != nil {
			t.Fatalf("%s %s: %d %s", method, path, status, answer)
		}
	}
	return status
}

type connected struct {
	ID                 string
	Secrets, Failures  int
	Accepted, Refused  int
	Connected          bool
	Needs              []string
	Findings           []plugin.Finding
	Limits             []plugin.Limit
	Address, LastError string
}

func codes(findings []plugin.Finding) string {
	list := []string{}
	for _, f := range findings {
		if f.Code == "late" {
			continue // what was recorded on another day
		}
		list = append(list, f.Code)
	}
	return fmt.Sprint(list)
}

const wooPath = "/v1/panel/installations/woo-shop"

// connection returns the shop's one connection as the panel lists it.
func connection(t *testing.T, h *house, cookie string) connected {
	t.Helper()
	var list struct{ Installations []connected }
	ask(t, h, cookie, "GET", "/v1/panel/installations", &list)
	if len(list.Installations) != 1 {
		t.Fatalf("got %+v, want one connection", list)
	}
	return list.Installations[0]
}

func TestAConnectionIsCheckedRepairedAndFilled(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { // the shop has a certificate of its own, and is on this machine
			c.Outward = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		})
		_, cookie := work(t, h, testShop)
		shop := plugintest.NewWooShop(t)
		for i := range 120 {
			shop.Orders = append(shop.Orders, plugintest.WooOrder(i+1, 120-i, time.Now()))
		}
		good := map[string]any{"address": shop.URL, "credentials": map[string]string{"consumer_key": "ck_1", "consumer_secret": "cs_1"}}
		for name, bad := range map[string]map[string]any{
			"http":          {"address": "http://shop.example", "credentials": good["credentials"]},
			"no address":    {"address": "", "credentials": good["credentials"]},
			"a password":    {"address": "https://a:b@shop.example", "credentials": good["credentials"]},
			"half a key":    {"address": shop.URL, "credentials": map[string]string{"consumer_key": "ck_1"}},
			"another thing": {"address": shop.URL, "credentials": map[string]string{"consumer_key": "ck_1", "consumer_secret": "cs_1", "token": "x"}},
		} {
			if status := tell(t, h, cookie, "PUT", wooPath, bad, nil); status != 400 {
				t.Errorf("%s: got %d, want 400", name, status)
			}
		}
		if status := tell(t, h, cookie, "POST", wooPath+"/repair", map[string]any{}, nil); status != 400 {
			t.Errorf("repair without a key: got %d, want 400", status)
		}
		var c connected
		if status := tell(t, h, cookie, "PUT", wooPath, good, &c); status != 200 || !c.Connected || c.Address != shop.URL || fmt.Sprint(c.Needs) != "[consumer_key consumer_secret]" {
			t.Fatalf("got %d %+v", status, c)
		}
		var checked struct {
			Findings []plugin.Finding
			Hooks    []plugin.Hook
		}
		check := func(want string) {
			t.Helper()
			if status := tell(t, h, cookie, "POST", wooPath+"/check", map[string]any{}, &checked); status != 200 || codes(checked.Findings) != want {
				t.Errorf("check: got %d %s, want %s", status, codes(checked.Findings), want)
			}
		}
		check("[hook-missing hook-missing never]")
		if status := tell(t, h, cookie, "POST", wooPath+"/repair", map[string]any{}, nil); status != 200 {
			t.Errorf("repair: got %d", status)
		}
		check("[never]")
		for _, hook := range shop.Hooks() { // what was registered is what the server accepts
			if status, answer := wooDelivery(t, h, strings.TrimPrefix(hook["delivery_url"].(string), "http://zagaj.example/hooks/woocommerce/"), recorded(t), hook["secret"].(string)); status != 200 {
				t.Errorf("a delivery of the registered webhook: %d %s", status, answer)
			}
		}
		shop.SetHook("order.updated", "http://zagaj.example/hooks/woocommerce/woo-shop", "disabled")
		check("[hook-off]")
		fill(t, h, cookie, 121) // the recorded one too
		shop.Secret = "cs_2"
		check("[credentials]")
		if status := tell(t, h, cookie, "POST", wooPath+"/repair", map[string]any{}, nil); status != 409 {
			t.Errorf("repair with a wrong key: got %d, want 409: 401 would sign the person out", status)
		}
	})
}

// fill fetches the shop's orders, twice: the second time nothing is new.
func fill(t *testing.T, h *house, cookie string, want int) {
	t.Helper()
	for _, stored := range []int{120, 0} {
		if status := tell(t, h, cookie, "POST", wooPath+"/backfill", map[string]any{"days": 30}, nil); status != 200 {
			t.Fatalf("back-fill: got %d", status)
		}
		var f struct {
			State                       string
			Page, Pages, Orders, Stored int
		}
		for deadline := time.Now().Add(time.Minute); ; {
			ask(t, h, cookie, "GET", wooPath+"/backfill", &f)
			if f.State == "done" || f.State == "failed" || time.Now().After(deadline) {
				break
			}
		}
		if f.State != "done" || f.Page != 2 || f.Pages != 2 || f.Orders != 120 || f.Stored != stored {
			t.Errorf("got %+v, want 120 orders on 2 pages, %d of them stored", f, stored)
		}
	}
	events, err := h.store.Events(t.Context(), testShop, 0, 1000)
	must(t, err)
	orders := 0
	for _, ev := range events {
		if ev.Kind == zagaj.KindOrder {
			orders++
		}
	}
	if orders != want {
		t.Errorf("got %d orders in the log, want %d", orders, want)
	}
}

// TestCartsAreFetchedAfterOrders: where the platform lists them, with progress; the second time nothing is new.
func TestCartsAreFetchedAfterOrders(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		shop := plugintest.NewSaleorShop(t)
		h := openWith(t, dsn, func(c *api.Config) {
			c.Platforms, c.Outward = plugin.NewSet(woocommerce.New(), saleor.New()), shop.Client()
		})
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "saleor-shop", Shop: testShop, Platform: "saleor", Secrets: []string{"a secret"}, CreatedAt: clock(),
			Address: shop.URL, Credentials: map[string]string{"app_token": shop.Token}}))
		for i := range 60 {
			shop.Checkouts = append(shop.Checkouts, plugintest.SaleorCheckout(fmt.Sprint("c", i), i+1, time.Now()))
		}
		shop.Orders = []string{plugintest.SaleorOrder("o1", 1, time.Now()), `{}`}
		_, cookie := work(t, h, testShop)
		for _, want := range []string{"done 3/3: 2 orders, 1 new, 60 carts, 60 new, 1 bad", "done 3/3: 2 orders, 0 new, 60 carts, 0 new, 1 bad"} {
			if status := tell(t, h, cookie, "POST", "/v1/panel/installations/saleor-shop/backfill", map[string]any{"days": 30}, nil); status != 200 {
				t.Fatalf("back-fill: got %d", status)
			}
			var f struct {
				State                                   string
				Page, Pages, Orders, Stored, Carts, Bad int
				NewCarts                                int `json:"new_carts"`
			}
			within(t, "it is done", func() bool {
				ask(t, h, cookie, "GET", "/v1/panel/installations/saleor-shop/backfill", &f)
				return f.State == "done" || f.State == "failed"
			})
			if got := fmt.Sprintf("%s %d/%d: %d orders, %d new, %d carts, %d new, %d bad", f.State, f.Page, f.Pages, f.Orders, f.Stored, f.Carts, f.NewCarts, f.Bad); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}

func TestASecretRotatesWithoutAGap(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		deliver := func(secret string, want int) {
			t.Helper()
			if status, answer := wooDelivery(t, h, "woo-shop", recorded(t), secret); status != want {
				t.Errorf("with %.12s…: got %d %s, want %d", secret, status, answer, want)
			}
		}
		deliver(wooSecret, 200)
		var rotated struct{ Secret string }
		if status := tell(t, h, cookie, "POST", wooPath+"/secret", map[string]any{}, &rotated); status != 200 || !strings.HasPrefix(rotated.Secret, "whsec_") {
			t.Fatalf("got %d %+v", status, rotated)
		}
		deliver(wooSecret, 200)
		deliver(rotated.Secret, 200)
		if c := connection(t, h, cookie); c.Secrets != 2 {
			t.Errorf("got %d secrets, want 2", c.Secrets)
		}
		if status := tell(t, h, cookie, "DELETE", wooPath+"/secret", map[string]any{}, nil); status != 200 {
			t.Errorf("drop the old one: got %d", status)
		}
		deliver(rotated.Secret, 200)
		deliver(wooSecret, 401)
		c := connection(t, h, cookie)
		if c.Secrets != 1 || c.Failures != 1 || c.Accepted == 0 || codes(c.Findings) != "[secret]" {
			t.Errorf("got %+v, want the refusal explained", c)
		}
	})
}

func TestAnotherShopsConnectionIsAbsent(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, foreign := work(t, h, otherShop)
		for _, door := range []string{"PUT ", "POST /secret", "DELETE /secret", "POST /check", "POST /repair", "POST /backfill", "GET /backfill"} {
			method, rest, _ := strings.Cut(door, " ")
			if status := tell(t, h, foreign, method, wooPath+rest, map[string]any{}, nil); status != 404 {
				t.Errorf("%s: got %d, want 404", door, status)
			}
		}
		in, err := h.store.Installation(t.Context(), "woo-shop")
		must(t, err)
		if len(in.Secrets) != 1 || in.Secrets[0] != wooSecret {
			t.Error("its secret was changed")
		}
		in.Shop = otherShop
		if err := h.store.SaveInstallation(t.Context(), in); zagaj.CodeOf(err) != zagaj.CodeNotFound {
			t.Errorf("the store: got %v, want not found", err)
		}
	})
}

func TestDroppedWebhooksAreMendedUnasked(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) {
			c.Outward = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
			c.MendEvery = 20 * time.Millisecond
		})
		_, cookie := work(t, h, testShop)
		shop := plugintest.NewWooShop(t)
		shop.Orders = []string{plugintest.WooOrder(1, 5, time.Now())}
		hookURL := "http://zagaj.example/hooks/woocommerce/woo-shop"
		shop.SetHook("order.created", hookURL, "active")
		shop.SetHook("order.updated", hookURL, "paused")
		shop.SetHook("order.created", hookURL, "disabled")
		if status := tell(t, h, cookie, "PUT", wooPath, map[string]any{"address": shop.URL,
			"credentials": map[string]string{"consumer_key": "ck_1", "consumer_secret": "cs_1"}}, nil); status != 200 {
			t.Fatalf("connect: %d", status)
		}
		if status, answer := wooDelivery(t, h, "woo-shop", recorded(t), wooSecret); status != 200 {
			t.Fatalf("a delivery: %d %s", status, answer)
		}
		within(t, "the platform is asked, and asked again", func() bool { return shop.Asks() > 3 })
		if got := hookStates(shop); got != "disabled paused" {
			t.Fatalf("got %s: a person has paused one, so nothing may be touched", got)
		}
		shop.SetHook("order.updated", hookURL, "active")
		within(t, "the dropped one is active", func() bool { return hookStates(shop) == "active active" })
		var f struct {
			State  string
			Orders int
		}
		within(t, "what was missed is fetched", func() bool {
			ask(t, h, cookie, "GET", wooPath+"/backfill", &f)
			return f.State == "done" && f.Orders == 1
		})
		var log struct{ Deeds []zagaj.Deed }
		ask(t, h, cookie, "GET", "/v1/panel/audit", &log)
		mended := 0
		for _, d := range log.Deeds {
			if d.Action == "installation.mended" && d.Detail == "order.created" && d.Operator == "" {
				mended++
			}
		}
		if mended != 1 {
			t.Errorf("the audit log tells of it %d times, want once", mended)
		}
	})
}

func hookStates(shop *plugintest.WooShop) string {
	var states []string
	for _, hook := range shop.Hooks() {
		states = append(states, hook["status"].(string))
	}
	return strings.Join(states, " ")
}

func TestAThinDeliveryIsMadeWhole(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		shop := plugintest.NewBigShop(t)
		h := openWith(t, dsn, func(c *api.Config) {
			c.Platforms, c.Outward = plugin.NewSet(woocommerce.New(), bigcommerce.New()), shop.Client()
		})
		const secret = "the client secret"
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "big", Shop: testShop, Platform: "bigcommerce", Secrets: []string{secret}, CreatedAt: clock(),
			Address: shop.Address(), Credentials: map[string]string{"access_token": shop.Token}}))
		shop.Orders[250], shop.Carts["c"] = plugintest.BigOrder(250, 11, time.Now()), plugintest.BigCart("c", 3)
		for scope, data := range map[string]string{"store/order/created": `{"id":250}`, "store/cart/updated": `{"id":"c"}`} {
			d := plugintest.Message("msg "+scope, fmt.Sprintf(`{"scope":"%s","data":%s,"hash":"h","created_at":%d}`, scope, data, time.Now().Unix()))
			plugintest.SignStandard(t, &d, base64.StdEncoding.EncodeToString([]byte(secret)), clock())
			req, _ := http.NewRequest("POST", h.URL+"/hooks/bigcommerce/big", bytes.NewReader(d.Body))
			req.Header = d.Header
			if status, answer := do(t, http.DefaultClient, req); status != 200 {
				t.Fatalf("%s: got %d %s", scope, status, answer)
			}
		}
		var order, cart *zagaj.Event
		within(t, "the order and the cart are whole", func() bool {
			events, err := h.store.Events(t.Context(), testShop, 0, 100)
			must(t, err)
			for _, ev := range events {
				if ev.Order != nil && len(ev.Order.Lines) == 1 {
					order = &ev
				}
				if ev.Cart != nil && len(ev.Cart.Lines) == 1 {
					cart = &ev
				}
			}
			return order != nil && cart != nil
		})
		if order.Order.Total.Minor != 9998 || cart.Cart.Total.Minor != 14997 {
			t.Errorf("got %+v and %+v", order.Order, cart.Cart)
		}
	})
}

package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

func recorded(t *testing.T) []byte {
	t.Helper()
	body, err := os.ReadFile("../plugin/woocommerce/testdata/woocommerce_webhook_order_created.observed.body.bin")
	must(t, err)
	return body
}

// ask sends a panel request and decodes the answer.
func ask(t *testing.T, h *house, cookie, method, path string, into any) int {
	t.Helper()
	req, _ := http.NewRequest(method, h.URL+path, strings.NewReader("{}"))
	req.Header.Set("Cookie", cookie)
	status, answer := do(t, h.Client(), req)
	if into != nil {
		if err := json.Unmarshal([]byte(answer), into); err != nil {
			t.Fatalf("%s %s: %d %s", method, path, status, answer)
		}
	}
	return status
}

type quarantineList struct {
	Deliveries []struct {
		ID, Reason, Platform, Topic, Body string
	}
}

func TestPoisonIsQuarantinedAndPlayedAgain(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		for range 2 { // the platform repeats what it is not sure of
			status, answer := wooDelivery(t, h, "woo-shop", []byte(`{"id": [11]}`), wooSecret)
			if status != 200 || !strings.Contains(answer, "quarantined") {
				t.Fatalf("got %d %s, want 200: a sender who sees failures switches the webhook off", status, answer)
			}
		}
		var list quarantineList
		ask(t, h, cookie, "GET", "/v1/panel/quarantine", &list)
		if len(list.Deliveries) != 1 || list.Deliveries[0].Reason == "" || list.Deliveries[0].Topic != "order.created" || list.Deliveries[0].Body != `{"id": [11]}` {
			t.Fatalf("got %+v, want the one delivery with its reason", list)
		}
		path := "/v1/panel/quarantine/" + list.Deliveries[0].ID
		var refused zagaj.Error
		if status := ask(t, h, cookie, "POST", path+"/replay", &refused); status != 400 || refused.Message == "" {
			t.Errorf("got %d %+v, want the reason why it still cannot be read", status, refused)
		}
		_, foreign := work(t, h, otherShop)
		for _, method := range []string{"POST", "DELETE"} {
			p := path
			if method == "POST" {
				p += "/replay"
			}
			if status := ask(t, h, foreign, method, p, nil); status != 404 {
				t.Errorf("the other shop's %s: got %d, want 404", method, status)
			}
		}
		if status := ask(t, h, cookie, "DELETE", path, nil); status != 204 {
			t.Errorf("drop: got %d", status)
		}
		// What an older version could not read, a newer one can: as if it had been quarantined by one.
		must(t, h.store.Quarantine(t.Context(), zagaj.Quarantined{ID: "q", Shop: testShop, Installation: "woo-shop", Platform: "woocommerce", Reason: "old",
			Header: map[string]string{"X-WC-Webhook-Topic": "order.created"}, Body: recorded(t), ReceivedAt: clock()}))
		var done struct{ Stored int }
		if status := ask(t, h, cookie, "POST", "/v1/panel/quarantine/q/replay", &done); status != 200 || done.Stored != 1 {
			t.Errorf("replay: got %d %+v, want one event stored", status, done)
		}
		list = quarantineList{}
		ask(t, h, cookie, "GET", "/v1/panel/quarantine", &list)
		if len(list.Deliveries) != 0 {
			t.Errorf("got %+v, want none left", list)
		}
	})
}

func TestDeliveriesWaitOnTheDiskWhileTheStoreIsAway(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := open(t, dsn)
		if status, _ := wooDelivery(t, h, "woo-shop", []byte(`{"id": 0}`), wooSecret); status != 200 { // the server has met this shop
			t.Fatal(status)
		}
		must(t, h.store.Close())
		status, answer := wooDelivery(t, h, "woo-shop", recorded(t), wooSecret)
		if status != 200 || !strings.Contains(answer, `"spooled":true`) {
			t.Fatalf("got %d %s, want it kept on the disk", status, answer)
		}
		if status, _ := wooDelivery(t, h, "woo-shop", recorded(t), "another secret"); status != 401 {
			t.Errorf("forged: got %d, want 401 also now", status)
		}
		if status, _ := wooDelivery(t, h, "woo-other", recorded(t), wooSecret); status != 503 {
			t.Errorf("a connection that cannot be looked up: got %d, want 503", status)
		}
		store, err := sql.Open(t.Context(), dsn, clock)
		must(t, err)
		defer store.Close()
		server, err := api.New(t.Context(), api.Config{Store: store, Now: clock, Log: slog.New(slog.DiscardHandler), Spool: h.spool,
			Platforms: plugin.NewSet(woocommerce.New()), Files: fstest.MapFS{}})
		must(t, err)
		for range 2 { // the second finds nothing to do
			must(t, server.DrainSpool(t.Context()))
		}
		events, err := store.Events(t.Context(), testShop, 0, 0)
		must(t, err)
		orders := 0
		for _, ev := range events {
			if ev.Kind == zagaj.KindOrder {
				orders++
			}
		}
		left, err := os.ReadDir(h.spool)
		must(t, err)
		if orders != 1 || len(left) != 0 {
			t.Errorf("got %d orders and %d files, want 1 and 0", orders, len(left))
		}
	})
}

// A platform that tells parts of carts is asked for the whole one when a part is missing.
func TestAPartOfACartThatDoesNotFitAsksForAllOfIt(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "own", Shop: testShop, Platform: "standard", Secrets: []string{plugintest.StandardSecret(1)}, CreatedAt: clock()}))
		for i, c := range []struct{ data, answer string }{
			{`"version":1,"base":0,"added":[{"product":"1","quantity":2,"price":"1.00"}]`, `{"stored":1}`},
			{`"version":2,"base":1,"removed":[{"product":"1","quantity":1,"price":"1.00"}]`, `{"stored":1}`},
			{`"version":9,"base":8,"added":[{"product":"1","quantity":1,"price":"1.00"}]`, `{"stored":1,"snapshot":["C"]}`},
			{`"version":9,"base":9,"added":[{"product":"1","quantity":1,"price":"1.00"}]`, `data.version above data.base`},
			{`"version":10,"base":9,"added":[{"product":"1","quantity":0,"price":"1.00"}]`, `quantities of 1 or more`},
		} {
			d := plugin.Delivery{Header: http.Header{"Webhook-Id": {fmt.Sprint("msg_", i)}}, Body: fmt.Appendf(nil, `{"type":"cart.changed","occurred_at":%d,"data":{"id":"C","currency":"PLN","total":"2.00",%s}}`, clock(), c.data)}
			plugintest.SignStandard(t, &d, plugintest.StandardSecret(1), clock())
			req, _ := http.NewRequest(http.MethodPost, h.URL+"/hooks/standard/own", bytes.NewReader(d.Body))
			req.Header = d.Header
			if status, answer := do(t, h.Client(), req); status != http.StatusOK || !strings.Contains(answer, c.answer) {
				t.Errorf("%s: %d %s, want %s", c.data, status, answer, c.answer)
			}
		}
	})
}

// TestWooCommercesPingGetsExactly200: without it WooCommerce takes the webhook's address for a bad one. It is unsigned, stores nothing and is no failure.
func TestWooCommercesPingGetsExactly200(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		ping := func(body string) int {
			req, _ := http.NewRequest("POST", h.URL+"/hooks/woocommerce/woo-shop", strings.NewReader(body))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			status, _ := do(t, h.Client(), req)
			return status
		}
		if status := ping("webhook_id=7"); status != http.StatusOK {
			t.Errorf("got %d, want 200", status)
		}
		if c := connection(t, h, cookie); c.Accepted+c.Refused+c.Failures != 0 {
			t.Errorf("got %+v, want no delivery counted", c)
		}
		if status := ping("webhook_id=7&x=1"); status != http.StatusUnauthorized {
			t.Errorf("something longer: got %d, want 401", status)
		}
		events, err := h.store.Events(t.Context(), testShop, 0, 10)
		must(t, err)
		for _, ev := range events {
			if ev.Order != nil || ev.Cart != nil {
				t.Errorf("the ping stored %+v", ev)
			}
		}
	})
}

// TestAGuestsOrderIsTheirs: WooCommerce's webhooks name nobody for a guest, and our plugin writes into the order which cart it was.
func TestAGuestsOrderIsTheirs(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		const token = "0123456789abcdef0123456789abcdef"
		visitor, welcome := visit(t, h, "")
		visitor.send(frame{"t": "cart", "token": token})
		within(t, "the cart's token is known", func() bool {
			_, err := h.store.VisitorByAlias(t.Context(), testShop, zagaj.AliasCart, token)
			return err == nil
		})
		body := bytes.Replace(recorded(t), []byte(`"meta_data":[`), []byte(`"meta_data":[{"id":9,"key":"_zagaj_cart","value":"`+token+`"},`), 1)
		if status, answer := wooDelivery(t, h, "woo-shop", body, wooSecret); status != 200 || !strings.Contains(answer, `"stored":1`) {
			t.Fatalf("got %d %s", status, answer)
		}
		orders, err := h.store.OrdersOf(t.Context(), testShop, zagaj.VisitorID(text(welcome["visitor"])))
		must(t, err)
		if len(orders) != 1 || orders[0].Number != "11" {
			t.Errorf("got %+v, want the order to be the visitor's", orders)
		}
	})
}

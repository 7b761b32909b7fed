package idosell_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/idosell"
	"github.com/zagaj/zagaj/plugin/plugintest"
)

func sign(_ testing.TB, d *plugin.Delivery, secret string, _ zagaj.Instant) {
	d.Header.Set("Authorization", "Bearer "+secret)
}

// suite: what a merchant can write in the panel is an order's webhook.
func suite() plugintest.Case {
	c := plugintest.MessageCase(idosell.New())
	c.Sign, c.Secret, c.Empty, c.TimeSigned, c.Bearer = sign, func(n int) string { return fmt.Sprint("a secret of ours ", n) }, "", false, true
	const carts, people = "carts come from the page, marked as a hint", "IdoSell is not known to tell of a person's rights"
	c.Cannot = map[string]string{"shop-erasure": plugintest.NoShopErasure, "add": carts, "quantity": carts, "remove": carts, "coupon": carts, "merge": carts, "checkout": carts,
		"uninstall": "nobody tells Zagaj that the webhooks were removed", "data-request": people, "erasure": people}
	for name := range c.Cannot {
		delete(c.Facts, name)
	}
	order := c.Facts["order"]
	sum := sha256.Sum256(order.Body)
	c.Recordings = []plugintest.Recording{{Name: "an order", Delivery: order, Want: []zagaj.Event{{ID: zagaj.EventID(hex.EncodeToString(sum[:12])), Kind: zagaj.KindOrder,
		OccurredAt: 1795430000007, Order: &zagaj.Order{ID: "1001", Number: "2026/1001", Version: 1795430000007, Cart: "C1", Customer: "7", Status: zagaj.OrderPlaced,
			PlacedAt: 1795430000007, Total: zagaj.Money{Minor: 14998, Currency: "PLN"},
			Lines: []zagaj.Line{{Product: "101", SKU: "BUT", Name: "Buty", Quantity: 3, Price: zagaj.Money{Minor: 4999, Currency: "PLN"}}}}}}}}
	c.Ignored = []plugin.Delivery{c.Facts["product"]}
	return c
}

func TestConformance(t *testing.T) { plugintest.Run(t, suite()) }

func TestOnlyABearerTokenCounts(t *testing.T) {
	for _, value := range []string{"", "Bearer", "Bearer ", "secret one", "Basic secret one", "bearer secret one", "Bearer secret one ", "Bearer secret on"} {
		d := plugin.Delivery{Header: http.Header{"Authorization": {value}}, Body: []byte("{}")}
		if err := idosell.New().Verify(d, []string{"secret one", ""}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
			t.Errorf("%q: got %v, want unauthorized", value, err)
		}
	}
}

// A body without a time counts by when it came: the later state wins, and a repeat has the id it had.
func TestABodyWithoutATimeCountsByWhenItCame(t *testing.T) {
	in, seen := zagaj.Installation{ID: "in", Shop: "s"}, map[zagaj.EventID]int64{}
	for i, status := range []string{"placed", "paid", "placed"} {
		d := plugin.Delivery{Body: []byte(`{"type":"order.updated","data":{"id":"1001","status":"` + status + `","currency":"PLN","total":"249.99","lines":[]}}`), ReceivedAt: plugintest.ReceivedAt + zagaj.Instant(i)}
		events, err := idosell.New().Decode(d, in)
		if err != nil || len(events) != 1 {
			t.Fatalf("got %+v, %v", events, err)
		}
		if got := events[0]; got.OccurredAt != d.ReceivedAt || got.Order.Version != int64(d.ReceivedAt) || got.Order.PlacedAt != d.ReceivedAt {
			t.Errorf("%s: got %+v %+v, want the time at which it came", status, got, got.Order)
		}
		seen[events[0].ID] = events[0].Order.Version
	}
	if len(seen) != 2 {
		t.Errorf("got %v, want one event for each of the two bodies", seen)
	}
	if _, err := plugin.DecodeMessage(plugin.Delivery{Body: []byte(`{"type":"order.updated","data":{"id":"1001"}}`), ReceivedAt: 1}, in); zagaj.CodeOf(err) != zagaj.CodeInvalid {
		t.Errorf("on every other platform: got %v, want it refused", err)
	}
}

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(), func(topic string) http.Header { return http.Header{"Authorization": {topic}} })
}

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

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(), func(topic string) http.Header { return http.Header{"Authorization": {topic}} })
}

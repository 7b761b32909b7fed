package shopware_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shopware"
)

func sign(_ testing.TB, d *plugin.Delivery, secret string, _ zagaj.Instant) {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(d.Body)
	d.Header.Set("Shopware-Shop-Signature", hex.EncodeToString(mac.Sum(nil)))
}

func hook(event, payload string, at int) plugin.Delivery {
	return plugin.Delivery{Header: http.Header{}, ReceivedAt: plugintest.ReceivedAt, Body: []byte(fmt.Sprintf(
		`{"data":{"payload":%s,"event":"%s"},"source":{"url":"https://shop.example","appVersion":"1.0.0","shopId":"s","eventId":"e%d"},"timestamp":%d}`, payload, event, at, 1795430000+at))}
}

const order = `{"order":{"id":"0190","orderNumber":"10001","amountTotal":99.98,"orderDateTime":"2026-11-23T08:00:00.000+00:00","currency":{"isoCode":"PLN"},
"orderCustomer":{"customerId":"c1"},"lineItems":[{"productId":"p1","label":"Mug","quantity":2,"unitPrice":49.99,"payload":{"productNumber":"MUG-1"}}]}}`

func suite(testing.TB) plugintest.Case {
	pln := func(n int64) zagaj.Money { return zagaj.Money{Minor: n, Currency: "PLN"} }
	at := zagaj.Instant(1795430001000)
	whole := strings.NewReplacer("99.98", "500", `[{"productId":"p1","label":"Mug","quantity":2,"unitPrice":49.99,"payload":{"productNumber":"MUG-1"}}]`, "[]", "PLN", "JPY").Replace(order)
	const carts, people = "Shopware has no webhook for carts", "Shopware has no webhook for a request for a person's data"
	return plugintest.Case{Adapter: shopware.New(), Sign: sign, Secret: func(n int) string { return strings.Repeat(fmt.Sprint(n), 64) },
		Recordings: []plugintest.Recording{{Name: "an order", Delivery: hook("checkout.order.placed", order, 1), Want: []zagaj.Event{{ID: "e1", Kind: zagaj.KindOrder, OccurredAt: at,
			Order: &zagaj.Order{ID: "0190", Number: "10001", Version: int64(at), Customer: "c1", Status: zagaj.OrderPlaced, Total: pln(9998), PlacedAt: 1795420800000,
				Lines: []zagaj.Line{{Product: "p1", SKU: "MUG-1", Name: "Mug", Quantity: 2, Price: pln(4999)}}}}}}},
		Ignored: []plugin.Delivery{hook("order.written", `[{"entity":"order"}]`, 2), {ReceivedAt: plugintest.ReceivedAt,
			Body: []byte(`{"apiKey":"SWIA1","secretKey":"s1","timestamp":"1795430000","shopUrl":"https://shop.example","shopId":"s"}`)}},
		Refused: []plugin.Delivery{hook("checkout.cart.saved", `{}`, 3), hook("checkout.customer.deleted", `{"customer":{}}`, 7), hook("checkout.order.placed", `{}`, 4),
			hook("checkout.order.placed", strings.Replace(order, "99.98", "9e9", 1), 5), hook("checkout.order.placed", strings.Replace(order, "PLN", "", 1), 6)},
		Facts: map[string]plugin.Delivery{"order": hook("checkout.order.placed", order, 10), "cancel": hook("state_enter.order.state.cancelled", order, 11),
			"refund": hook("state_enter.order_transaction.state.refunded", order, 12), "product": hook("product.written", `[]`, 13),
			"stock":     hook("product.written", `[{"entity":"product","operation":"update","primaryKey":"p1","updatedFields":["stock"]}]`, 17),
			"erasure":   hook("checkout.customer.deleted", `{"customer":{"id":"c1","email":"ela@shop.example"}}`, 18),
			"uninstall": hook("app.deleted", `[]`, 14), "no-decimals": hook("checkout.order.placed", whole, 15),
			"three-decimals": hook("checkout.order.placed", strings.NewReplacer("500", "1.234", "JPY", "KWD").Replace(whole), 16)},
		Cannot: map[string]string{"shop-erasure": plugintest.NoShopErasure, "add": carts, "quantity": carts, "remove": carts, "coupon": carts, "merge": carts, "checkout": carts,
			"data-request": people},
	}
}

// What PHP has as an empty list of names it writes as a list: an item that the shop's own staff wrote into an order has no product and none of its data.
func TestAnItemWithoutAProductMayHaveAListForItsData(t *testing.T) {
	for _, payload := range []string{`[]`, `null`, `{}`, `{"productNumber":null}`, `{"productNumber":"MUG-1","features":[]}`} {
		body := strings.Replace(order, `{"productNumber":"MUG-1"}`, payload, 1)
		body = strings.Replace(body, `"productId":"p1"`, `"productId":null`, 1)
		events, err := shopware.New().Decode(hook("checkout.order.placed", body, 1), zagaj.Installation{ID: "in", Shop: "s"})
		if err != nil || len(events) != 1 || len(events[0].Order.Lines) != 1 || events[0].Order.Lines[0].SKU != "" && !strings.Contains(payload, "MUG-1") {
			t.Errorf("%s: got %+v (%v), want the order with its line", payload, events, err)
		}
	}
}

func TestConformance(t *testing.T) { plugintest.Run(t, suite(t)) }

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(f), func(string) http.Header { return http.Header{} })
}

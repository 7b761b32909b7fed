package shoper_test

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shoper"
)

func sign(_ testing.TB, d *plugin.Delivery, secret string, _ zagaj.Instant) {
	if values, err := url.ParseQuery(string(d.Body)); err == nil && values.Has("action") {
		values.Del("hash")
		var fields []string
		for name := range values {
			fields = append(fields, name, values.Get(name))
		}
		d.Body = call(secret, fields...).Body
		return
	}
	sum := sha1.Sum([]byte(d.Header.Get("X-Webhook-Id") + ":" + secret + ":" + string(d.Body)))
	d.Header.Set("X-Webhook-Sha1", hex.EncodeToString(sum[:]))
}

func hook(name, body string) plugin.Delivery {
	h := http.Header{}
	h.Set("X-Webhook-Id", "12")
	h.Set("X-Webhook-Name", name)
	return plugin.Delivery{Header: h, Body: []byte(body), ReceivedAt: plugintest.ReceivedAt}
}

const order = `{"order_id":"17","user_id":"5","date":"2026-11-23 08:00:00","status_date":"2026-11-23 08:05:00","sum":"149.97","paid":"149.97","currency_name":"PLN"}`

func suite(testing.TB) plugintest.Case {
	sum := sha256.Sum256([]byte(order))
	whole := strings.NewReplacer("149.97", "500", "PLN", "JPY").Replace(order)
	const carts, thin = "Shoper has no webhook for carts", "Shoper's states are numbers that each shop names"
	const people = "Shoper's webhooks tell nothing of a person's rights"
	return plugintest.Case{Adapter: shoper.New(), Sign: sign, Secret: func(n int) string { return fmt.Sprint("klucz", n) }, Missed: missed,
		Recordings: []plugintest.Recording{{Name: "an order", Delivery: hook("order.paid", order), Want: []zagaj.Event{{
			ID: zagaj.EventID("order:17:" + hex.EncodeToString(sum[:12])), Kind: zagaj.KindOrder, OccurredAt: 1795417500000,
			Order: &zagaj.Order{ID: "17", Number: "17", Version: 1795417500000, Customer: "5", Status: zagaj.OrderPaid, Total: zagaj.Money{Minor: 14997, Currency: "PLN"},
				PlacedAt: 1795417200000}}}}},
		Ignored: []plugin.Delivery{hook("parcel.create", `{}`)},
		Refused: []plugin.Delivery{hook("cart.create", order), hook("", order), hook("order.create", strings.Replace(order, `"17"`, `"0"`, 1)),
			hook("order.create", strings.Replace(order, "2026-11-23 08:00:00", "soon", 1)), hook("order.create", strings.Replace(order, `"sum":"149.97"`, `"sum":"149,97"`, 1))},
		Facts: map[string]plugin.Delivery{"order": hook("order.create", order), "product": hook("product.edit", `{}`), "uninstall": call("", "action", "uninstall", "shop", "abc", "shop_url", "https://sklep.example"), "stock": hook("product.edit", `{"stock":{"stock":"3"}}`),
			"no-decimals": hook("order.create", whole), "three-decimals": hook("order.create", strings.NewReplacer("500", "1.234", "JPY", "KWD").Replace(whole))},
		Cannot: map[string]string{"shop-erasure": plugintest.NoShopErasure, "add": carts, "quantity": carts, "remove": carts, "coupon": carts, "merge": carts, "checkout": carts, "cancel": thin, "refund": thin,
			"data-request": people, "erasure": people},
	}
}

func TestConformance(t *testing.T) { plugintest.Run(t, suite(t)) }

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(f), func(topic string) http.Header { return hook(topic, "").Header })
}

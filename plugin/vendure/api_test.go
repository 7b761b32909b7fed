package vendure_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/vendure"
)

var now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func remote(shop *plugintest.VendureShop) plugin.Remote {
	return plugin.Remote{Client: shop.Client(), Address: shop.URL, Credentials: map[string]string{"api_key": shop.Key}}
}

func missed(t testing.TB) plugintest.Missed {
	shop := plugintest.NewVendureShop(t)
	for i := range 230 {
		shop.Orders = append(shop.Orders, plugintest.VendureOrder(fmt.Sprint("O", i), "PaymentSettled", false, 300-i, now))
		shop.Carts = append(shop.Carts, plugintest.VendureOrder(fmt.Sprint("C", i), "AddingItems", true, 300-i, now))
	}
	shop.Orders = append(shop.Orders, `{"code":"x"}`, plugintest.VendureOrder("draft", "Draft", false, 1, now)) // a draft is the staff's own
	shop.Carts = append(shop.Carts, `{"code":""}`, strings.Replace(shop.Carts[0], `"quantity":2`, `"quantity":0`, 1))
	return plugintest.Missed{Remote: remote(shop), Now: zagaj.At(now), Orders: 230, Carts: 230, Busy: func(n int) { shop.Busy = n }}
}

func TestWhatTheShopTellsOfAnOrder(t *testing.T) {
	shop, in := plugintest.NewVendureShop(t), zagaj.Installation{ID: "in", Shop: "shop"}
	order := plugintest.VendureOrder("A", "PaymentSettled", false, 5, now)
	shop.Orders = []string{order, strings.Replace(order, `"refunds":[]`, `"refunds":[{"state":"Settled","total":9998},{"state":"Failed","total":1}]`, 1),
		strings.Replace(order, `PaymentSettled`, `Shipped`, 1), strings.NewReplacer("PLN", "JPY", "PaymentSettled", "Cancelled").Replace(order)}
	shop.Carts = []string{plugintest.VendureOrder("B", "AddingItems", true, 5, now)}
	got, err := vendure.New().Orders(t.Context(), remote(shop), in, 0, zagaj.At(now), "")
	if err != nil || len(got.Events) != 4 || got.Next != "" {
		t.Fatalf("got %+v (%v)", got, err)
	}
	var statuses []zagaj.OrderStatus
	for _, ev := range got.Events {
		statuses = append(statuses, ev.Order.Status)
	}
	if fmt.Sprint(statuses) != "[paid refunded shipped cancelled]" {
		t.Errorf("got %v", statuses)
	}
	at, o := zagaj.At(now.Add(-5*time.Minute)), got.Events[0].Order
	if o.ID != "A" || o.Number != "A" || o.Cart != "A" || o.Customer != "7" || o.Version != int64(at) || o.PlacedAt != at || o.Total != (zagaj.Money{Minor: 9998, Currency: "PLN"}) ||
		len(o.Lines) != 1 || o.Lines[0].Price.Minor != 4999 || o.Lines[0].Quantity != 2 || o.Proof.Postcode != "30001" {
		t.Errorf("got %+v", o)
	}
	if yen := got.Events[3].Order; yen.Total != (zagaj.Money{Minor: 100, Currency: "JPY"}) { // 99.98, for the precision is the shop's and not the currency's
		t.Errorf("got %+v", yen.Total)
	}
	carts, err := vendure.New().Carts(t.Context(), remote(shop), in, 0, zagaj.At(now), "")
	if err != nil || len(carts.Events) != 1 {
		t.Fatalf("got %+v (%v)", carts, err)
	}
	if c := carts.Events[0].Cart; c.ID != "B" || c.Customer != "" || c.Quantity() != 2 || c.Coupons[0] != "LATO" || c.ChangedAt != at {
		t.Errorf("got %+v", c)
	}
	shop.Precision, shop.Orders = 3, []string{strings.NewReplacer("PLN", "KWD", "9998", "5", "4999", "-1234").Replace(order)}
	if got, err = vendure.New().Orders(t.Context(), remote(shop), in, 0, zagaj.At(now), ""); err != nil || got.Events[0].Order.Total.Minor != 5 || got.Events[0].Order.Lines[0].Price.Minor != -1234 {
		t.Errorf("three decimals: got %+v (%v)", got, err)
	}
	shop.Precision = 99
	if got, err = vendure.New().Orders(t.Context(), remote(shop), in, 0, zagaj.At(now), ""); err != nil || got.Bad != 1 {
		t.Errorf("a precision that is none: got %+v (%v)", got, err)
	}
}

func TestAVendureWithoutWebhooksIsChecked(t *testing.T) {
	shop := plugintest.NewVendureShop(t)
	r, in := remote(shop), zagaj.Installation{ID: "in", Shop: "shop", Address: shop.URL, Secrets: []string{"s"}, LastEventAt: zagaj.At(now)}
	for key, want := range map[string]string{shop.Key: "[]", "gone": "[credentials]"} {
		in.Credentials = map[string]string{"api_key": key}
		findings, hooks := plugin.Check(t.Context(), vendure.New(), in, r.Client, "https://chat.example/hooks/vendure/in", zagaj.At(now))
		codes := []string{}
		for _, f := range findings {
			codes = append(codes, f.Code)
		}
		if fmt.Sprint(codes) != want || len(hooks) != 0 {
			t.Errorf("got %v and %v, want %s", codes, hooks, want)
		}
	}
}

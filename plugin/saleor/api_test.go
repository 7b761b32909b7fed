package saleor_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/saleor"
)

const hookURL = "https://chat.example/hooks/saleor/in"

func remote(shop *plugintest.SaleorShop, waited *int) plugin.Remote {
	return plugin.Remote{Client: shop.Client(), Address: shop.URL, HookURL: hookURL, Credentials: map[string]string{"app_token": shop.Token},
		Wait: func(context.Context, time.Duration) error { *waited++; return nil }}
}

func TestSaleorsWebhooksAreRegistered(t *testing.T) {
	shop, waited := plugintest.NewSaleorShop(t), 0
	r := remote(shop, &waited)
	hooks, err := saleor.New().Hooks(t.Context(), r)
	if err != nil || strings.Count(fmt.Sprint(hooks), "missing") != 12 {
		t.Fatalf("got %v (%v), want twelve missing", hooks, err)
	}
	shop.Busy = 2
	if hooks, err = saleor.New().Repair(t.Context(), r); err != nil || strings.Count(fmt.Sprint(hooks), "active") != 12 || waited != 2 {
		t.Fatalf("got %v (%v) after %d waits, want twelve active after two", hooks, err, waited)
	}
	manifest, err := saleor.Manifest("1.0.0", hookURL, hookURL, "https://chat.example/panel/")
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range shop.Queries() {
		if !strings.Contains(string(manifest), query) {
			t.Errorf("the manifest does not ask for %s", query)
		}
	}
	shop.SwitchOff("ORDER_PAID")
	if hooks, err = saleor.New().Hooks(t.Context(), r); err != nil || strings.Count(fmt.Sprint(hooks), " off}") != 7 {
		t.Errorf("got %v (%v), want the orders off", hooks, err)
	}
	if hooks, err = saleor.New().Repair(t.Context(), r); err != nil || strings.Count(fmt.Sprint(hooks), "active") != 12 || len(shop.Queries()) != 4 {
		t.Errorf("got %v (%v), want them on again, and none made twice", hooks, err)
	}
	shop.Denied = "webhooks"
	if _, err := saleor.New().Hooks(t.Context(), r); zagaj.CodeOf(err) != zagaj.CodeForbidden {
		t.Errorf("without the permission: got %v", err)
	}
	r.Credentials["app_token"] = "gone"
	if _, err := saleor.New().Hooks(t.Context(), r); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("a wrong token: got %v", err)
	}
}

func missed(t testing.TB) plugintest.Missed {
	shop, now, waited := plugintest.NewSaleorShop(t), time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), 0
	for i := range 70 {
		shop.Orders = append(shop.Orders, plugintest.SaleorOrder(fmt.Sprint("o", i), 70-i, now))
		shop.Checkouts = append(shop.Checkouts, plugintest.SaleorCheckout(fmt.Sprint("c", i), 70-i, now))
	}
	shop.Orders = append(shop.Orders, `{"id":"x"}`)
	shop.Checkouts = append(shop.Checkouts, `{"updatedAt":"2026-11-23T08:00:00Z","id":""}`)
	return plugintest.Missed{Remote: remote(shop, &waited), Now: zagaj.At(now), Orders: 70, Carts: 70, Busy: func(n int) { shop.Busy = n }}
}

func TestSaleorsOrdersAndCartsComeByPage(t *testing.T) {
	shop, waited, now := plugintest.NewSaleorShop(t), 0, time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	r, in := remote(shop, &waited), zagaj.Installation{ID: "in", Shop: "s"}
	for i := range 120 {
		shop.Orders = append(shop.Orders, plugintest.SaleorOrder(fmt.Sprint("o", i), 120-i, now))
		shop.Checkouts = append(shop.Checkouts, plugintest.SaleorCheckout(fmt.Sprint("c", i), 120-i, now))
	}
	shop.Orders = append(shop.Orders, `{"id":"x"}`)
	shop.Checkouts = append(shop.Checkouts, `{"updatedAt":"2026-11-23T08:00:00Z","id":""}`)
	for what, list := range map[string]func(context.Context, plugin.Remote, zagaj.Installation, zagaj.Instant, zagaj.Instant, string) (plugin.Page, error){
		"orders": saleor.New().Orders, "carts": saleor.New().Carts,
	} {
		seen, bad, pages, from := map[zagaj.EventID]bool{}, 0, 0, ""
		for turned := 0; from != "" || turned == 0; turned++ {
			got, err := list(t.Context(), r, in, zagaj.At(now.AddDate(0, 0, -30)), zagaj.At(now), from)
			if err != nil {
				t.Fatal(err)
			}
			pages, bad, from = got.Pages, bad+got.Bad, got.Next
			for _, ev := range got.Events {
				seen[ev.ID] = true
				if err := plugintest.Valid(ev, in, plugin.Delivery{ReceivedAt: zagaj.At(now)}); err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				if ev.Order != nil && (ev.Order.Status != zagaj.OrderPaid || ev.Order.Lines[0].Price.Minor != 4999) ||
					ev.Cart != nil && (ev.Cart.Total.Minor != 9998 || ev.Cart.Customer != "VXNlcjo3" || ev.Cart.Coupons[0] != "LATO" || ev.Cart.Version != int64(ev.OccurredAt)) {
					t.Fatalf("%s: got %+v %+v", what, ev.Order, ev.Cart)
				}
			}
		}
		if len(seen) != 120 || bad != 1 || pages != 3 {
			t.Errorf("%s: got %d, %d bad, %d pages, want 120, 1 and 3", what, len(seen), bad, pages)
		}
	}
}

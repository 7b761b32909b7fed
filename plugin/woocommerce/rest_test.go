package woocommerce_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/woocommerce"
)

const hookURL = "https://chat.example/hooks/woocommerce/in"

// remote reaches the shop; waited collects what it asked us to wait.
func remote(shop *plugintest.WooShop, waited *[]time.Duration) plugin.Remote {
	return plugin.Remote{Client: shop.Client(), Address: shop.URL, Credentials: map[string]string{"consumer_key": "ck_1", "consumer_secret": "cs_1"}, HookURL: hookURL, Secret: "whsec_x",
		Wait: func(_ context.Context, d time.Duration) error { *waited = append(*waited, d); return nil }}
}

func states(hooks []plugin.Hook) string { return fmt.Sprint(hooks) }

func TestDroppedWebhooksAreRegisteredAgain(t *testing.T) {
	shop, waited := plugintest.NewWooShop(t), []time.Duration{}
	r := remote(shop, &waited)
	for i := range 150 { // other plugins' webhooks, more than a page
		shop.SetHook("order.created", fmt.Sprint("https://other.example/", i), "active")
	}
	shop.SetHook("order.updated", hookURL, "disabled")
	got, err := woocommerce.New().Hooks(t.Context(), r)
	if want := "[{order.created missing} {order.updated off}]"; err != nil || states(got) != want {
		t.Fatalf("got %v (%v), want %s", got, err, want)
	}
	shop.Busy = 2
	got, err = woocommerce.New().Repair(t.Context(), r)
	if want := "[{order.created active} {order.updated active}]"; err != nil || states(got) != want {
		t.Fatalf("got %v (%v), want %s", got, err, want)
	}
	if len(waited) != 2 {
		t.Errorf("waited %v, want twice", waited)
	}
	hooks := shop.Hooks()
	made := hooks[len(hooks)-1]
	if len(hooks) != 152 || made["secret"] != "whsec_x" || made["delivery_url"] != hookURL || hooks[150]["secret"] != "whsec_x" {
		t.Errorf("got %d webhooks, the last %v", len(hooks), made)
	}
	before := len(shop.Asked)
	if _, err := woocommerce.New().Repair(t.Context(), r); err != nil || len(shop.Hooks()) != 152 {
		t.Errorf("again: %d webhooks (%v), want nothing done twice", len(shop.Hooks()), err)
	}
	for _, asked := range shop.Asked[before:] {
		if asked != "GET /wp-json/wc/v3/webhooks" {
			t.Errorf("again: asked %s", asked)
		}
	}
}

func missed(t testing.TB) plugintest.Missed {
	shop, waited, now := plugintest.NewWooShop(t), []time.Duration{}, time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for i := range 130 {
		shop.Orders = append(shop.Orders, plugintest.WooOrder(i+1, 130-i, now))
	}
	shop.Orders = append(shop.Orders, `{"id":0,"date_modified_gmt":"2026-11-23T07:59:00"}`)
	return plugintest.Missed{Remote: remote(shop, &waited), Now: zagaj.At(now), Orders: 130, Busy: func(n int) { shop.Busy = n }}
}

func TestOrdersComeByPage(t *testing.T) {
	shop, waited := plugintest.NewWooShop(t), []time.Duration{}
	r, now := remote(shop, &waited), time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for i := range 230 {
		shop.Orders = append(shop.Orders, plugintest.WooOrder(i+1, 230-i, now))
	}
	shop.Orders = append(shop.Orders, `{"id":0,"date_modified_gmt":"2026-11-23T07:59:00"}`, plugintest.WooOrder(1000, 60*24*40, now))
	in := zagaj.Installation{ID: "in", Shop: "shop"}
	seen, bad, pages, from := map[zagaj.EventID]bool{}, 0, 0, ""
	for from != "" || pages == 0 {
		got, err := woocommerce.New().Orders(t.Context(), r, in, zagaj.At(now.AddDate(0, 0, -30)), zagaj.At(now), from)
		if err != nil {
			t.Fatal(err)
		}
		pages, bad, from = got.Pages, bad+got.Bad, got.Next
		for _, ev := range got.Events {
			seen[ev.ID] = true
			if err := plugintest.Valid(ev, in, plugin.Delivery{ReceivedAt: zagaj.At(now)}); err != nil || ev.Order.Status != zagaj.OrderPaid || ev.Order.Total.Minor != 4999 {
				t.Fatalf("%+v: %v", ev, err)
			}
		}
	}
	if len(seen) != 230 || bad != 1 || pages != 3 {
		t.Errorf("got %d orders, %d bad, %d pages, want 230, 1 and 3", len(seen), bad, pages)
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(s *plugintest.WooShop, r *plugin.Remote)
		want  zagaj.Code
	}{
		"a wrong key":       {func(_ *plugintest.WooShop, r *plugin.Remote) { r.Credentials["consumer_key"] = "ck_2" }, zagaj.CodeUnauthorized},
		"a read-only key":   {func(s *plugintest.WooShop, _ *plugin.Remote) { s.ReadOnly = true }, zagaj.CodeForbidden},
		"no WooCommerce":    {func(_ *plugintest.WooShop, r *plugin.Remote) { r.Address += "/blog" }, zagaj.CodeUnavailable},
		"nobody there":      {func(s *plugintest.WooShop, _ *plugin.Remote) { s.Close() }, zagaj.CodeUnavailable},
		"no end of waiting": {func(s *plugintest.WooShop, _ *plugin.Remote) { s.Busy = 1000 }, zagaj.CodeTooMany},
		"not an address":    {func(_ *plugintest.WooShop, r *plugin.Remote) { r.Address = "https://\x00" }, zagaj.CodeInvalid},
	} {
		shop, waited := plugintest.NewWooShop(t), []time.Duration{}
		r := remote(shop, &waited)
		test.spoil(shop, &r)
		if _, err := woocommerce.New().Repair(t.Context(), r); zagaj.CodeOf(err) != test.want {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
	}
	other := plugin.Remote{Client: http.DefaultClient, Address: "https://shop.example", Wait: func(context.Context, time.Duration) error { return nil }}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := woocommerce.New().Hooks(ctx, other); err == nil {
		t.Error("it asks although nobody waits for the answer")
	}
}

func TestWooCommercesOwnReportIsRead(t *testing.T) {
	shop, waited := plugintest.NewWooShop(t), []time.Duration{}
	r := remote(shop, &waited)
	for status, want := range map[string]string{
		"": "",
		`{"environment":{"wp_cron":true,"remote_post_successful":true},"active_plugins":[{"plugin":"woocommerce/woocommerce.php"},{"plugin":"zagaj/zagaj.php"}]}`: "",
		`{"environment":{"wp_cron":true,"remote_post_successful":true},"active_plugins":[{"plugin":"woocommerce/woocommerce.php"}]}`:                              "plugin-missing ",
		`{"environment":{"wp_cron":false,"remote_post_successful":false},"active_plugins":[{"plugin":"zagaj/zagaj.php"}]}`:                                        "blocked cron-off ",
		`{}`: "",
	} {
		shop.Status = status
		found, err := woocommerce.New().Inspect(t.Context(), r)
		got := ""
		for _, f := range found {
			got += f.Code + " "
		}
		if err != nil || got != want {
			t.Errorf("%s: got %q (%v), want %q", status, got, err, want)
		}
	}
	shop.Secret = "cs_2"
	if _, err := woocommerce.New().Inspect(t.Context(), r); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("a wrong key: got %v", err)
	}
}

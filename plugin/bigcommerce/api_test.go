package bigcommerce_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/bigcommerce"
	"github.com/zagaj/zagaj/plugin/plugintest"
)

func remote(shop *plugintest.BigShop, waited *[]time.Duration) plugin.Remote {
	return plugin.Remote{Client: shop.Client(), Address: shop.Address(), HookURL: "https://chat.example/hooks/bigcommerce/in", Credentials: map[string]string{"access_token": shop.Token},
		Wait: func(_ context.Context, d time.Duration) error { *waited = append(*waited, d); return nil }}
}

func TestBigCommercesHooksAreRegistered(t *testing.T) {
	shop, waited := plugintest.NewBigShop(t), []time.Duration{}
	r := remote(shop, &waited)
	shop.Busy = 2
	hooks, err := bigcommerce.New().Repair(t.Context(), r)
	if err != nil || len(shop.Hooks()) != 8 || fmt.Sprint(waited) != "[1.5s 1.5s]" {
		t.Fatalf("got %v (%v), waited %v, want eight hooks after two waits", hooks, err, waited)
	}
	shop.SwitchOff("store/cart/updated")
	if hooks, err = bigcommerce.New().Hooks(t.Context(), r); err != nil || hooks[3].State != plugin.HookOff {
		t.Errorf("got %v (%v), want the fourth off", hooks, err)
	}
	if _, err = bigcommerce.New().Repair(t.Context(), r); err != nil || !shop.Hooks()["store/cart/updated"] {
		t.Errorf("got %v, want it on again", err)
	}
	for closed, want := range map[string]int{"": 0, "/v3/carts/": 1, "/v2/orders": 1, "/v3/customers": 1} {
		if shop.Closed = nil; closed != "" {
			shop.Closed = []string{closed}
		}
		if found, err := bigcommerce.New().Inspect(t.Context(), r); err != nil || len(found) != want || want == 1 && found[0].Code != "scopes" {
			t.Errorf("without the right to %s: got %v (%v)", closed, found, err)
		}
	}
	r.Credentials["access_token"] = "gone"
	if _, err := bigcommerce.New().Hooks(t.Context(), r); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("a wrong token: got %v", err)
	}
}

func missed(t testing.TB) plugintest.Missed {
	shop, waited, now := plugintest.NewBigShop(t), []time.Duration{}, time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for i := range 60 {
		shop.Orders[i+1] = plugintest.BigOrder(i+1, 11, now)
	}
	shop.Orders[7] = `{"id":7}`
	return plugintest.Missed{Remote: remote(shop, &waited), Now: zagaj.At(now), Orders: 59, Busy: func(n int) { shop.Busy = n }}
}

func TestBigCommercesOrdersComeByPage(t *testing.T) {
	shop, waited, now := plugintest.NewBigShop(t), []time.Duration{}, time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for i := range 100 { // two full pages: that the second was the last is seen on a third without content
		shop.Orders[i+1] = plugintest.BigOrder(i+1, 11, now)
	}
	shop.Orders[7] = `{"id":7}`
	in, seen, bad, from := zagaj.Installation{ID: "in", Shop: "s"}, 0, 0, ""
	for turned := 0; from != "" || turned == 0; turned++ {
		got, err := bigcommerce.New().Orders(t.Context(), remote(shop, &waited), in, 0, zagaj.At(now), from)
		if err != nil {
			t.Fatal(err)
		}
		from, bad = got.Next, bad+got.Bad
		for _, ev := range got.Events {
			seen++
			if err := plugintest.Valid(ev, in, plugin.Delivery{ReceivedAt: zagaj.At(now)}); err != nil || ev.Order.Total.Minor != 9998 || ev.Order.Status != zagaj.OrderPaid || ev.Order.Lines[0].Price.Minor != 4999 {
				t.Fatalf("%+v: %v", ev.Order, err)
			}
		}
	}
	if seen != 99 || bad != 1 {
		t.Errorf("got %d orders and %d bad, want 99 and 1", seen, bad)
	}
}

func TestAThinHookIsMadeWhole(t *testing.T) {
	shop, waited := plugintest.NewBigShop(t), []time.Duration{}
	in, adapter := zagaj.Installation{ID: "in", Shop: "s"}, bigcommerce.New()
	complete := func(body string) []zagaj.Event {
		t.Helper()
		d := plugintest.Message("m", body)
		events, err := adapter.Complete(t.Context(), remote(shop, &waited), in, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range events {
			if err := plugintest.Valid(ev, in, d); err != nil {
				t.Error(err)
			}
		}
		return events
	}
	hook := func(scope, data string) string {
		return fmt.Sprintf(`{"scope":"%s","data":%s,"hash":"h","created_at":1561479335}`, scope, data)
	}
	if events := complete(hook("store/order/created", `{"id":250}`)); len(events) != 0 {
		t.Errorf("an order that is gone: got %v", events)
	}
	thin, err := adapter.Decode(plugintest.Message("m", hook("store/order/created", `{"id":250}`)), in)
	if err != nil {
		t.Fatal(err)
	}
	shop.Orders[250] = plugintest.BigOrder(250, 11, time.Unix(1561479334, 0))
	for scope, data := range map[string]string{"store/order/created": `{"id":250}`, "store/cart/converted": `{"id":"cart-1","orderId":250}`} {
		events := complete(hook(scope, data))
		if len(events) != 1 || len(events[0].Order.Lines) != 1 || events[0].Order.Cart != "cart-1" || events[0].Order.Version <= thin[0].Order.Version {
			t.Errorf("%s: got %+v, want the order whole, and newer than its hook", scope, events)
		}
	}
	shop.Carts["c"] = plugintest.BigCart("c", 3)
	events := complete(hook("store/cart/updated", `{"id":"c"}`))
	if len(events) != 1 || events[0].Cart.Total.Minor != 14997 || events[0].Cart.Lines[0].Quantity != 3 || events[0].Cart.Coupons[0] != "LATO" {
		t.Errorf("got %+v, want the cart whole", events)
	}
	delete(shop.Carts, "c")
	if events := complete(hook("store/cart/deleted", `{"id":"c"}`)); len(events) != 1 || len(events[0].Cart.Lines) != 0 {
		t.Errorf("got %+v, want an empty cart", events)
	}
	if events := complete(hook("store/product/updated", `{"id":1}`)); len(events) != 0 {
		t.Errorf("a product: got %v, want nothing", events)
	}
}

// BigCommerce's times are whole seconds: of what is fetched for two hooks of one second the later one counts, and neither is taken for the other.
func TestTwoHooksOfOneSecondAreTwo(t *testing.T) {
	shop, waited := plugintest.NewBigShop(t), []time.Duration{}
	in, adapter := zagaj.Installation{ID: "in", Shop: "s"}, bigcommerce.New()
	complete := func(scope, data string, at zagaj.Instant) zagaj.Event {
		t.Helper()
		d := plugintest.Message("m", fmt.Sprintf(`{"scope":"%s","data":%s,"hash":"h","created_at":1795430000}`, scope, data))
		d.ReceivedAt = at
		events, err := adapter.Complete(t.Context(), remote(shop, &waited), in, d)
		if err != nil || len(events) != 1 {
			t.Fatalf("%s: got %v (%v)", scope, events, err)
		}
		return events[0]
	}
	const received = zagaj.Instant(1_795_430_000_400)
	for _, test := range []struct{ scope, data string }{{"store/cart/updated", `{"id":"c"}`}, {"store/order/updated", `{"id":250}`}} {
		shop.Carts["c"], shop.Orders[250] = plugintest.BigCart("c", 1), plugintest.BigOrder(250, 7, time.Unix(1795430000, 0))
		first := complete(test.scope, test.data, received)
		shop.Carts["c"], shop.Orders[250] = plugintest.BigCart("c", 2), plugintest.BigOrder(250, 11, time.Unix(1795430000, 0))
		second := complete(test.scope, test.data, received+300)
		version := func(ev zagaj.Event) int64 {
			if ev.Cart != nil {
				return ev.Cart.Version
			}
			return ev.Order.Version
		}
		if version(first) >= version(second) || first.ID == second.ID {
			t.Errorf("%s: got %s of version %d, then %s of version %d; want another, and newer", test.scope, first.ID, version(first), second.ID, version(second))
		}
		if again := complete(test.scope, test.data, received+300); again.ID != second.ID || version(again) != version(second) {
			t.Errorf("%s: the same delivery made whole again: got %s of version %d", test.scope, again.ID, version(again))
		}
		if behind := complete(test.scope, test.data, received-60_000); version(behind) <= 1795430000000 {
			t.Errorf("%s: with a clock that is behind: got version %d, want it newer than the hook", test.scope, version(behind))
		}
	}
}

// BigCommerce makes an order when its customer comes to the payment; nobody has ordered before it is paid or to be paid.
func TestAnIncompleteOrderIsNone(t *testing.T) {
	shop, waited := plugintest.NewBigShop(t), []time.Duration{}
	in, adapter := zagaj.Installation{ID: "in", Shop: "s", Credentials: map[string]string{"access_token": shop.Token}}, bigcommerce.New()
	shop.Orders[1] = plugintest.BigOrder(1, 0, time.Unix(1795430000, 0))
	d := plugintest.Message("m", `{"scope":"store/order/created","data":{"id":1},"hash":"h","created_at":1795430000}`)
	thin, err1 := adapter.Decode(d, in)
	whole, err2 := adapter.Complete(t.Context(), remote(shop, &waited), in, d)
	page, err3 := adapter.Orders(t.Context(), remote(shop, &waited), in, 0, d.ReceivedAt, "")
	if err1 != nil || err2 != nil || err3 != nil || len(thin)+len(whole)+len(page.Events)+page.Bad != 0 {
		t.Errorf("got %v, %v and %v (%v, %v, %v), want nothing", thin, whole, page, err1, err2, err3)
	}
	shop.Orders[1] = plugintest.BigOrder(1, 14, time.Unix(1795430000, 0))
	if whole, err := adapter.Complete(t.Context(), remote(shop, &waited), in, d); err != nil || len(whole) != 1 || whole[0].Order.Status != zagaj.OrderPaid {
		t.Errorf("paid back in part: got %v (%v), want it paid", whole, err)
	}
}

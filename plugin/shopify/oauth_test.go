package shopify_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shopify"
)

const hookURL = "https://chat.example/hooks/shopify/in"

func TestOnlyAShopsOwnHostIsAnAddress(t *testing.T) {
	for text, want := range map[string]string{
		"mug": "https://mug.myshopify.com", "Mug.myshopify.com": "https://mug.myshopify.com", "https://mug.myshopify.com/": "https://mug.myshopify.com", " mug.shop.dev ": "https://mug.shop.dev",
		"mug.myshopify.com.evil.example": "", "evil.example/mug.myshopify.com": "", "https://evil.example#.myshopify.com": "", "-.myshopify.com": "", "": "", "http://mug.myshopify.com": "", "a@b.myshopify.com": "",
	} {
		got, err := shopify.New().ShopAddress(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q (%v), want %q", text, got, err, want)
		}
	}
}

func installation(shop *plugintest.ShopifyShop) zagaj.Installation {
	return zagaj.Installation{ID: "in", Shop: "s", Address: "https://" + shop.Host, Credentials: map[string]string{"client_id": shop.ClientID, "client_secret": shop.Secret}}
}

func TestAQueryIsTrustedByItsSignatureShopAndAge(t *testing.T) {
	shop, now := plugintest.NewShopifyShop(t), time.Unix(1795419413, 0)
	in := installation(shop)
	other := installation(shop)
	other.Address = "https://other.myshopify.com"
	odd := url.Values{"state": {"a b~c*d+e"}, "ids[]": {"1", "2"}, "name": {"Zażółć / gęślą & jaźń"}}
	for name, test := range map[string]struct {
		in    zagaj.Installation
		query url.Values
		at    time.Time
		want  zagaj.Code
	}{
		"signed now":       {in, shop.Signed(now, nil), now, ""},
		"89 seconds old":   {in, shop.Signed(now, nil), now.Add(89 * time.Second), ""},
		"91 seconds old":   {in, shop.Signed(now, nil), now.Add(91 * time.Second), zagaj.CodeStale},
		"from the future":  {in, shop.Signed(now, nil), now.Add(-91 * time.Second), zagaj.CodeStale},
		"another shop's":   {other, shop.Signed(now, nil), now, zagaj.CodeUnauthorized},
		"nothing signed":   {in, url.Values{"shop": {shop.Host}}, now, zagaj.CodeUnauthorized},
		"no client secret": {zagaj.Installation{Address: in.Address}, shop.Signed(now, nil), now, zagaj.CodeUnauthorized},
		"one more value":   {in, with(shop.Signed(now, nil), "code", "x"), now, zagaj.CodeUnauthorized},
		"a value changed":  {in, with(shop.Signed(now, odd), "state", "other"), now, zagaj.CodeUnauthorized},
	} {
		if err := shopify.New().Trust(test.in, test.query, zagaj.At(test.at)); zagaj.CodeOf(err) != test.want {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

func with(query url.Values, name, value string) url.Values {
	query.Set(name, value)
	return query
}

func remote(shop *plugintest.ShopifyShop, waited *[]time.Duration) plugin.Remote {
	return plugin.Remote{Client: shop.Client(), Address: "https://" + shop.Host, HookURL: hookURL,
		Credentials: map[string]string{"client_id": shop.ClientID, "client_secret": shop.Secret, "access_token": shop.Token},
		Wait:        func(_ context.Context, d time.Duration) error { *waited = append(*waited, d); return nil }}
}

func TestTheCodeIsTradedForAToken(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(s *plugintest.ShopifyShop, r *plugin.Remote)
		want  zagaj.Code
	}{
		"all is well":       {func(*plugintest.ShopifyShop, *plugin.Remote) {}, ""},
		"a used code":       {func(s *plugintest.ShopifyShop, _ *plugin.Remote) { s.Code = "another" }, zagaj.CodeUnauthorized},
		"a wrong secret":    {func(_ *plugintest.ShopifyShop, r *plugin.Remote) { r.Credentials["client_secret"] = "x" }, zagaj.CodeUnauthorized},
		"less was allowed":  {func(s *plugintest.ShopifyShop, _ *plugin.Remote) { s.Scope = "read_products,write_pixels" }, zagaj.CodeForbidden},
		"another host":      {func(s *plugintest.ShopifyShop, _ *plugin.Remote) { s.Host = "moved.myshopify.com" }, zagaj.CodeUnavailable},
		"an empty token":    {func(s *plugintest.ShopifyShop, _ *plugin.Remote) { s.Token = "" }, zagaj.CodeUnavailable},
		"no JSON in return": {func(_ *plugintest.ShopifyShop, r *plugin.Remote) { r.Address += "/\x00" }, zagaj.CodeInvalid},
	} {
		shop, waited := plugintest.NewShopifyShop(t), []time.Duration{}
		r := remote(shop, &waited)
		delete(r.Credentials, "access_token")
		test.spoil(shop, &r)
		got, err := shopify.New().Enter(t.Context(), r, "code-1")
		if zagaj.CodeOf(err) != test.want {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
		if test.want == "" && (got["access_token"] != "shpat_1" || got["client_id"] != "client-1" || r.Credentials["access_token"] != "") {
			t.Errorf("%s: got %v from %v", name, got, r.Credentials)
		}
	}
}

func TestShopifysWebhooksAreRegistered(t *testing.T) {
	shop, waited := plugintest.NewShopifyShop(t), []time.Duration{}
	r := remote(shop, &waited)
	hooks, err := shopify.New().Hooks(t.Context(), r)
	if err != nil || strings.Count(fmt.Sprint(hooks), "missing") != 7 {
		t.Fatalf("got %v (%v), want seven missing", hooks, err)
	}
	shop.Throttled = 2
	hooks, err = shopify.New().Repair(t.Context(), r)
	if want := "[{carts/create active} {carts/update active} {checkouts/create active} {checkouts/update active} {orders/create active} {orders/updated active} {app/uninstalled active}]"; err != nil || fmt.Sprint(hooks) != want {
		t.Fatalf("got %v (%v), want %s", hooks, err, want)
	}
	if want := []time.Duration{2 * time.Second, 2 * time.Second}; fmt.Sprint(waited) != fmt.Sprint(want) {
		t.Errorf("waited %v, want %v: a hundred points at fifty a second", waited, want)
	}
	shop.Drop("CARTS_UPDATE")
	if hooks, err = shopify.New().Repair(t.Context(), r); err != nil || shop.Hooks()["CARTS_UPDATE"] != hookURL {
		t.Errorf("got %v (%v), want the dropped one back", hooks, err)
	}
	shop.Throttled = 1000
	if _, err := shopify.New().Hooks(t.Context(), r); zagaj.CodeOf(err) != zagaj.CodeTooMany {
		t.Errorf("no end of waiting: got %v", err)
	}
	shop.Throttled = 0
	r.Credentials["access_token"] = "gone"
	if _, err := shopify.New().Hooks(t.Context(), r); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("a token of a removed app: got %v", err)
	}
}

func TestThePixelIsToldWhereTheServerIs(t *testing.T) {
	shop, waited := plugintest.NewShopifyShop(t), []time.Duration{}
	r := remote(shop, &waited)
	for range 2 {
		if err := shopify.New().SwitchOn(t.Context(), r, "key-1"); err != nil {
			t.Fatal(err)
		}
	}
	if want := `{"server":"https://chat.example","shop":"key-1"}`; shop.Pixel() != want {
		t.Errorf("got %s, want %s", shop.Pixel(), want)
	}
}

func missed(t testing.TB) plugintest.Missed {
	shop, waited, now := plugintest.NewShopifyShop(t), []time.Duration{}, time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for i := range 70 {
		shop.Orders = append(shop.Orders, plugintest.ShopifyOrder(i+1, 70-i, now))
		shop.Checkouts = append(shop.Checkouts, plugintest.ShopifyCheckout(fmt.Sprint("cart-", i), 70-i, now))
	}
	shop.Orders = append(shop.Orders, `{"legacyResourceId":"1"}`)
	shop.Checkouts = append(shop.Checkouts, `{"cart_token":"x","total_price":"a"}`)
	return plugintest.Missed{Remote: remote(shop, &waited), Now: zagaj.At(now), Orders: 70, Carts: 70, Busy: func(n int) { shop.Throttled = n }}
}

func TestShopifysOrdersComeByPage(t *testing.T) {
	shop, waited := plugintest.NewShopifyShop(t), []time.Duration{}
	r, now := remote(shop, &waited), time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for i := range 120 {
		shop.Orders = append(shop.Orders, plugintest.ShopifyOrder(i+1, 120-i, now))
	}
	shop.Orders = append(shop.Orders, `{"legacyResourceId":"1"}`, `{"legacyResourceId":"1","customer":{"legacyResourceId":"x"}}`)
	in := zagaj.Installation{ID: "in", Shop: "shop"}
	seen, bad, pages, from := map[zagaj.EventID]bool{}, 0, 0, ""
	for turned := 0; from != "" || turned == 0; turned++ {
		got, err := shopify.New().Orders(t.Context(), r, in, zagaj.At(now.AddDate(0, 0, -30)), zagaj.At(now), from)
		if err != nil {
			t.Fatal(err)
		}
		pages, bad, from = got.Pages, bad+got.Bad, got.Next
		for _, ev := range got.Events {
			seen[ev.ID] = true
			o := ev.Order
			if err := plugintest.Valid(ev, in, plugin.Delivery{ReceivedAt: zagaj.At(now)}); err != nil || o.Status != zagaj.OrderPaid || o.Total.Minor != 9998 || o.Customer != "706405506930370084" ||
				o.Lines[0].Product != "788032119674292922" || o.Lines[0].Price.Minor != 4999 {
				t.Fatalf("%+v: %v", o, err)
			}
		}
	}
	if len(seen) != 120 || bad != 2 || pages != 3 {
		t.Errorf("got %d orders, %d bad, %d pages, want 120, 2 and 3", len(seen), bad, pages)
	}
}

func TestShopifysCartsAreTheCheckoutsBegun(t *testing.T) {
	shop, waited := plugintest.NewShopifyShop(t), []time.Duration{}
	r, now := remote(shop, &waited), time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for i := range 7 {
		shop.Checkouts = append(shop.Checkouts, plugintest.ShopifyCheckout(fmt.Sprint("cart-", i), 7-i, now))
	}
	shop.Checkouts = append(shop.Checkouts, strings.Replace(shop.Checkouts[0], `"completed_at":null`, `"completed_at":"2026-11-23T08:00:00Z"`, 1), `{"cart_token":"x","total_price":"a"}`)
	in := zagaj.Installation{ID: "in", Shop: "shop"}
	seen, bad, turned, from := map[zagaj.EventID]bool{}, 0, 0, ""
	for ; from != "" || turned == 0; turned++ {
		got, err := shopify.New().Carts(t.Context(), r, in, zagaj.At(now.AddDate(0, 0, -30)), zagaj.At(now), from)
		if err != nil {
			t.Fatal(err)
		}
		bad, from = bad+got.Bad, got.Next
		for _, ev := range got.Events {
			seen[ev.ID] = true
			c := ev.Cart
			if err := plugintest.Valid(ev, in, plugin.Delivery{ReceivedAt: zagaj.At(now)}); err != nil || c.Total.Minor != 9998 || c.Customer != "706405506930370084" || c.Lines[0].Quantity != 2 || c.Coupons[0] != "LATO" {
				t.Fatalf("%+v: %v", c, err)
			}
		}
	}
	if len(seen) != 7 || bad != 1 || turned != 3 {
		t.Errorf("got %d carts, %d bad, %d pages, want 7, 1 and 3", len(seen), bad, turned)
	}
	r.Credentials["access_token"] = "gone"
	if _, err := shopify.New().Carts(t.Context(), r, in, 0, 0, ""); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("a token of a removed app: got %v", err)
	}
}

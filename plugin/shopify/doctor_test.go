package shopify_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shopify"
)

// TestWhatIsWrongWithAShopIsTold walks a merchant's way: nothing entered, entered, let in with too little, all well, a webhook dropped, taken out.
func TestWhatIsWrongWithAShopIsTold(t *testing.T) {
	shop, now := plugintest.NewShopifyShop(t), zagaj.At(time.Now())
	entered := installation(shop)
	entered.Secrets, entered.LastEventAt = []string{shop.Secret}, now
	in := zagaj.Installation{ID: "in", Shop: "s", Secrets: []string{"whsec_x"}, LastEventAt: now}
	tells := func(what, want string) {
		t.Helper()
		codes := []string{}
		findings, _ := plugin.Check(t.Context(), shopify.New(), in, shop.Client(), hookURL, now)
		for _, f := range findings {
			codes = append(codes, f.Code)
			if f.Text["en"] == "" || f.Text["pl"] == "" {
				t.Errorf("%s: %s has no words", what, f.Code)
			}
		}
		if got := fmt.Sprint(codes); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	tells("nothing entered", "[not-connected]")
	in = entered
	tells("entered, not installed", "[not-let-in]")
	in.Credentials["access_token"] = shop.Token
	if _, err := shopify.New().Repair(t.Context(), plugin.Remote{Client: shop.Client(), Address: in.Address, Credentials: in.Credentials, HookURL: hookURL}); err != nil {
		t.Fatal(err)
	}
	tells("all well", "[]")
	shop.Scope = "read_products,read_customer_events"
	tells("too little allowed", "[scopes]")
	shop.Scope = "read_customer_events,write_orders,read_products,write_pixels"
	shop.Drop("CARTS_UPDATE")
	tells("a webhook dropped", "[hook-missing]")
	in.LastError, in.Failures = plugin.TooOld, 1
	tells("held up for a day", "[hook-missing too-old]")
	in.LastError = plugin.Stale
	tells("a wrong clock", "[hook-missing clock]")
	in.LastError = plugin.WrongSignature
	tells("a wrong secret", "[hook-missing secret]")
	in.LastError, in.Failures = "", 0
	shop.Remove()
	tells("taken out", "[credentials]")
	shop.Break()
	tells("no answer", "[unreachable]")
}

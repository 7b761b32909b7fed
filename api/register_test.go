package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/shopware"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// TestAnAppIsRegisteredByShopwaresHandshake: asked, proved, confirmed, and then an order, signed with the secret that was given.
func TestAnAppIsRegisteredByShopwaresHandshake(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.Platforms = plugin.NewSet(woocommerce.New(), shopware.New()) })
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "sw", Shop: testShop, Platform: "shopware", Secrets: []string{"whsec_app"}, CreatedAt: clock()}))
		sign := func(text, secret string) string {
			mac := hmac.New(sha256.New, []byte(secret))
			mac.Write([]byte(text))
			return hex.EncodeToString(mac.Sum(nil))
		}
		register := func(path, secret string) (int, string) {
			query := fmt.Sprintf("shop-id=abc&shop-url=https%%3A%%2F%%2Fshop.example&timestamp=%d", clock().Time().Unix())
			req, _ := http.NewRequest("GET", h.URL+path+"?"+query, nil)
			req.Header.Set("shopware-app-signature", sign(query, secret))
			return do(t, h.Client(), req)
		}
		for path, want := range map[string]int{"/hooks/shopware/sw": 401, "/hooks/shopware/nobody": 404, "/hooks/woocommerce/woo-shop": 404, "/hooks/none/sw": 404} {
			if status, answer := register(path, "forged"); status != want {
				t.Errorf("%s: got %d %s, want %d", path, status, answer, want)
			}
		}
		status, answer := register("/hooks/shopware/sw", "whsec_app")
		var got struct {
			Proof, Secret string
			Confirm       string `json:"confirmation_url"`
		}
		must(t, json.Unmarshal([]byte(answer), &got))
		if status != 200 || got.Proof != sign("abchttps://shop.exampleZagajChat", "whsec_app") || got.Confirm != "http://zagaj.example/hooks/shopware/sw" {
			t.Fatalf("got %d %s", status, answer)
		}
		tells := func(body, want string) {
			t.Helper()
			req, _ := http.NewRequest("POST", h.URL+"/hooks/shopware/sw", strings.NewReader(body))
			req.Header.Set("shopware-shop-signature", sign(body, got.Secret))
			if status, answer := do(t, h.Client(), req); status != 200 || !strings.Contains(answer, want) || strings.Contains(answer, "quarantined") {
				t.Errorf("got %d %s, want %s", status, answer, want)
			}
		}
		tells(`{"apiKey":"SWIA1","secretKey":"s1","timestamp":"1795430000","shopUrl":"https://shop.example","shopId":"abc"}`, `"stored":0`)
		tells(fmt.Sprintf(`{"data":{"payload":{"order":{"id":"o1","orderNumber":"10001","amountTotal":99.98,"orderDateTime":"2026-11-23T08:00:00.000+00:00","currency":{"isoCode":"PLN"}}},
			"event":"checkout.order.placed"},"source":{"eventId":"e1"},"timestamp":%d}`, clock().Time().Unix()), `"stored":1`)
		deeds, err := h.store.Deeds(t.Context(), testShop, 1<<60, 10)
		must(t, err)
		if len(deeds) == 0 || deeds[0].Action != "installation.register" {
			t.Errorf("the audit log tells %+v", deeds)
		}
	})
}

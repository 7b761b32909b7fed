package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/bigcommerce"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shoper"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql/sqltest"
)

const (
	leftBody    = `{"id":1,"myshopify_domain":"mug.myshopify.com"}`
	clearedBody = `{"shop_id":1,"shop_domain":"mug.myshopify.com"}`
)

// shopifyTells posts a delivery as Shopify does, and returns the answer.
func shopifyTells(t *testing.T, h *house, secret, topic, id, body string) (int, string) {
	t.Helper()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	req, _ := http.NewRequest("POST", h.URL+"/hooks/shopify/shopify-shop", strings.NewReader(body))
	req.Header = http.Header{"X-Shopify-Topic": {topic}, "X-Shopify-Webhook-Id": {id}, "X-Shopify-Shop-Domain": {"mug.myshopify.com"},
		"X-Shopify-Triggered-At": {clock().Time().UTC().Format(time.RFC3339Nano)}, "X-Shopify-Hmac-Sha256": {base64.StdEncoding.EncodeToString(mac.Sum(nil))}}
	return do(t, h.Client(), req)
}

// TestAPluginTakenOutLeavesNoToken lets Zagaj into Shopify, has the merchant remove the app, and looks for the token.
func TestAPluginTakenOutLeavesNoToken(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h, shop, cookie := withShopify(t, dsn)
		in := shopifyStored(t, h)
		in.Credentials["access_token"] = shop.Token
		must(t, h.store.SaveInstallation(t.Context(), in))
		if status, _ := shopifyTells(t, h, "nobody's secret", "app/uninstalled", "w1", leftBody); status != 401 || len(shopifyStored(t, h).Credentials) == 0 {
			t.Errorf("forged: got %d, want 401 and nothing changed", status)
		}
		shop.Remove()
		for range 2 { // the platform repeats what it is not sure of
			if status, answer := shopifyTells(t, h, shop.Secret, "app/uninstalled", "w2", leftBody); status != 200 {
				t.Fatalf("got %d %s", status, answer)
			}
		}
		if left := shopifyStored(t, h); len(left.Credentials) != 0 || len(left.Secrets) == 0 {
			t.Errorf("got %d credentials and %d secrets, want no credential, and the secret of what may still come", len(left.Credentials), len(left.Secrets))
		}
		if status := tell(t, h, cookie, "POST", shopifyPath+"/repair", map[string]any{}, nil); status != 400 {
			t.Errorf("a call of its API: got %d, want 400", status)
		}
	})
}

// TestARecordedRemovalDoesNotCutOffAShopThatCameBack: Shopify signs neither a time nor the delivery's id with it, and the same bytes may
// truly come again; so Shopify is asked.
func TestARecordedRemovalDoesNotCutOffAShopThatCameBack(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h, shop, _ := withShopify(t, dsn)
		entered := shopifyStored(t, h)
		comeBack := func(token string) {
			shop.Let(token)
			back := entered
			back.Credentials = maps.Clone(entered.Credentials)
			back.Credentials["access_token"] = token
			must(t, h.store.SaveInstallation(t.Context(), back))
		}
		cleared := func() int {
			list, err := h.store.Petitions(t.Context(), testShop, 1<<60, 10)
			must(t, err)
			return len(list)
		}
		tells := func(topic, id, body, want string) {
			t.Helper()
			if status, answer := shopifyTells(t, h, shop.Secret, topic, id, body); status != 200 || !strings.Contains(answer, want) {
				t.Errorf("%s %s: got %d %s, want %s", topic, id, status, answer, want)
			}
		}
		comeBack("shpat_1")
		shop.Remove()
		tells("app/uninstalled", "w1", leftBody, `"stored":1`)
		tells("shop/redact", "w2", clearedBody, `"stored":1`)
		if left := shopifyStored(t, h); len(left.Credentials) != 0 || cleared() != 1 {
			t.Fatalf("removed: got %v and %d erasures", left.Credentials, cleared())
		}
		comeBack("shpat_2")
		for i := range 2 {
			tells("app/uninstalled", fmt.Sprint("replayed", i), leftBody, `"stored":0`)
			tells("shop/redact", fmt.Sprint("replayed too", i), clearedBody, `"stored":0`)
		}
		if in := shopifyStored(t, h); in.Credentials["access_token"] != "shpat_2" || cleared() != 1 {
			t.Errorf("replayed: got %v and %d erasures, want the token, and nobody erased anew", in.Credentials, cleared())
		}
		shop.Break()
		tells("app/uninstalled", "w3", leftBody, "quarantined")
		if in := shopifyStored(t, h); in.Credentials["access_token"] != "shpat_2" {
			t.Error("cut off while Shopify does not say whether the app is there")
		}
		shop.Remove()
		tells("app/uninstalled", "w4", leftBody, "stored")
		tells("shop/redact", "w5", clearedBody, `"stored":1`)
		if left := shopifyStored(t, h); len(left.Credentials) != 0 || cleared() != 2 {
			t.Errorf("left a second time, in the same bytes: got %v and %d erasures", left.Credentials, cleared())
		}
	})
}

// TestARemovalToldAgainCutsNobodyOff: on every platform whose word of a removal has an identity of its own it counts once, also after the
// erasure of the shop's people.
func TestARemovalToldAgainCutsNobodyOff(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) {
			c.Platforms = plugin.NewSet(woocommerce.New(), bigcommerce.New(), shoper.New())
		})
		standard := plugintest.StandardSecret(1)
		posted := func(platform string, d plugin.Delivery, key string) func() int {
			return func() int {
				plugintest.SignStandard(t, &d, key, clock())
				req, _ := http.NewRequest("POST", h.URL+"/hooks/"+platform+"/"+platform+"-left", strings.NewReader(string(d.Body)))
				req.Header = d.Header
				status, _ := do(t, h.Client(), req)
				return status
			}
		}
		for platform, test := range map[string]struct {
			secret string
			leave  func() int
		}{
			"woocommerce": {standard, posted("woocommerce", plugintest.MessageFacts()["uninstall"], standard)},
			"bigcommerce": {"client", posted("bigcommerce", plugintest.Message("m", `{"scope":"store/app/uninstalled","data":{},"hash":"h","created_at":1795430000}`), base64.StdEncoding.EncodeToString([]byte("client")))},
			"shoper": {"appstore", func() int {
				return shoperCallsAt(t, h, "shoper-left", "appstore", map[string]string{"action": "uninstall", "shop": "abc", "timestamp": "2026-11-23 08:00:00"})
			}},
		} {
			in := zagaj.Installation{ID: zagaj.InstallationID(platform + "-left"), Shop: testShop, Platform: platform, Secrets: []string{test.secret}, CreatedAt: clock(),
				Address: "https://shop.example", Credentials: map[string]string{"key": "1"}}
			must(t, h.store.AddInstallation(t.Context(), in))
			has := func() bool {
				stored, err := h.store.Installation(t.Context(), in.ID)
				must(t, err)
				return len(stored.Credentials) > 0
			}
			if status := test.leave(); status != 200 || has() {
				t.Errorf("%s: got %d, the credentials are there %v", platform, status, has())
			}
			_, err := h.store.EraseShop(t.Context(), testShop)
			must(t, err)
			must(t, h.store.SaveInstallation(t.Context(), in)) // the shop comes back
			if status := test.leave(); status != 200 || !has() {
				t.Errorf("%s told again: got %d, the credentials are there %v", platform, status, has())
			}
		}
	})
}

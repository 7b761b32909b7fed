package api_test

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shoper"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// shoperCalls posts what Shoper says about the app, signed with its AppStore secret.
func shoperCalls(t *testing.T, h *house, secret string, fields map[string]string) int {
	t.Helper()
	return shoperCallsAt(t, h, "shoper-shop", secret, fields)
}

func shoperCallsAt(t *testing.T, h *house, installation, secret string, fields map[string]string) int {
	t.Helper()
	values := url.Values{}
	for name, value := range fields {
		values.Set(name, value)
	}
	text, err := url.QueryUnescape(values.Encode())
	must(t, err)
	mac := hmac.New(sha512.New, []byte(secret))
	mac.Write([]byte(text))
	values.Set("hash", hex.EncodeToString(mac.Sum(nil)))
	req, _ := http.NewRequest("POST", h.URL+"/hooks/shoper/"+installation, strings.NewReader(values.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, _ := do(t, h.Client(), req)
	return status
}

// TestAnAppIsInstalledRenewedAndRemovedByShoper: by calls with a hash, to the address of the deliveries; the token is renewed before it ends.
func TestAnAppIsInstalledRenewedAndRemovedByShoper(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		shop := plugintest.NewShoperShop(t)
		h := openWith(t, dsn, func(c *api.Config) {
			c.Platforms, c.Outward, c.MendEvery = plugin.NewSet(woocommerce.New(), shoper.New()), shop.Client(), 20*time.Millisecond
		})
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "shoper-shop", Shop: testShop, Platform: "shoper", Secrets: []string{"whsec_made_here"}, CreatedAt: clock()}))
		_, cookie := work(t, h, testShop)
		const path = "/v1/panel/installations/shoper-shop"
		access := map[string]any{"address": shop.URL, "credentials": map[string]string{"client_id": "app-1", "client_secret": "app-secret", "appstore_secret": "appstore-1"}}
		if status := tell(t, h, cookie, "PUT", path, access, nil); status != 200 {
			t.Fatalf("save: got %d", status)
		}
		if status := tell(t, h, cookie, "POST", path+"/repair", map[string]any{}, nil); status != 400 {
			t.Errorf("repair before it is installed: got %d, want 400", status)
		}
		install := map[string]string{"action": "install", "shop": "abc", "shop_url": shop.URL + "/", "auth_code": "code-1", "timestamp": "2026-11-23 08:00:00"}
		if status := shoperCalls(t, h, "another", install); status != 401 {
			t.Errorf("a wrong hash: got %d, want 401", status)
		}
		elsewhere := maps.Clone(install)
		elsewhere["shop_url"] = "https://evil.example"
		if status := shoperCalls(t, h, "appstore-1", elsewhere); status != 400 {
			t.Errorf("another shop: got %d, want 400", status)
		}
		if status := shoperCalls(t, h, "appstore-1", install); status != 200 {
			t.Fatalf("install: got %d", status)
		}
		stored := func() zagaj.Installation {
			in, err := h.store.Installation(t.Context(), "shoper-shop")
			must(t, err)
			return in
		}
		if in := stored(); in.Credentials["access_token"] != "token-1" || in.Credentials["client_id"] != "app-1" {
			t.Fatalf("got %v", in.Credentials)
		}
		shop.Look(func() {
			if len(shop.Hooks) != 1 || shop.Hooks[0]["url"] != "http://zagaj.example/hooks/shoper/shoper-shop" {
				t.Errorf("webhooks: %v", shop.Hooks)
			}
		})
		if status := tell(t, h, cookie, "PUT", path, access, nil); status != 200 || stored().Credentials["access_token"] != "token-1" {
			t.Errorf("saved once more: got %d, the token is %q", status, stored().Credentials["access_token"])
		}
		in := stored()
		in.Credentials["expires_at"] = "1" // long ago
		must(t, h.store.SaveInstallation(t.Context(), in))
		within(t, "the token is renewed", func() bool { return stored().Credentials["access_token"] == "token-2" })
		if status := shoperCalls(t, h, "appstore-1", map[string]string{"action": "uninstall", "shop": "abc", "shop_url": shop.URL}); status != 200 {
			t.Errorf("uninstall: got %d", status)
		}
		within(t, "the credentials are forgotten", func() bool { return len(stored().Credentials) == 0 })
	})
}

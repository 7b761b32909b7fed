package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shopify"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql/sqltest"
)

const shopifyPath = "/v1/panel/installations/shopify-shop"

// browse opens an address as a browser does, with a cookie of that name and value, and does not follow. It returns the status, where
// the answer leads, and the value of the cookie of the way out.
func browse(t *testing.T, h *house, path, bound string) (status int, to *url.URL, cookie string) {
	t.Helper()
	req, err := http.NewRequest("GET", h.URL+path, nil)
	must(t, err)
	if bound != "" {
		req.AddCookie(&http.Cookie{Name: "zagaj_connect", Value: bound})
	}
	answer, err := h.Client().Transport.RoundTrip(req)
	must(t, err)
	defer answer.Body.Close()
	to, err = url.Parse(answer.Header.Get("Location"))
	must(t, err)
	for _, c := range answer.Cookies() {
		if c.Name == "zagaj_connect" {
			cookie = c.Value
		}
	}
	return answer.StatusCode, to, cookie
}

// withShopify opens a house whose shop has an app in Shopify, with its credentials entered.
func withShopify(t *testing.T, dsn string) (*house, *plugintest.ShopifyShop, string) {
	t.Helper()
	shop := plugintest.NewShopifyShop(t)
	h := openWith(t, dsn, func(c *api.Config) {
		c.Platforms, c.Outward = plugin.NewSet(woocommerce.New(), shopify.New()), shop.Client()
	})
	must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "shopify-shop", Shop: testShop, Platform: "shopify", Secrets: []string{"whsec_made_here"}, CreatedAt: clock()}))
	_, cookie := work(t, h, testShop)
	access := map[string]any{"address": "mug", "credentials": map[string]string{"client_id": shop.ClientID, "client_secret": shop.Secret}}
	if status := tell(t, h, cookie, "POST", shopifyPath+"/authorize", map[string]any{}, nil); status != 400 {
		t.Errorf("let in before anything is entered: got %d, want 400", status)
	}
	if status := tell(t, h, cookie, "PUT", shopifyPath, map[string]any{"address": "https://evil.example", "credentials": access["credentials"]}, nil); status != 400 {
		t.Errorf("another host: got %d, want 400", status)
	}
	if status := tell(t, h, cookie, "PUT", shopifyPath, access, nil); status != 200 {
		t.Fatalf("save: got %d", status)
	}
	return h, shop, cookie
}

// shopifyStored is the connection as the store has it.
func shopifyStored(t *testing.T, h *house) zagaj.Installation {
	t.Helper()
	in, err := h.store.Installation(t.Context(), "shopify-shop")
	must(t, err)
	return in
}

func TestAMerchantLetsZagajIntoShopify(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h, shop, cookie := withShopify(t, dsn)
		if in := shopifyStored(t, h); in.Secrets[0] != shop.Secret || in.Address != "https://mug.myshopify.com" {
			t.Fatalf("got %s and %d secrets, want the app's own first", in.Address, len(in.Secrets))
		}
		if status := tell(t, h, cookie, "POST", shopifyPath+"/repair", map[string]any{}, nil); status != 400 {
			t.Errorf("repair before it is let in: got %d, want 400", status)
		}
		// From Shopify's side: the app's own address, with a query that Shopify signed.
		status, to, bound := browse(t, h, "/v1/panel/connect/shopify-shop?"+shop.Signed(time.Now(), nil).Encode(), "")
		asked := to.Query()
		if status != 302 || to.Host != "mug.myshopify.com" || to.Path != "/admin/oauth/authorize" || asked.Get("state") != bound || bound == "" ||
			asked.Get("redirect_uri") != "http://zagaj.example/v1/panel/connect" || asked.Get("client_id") != shop.ClientID || asked.Has("grant_options[]") {
			t.Fatalf("got %d to %s", status, to)
		}
		back := shop.Signed(time.Now(), url.Values{"code": {"code-1"}, "state": {bound}}).Encode()
		if status, to, _ := browse(t, h, "/v1/panel/connect?"+back, bound); status != 303 || to.String() != "/panel/settings/install?connect=done" {
			t.Fatalf("back: got %d to %s", status, to)
		}
		if in := shopifyStored(t, h); in.Credentials["access_token"] != shop.Token {
			t.Error("the token is not kept")
		}
		if hooks := shop.Hooks(); len(hooks) != 7 || hooks["CARTS_UPDATE"] != "http://zagaj.example/hooks/shopify/shopify-shop" {
			t.Errorf("got webhooks %v", hooks)
		}
		if !strings.Contains(shop.Pixel(), `"shop":"key-shop"`) {
			t.Errorf("the pixel was told %q", shop.Pixel())
		}
		var list struct {
			Installations []struct {
				ID   string
				Door string
			}
		}
		ask(t, h, cookie, "GET", "/v1/panel/installations", &list)
		for _, in := range list.Installations {
			if in.ID == "shopify-shop" && in.Door != "open" {
				t.Errorf("the panel is told %q, want open", in.Door)
			}
		}
		if status := tell(t, h, cookie, "POST", shopifyPath+"/repair", map[string]any{}, nil); status != 200 {
			t.Errorf("repair: got %d", status)
		}
	})
}

func TestNobodyElseComesThroughShopifysDoor(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h, shop, cookie := withShopify(t, dsn)
		for name, query := range map[string]url.Values{
			"unsigned": {"shop": {shop.Host}}, "old": shop.Signed(time.Now().Add(-2*time.Minute), nil), "spoiled": with(shop.Signed(time.Now(), nil), "host", "x"),
		} {
			if status, to, _ := browse(t, h, "/v1/panel/connect/shopify-shop?"+query.Encode(), ""); status != 401 || to.String() != "" {
				t.Errorf("%s: got %d to %s, want 401", name, status, to)
			}
		}
		begin := func() string {
			var left struct{ URL string }
			if status := tell(t, h, cookie, "POST", shopifyPath+"/authorize", map[string]any{}, &left); status != 200 {
				t.Fatalf("authorize: got %d", status)
			}
			page, err := url.Parse(left.URL)
			must(t, err)
			return page.Query().Get("state")
		}
		good := func(state string) url.Values {
			return shop.Signed(time.Now(), url.Values{"code": {"code-1"}, "state": {state}})
		}
		first := begin()
		for name, test := range map[string]struct {
			query url.Values
			bound string
		}{
			"another browser":      {good(first), ""},
			"another state":        {good("x"), "x"},
			"the wrong signature":  {with(good(begin()), "code", "code-2"), "same"},
			"signed too long ago":  {shop.Signed(time.Now().Add(-2*time.Minute), url.Values{"code": {"code-1"}, "state": {begin()}}), "same"},
			"a code that is wrong": {shop.Signed(time.Now(), url.Values{"code": {"code-2"}, "state": {begin()}}), "same"},
		} {
			if test.bound == "same" {
				test.bound = test.query.Get("state")
			}
			if status, to, _ := browse(t, h, "/v1/panel/connect?"+test.query.Encode(), test.bound); status != 303 || to.Query().Get("connect") != "refused" {
				t.Errorf("%s: got %d to %s, want refused", name, status, to)
			}
		}
		if in := shopifyStored(t, h); in.Credentials["access_token"] != "" {
			t.Fatal("somebody came through")
		}
		shop.Scope = "read_products"
		if _, to, _ := browse(t, h, "/v1/panel/connect?"+good(first).Encode(), first); to.Query().Get("connect") != "scopes" {
			t.Errorf("less was allowed: got %s", to)
		}
		shop.Scope, shop.Code = "read_customer_events,read_orders,read_products,write_pixels", "code-1"
		last := begin()
		if _, to, _ := browse(t, h, "/v1/panel/connect?"+good(last).Encode(), last); to.Query().Get("connect") != "done" {
			t.Errorf("all is well: got %s", to)
		}
		shop.Code = "code-1"
		if _, to, _ := browse(t, h, "/v1/panel/connect?"+good(last).Encode(), last); to.Query().Get("connect") != "refused" {
			t.Errorf("the same state again: got %s", to)
		}
	})
}

func with(query url.Values, name, value string) url.Values {
	query.Set(name, value)
	return query
}

package plugintest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// ShopifyShop answers as Shopify's documentation of OAuth and of its GraphQL API says. It is no shop: it looks for the names of
// queries and mutations, and reads their variables.
type ShopifyShop struct {
	server *httptest.Server
	mu     sync.Mutex
	hooks  map[string]string // topic to address
	pixel  string            // the settings of the app's pixel
	// Host is the shop's, ClientID and Secret the app's, Token what its installation gives.
	Host, ClientID, Secret, Token string
	// Scope is what the merchant allows.
	Scope string
	// Code is good once.
	Code string
	// Throttled is how many of the next questions find the budget used up.
	Throttled int
	// Orders are what it sells, as JSON, in the order of their change.
	Orders []string
	// Checkouts are those that were begun, as JSON; three a page.
	Checkouts []string
	broken    bool
}

// NewShopifyShop starts one, over TLS.
func NewShopifyShop(t testing.TB) *ShopifyShop {
	s := &ShopifyShop{hooks: map[string]string{}, Host: "mug.myshopify.com", ClientID: "client-1", Secret: "shpss_client_secret", Token: "shpat_1", Code: "code-1",
		Scope: "read_customer_events,write_orders,read_products,write_pixels"}
	s.server = httptest.NewTLSServer(s)
	t.Cleanup(s.server.Close)
	return s
}

// Client reaches it under its host's name.
func (s *ShopifyShop) Client() *http.Client {
	at := s.server.Listener.Addr().String()
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, at)
		}}}
}

// Signed is a query as Shopify sends a browser with.
func (s *ShopifyShop) Signed(at time.Time, more url.Values) url.Values {
	query := url.Values{"shop": {s.Host}, "timestamp": {strconv.FormatInt(at.Unix(), 10)}}
	for k, v := range more {
		query[k] = v
	}
	mac := hmac.New(sha256.New, []byte(s.Secret))
	mac.Write([]byte(strings.ReplaceAll(query.Encode(), "+", "%20")))
	query.Set("hmac", hex.EncodeToString(mac.Sum(nil)))
	return query
}

// Hooks tells where each topic goes.
func (s *ShopifyShop) Hooks() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]string{}
	for k, v := range s.hooks {
		out[k] = v
	}
	return out
}

// Drop removes a webhook, as Shopify does after failures.
func (s *ShopifyShop) Drop(topic string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.hooks, topic)
}

// Remove takes the app out: its token counts no more.
func (s *ShopifyShop) Remove() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Token, s.broken = "none", false
}

// Let installs the app: from now on this token counts.
func (s *ShopifyShop) Let(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Token = token
}

// Break lets it answer nothing but that it is in trouble.
func (s *ShopifyShop) Break() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = true
}

// Pixel returns the settings of the app's pixel, "" while there is none.
func (s *ShopifyShop) Pixel() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pixel
}

// ServeHTTP implements http.Handler.
func (s *ShopifyShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in struct {
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
		Code         string
		Query        string
		Variables    map[string]any
	}
	switch {
	case s.broken:
		w.WriteHeader(http.StatusBadGateway)
	case r.Host == s.Host && strings.HasSuffix(r.URL.Path, "/checkouts.json"):
		s.checkouts(w, r)
	case r.Host != s.Host || r.Method != http.MethodPost || json.NewDecoder(r.Body).Decode(&in) != nil:
		w.WriteHeader(http.StatusNotFound)
	case r.URL.Path == "/admin/oauth/access_token":
		if in.ClientID != s.ClientID || in.ClientSecret != s.Secret || in.Code != s.Code {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.Code = ""
		s.say(w, map[string]any{"access_token": s.Token, "scope": s.Scope})
	case !strings.HasSuffix(r.URL.Path, "/graphql.json"):
		w.WriteHeader(http.StatusNotFound)
	case r.Header.Get("X-Shopify-Access-Token") != s.Token:
		w.WriteHeader(http.StatusUnauthorized)
	case s.Throttled > 0:
		s.Throttled--
		s.say(w, json.RawMessage(`{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],
			"extensions":{"cost":{"requestedQueryCost":102,"throttleStatus":{"currentlyAvailable":2,"restoreRate":50}}}}`))
	default:
		s.say(w, map[string]any{"data": s.data(in.Query, in.Variables)})
	}
}

func (s *ShopifyShop) say(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the asker went away
}

func (s *ShopifyShop) data(query string, in map[string]any) any {
	switch {
	case strings.Contains(query, "webhookSubscriptionCreate"):
		s.hooks[fmt.Sprint(in["topic"])] = fmt.Sprint(in["uri"])
		return map[string]any{"webhookSubscriptionCreate": map[string]any{"userErrors": []any{}}}
	case strings.Contains(query, "webhookSubscriptions"):
		return s.subscriptions(in["after"])
	case strings.Contains(query, "accessScopes"):
		scopes := []any{}
		for _, name := range strings.Split(s.Scope, ",") {
			scopes = append(scopes, map[string]any{"handle": name})
		}
		return map[string]any{"currentAppInstallation": map[string]any{"accessScopes": scopes}}
	case strings.Contains(query, "shop { id }"):
		return map[string]any{"shop": map[string]any{"id": "gid://shopify/Shop/1"}}
	case strings.Contains(query, "webPixelCreate"):
		s.pixel = fmt.Sprint(in["settings"])
		return map[string]any{"webPixelCreate": map[string]any{"userErrors": []any{}}}
	case strings.Contains(query, "webPixel"):
		if s.pixel == "" {
			return map[string]any{"webPixel": nil}
		}
		return map[string]any{"webPixel": map[string]any{"id": "gid://shopify/WebPixel/1"}}
	}
	return s.orders(in["after"])
}

// subscriptions gives two pages, so that one who asks must turn them; on the first is another address only.
func (s *ShopifyShop) subscriptions(after any) any {
	nodes := []any{}
	if after == nil {
		nodes = append(nodes, map[string]any{"topic": "ORDERS_CREATE", "uri": "https://other.example/"})
	} else {
		for topic, uri := range s.hooks {
			nodes = append(nodes, map[string]any{"topic": topic, "uri": uri})
		}
	}
	return map[string]any{"webhookSubscriptions": map[string]any{"nodes": nodes, "pageInfo": map[string]any{"hasNextPage": after == nil, "endCursor": "1"}}}
}

// orders gives fifty a page.
func (s *ShopifyShop) orders(after any) any {
	from, _ := strconv.Atoi(fmt.Sprint(after)) // nil is the first
	to := min(from+50, len(s.Orders))
	nodes := []any{}
	for _, o := range s.Orders[from:to] {
		nodes = append(nodes, json.RawMessage(o))
	}
	return map[string]any{"ordersCount": map[string]any{"count": len(s.Orders)},
		"orders": map[string]any{"nodes": nodes, "pageInfo": map[string]any{"hasNextPage": to < len(s.Orders), "endCursor": strconv.Itoa(to)}}}
}

// checkouts gives three a page. With a page's name nothing but the limit may be told, as in Shopify's documentation.
func (s *ShopifyShop) checkouts(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Shopify-Access-Token") != s.Token {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if s.Throttled > 0 {
		s.Throttled--
		w.Header().Set("Retry-After", "2.0")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	query := r.URL.Query()
	from, err := strconv.Atoi(query.Get("page_info"))
	if query.Has("page_info") && (err != nil || len(query) != 2) || !query.Has("page_info") && query.Get("updated_at_min") == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	to, list := min(from+3, len(s.Checkouts)), []any{}
	for _, c := range s.Checkouts[from:to] {
		list = append(list, json.RawMessage(c))
	}
	link := `<https://` + s.Host + `/admin/api/checkouts.json?limit=250&page_info=0>; rel="previous"`
	if to < len(s.Checkouts) {
		link += fmt.Sprintf(`, <https://%s/admin/api/checkouts.json?limit=250&page_info=%d>; rel="next"`, s.Host, to)
	}
	w.Header().Set("Link", link)
	s.say(w, map[string]any{"checkouts": list})
}

// ShopifyCheckout is a checkout of a cart that was changed n minutes ago, as the API tells it.
func ShopifyCheckout(cart string, n int, now time.Time) string {
	at := now.UTC().Add(-time.Duration(n) * time.Minute).Format(time.RFC3339)
	return fmt.Sprintf(`{"id":37112239489315,"token":"da4a9d115469c72cf166bfbe6c5313d1","cart_token":"%s","created_at":"%s","updated_at":"%s","completed_at":null,"currency":"PLN","total_price":"99.98",
"name":"#37112239489315","shipping_address":[],"customer":{"id":706405506930370084},"discount_codes":[{"code":"LATO"}],"line_items":[{"product_id":788032119674292922,"sku":"MUG-1","title":"Mug","quantity":2,"price":"49.99"}]}`, cart, at, at)
}

// ShopifyOrder is an order that was changed n minutes ago, as the API tells it.
func ShopifyOrder(id, n int, now time.Time) string {
	at := now.UTC().Add(-time.Duration(n) * time.Minute).Format(time.RFC3339)
	return fmt.Sprintf(`{"legacyResourceId":"54508900000%05d","name":"#%d","createdAt":"%s","updatedAt":"%s","cancelledAt":null,"displayFinancialStatus":"PAID","displayFulfillmentStatus":"UNFULFILLED",
"totalPriceSet":{"shopMoney":{"amount":"99.98","currencyCode":"PLN"}},"customer":{"legacyResourceId":"706405506930370084"},"shippingAddress":{"zip":"00-950","phone":null},
"lineItems":{"nodes":[{"title":"Mug","variantTitle":null,"sku":"MUG-1","quantity":2,"product":{"legacyResourceId":"788032119674292922"},"originalUnitPriceSet":{"shopMoney":{"amount":"49.99"}}}]}}`, id, 1000+id, at, at)
}

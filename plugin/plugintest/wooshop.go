package plugintest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// WooShop answers as WooCommerce's documentation of its REST API says: webhooks, orders by page, refusals. It is no shop.
type WooShop struct {
	*httptest.Server
	mu    sync.Mutex
	hooks []map[string]any
	// Orders are what it sells, as JSON, in the order of their change.
	Orders []string
	// Key and Secret are good; ReadOnly refuses writes with them.
	Key, Secret string
	ReadOnly    bool
	// Busy is how many of the next requests are answered 429.
	Busy  int
	Asked []string // method and path of every request
	// Status is its status report, as JSON; "" has none.
	Status string
}

// NewWooShop starts one, over TLS: WooCommerce takes a key in the clear by https only.
func NewWooShop(t testing.TB) *WooShop {
	s := &WooShop{Key: "ck_1", Secret: "cs_1"}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	return s
}

// WooOrder is an order that was changed n minutes ago, as the API tells it.
func WooOrder(id, n int, now time.Time) string {
	at := now.UTC().Add(-time.Duration(n) * time.Minute).Format("2006-01-02T15:04:05")
	return fmt.Sprintf(`{"id":%d,"number":"%d","status":"processing","currency":"PLN","total":"49.99","customer_id":7,"date_created_gmt":"%s","date_modified_gmt":"%s","date_paid_gmt":"%s",
"line_items":[{"product_id":1,"sku":"A","name":"A","quantity":1,"price":49.99,"image":{"id":"","src":""}}],"_links":{"self":[{"href":"https://shop.example"}]}}`, id, id, at, at, at)
}

// SetHook puts a webhook there, as an owner does by hand, or changes its state.
func (s *WooShop) SetHook(topic, target, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.hooks {
		if h["topic"] == topic && h["delivery_url"] == target {
			h["status"] = status
			return
		}
	}
	s.hooks = append(s.hooks, map[string]any{"id": len(s.hooks) + 1, "topic": topic, "delivery_url": target, "status": status})
}

// Hooks returns its webhooks, without their secrets' owner's knowledge: the tests look at those too.
func (s *WooShop) Hooks() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]map[string]any, len(s.hooks))
	for i, h := range s.hooks {
		out[i] = maps.Clone(h)
	}
	return out
}

// Asks is how many requests came so far.
func (s *WooShop) Asks() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.Asked)
}

// ServeHTTP implements http.Handler.
func (s *WooShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Asked = append(s.Asked, r.Method+" "+r.URL.Path)
	key, secret, _ := r.BasicAuth()
	path := strings.TrimPrefix(r.URL.Path, "/wp-json/wc/v3/")
	switch {
	case s.Busy > 0:
		s.Busy--
		w.Header().Set("Retry-After", "0")
		s.say(w, 429, map[string]any{"code": "too_many_requests"})
	case path == r.URL.Path:
		s.say(w, 404, map[string]any{"code": "rest_no_route"})
	case key != s.Key || secret != s.Secret:
		s.say(w, 401, map[string]any{"code": "woocommerce_rest_authentication_error", "message": "Consumer key is invalid."})
	case r.Method != http.MethodGet && s.ReadOnly:
		s.say(w, 401, map[string]any{"code": "woocommerce_rest_cannot_create"})
	case r.Method == http.MethodGet && path == "webhooks":
		s.page(w, r, len(s.hooks), func(i int) any { return s.hooks[i] })
	case r.Method == http.MethodGet && path == "orders":
		s.orders(w, r)
	case path == "system_status" && s.Status != "":
		s.say(w, 200, json.RawMessage(s.Status))
	case strings.HasPrefix(path, "webhooks"):
		s.write(w, r, strings.TrimPrefix(strings.TrimPrefix(path, "webhooks"), "/"))
	default:
		s.say(w, 404, map[string]any{"code": "rest_no_route"})
	}
}

func (s *WooShop) say(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the asker went away
}

// page gives a part of a list, with the headers that tell of the rest.
func (s *WooShop) page(w http.ResponseWriter, r *http.Request, n int, at func(i int) any) {
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	if size < 1 || size > 100 || page < 1 {
		s.say(w, 400, map[string]any{"code": "rest_invalid_param"})
		return
	}
	list := []any{}
	for i := (page - 1) * size; i < min(page*size, n); i++ {
		list = append(list, at(i))
	}
	w.Header().Set("X-WP-Total", strconv.Itoa(n))
	w.Header().Set("X-WP-TotalPages", strconv.Itoa((n+size-1)/size))
	s.say(w, 200, list)
}

func (s *WooShop) orders(w http.ResponseWriter, r *http.Request) {
	after := r.URL.Query().Get("modified_after")
	var found []string
	for _, order := range s.Orders {
		var o struct {
			Modified string `json:"date_modified_gmt"`
		}
		if json.Unmarshal([]byte(order), &o) != nil || o.Modified > after {
			found = append(found, order)
		}
	}
	s.page(w, r, len(found), func(i int) any { return json.RawMessage(found[i]) })
}

func (s *WooShop) write(w http.ResponseWriter, r *http.Request, id string) {
	var in map[string]any
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		s.say(w, 400, map[string]any{"code": "rest_invalid_json"})
		return
	}
	if r.Method == http.MethodPost && id == "" && in["topic"] != nil && in["delivery_url"] != nil {
		in["id"] = len(s.hooks) + 1
		s.hooks = append(s.hooks, in)
		s.say(w, 201, in)
		return
	}
	for _, h := range s.hooks {
		if fmt.Sprint(h["id"]) == id && r.Method == http.MethodPut {
			for k, v := range in {
				h[k] = v
			}
			s.say(w, 200, h)
			return
		}
	}
	s.say(w, 404, map[string]any{"code": "woocommerce_rest_shop_webhook_invalid_id"})
}

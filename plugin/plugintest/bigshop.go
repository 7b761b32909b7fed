package plugintest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BigShop answers as BigCommerce's documentation of its API says. It is no shop.
type BigShop struct {
	*httptest.Server
	mu    sync.Mutex
	hooks []map[string]any
	// Token is good.
	Token string
	// Orders and Carts are what it has, as JSON, by id; Order tells of one.
	Orders map[int]string
	Carts  map[string]string
	// Busy is how many of the next requests are answered 429.
	Busy int
	// Closed are beginnings of paths that the token may not ask.
	Closed []string
}

// NewBigShop starts one, over TLS. Its API is at its URL with /stores/x.
func NewBigShop(t testing.TB) *BigShop {
	s := &BigShop{Token: "token-1", Orders: map[int]string{}, Carts: map[string]string{}}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	return s
}

// Address is where its API is.
func (s *BigShop) Address() string { return s.URL + "/stores/x" }

// BigOrder is an order of two mugs, as the API tells it.
func BigOrder(id, status int, modified time.Time) string {
	at := modified.UTC().Format(time.RFC1123Z)
	return fmt.Sprintf(`{"id":%d,"customer_id":11,"date_created":"%s","date_modified":"%s","status_id":%d,"total_inc_tax":"99.9800","currency_code":"PLN","cart_id":"cart-1",
"billing_address":{"zip":"00-950","phone":""}}`, id, at, at, status)
}

// BigCart is a cart of so many mugs, as the API tells it.
func BigCart(id string, pieces int) string {
	return fmt.Sprintf(`{"data":{"id":"%s","customer_id":0,"currency":{"code":"PLN"},"cart_amount":%.2f,"coupons":[{"code":"LATO"}],"line_items":{"physical_items":[
{"product_id":77,"sku":"MUG-1","name":"Mug","quantity":%d,"sale_price":49.99,"image_url":"https://shop.example/mug.jpg"}],"digital_items":[],"custom_items":[]}}}`, id, 49.99*float64(pieces), pieces)
}

// Hooks tells the state of each scope's hook.
func (s *BigShop) Hooks() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]bool{}
	for _, h := range s.hooks {
		out[fmt.Sprint(h["scope"])] = h["is_active"] == true
	}
	return out
}

// SwitchOff does what BigCommerce does after failures.
func (s *BigShop) SwitchOff(scope string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.hooks {
		if h["scope"] == scope {
			h["is_active"] = false
		}
	}
}

// ServeHTTP implements http.Handler.
func (s *BigShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, ok := strings.CutPrefix(r.URL.Path, "/stores/x")
	last := path[strings.LastIndexByte(path, '/')+1:]
	id, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(path, "/v2/orders/"), "/products"))
	switch {
	case s.Busy > 0:
		s.Busy--
		w.Header().Set("X-Rate-Limit-Time-Reset-Ms", "1500")
		w.WriteHeader(http.StatusTooManyRequests)
	case !ok || r.Header.Get("X-Auth-Token") != s.Token:
		w.WriteHeader(http.StatusUnauthorized)
	case slices.ContainsFunc(s.Closed, func(begin string) bool { return strings.HasPrefix(path, begin) }):
		w.WriteHeader(http.StatusForbidden)
	case strings.HasPrefix(path, "/v3/hooks"):
		s.hook(w, r, last)
	case strings.HasPrefix(path, "/v3/carts/"):
		s.say(w, s.Carts[last])
	case path == "/v2/orders":
		s.list(w, r)
	case strings.HasSuffix(path, "/products"):
		s.say(w, `[{"product_id":77,"sku":"MUG-1","name":"Mug","quantity":2,"price_inc_tax":"49.9900"}]`)
	default:
		s.say(w, s.Orders[id])
	}
}

// say answers with JSON, or 404 when there is none.
func (s *BigShop) say(w http.ResponseWriter, text string) {
	if text == "" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(text)) // the asker went away
}

// list gives the orders by id, in pages; after the last it says that there is no content.
func (s *BigShop) list(w http.ResponseWriter, r *http.Request) {
	size, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	var found []string
	for id := (page-1)*size + 1; id <= page*size; id++ {
		if o, ok := s.Orders[id]; ok {
			found = append(found, o)
		}
	}
	if len(found) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.say(w, "["+strings.Join(found, ",")+"]")
}

func (s *BigShop) hook(w http.ResponseWriter, r *http.Request, last string) {
	if r.Method == http.MethodGet {
		text, err := json.Marshal(map[string]any{"data": s.hooks, "meta": map[string]any{"pagination": map[string]any{"total_pages": 1}}})
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		s.say(w, string(text))
		return
	}
	var in map[string]any
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if r.Method == http.MethodPost {
		in["id"] = len(s.hooks) + 1
		s.hooks = append(s.hooks, in)
	}
	for _, h := range s.hooks {
		if fmt.Sprint(h["id"]) == last {
			h["is_active"] = in["is_active"]
		}
	}
	s.say(w, `{"data":{}}`)
}

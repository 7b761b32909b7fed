package plugintest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"
)

// MedusaShop answers as our plugin in a Medusa 2.21.2 was seen to answer. It is no shop, and gives ten at once.
type MedusaShop struct {
	*httptest.Server
	mu sync.Mutex
	// Key is a secret one.
	Key string
	// Now is its clock, in ms.
	Now int64
	// Orders and Carts are what it tells, as JSON.
	Orders, Carts []string
	// Busy is how many of the next requests are answered 429; Without has no plugin.
	Busy    int
	Without bool
}

// NewMedusaShop starts one, over TLS.
func NewMedusaShop(t testing.TB) *MedusaShop {
	s := &MedusaShop{Key: "sk_1", Now: int64(ReceivedAt)}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP implements http.Handler.
func (s *MedusaShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const take = 10
	s.mu.Lock()
	defer s.mu.Unlock()
	key, _, ok := r.BasicAuth()
	query := r.URL.Query()
	skip, err := strconv.Atoi(query.Get("skip"))
	since, bad := strconv.ParseInt(query.Get("since"), 10, 64)
	all, known := map[string][]string{"orders": s.Orders, "carts": s.Carts}[query.Get("of")]
	switch {
	case s.Busy > 0:
		s.Busy--
		w.WriteHeader(http.StatusTooManyRequests)
	case s.Without || r.URL.Path != "/admin/zagaj/missed" || r.Method != http.MethodGet:
		w.WriteHeader(http.StatusNotFound)
	case !ok || key != s.Key:
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"message":"Unauthorized"}`)
	case err != nil || bad != nil || !known || since < 0:
		w.WriteHeader(http.StatusBadRequest)
	default:
		told := []json.RawMessage{}
		for i := skip; i < min(skip+take, len(all)); i++ {
			told = append(told, json.RawMessage(all[i]))
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"now": s.Now, "count": len(all), "take": take, "missed": told}) // the asker went away
	}
}

// MedusaCart is a cart of two mugs that was changed n minutes ago, as the plugin tells it.
func MedusaCart(id string, n int, now time.Time) string {
	return fmt.Sprintf(`{"type":"cart.updated","data":{"id":"%s","customer":"","currency":"PLN","total":"99.98","lines":[{"product":"prod_1","sku":"MUG-1","name":"Mug","variant":"one","quantity":2,"price":"49.99"}],"coupons":["LATO"]},"occurred_at":%d}`,
		id, now.Add(-time.Duration(n)*time.Minute).UnixMilli())
}

// MedusaOrder is an order of two mugs that was changed n minutes ago, as the plugin tells it.
func MedusaOrder(id string, n int, now time.Time) string {
	at := now.Add(-time.Duration(n) * time.Minute).UnixMilli()
	return fmt.Sprintf(`{"type":"order.updated","data":{"id":"%s","customer":"cus_1","currency":"PLN","total":"99.98","lines":[{"product":"prod_1","sku":"MUG-1","name":"Mug","variant":"one","quantity":2,"price":"49.99"}],
"number":"7","status":"paid","placed_at":%d,"cart":"cart_1"},"occurred_at":%d}`, id, at, at)
}

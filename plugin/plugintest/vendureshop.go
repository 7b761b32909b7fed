package plugintest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// VendureShop answers as a Vendure 3.7.3 was seen to answer. It is no shop: it knows one question, and filters by active alone.
type VendureShop struct {
	*httptest.Server
	mu sync.Mutex
	// Key is an API user's.
	Key string
	// Precision is how many digits of an amount stand behind the point.
	Precision int
	// Orders and Carts are what it has, as JSON, oldest change first.
	Orders, Carts []string
	// Busy is how many of the next requests are answered 429.
	Busy int
}

// NewVendureShop starts one, over TLS.
func NewVendureShop(t testing.TB) *VendureShop {
	s := &VendureShop{Key: "5827cf9e:29b31a52", Precision: 2}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP implements http.Handler.
func (s *VendureShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in struct {
		Query     string
		Variables struct {
			Options struct {
				Skip, Take int
				Filter     struct{ Active struct{ Eq bool } }
			}
		}
	}
	say := func(v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v) // the asker went away
	}
	switch {
	case s.Busy > 0:
		s.Busy--
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	case r.URL.Path != "/admin-api" || r.Method != http.MethodPost || json.NewDecoder(r.Body).Decode(&in) != nil:
		w.WriteHeader(http.StatusNotFound)
	case r.Header.Get("Vendure-Api-Key") != s.Key:
		say(map[string]any{"data": nil, "errors": []any{map[string]any{"message": "You are not currently authorized to perform this action", "extensions": map[string]any{"code": "FORBIDDEN"}}}})
	case !strings.Contains(in.Query, "orders("):
		w.WriteHeader(http.StatusBadRequest)
	default:
		all, o := s.Orders, in.Variables.Options
		if o.Filter.Active.Eq {
			all = s.Carts
		}
		items := []json.RawMessage{}
		for i := o.Skip; i < min(o.Skip+o.Take, len(all)); i++ {
			items = append(items, json.RawMessage(all[i]))
		}
		say(map[string]any{"data": map[string]any{"orders": map[string]any{"totalItems": len(all), "items": items},
			"globalSettings": map[string]any{"serverConfig": map[string]any{"moneyStrategyPrecision": s.Precision}}}})
	}
}

// VendureOrder is an order of two mugs in a state, or a cart when active, that was changed n minutes ago, as the API tells it.
func VendureOrder(code, state string, active bool, n int, now time.Time) string {
	at := now.UTC().Add(-time.Duration(n) * time.Minute).Format("2006-01-02T15:04:05.000Z")
	placed, customer := "null", "null"
	if !active {
		placed, customer = `"`+at+`"`, `{"id":"7"}`
	}
	return fmt.Sprintf(`{"code":"%s","active":%v,"state":"%s","updatedAt":"%s","orderPlacedAt":%s,"currencyCode":"PLN","totalWithTax":9998,"couponCodes":["LATO"],"customer":%s,
"shippingAddress":{"postalCode":"30-001","phoneNumber":null},"payments":[{"refunds":[]}],
"lines":[{"quantity":2,"proratedUnitPriceWithTax":4999,"productVariant":{"sku":"MUG-1","name":"Mug","productId":"1"}},{"quantity":0,"proratedUnitPriceWithTax":1,"productVariant":{"sku":"","name":"Gone","productId":"2"}}]}`,
		code, active, state, at, placed, customer)
}

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

// SaleorShop answers as Saleor's documentation of its GraphQL API says. It is no shop: it looks for the names of queries and mutations, and
// reads their variables.
type SaleorShop struct {
	*httptest.Server
	mu       sync.Mutex
	webhooks []map[string]any
	// Token is the app's, Denied what it may not do: a part of a query.
	Token, Denied string
	// Orders and Checkouts are what it has, as JSON.
	Orders, Checkouts []string
	// Busy is how many of the next requests are answered 429.
	Busy int
}

// NewSaleorShop starts one, over TLS.
func NewSaleorShop(t testing.TB) *SaleorShop {
	s := &SaleorShop{Token: "app-token-1"}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	return s
}

// SwitchOff does what a person does by hand.
func (s *SaleorShop) SwitchOff(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.webhooks {
		if slices.Contains(w["asyncEvents"].([]any), any(event)) {
			w["isActive"] = false
		}
	}
}

// Queries are the subscriptions of its webhooks.
func (s *SaleorShop) Queries() (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.webhooks {
		out = append(out, fmt.Sprint(w["query"]))
	}
	return out
}

// ServeHTTP implements http.Handler.
func (s *SaleorShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in struct {
		Query     string
		Variables map[string]any
	}
	switch {
	case s.Busy > 0:
		s.Busy--
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	case r.URL.Path != "/graphql/" || r.Method != http.MethodPost || json.NewDecoder(r.Body).Decode(&in) != nil:
		w.WriteHeader(http.StatusNotFound)
	case r.Header.Get("Authorization") != "Bearer "+s.Token:
		s.refuse(w, "InvalidTokenError")
	case s.Denied != "" && strings.Contains(in.Query, s.Denied):
		s.refuse(w, "PermissionDenied")
	default:
		s.say(w, map[string]any{"data": s.data(in.Query, in.Variables)})
	}
}

func (s *SaleorShop) refuse(w http.ResponseWriter, code string) {
	s.say(w, map[string]any{"data": nil, "errors": []any{map[string]any{"message": code, "extensions": map[string]any{"exception": map[string]any{"code": code}}}}})
}

func (s *SaleorShop) say(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the asker went away
}

func (s *SaleorShop) data(query string, in map[string]any) any {
	made := map[string]any{"errors": []any{}}
	input, _ := in["input"].(map[string]any)
	switch {
	case strings.Contains(query, "webhookCreate"):
		input["id"] = strconv.Itoa(len(s.webhooks) + 1)
		s.webhooks = append(s.webhooks, input)
		return map[string]any{"webhookCreate": made}
	case strings.Contains(query, "webhookUpdate"):
		for _, w := range s.webhooks {
			if w["id"] == in["id"] {
				w["isActive"] = input["isActive"]
			}
		}
		return map[string]any{"webhookUpdate": made}
	case strings.Contains(query, "webhooks"):
		return map[string]any{"app": map[string]any{"webhooks": s.told()}}
	case strings.Contains(query, "list: checkouts"):
		return s.page(s.Checkouts, in)
	}
	return s.page(s.Orders, in)
}

func (s *SaleorShop) told() []any {
	out := []any{map[string]any{"id": "0", "isActive": true, "targetUrl": "https://other.example/", "asyncEvents": []any{map[string]any{"eventType": "ORDER_CREATED"}}}}
	for _, w := range s.webhooks {
		events := []any{}
		for _, e := range w["asyncEvents"].([]any) {
			events = append(events, map[string]any{"eventType": e})
		}
		out = append(out, map[string]any{"id": w["id"], "isActive": w["isActive"], "targetUrl": w["targetUrl"], "asyncEvents": events})
	}
	return out
}

func (s *SaleorShop) page(all []string, in map[string]any) any {
	from, _ := strconv.Atoi(fmt.Sprint(in["after"])) // nil is the first
	size, _ := in["first"].(float64)
	to, edges := min(from+int(size), len(all)), []any{}
	for _, node := range all[from:to] {
		edges = append(edges, map[string]any{"node": json.RawMessage(node)})
	}
	return map[string]any{"list": map[string]any{"totalCount": len(all), "edges": edges, "pageInfo": map[string]any{"hasNextPage": to < len(all), "endCursor": strconv.Itoa(to)}}}
}

// SaleorCheckout is a checkout of two mugs that was changed n minutes ago, as the API tells it.
func SaleorCheckout(id string, n int, now time.Time) string {
	at := now.UTC().Add(-time.Duration(n) * time.Minute).Format("2006-01-02T15:04:05.000000+00:00")
	return fmt.Sprintf(`{"updatedAt":"%s","id":"%s","user":{"id":"VXNlcjo3"},"voucherCode":"LATO","totalPrice":{"gross":{"amount":99.98,"currency":"PLN"}},"lines":[{"quantity":2,"unitPrice":{"gross":{"amount":49.99,"currency":"PLN"}},
"variant":{"sku":"MUG-1","name":"one","product":{"id":"UHJvZHVjdDo3","name":"Mug","category":null,"thumbnail":null}}}]}`, at, id)
}

// SaleorOrder is an order of two mugs that was changed n minutes ago, as the API tells it.
func SaleorOrder(id string, n int, now time.Time) string {
	at := now.UTC().Add(-time.Duration(n) * time.Minute).Format("2006-01-02T15:04:05.000000+00:00")
	return fmt.Sprintf(`{"updatedAt":"%s","id":"%s","number":"%s","status":"UNFULFILLED","paymentStatus":"FULLY_CHARGED","checkoutId":"Q2hlY2tvdXQ6MQ==","created":"%s","user":{"id":"VXNlcjo3"},
"total":{"gross":{"amount":99.98,"currency":"PLN"}},"lines":[{"productSku":"MUG-1","productName":"Mug","quantity":2,"unitPrice":{"gross":{"amount":49.99,"currency":"PLN"}},"variant":null}]}`, at, id, id, at)
}

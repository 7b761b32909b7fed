package plugintest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// ShoperShop answers as Shoper's documentation and the vendor's PHP library say: tokens, webhooks, orders and their lines by page. It is
// no shop.
type ShoperShop struct {
	*httptest.Server
	mu     sync.Mutex
	Code   string // good once
	Token  string // good now
	Trades int    // how many tokens were given
	Hooks  []map[string]any
	Orders []string // JSON
	Lines  []string
	Busy   int      // how many of the next requests are answered 429
	Asked  []string // method, path and query of every request
}

// NewShoperShop starts one, over TLS, that has an app's code to trade.
func NewShoperShop(t testing.TB) *ShoperShop {
	s := &ShoperShop{Code: "code-1"}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	return s
}

// Look lets a test read or change it while the server runs.
func (s *ShoperShop) Look(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// ServeHTTP implements http.Handler.
func (s *ShoperShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Asked = append(s.Asked, r.Method+" "+r.URL.RequestURI())
	path := strings.TrimPrefix(r.URL.Path, "/webapi/rest/")
	switch {
	case s.Busy > 0:
		s.Busy--
		w.Header().Set("Retry-After", "0")
		s.say(w, 429, map[string]any{"error": "too_many_requests"})
	case path == "oauth/token" && r.Method == http.MethodPost:
		s.trade(w, r)
	case s.Token == "" || r.Header.Get("Authorization") != "Bearer "+s.Token:
		s.say(w, 401, map[string]any{"error": "unauthorized_client"})
	case r.Method == http.MethodGet && path == "webhooks":
		s.page(w, r, len(s.Hooks), func(i int) any { return s.Hooks[i] })
	case r.Method == http.MethodGet && path == "orders":
		s.page(w, r, len(s.Orders), func(i int) any { return json.RawMessage(s.Orders[i]) })
	case r.Method == http.MethodGet && path == "order-products":
		s.page(w, r, len(s.Lines), func(i int) any { return json.RawMessage(s.Lines[i]) })
	case strings.HasPrefix(path, "webhooks"):
		s.write(w, r, strings.Trim(strings.TrimPrefix(path, "webhooks"), "/"))
	default:
		s.say(w, 404, map[string]any{"error": "not_found"})
	}
}

// trade gives a token for a code or for the refresh token of the one before, to who knows the app's id and secret.
func (s *ShoperShop) trade(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	grant, refresh := r.URL.Query().Get("grant_type"), fmt.Sprint("refresh-", s.Trades)
	good := grant == "authorization_code" && s.Code != "" && r.PostFormValue("code") == s.Code ||
		grant == "refresh_token" && s.Trades > 0 && r.PostFormValue("refresh_token") == refresh
	if id != "app-1" || secret != "app-secret" || !good {
		s.say(w, 400, map[string]any{"error": "invalid_grant"})
		return
	}
	s.Trades++
	s.Code, s.Token = "", fmt.Sprint("token-", s.Trades)
	s.say(w, 200, map[string]any{"access_token": s.Token, "refresh_token": fmt.Sprint("refresh-", s.Trades), "expires_in": 2592000, "scope": ""})
}

func (s *ShoperShop) say(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the asker went away
}

func (s *ShoperShop) page(w http.ResponseWriter, r *http.Request, n int, at func(i int) any) {
	size, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	if size < 1 || size > 50 || page < 1 {
		s.say(w, 400, map[string]any{"error": "bad_request"})
		return
	}
	list := []any{}
	for i := (page - 1) * size; i < min(page*size, n); i++ {
		list = append(list, at(i))
	}
	s.say(w, 200, map[string]any{"count": strconv.Itoa(n), "pages": (n + size - 1) / size, "page": page, "list": list})
}

func (s *ShoperShop) write(w http.ResponseWriter, r *http.Request, id string) {
	var in map[string]any
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		s.say(w, 400, map[string]any{"error": "bad_request"})
		return
	}
	if r.Method == http.MethodPost && id == "" {
		in["webhook_id"] = strconv.Itoa(len(s.Hooks) + 1)
		s.Hooks = append(s.Hooks, in)
		s.say(w, 200, len(s.Hooks))
		return
	}
	for _, h := range s.Hooks {
		if h["webhook_id"] == id && r.Method == http.MethodPut {
			for k, v := range in {
				h[k] = v
			}
			s.say(w, 200, 1)
			return
		}
	}
	s.say(w, 404, map[string]any{"error": "not_found"})
}

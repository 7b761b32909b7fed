package api_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// issuer is a small sign-in provider: it keeps the challenge of each code and signs what its claims say.
type issuer struct {
	*httptest.Server
	key     *rsa.PrivateKey
	asked   url.Values     // of the last visit
	claims  map[string]any // what the next token says beside the standard claims
	refused int            // exchanges without the right verifier
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	i := &issuer{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token",
			"jwks_uri": i.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", i.token)
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if r.FormValue("code") != "code" || base64.RawURLEncoding.EncodeToString(sum[:]) != i.asked.Get("code_challenge") {
		i.refused++
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: i.key}, (&jose.SignerOptions{}).WithHeader("kid", "k"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	claims := map[string]any{"iss": i.URL, "aud": "zagaj", "sub": "1", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nonce": i.asked.Get("nonce")}
	for k, v := range i.claims {
		claims[k] = v
	}
	raw, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": raw})
}

// visit sends a browser to the provider and returns its cookie and the state to come back with.
func (i *issuer) visit(t *testing.T, h *house) (cookie, state string) {
	t.Helper()
	res := get(t, h, "/v1/panel/provider", "")
	to, err := url.Parse(res.Header.Get("Location"))
	must(t, err)
	if i.asked = to.Query(); res.StatusCode != http.StatusFound || !strings.HasPrefix(to.String(), i.URL+"/authorize?") || i.asked.Get("code_challenge_method") != "S256" {
		t.Fatalf("got %s to %s, want the provider with a challenge", res.Status, to)
	}
	return res.Cookies()[0].Name + "=" + res.Cookies()[0].Value, i.asked.Get("state")
}

func get(t *testing.T, h *house, path, cookie string) *http.Response {
	t.Helper()
	client := *h.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	req, _ := http.NewRequest("GET", h.URL+path, nil)
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	res, err := client.Do(req)
	must(t, err)
	res.Body.Close()
	return res
}

func TestSignInByAProvider(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		i := newIssuer(t)
		var later atomic.Int64 // each try comes two minutes after the one before, for tries are counted
		h := openWith(t, dsn, func(c *api.Config) {
			c.Now = func() zagaj.Instant { return clock().Add(time.Duration(later.Load()) * 2 * time.Minute) }
			c.Provider = api.ProviderConfig{Issuer: i.URL, ClientID: "zagaj", Secret: "s", Name: "Firma"}
		})
		session := func(res *http.Response) string {
			for _, c := range res.Cookies() {
				if c.Name == "zagaj_session" && c.Value != "" {
					return c.Name + "=" + c.Value
				}
			}
			return ""
		}
		anna := map[string]any{"email": "Anna@shop.example", "email_verified": true}
		i.claims = anna
		cookie, state := i.visit(t, h)
		res := get(t, h, "/v1/panel/provider/callback?code=code&state="+state, cookie)
		if session(res) == "" || res.Header.Get("Location") != "/panel/" {
			t.Fatalf("got %s to %s, want a session", res.Status, res.Header.Get("Location"))
		}
		if me := get(t, h, "/v1/panel/me", session(res)); me.StatusCode != 200 {
			t.Errorf("the session: got %s", me.Status)
		}
		for name, c := range map[string]struct {
			claims  map[string]any
			tamper  func(cookie, state string) (string, string)
			code    string
			changes func()
		}{
			"a second time":                   {claims: anna, tamper: func(string, string) (string, string) { return cookie, state }},
			"without this browser's cookie":   {claims: anna, tamper: func(_, s string) (string, string) { return "", s }},
			"with another state":              {claims: anna, tamper: func(c, _ string) (string, string) { return c, "made-up" }},
			"with an address not verified":    {claims: map[string]any{"email": "anna@shop.example", "email_verified": false}},
			"of somebody who is not known":    {claims: map[string]any{"email": "eve@evil.example", "email_verified": true}},
			"for another client":              {claims: map[string]any{"email": "anna@shop.example", "email_verified": true, "aud": "other"}},
			"of another issuer":               {claims: map[string]any{"email": "anna@shop.example", "email_verified": true, "iss": "https://evil.example"}},
			"that has expired":                {claims: map[string]any{"email": "anna@shop.example", "email_verified": true, "exp": 1}},
			"with the number of another":      {claims: map[string]any{"email": "anna@shop.example", "email_verified": true, "nonce": "other"}},
			"whose code the provider refuses": {claims: anna, code: "stolen"},
			"with another's challenge":        {claims: anna, changes: func() { i.asked.Set("code_challenge", "another") }},
		} {
			t.Run(name, func(t *testing.T) {
				later.Add(1)
				i.claims = c.claims
				cookie, state := i.visit(t, h)
				if c.tamper != nil {
					cookie, state = c.tamper(cookie, state)
				}
				if c.changes != nil {
					c.changes()
				}
				code := "code"
				if c.code != "" {
					code = c.code
				}
				res := get(t, h, "/v1/panel/provider/callback?code="+code+"&state="+state, cookie)
				if session(res) != "" || res.Header.Get("Location") != "/panel/?provider=refused" {
					t.Errorf("got %s to %s with a session %t, want a refusal", res.Status, res.Header.Get("Location"), session(res) != "")
				}
			})
		}
	})
}

package api

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

const (
	// keyMark begins every key, so that it is recognised where it should not lie.
	keyMark = "zgj_"
	// A key may ask five times a second, and sixty times at once; an address may try ten wrong ones a minute.
	keyEvery      = time.Second / 5
	keyBurst      = 60
	wrongKeyEvery = 6 * time.Second
	wrongKeyBurst = 10
	// Behind one address many visitors may come back after their shop has forgotten them; sixty at once, then one a second.
	wrongTokenEvery = time.Second
	wrongTokenBurst = 60
	// publicPrefix is where the merchant's programs come in. No cookie opens anything there, and no key anything elsewhere.
	publicPrefix = "/v1/api/"
)

// keyPolicies is the table of what a key's scope must be for each route of the public API. A route that is not here
// answers nobody, and a test fails. None of them says a word to a visitor: people do.
var keyPolicies = map[string]zagaj.KeyScope{
	"GET /v1/api/conversations":              zagaj.ScopeRead,
	"GET /v1/api/conversations/:id":          zagaj.ScopeRead,
	"GET /v1/api/conversations/:id/messages": zagaj.ScopeRead,
	"GET /v1/api/conversations/:id/label":    zagaj.ScopeRead,
	"PUT /v1/api/conversations/:id/label":    zagaj.ScopeWrite,
	"GET /v1/api/offers":                     zagaj.ScopeRead,
	"GET /v1/api/promises":                   zagaj.ScopeRead,
	"GET /v1/api/visitors/:id/export":        zagaj.ScopeRead,
	"DELETE /v1/api/visitors/:id":            zagaj.ScopeWrite,
}

var errNoKey = zagaj.E(zagaj.CodeUnauthorized, "this needs an API key: Authorization: Bearer zgj_…")

// keyOf is where enforceKey leaves the key for the handler.
const keyOf = "api key"

// enforceKey lets a program in by its key, before any handler runs.
func (s *Server) enforceKey(c *gin.Context) error {
	scope, known := keyPolicies[c.Request.Method+" "+c.FullPath()]
	text, ok := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer ")
	if !known || !ok || !strings.HasPrefix(text, keyMark) {
		return errNoKey
	}
	ctx, now := c.Request.Context(), s.now()
	k, err := s.store.Key(ctx, hashToken(text))
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		if !s.wrongKeys.allow(network(c.ClientIP()), now) {
			return zagaj.E(zagaj.CodeTooMany, "too many wrong keys; wait a minute")
		}
		return errNoKey
	}
	switch {
	case err != nil:
		return fmt.Errorf("key: %w", err)
	case scope == zagaj.ScopeWrite && k.Scope != zagaj.ScopeWrite:
		return zagaj.E(zagaj.CodeForbidden, "this key may only read")
	case !s.keys.allow(k.ID, now):
		return zagaj.E(zagaj.CodeTooMany, "too many requests with this key; at most 5 a second")
	}
	if now.Sub(k.UsedAt) > touchEvery {
		if err := s.store.TouchKey(ctx, k.TokenHash, now); err != nil {
			return fmt.Errorf("touch key: %w", err)
		}
	}
	c.Set(keyOf, k)
	return nil
}

// keyed wraps a route of the public API: the handler gets the key that enforceKey has let in.
func (s *Server) keyed(h func(*gin.Context, zagaj.APIKey) error) gin.HandlerFunc {
	return s.wrap(func(c *gin.Context) error {
		v, _ := c.Get(keyOf)
		k, ok := v.(zagaj.APIKey)
		if !ok {
			return errNoKey
		}
		return h(c, k)
	})
}

// keyRoutes are where people make and revoke keys.
func (s *Server) keyRoutes(p *gin.RouterGroup) {
	p.GET("/keys", s.managed(s.listKeys))
	p.POST("/keys", s.managed(s.addKey))
	p.DELETE("/keys/:id", s.managed(s.deleteKey))
}

func (s *Server) listKeys(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Keys(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"keys": orEmpty(list)})
	return nil
}

// addKey answers with the key, which is told this once: the store keeps its hash.
func (s *Server) addKey(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Name  string         `json:"name"`
		Scope zagaj.KeyScope `json:"scope"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	name := cleanLine(in.Name, 60)
	if name == "" || (in.Scope != zagaj.ScopeRead && in.Scope != zagaj.ScopeWrite) {
		return zagaj.E(zagaj.CodeInvalid, "a key needs a name, and read or write as its scope")
	}
	random, _ := newToken()
	text := keyMark + random
	k := zagaj.APIKey{TokenHash: hashToken(text), Shop: o.Shop, ID: s.newID(), Name: name, Scope: in.Scope, Operator: o.ID, CreatedAt: s.now()}
	if err := s.store.AddKey(c.Request.Context(), k); err != nil {
		return fmt.Errorf("add key: %w", err)
	}
	s.audit(c, o, "key.add", k.ID, string(k.Scope))
	c.JSON(http.StatusOK, gin.H{"key": k, "text": text})
	return nil
}

func (s *Server) deleteKey(c *gin.Context, o zagaj.Operator) error {
	if err := s.store.DeleteKey(c.Request.Context(), o.Shop, c.Param("id")); err != nil {
		return err
	}
	s.audit(c, o, "key.remove", c.Param("id"), "")
	c.Status(http.StatusNoContent)
	return nil
}

// Package saleor takes Saleor's webhooks: checkouts and orders, in the shape of the subscriptions of our app's manifest.
//
// Saleor signs with its private key: a detached JWS (RS256) in Saleor-Signature over the raw body. The connection's secret
// is then the shop's public key set, as its /.well-known/jwks.json gives it. Where the app has Saleor's older "secret key",
// the header is a hex HMAC-SHA256 and the secret is that key. No real shop has confirmed the bodies.
package saleor

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "saleor" }

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit { return []plugin.Limit{plugin.NotVerified} }

// token is what Saleor posts, unsigned, when the app is installed by its manifest. Anybody could post one, so it is dropped, and answering
// 200 is all there is to do: the token with which Saleor's API is asked is entered by hand.
var token = regexp.MustCompile(`^\s*\{\s*"auth_token"\s*:\s*"[^"\\]{1,500}"\s*\}\s*$`)

// Verify implements plugin.Adapter. Saleor signs no time, so nothing can be stale; the event's id makes a replay change nothing.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	signature := d.Header.Get("Saleor-Signature")
	if signature == "" && token.Match(d.Body) {
		return plugin.ErrPing
	}
	if signature == "" {
		return plugin.Unsigned("Saleor-Signature")
	}
	for _, secret := range secrets {
		if isPublic(secret) && signedByKeys(d.Body, signature, secret) || !isPublic(secret) && signedBySecret(d.Body, signature, secret) {
			return nil
		}
	}
	return zagaj.E(zagaj.CodeUnauthorized, plugin.WrongSignature)
}

// IsPublic implements plugin.Published: the shop shows its key set to the world.
func (Adapter) IsPublic(secret string) bool { return isPublic(secret) }

// isPublic holds for public keys in whatever form somebody may have copied them, also one that verifies nothing: taken for a secret key, it would
// let everybody sign who can read it, too.
func isPublic(secret string) bool {
	return strings.HasPrefix(secret, "{") || strings.HasPrefix(secret, "[") || strings.HasPrefix(secret, "-----BEGIN")
}

// signedByKeys checks the detached JWS against a key set. Only RS256 counts: a key set never makes an HMAC or "none" good.
func signedByKeys(body []byte, signature, keySet string) bool {
	var keys jose.JSONWebKeySet
	if json.Unmarshal([]byte(keySet), &keys) != nil {
		return false
	}
	jws, err := jose.ParseDetached(signature, body, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return false
	}
	for _, key := range keys.Keys {
		if key.IsPublic() && jws.DetachedVerify(body, key) == nil {
			return true
		}
	}
	return false
}

func signedBySecret(body []byte, signature, secret string) bool {
	got, err := hex.DecodeString(signature)
	if err != nil || secret == "" {
		return false // anybody can sign with nothing
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hmac.Equal(got, mac.Sum(nil))
}

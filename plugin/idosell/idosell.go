// Package idosell takes the webhooks that a merchant writes in IdoSell's panel: the message of docs/platforms/any-shop.md as
// the body, and the connection's secret as a bearer token. No real shop has confirmed them.
//
// IdoSell is not known to sign anything. A bearer token does not cover the body, so the address must be https; an event is known
// by its body, and a replay changes nothing. Carts come from the page, marked as a hint.
package idosell

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "idosell" }

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit {
	return []plugin.Limit{plugin.NotVerified, plugin.SecretOnly, plugin.NoCarts}
}

// Verify implements plugin.Adapter: the header "Authorization: Bearer" carries one of the secrets.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	got, ok := strings.CutPrefix(d.Header.Get("Authorization"), "Bearer ")
	if !ok || got == "" {
		return plugin.Unsigned("Authorization with the connection's secret")
	}
	given := sha256.Sum256([]byte(got))
	for _, secret := range secrets {
		want := sha256.Sum256([]byte(secret)) // so that the comparison tells nothing of the length
		if secret != "" && subtle.ConstantTimeCompare(given[:], want[:]) == 1 {
			return nil
		}
	}
	return zagaj.E(zagaj.CodeUnauthorized, plugin.WrongSignature)
}

// Decode implements plugin.Adapter. The body's digest is the message's id, and its time may be missing: nobody knows that IdoSell's
// variables have one in milliseconds.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	sum := sha256.Sum256(d.Body)
	d.Header = http.Header{"Webhook-Id": {hex.EncodeToString(sum[:12])}}
	return plugin.DecodeUndated(d, in)
}

// Package standard takes the webhooks of any shop that can sign by the Standard Webhooks specification
// (https://www.standardwebhooks.com). The schema of the bodies stands in docs/platforms/any-shop.md.
package standard

import (
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "standard" }

// Verify implements plugin.Adapter: webhook-id, webhook-timestamp (five minutes either way) and webhook-signature.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	return plugin.VerifyStandard(d, secrets)
}

// Decode implements plugin.Adapter.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	return plugin.DecodeMessage(d, in)
}

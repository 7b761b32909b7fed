// Package vendure takes what a plugin in a Vendure server sends: the message of docs/platforms/any-shop.md, signed as
// Standard Webhooks say. Vendure itself has no webhooks.
package vendure

import (
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "vendure" }

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit { return []plugin.Limit{plugin.NoHooks} }

// Verify implements plugin.Adapter with Standard Webhooks headers.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	return plugin.VerifyStandard(d, secrets)
}

// Decode implements plugin.Adapter.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	return plugin.DecodeMessage(d, in)
}

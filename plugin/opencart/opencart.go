// Package opencart takes what our own OpenCart extension sends: the message of docs/platforms/any-shop.md, signed as
// Standard Webhooks say. OpenCart itself has no webhooks; its traps are met in
// the extension, under plugins/opencart.
package opencart

import (
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "opencart" }

// Verify implements plugin.Adapter with Standard Webhooks headers.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	return plugin.VerifyStandard(d, secrets)
}

// Decode implements plugin.Adapter.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	return plugin.DecodeMessage(d, in)
}

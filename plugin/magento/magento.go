// Package magento takes what our own module in a Magento or Adobe Commerce shop sends: the message of docs/platforms/any-shop.md, signed as
// Standard Webhooks say. Magento Open Source has no webhooks, and Adobe's
// events go by Adobe's own cloud; the module, under plugins/magento, works with both.
package magento

import (
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "magento" }

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit { return []plugin.Limit{plugin.NotVerified} }

// Verify implements plugin.Adapter with Standard Webhooks headers.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	return plugin.VerifyStandard(d, secrets)
}

// Decode implements plugin.Adapter.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	return plugin.DecodeMessage(d, in)
}

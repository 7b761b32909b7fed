// Package prestashop takes what our own PrestaShop plugin sends: the message of docs/platforms/any-shop.md, signed as
// Standard Webhooks say. PrestaShop itself has no webhooks; its traps are met in the plugin, under plugins/prestashop.
package prestashop

import (
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "prestashop" }

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit { return []plugin.Limit{plugin.NotInShop} }

// Verify implements plugin.Adapter with Standard Webhooks headers.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	return plugin.VerifyStandard(d, secrets)
}

// Decode implements plugin.Adapter.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	return plugin.DecodeMessage(d, in)
}

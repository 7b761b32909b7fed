package plugin

import (
	"context"

	"github.com/zagaj/zagaj"
)

// AppCall is what a platform says about our app in a shop, at the address that its deliveries go to as well.
type AppCall struct {
	Shop string // the shop's address, without a slash at its end
	Code string // to trade for a token; empty when there is none to trade, as when the app is taken out
}

// Installer is a Connector whose platform calls the server when a merchant installs the app, instead of sending a browser. Its tokens
// run out and are renewed.
type Installer interface {
	Connector
	// SignsWith names the credential that also signs calls and deliveries.
	SignsWith() string
	// Installed reports whether there is a token.
	Installed(in zagaj.Installation) bool
	// Called reads a verified delivery that is a call about the app; ok is false for every other delivery.
	Called(d Delivery) (call AppCall, ok bool)
	// Enter trades the code for a token and returns the credentials with it. It fails as the methods of a Connector do.
	Enter(ctx context.Context, r Remote, code string, now zagaj.Instant) (map[string]string, error)
	// Renew trades the token for a new one when it will soon run out, and returns the credentials with it, or none when it is good
	// for longer.
	Renew(ctx context.Context, r Remote, now zagaj.Instant) (map[string]string, error)
}

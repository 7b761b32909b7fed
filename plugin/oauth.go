package plugin

import (
	"context"
	"net/url"

	"github.com/zagaj/zagaj"
)

// Authorizer is a Connector that is let in on the platform's own page, by OAuth's code grant.
type Authorizer interface {
	Connector
	// ShopAddress gives the one form of a shop's address on the platform. It fails with CodeInvalid for any other host, so that
	// nobody is sent elsewhere with our credentials.
	ShopAddress(text string) (string, error)
	// SignsWith names the credential that also signs deliveries.
	SignsWith() string
	// Allowed reports whether the merchant has let us in.
	Allowed(in zagaj.Installation) bool
	// Page is where the merchant lets us in; the browser comes back to callback, with the state.
	Page(in zagaj.Installation, callback, state string) string
	// Trust checks the query of a browser that the platform has sent: its signature, its shop and its age. It fails with
	// CodeUnauthorized or CodeStale.
	Trust(in zagaj.Installation, query url.Values, now zagaj.Instant) error
	// Enter trades the code for a token and returns the credentials with it. It fails as the methods of a Connector do; with
	// CodeForbidden when the merchant allowed less than is needed.
	Enter(ctx context.Context, r Remote, code string) (map[string]string, error)
	// SwitchOn does once, after Enter, what the platform leaves to us besides webhooks. shopKey is the public key of the widget's
	// snippet. Its failure is no reason to keep the connection from working.
	SwitchOn(ctx context.Context, r Remote, shopKey string) error
}

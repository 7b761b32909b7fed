package plugin

import (
	"net/http"

	"github.com/zagaj/zagaj"
)

// Registration is the request with which a platform registers an app at the address of the connection, as it came.
type Registration struct {
	Header     http.Header
	Query      string // raw: what is signed is what was sent
	HookURL    string // the connection's address
	ReceivedAt zagaj.Instant
}

// Registrar is an Adapter whose platform registers an app by a handshake: it signs a request with the app's secret, and wants a proof
// that we know it, too, and a secret for what the shop will sign.
type Registrar interface {
	Adapter
	// Register checks the request against the installation's secrets and its shop, and returns the answer. It asks nobody and keeps nothing,
	// so that the same request gets the same answer. It fails with CodeUnauthorized, CodeStale or CodeInvalid.
	Register(q Registration, in zagaj.Installation) (answer any, err error)
}

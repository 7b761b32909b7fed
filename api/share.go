package api

import (
	"cmp"
	"time"

	"github.com/zagaj/zagaj"
)

// work is a kind of what a shop asks of the server. Each shop has a share of each kind, so that one shop's flood is cut
// at its own door and delays nobody else: visitors, addresses and keys have limits of their own before it.
type work string

// The kinds of work that are shared out.
const (
	hookWork    work = "hooks"    // deliveries of the platform
	visitorWork work = "visitors" // frames of all visitors together
	panelWork   work = "panel"    // requests of all operators together
)

// shares says how often a shop may do each, and how much at once. A platform that moves a whole catalogue sends thousands
// of deliveries in a burst; five thousand visitors who come back after a restart say hello together; an operator's panel
// asks some dozens of times when it is opened.
var shares = map[work]struct {
	every time.Duration
	burst int
}{
	hookWork: {time.Second / 200, 5000}, visitorWork: {time.Second / 2000, 20_000}, panelWork: {time.Second / 100, 2000},
}

// shopLimits holds the share of each shop. A refusal is told with Retry-After: platforms then send the delivery again.
type shopLimits map[work]*limiter

// newShopLimits makes the service's shares; burst, when it is not 0, stands in for each of them.
func newShopLimits(burst int) shopLimits {
	out := shopLimits{}
	for kind, s := range shares {
		out[kind] = newLimiter(s.every, cmp.Or(burst, s.burst))
	}
	return out
}

var errShopTooMany = zagaj.E(zagaj.CodeTooMany, "this shop asks for more than its share; wait a moment")

// takes counts one piece of work of a shop; CodeTooMany when the shop has used up its share.
func (l shopLimits) takes(kind work, shop zagaj.ShopID, now zagaj.Instant) error {
	if !l[kind].allow(string(shop), now) {
		return errShopTooMany
	}
	return nil
}

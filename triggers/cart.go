package triggers

import (
	"slices"
	"time"

	"github.com/zagaj/zagaj"
)

// staleAt is from when on no cart is known, because the platform has told nothing for as long as the policy allows.
func (s *State) staleAt() zagaj.Instant {
	if s.policy.StaleAfter <= 0 {
		return never
	}
	return s.fed.Add(s.policy.StaleAfter.Duration())
}

// feeds: the platform has told something, of whomever. When its silence had made carts unknown, they are known again.
func (s *State) feeds(now zagaj.Instant) {
	stale := now >= s.staleAt()
	s.fed = max(s.fed, now)
	if !stale {
		return
	}
	for _, v := range s.visits {
		s.touch(v, touchCart, now)
	}
}

// fresh makes a fact about the cart unknown while the platform is silent.
func fresh(f *fact) {
	ask, got := f.ask, f.got
	f.ask = func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		stale := v.house.staleAt()
		if now >= stale {
			return Unknown, never
		}
		t, next := ask(v, now)
		return t, min(next, stale)
	}
	if got == nil {
		return
	}
	f.got = func(v *visit, now zagaj.Instant) any {
		if now >= v.house.staleAt() {
			return nil
		}
		return got(v, now)
	}
}

// maxCarts bounds the carts of one visitor that are told apart: the shop's own, the app's, and those merged at login.
const maxCarts = 4

// heldCart is one cart of a visitor as last told. Rules read the one that was told of last.
type heldCart struct {
	*zagaj.Cart               // never written: events are shared with the log
	occurred    zagaj.Instant // of the snapshot
	changed     zagaj.Instant // when its lines last changed
	ordered     zagaj.Instant // an order has ended it then; 0 when none
	merged      zagaj.Instant // it has become part of another one; 0 when not
	provisional bool          // made of a cart merged into it, until its own snapshot comes
}

// cartCame takes a snapshot when it is newer than the one known of the same cart. The same lines again are not a change:
// platforms send a cart for many reasons that are not the visitor's.
func (v *visit) cartCame(c zagaj.Cart, occurred, now zagaj.Instant) {
	v.touched |= touchCart
	h := v.held(c.ID)
	if c.Change != nil {
		known := zagaj.Cart{}
		if h != nil && h.merged == 0 {
			known = *h.Cart
		}
		if h != nil && c.Version <= known.Version {
			return // it is in what is known already
		}
		c = known.With(c)
	}
	switch {
	case c.MergedInto != "":
		v.mergeCart(c, occurred, now)
	case h == nil:
		changed := min(occurred, now)
		if v.cart != nil && sameLines(*v.cart, c) { // the same under another id
			changed = v.cartAt
		}
		v.addCart(heldCart{Cart: &c, occurred: occurred, changed: changed})
	case h.takes(c, occurred):
		changed := h.changed
		if !c.Lost && !sameLines(*h.Cart, c) {
			changed = min(occurred, now)
			v.removals(*h.Cart, c, now)
		}
		*h = heldCart{Cart: &c, occurred: occurred, changed: changed}
	}
	v.readNewest()
}

// takes reports whether a snapshot of the same cart is news. What was merged into another cart is emptied by the
// platform, which is not the visitor's doing; filled anew, it is a cart again.
func (h *heldCart) takes(c zagaj.Cart, occurred zagaj.Instant) bool {
	switch {
	case h.merged > 0:
		return occurred > h.merged && len(c.Lines) > 0
	case h.ordered > 0 && occurred <= h.ordered:
		return false
	case h.provisional || c.Version > h.Version || (h.Lost && c.Version == h.Version):
		return true
	case c.Version < h.Version || sameLines(*h.Cart, c):
		return false
	}
	return occurred >= h.occurred // of two at one instant the one that was received later
}

// mergeCart: at login a cart becomes part of another, whose own snapshot may have come or may follow.
func (v *visit) mergeCart(c zagaj.Cart, occurred, now zagaj.Instant) {
	from := v.held(c.ID)
	if from == nil {
		v.addCart(heldCart{Cart: &zagaj.Cart{ID: c.ID, Version: c.Version}, occurred: occurred})
		from = v.held(c.ID)
	}
	lines, at, changed := from.Cart, from.occurred, from.changed
	from.merged = max(min(occurred, now), 1)
	if v.held(c.MergedInto) == nil && len(lines.Lines) > 0 {
		merged := *lines
		merged.ID, merged.Version = c.MergedInto, 0
		v.addCart(heldCart{Cart: &merged, occurred: at, changed: changed, provisional: true})
	}
}

func (v *visit) held(id zagaj.CartID) *heldCart {
	for i := range v.carts {
		if v.carts[i].ID == id {
			return &v.carts[i]
		}
	}
	return nil
}

// addCart gives the place of the cart that was told of longest ago to a new one when there are too many.
func (v *visit) addCart(h heldCart) {
	if len(v.carts) >= maxCarts {
		oldest := 0
		for i := range v.carts {
			if v.carts[i].occurred < v.carts[oldest].occurred {
				oldest = i
			}
		}
		v.carts = slices.Delete(v.carts, oldest, oldest+1)
	}
	v.carts = append(v.carts, h)
}

// readNewest lets rules read the cart with the latest snapshot, of those that are not part of another.
func (v *visit) readNewest() {
	var best *heldCart
	for i := range v.carts {
		h := &v.carts[i]
		if h.merged == 0 && (best == nil || h.newer(best)) {
			best = h
		}
	}
	if best == nil || best.Lost {
		v.cart, v.cartAt, v.cartChanged = nil, 0, false
		return
	}
	v.cart, v.cartAt = best.Cart, best.changed
	v.cartChanged = best.changed >= v.start.Add(-cartGrace)
}

func (h *heldCart) newer(other *heldCart) bool {
	switch {
	case h.occurred != other.occurred:
		return h.occurred > other.occurred
	case h.Version != other.Version:
		return h.Version > other.Version
	}
	return h.ID > other.ID
}

// cartsOrdered empties the cart an order came from, or every older one when the platform does not say which.
func (v *visit) cartsOrdered(id zagaj.CartID, at zagaj.Instant) {
	for i := range v.carts {
		h := &v.carts[i]
		if (id != "" && id != h.ID) || h.changed > at {
			continue
		}
		empty := *h.Cart
		empty.Lines, empty.Total.Minor, empty.Lost = nil, 0, false
		h.Cart, h.ordered = &empty, at
	}
	v.readNewest()
}

// removals notes what was taken out of the cart, and whether it was the most expensive piece.
func (v *visit) removals(old, c zagaj.Cart, now zagaj.Instant) {
	left := map[zagaj.ProductID]int{}
	for _, l := range c.Lines {
		left[l.Product] += l.Quantity
	}
	dearest, gone, dearestGone := int64(-1), false, false
	for _, l := range old.Lines {
		less := left[l.Product] < l.Quantity
		gone = gone || less
		if l.Price.Minor > dearest {
			dearest, dearestGone = l.Price.Minor, left[l.Product] == 0
		}
	}
	if gone {
		v.happened("cart_removed", now)
	}
	if dearestGone && gone {
		v.happened("cart_removed_dearest", now)
	}
}

// cartGrace lets a cart that was filled just before the first page was told count as this visit's: the platform's
// webhook often is faster than the browser.
const cartGrace = 5 * time.Second

func sameLines(a, b zagaj.Cart) bool {
	return slices.EqualFunc(a.Lines, b.Lines, func(x, y zagaj.Line) bool {
		return x.Product == y.Product && x.SKU == y.SKU && x.Variant == y.Variant && x.Quantity == y.Quantity
	})
}

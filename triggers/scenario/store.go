package scenario

import (
	"reflect"
	"slices"

	"github.com/zagaj/zagaj"
)

// store is what a shop's tables keep of its visitors, as far as hello tells the engine of it.
type store struct {
	carts   map[zagaj.VisitorID][]storedCart
	past    map[zagaj.VisitorID]*zagaj.Past
	seen    map[zagaj.VisitorID]zagaj.Instant
	quiet   map[zagaj.VisitorID]zagaj.Instant
	exposed map[zagaj.VisitorID][]zagaj.Exposure
}

type storedCart struct {
	zagaj.Cart
	occurred zagaj.Instant
	merged   bool
}

func newStore() store {
	return store{carts: map[zagaj.VisitorID][]storedCart{}, past: map[zagaj.VisitorID]*zagaj.Past{}, seen: map[zagaj.VisitorID]zagaj.Instant{},
		quiet: map[zagaj.VisitorID]zagaj.Instant{}, exposed: map[zagaj.VisitorID][]zagaj.Exposure{}}
}

func (s *store) of(v zagaj.VisitorID) *zagaj.Past {
	if s.past[v] == nil {
		s.past[v] = &zagaj.Past{}
	}
	return s.past[v]
}

// hello is the first event of a line.
func (s *store) hello(v zagaj.VisitorID, returning bool, now zagaj.Instant) zagaj.Event {
	ev := zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: v, Up: true, Known: s.seen[v], Until: s.quiet[v], Arms: slices.Clone(s.exposed[v])}
	s.seen[v] = now
	if returning && ev.Known > 0 {
		past := *s.of(v)
		past.Offers = slices.Clone(past.Offers)
		ev.Past = &past
	}
	return ev
}

// takeCart keeps a snapshot that is newer than the one there.
func (s *store) takeCart(v zagaj.VisitorID, c zagaj.Cart, occurred zagaj.Instant) {
	c.ChangedAt = occurred
	i := slices.IndexFunc(s.carts[v], func(old storedCart) bool { return old.ID == c.ID })
	if i < 0 {
		s.carts[v] = append(s.carts[v], storedCart{c, occurred, c.MergedInto != ""})
		return
	}
	old := &s.carts[v][i]
	if c.Version < old.Version || (c.Version == old.Version && occurred <= old.occurred) {
		return
	}
	if reflect.DeepEqual(old.Lines, c.Lines) {
		c.ChangedAt = old.ChangedAt
	}
	*old = storedCart{c, occurred, old.merged || c.MergedInto != ""}
}

// cart is the visitor's newest one, nil when there is none.
func (s *store) cart(v zagaj.VisitorID) *zagaj.Cart {
	var best *storedCart
	for i := range s.carts[v] {
		if c := &s.carts[v][i]; !c.merged && (best == nil || c.occurred > best.occurred) {
			best = c
		}
	}
	if best == nil {
		return nil
	}
	cart := best.Cart
	return &cart
}

func (s *store) ordered(v zagaj.VisitorID, o zagaj.Order) {
	past := s.of(v)
	past.Orders++
	past.OrderedAt, past.LastOrder = max(past.OrderedAt, o.PlacedAt), o.ID
	for i := range s.carts[v] {
		if c := &s.carts[v][i]; c.ChangedAt <= o.PlacedAt {
			c.Lines, c.Total.Minor = nil, 0
		}
	}
}

func (s *store) offered(v zagaj.VisitorID, rule zagaj.RuleID, now zagaj.Instant) {
	past := s.of(v)
	past.Offers = append(past.Offers, zagaj.PastOffer{Rule: rule, At: now})
}

func (s *store) ended(v zagaj.VisitorID, how zagaj.OfferState, now zagaj.Instant) {
	if past := s.of(v); len(past.Offers) > 0 {
		last := &past.Offers[len(past.Offers)-1]
		last.What, last.End = how, now
	}
}

func (s *store) expose(x zagaj.Exposure) { s.exposed[x.Visitor] = append(s.exposed[x.Visitor], x) }

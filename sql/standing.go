package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// standing is how the carts and aliases of a shop stand while the events of a batch are taken one after another: read at once for
// all of them, changed here, and written at once. Nobody else writes meanwhile.
type standing struct {
	shop    zagaj.ShopID
	aliases map[zagaj.Alias]*knownAs
	carts   map[zagaj.CartID]*cartRow
	named   []*knownAs // new or given to somebody else, in the order of their first change
	kept    []*cartRow // new or replaced, in the order of their first change
}

// knownAs is an alias and whose it is.
type knownAs struct {
	zagaj.Alias
	visitor zagaj.VisitorID
	at      zagaj.Instant
	changed bool
}

// cartRow is a cart as its table holds it.
type cartRow struct {
	ID         zagaj.CartID  `db:"id"`
	Customer   string        `db:"customer"`
	Version    int64         `db:"version"`
	OccurredAt zagaj.Instant `db:"occurred_at"`
	Hint       bool          `db:"hint"`
	Body       string        `db:"body"`
	changed    bool
}

// replaces reports whether a snapshot comes in the place of another. What a browser claims never replaces what the platform said.
func (c cartRow) replaces(old *cartRow) bool {
	if old == nil || old.Hint != c.Hint {
		return old == nil || old.Hint
	}
	return c.Version > old.Version || (c.Version == old.Version && c.OccurredAt > old.OccurredAt)
}

// readStanding reads what the events may look at: their carts, and the aliases by which the platform's find their visitor.
func readStanding(ctx context.Context, t tx, shop zagaj.ShopID, entries []*entry) (*standing, error) {
	s := &standing{shop: shop, aliases: map[zagaj.Alias]*knownAs{}, carts: map[zagaj.CartID]*cartRow{}}
	var carts, aliases []any
	for _, e := range entries {
		ev := e.asked()
		var cart zagaj.CartID
		customer := ""
		switch {
		case ev.Alias != nil:
		case ev.Cart != nil:
			cart, customer = cartKey(ev.Cart.ID), ev.Cart.Customer
		case ev.Order != nil:
			cart, customer = cartKey(ev.Order.Cart), ev.Order.Customer
		}
		if _, ok := s.carts[cart]; !ok && (cart != "" || ev.Cart != nil) {
			s.carts[cart] = nil
			carts = append(carts, shop, cart)
		}
		if ev.Visitor != "" {
			continue
		}
		for _, a := range namesOf(cart, customer) {
			if _, ok := s.aliases[a]; !ok {
				s.aliases[a] = nil
				aliases = append(aliases, shop, a.Kind, a.Value)
			}
		}
	}
	if err := s.readCarts(ctx, t, carts); err != nil {
		return nil, err
	}
	return s, s.readAliases(ctx, t, aliases)
}

func (s *standing) readCarts(ctx context.Context, t tx, asked []any) error {
	return forMany(t, []string{"TEXT", "TEXT"}, asked, func(source string, args []any) error {
		found, err := list[cartRow](ctx, t, `WITH n (shop_id, i) AS (`+source+`)
			SELECT c.id, c.customer, c.version, c.occurred_at, c.hint, c.body FROM n CROSS JOIN carts c WHERE c.shop_id = n.shop_id AND c.id = n.i`, args...)
		for i := range found {
			s.carts[found[i].ID] = &found[i]
		}
		return err
	})
}

func (s *standing) readAliases(ctx context.Context, t tx, asked []any) error {
	type row struct {
		Kind    zagaj.AliasKind `db:"kind"`
		Value   string          `db:"value"`
		Visitor zagaj.VisitorID `db:"visitor_id"`
	}
	return forMany(t, []string{"TEXT", "TEXT", "TEXT"}, asked, func(source string, args []any) error {
		found, err := list[row](ctx, t, `WITH n (shop_id, k, v) AS (`+source+`)
			SELECT a.kind, a.value, a.visitor_id FROM n CROSS JOIN aliases a WHERE a.shop_id = n.shop_id AND a.kind = n.k AND a.value = n.v`, args...)
		for _, r := range found {
			a := zagaj.Alias{Kind: r.Kind, Value: r.Value}
			s.aliases[a] = &knownAs{Alias: a, visitor: r.Visitor}
		}
		return err
	})
}

// cartKey is a cart's id as its table holds it.
func cartKey(id zagaj.CartID) zagaj.CartID { return zagaj.CartID(clean(string(id))) }

// namesOf are the aliases of a platform's event, as their table holds them: the cart's token, then the customer.
func namesOf(cart zagaj.CartID, customer string) (names []zagaj.Alias) {
	if cart != "" {
		names = append(names, zagaj.Alias{Kind: zagaj.AliasCart, Value: clean(string(cart))})
	}
	if customer != "" {
		names = append(names, zagaj.Alias{Kind: zagaj.AliasCustomer, Value: clean(customer)})
	}
	return names
}

// owner finds the visitor of a platform's event: by the cart's token, else by the customer.
func (s *standing) owner(cart zagaj.CartID, customer string) zagaj.VisitorID {
	for _, a := range namesOf(cart, customer) {
		if known := s.aliases[a]; known != nil {
			return known.visitor
		}
	}
	return ""
}

// name makes an alias the visitor's of the event.
func (s *standing) name(a zagaj.Alias, ev zagaj.Event) {
	a.Value = clean(a.Value)
	known := s.aliases[a]
	if known == nil {
		known = &knownAs{Alias: a}
		s.aliases[a] = known
	}
	if known.visitor, known.at = ev.Visitor, ev.ReceivedAt; !known.changed {
		known.changed = true
		s.named = append(s.named, known)
	}
}

// keep puts a cart in the place of what stands there.
func (s *standing) keep(c cartRow) {
	row := s.carts[c.ID]
	if row == nil {
		row = &cartRow{}
		s.carts[c.ID] = row
	}
	c.changed = row.changed
	if *row = c; !row.changed {
		row.changed = true
		s.kept = append(s.kept, row)
	}
}

// save writes what has changed.
func (s *standing) save(ctx context.Context, t tx) error {
	var carts, aliases []any
	for _, c := range s.kept {
		carts = append(carts, s.shop, c.ID, c.Customer, c.Version, c.OccurredAt, c.Hint, c.Body)
	}
	err := forMany(t, []string{"TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BOOLEAN", "TEXT"}, carts, func(source string, args []any) error {
		_, err := exec(ctx, t, `INSERT INTO carts (shop_id, id, customer, version, occurred_at, hint, body) `+source+`
			ON CONFLICT (shop_id, id) DO UPDATE SET customer = excluded.customer, version = excluded.version, occurred_at = excluded.occurred_at,
			hint = excluded.hint, body = excluded.body`, args...)
		return err
	})
	if err != nil {
		return err
	}
	for _, a := range s.named {
		aliases = append(aliases, s.shop, a.Kind, a.Value, a.visitor, a.at)
	}
	return forMany(t, []string{"TEXT", "TEXT", "TEXT", "TEXT", "BIGINT"}, aliases, func(source string, args []any) error {
		_, err := exec(ctx, t, `INSERT INTO aliases (shop_id, kind, value, visitor_id, at) `+source+`
			ON CONFLICT (shop_id, kind, value) DO UPDATE SET visitor_id = excluded.visitor_id, at = excluded.at`, args...)
		return err
	})
}

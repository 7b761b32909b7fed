package sql

import (
	"context"
	"database/sql/driver"

	"github.com/zagaj/zagaj"
)

// standing is how the carts and aliases of a shop stand while the events of a batch are taken one after another: read at once for
// all of them, changed here, and written at once. Nobody else writes meanwhile.
type standing struct {
	shop    zagaj.ShopID
	aliases map[zagaj.Alias]*knownAs  // nil where there is none
	carts   map[zagaj.CartID]*cartRow // the same
	named   []*knownAs                // new or given to somebody else, in the order of their first change
	kept    []*cartRow                // new or replaced, in the order of their first change
	size    int                       // some bytes more than all of it takes
}

// standings are those of the shops of a batch. SQLite's writer keeps them for the next one: a cart comes again with the next press of a button.
type standings struct {
	shops   map[zagaj.ShopID]*standing
	version int64 // of the file as SQLite counts for one connection what the others commit
}

// The bounds of what is kept for the next batch, in bytes; beyond it all is forgotten and read anew.
const (
	mostStanding = 4 << 20
	nameSize     = 150 // of a name or a cart without its text
)

func newStandings(version int64) *standings {
	return &standings{shops: map[zagaj.ShopID]*standing{}, version: version}
}

// of returns how a shop's stand; what had changed is written.
func (all *standings) of(shop zagaj.ShopID) *standing {
	s := all.shops[shop]
	if s == nil {
		s = &standing{shop: shop, aliases: map[zagaj.Alias]*knownAs{}, carts: map[zagaj.CartID]*cartRow{}}
		all.shops[shop] = s
	}
	for _, c := range s.kept {
		c.changed = false
	}
	for _, a := range s.named {
		a.changed = false
	}
	s.kept, s.named = s.kept[:0], s.named[:0]
	return s
}

func (all *standings) size() (bytes int) {
	for _, s := range all.shops {
		bytes += s.size
	}
	return bytes
}

// standing returns what is known of how carts and aliases stand, which the events of a batch will change; it is forgotten when the batch fails, and
// when anything but events and messages is written. On PostgreSQL others may write at any time, and all is read anew.
func (w *writer) standing(ctx context.Context) (*standings, error) {
	if w.mark == nil {
		return newStandings(0), nil
	}
	version, err := number(ctx, w.conn, `PRAGMA data_version`)
	if err == nil && (w.stood == nil || w.stood.version != version || w.stood.size() > mostStanding) {
		w.stood = newStandings(version)
	}
	return w.stood, err
}

// knownAs is an alias and whose it is.
type knownAs struct {
	zagaj.Alias
	visitor zagaj.VisitorID
	at      zagaj.Instant
	changed bool
}

// cartRow is a cart as its table holds it. The body stands in the event that told the cart, where there is one: a row is short then, and many of
// them lie in one page.
type cartRow struct {
	ID         zagaj.CartID
	Customer   string
	Version    int64
	OccurredAt zagaj.Instant
	Hint       bool
	Body       string
	Seq        int64 // of that event, 0 when the body stands in the row
	changed    bool
	fresh      bool // written by this process, as every text is that it is compared with
}

// hasLinesOf reports whether a packed cart that this process has written holds the same lines. Two releases of s2 may squeeze the same in
// two ways; one does not, and then what is written otherwise need not be read.
func (c *cartRow) hasLinesOf(text string) bool {
	if c.fresh {
		return linesOf(c.Body) == linesOf(text)
	}
	return sameLines(c.Body, text)
}

// replaces reports whether a snapshot comes in the place of another: of two at one instant, which platforms tell that know seconds only, the
// one that was received later. What a browser claims never replaces what the platform said.
func (c cartRow) replaces(old *cartRow) bool {
	if old == nil || old.Hint != c.Hint {
		return old == nil || old.Hint
	}
	return c.Version > old.Version || (c.Version == old.Version && c.OccurredAt >= old.OccurredAt)
}

// read reads what the events may look at and is not known: their carts, and the aliases by which the platform's find their visitor.
func (s *standing) read(ctx context.Context, t tx, entries []entry) error {
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
			s.size += nameSize
			carts = append(carts, string(s.shop), string(cart))
		}
		if ev.Visitor != "" {
			continue
		}
		for _, a := range namesOf(cart, customer) {
			if _, ok := s.aliases[a]; !ok {
				s.aliases[a] = nil
				s.size += nameSize
				aliases = append(aliases, string(s.shop), string(a.Kind), a.Value)
			}
		}
	}
	if err := s.readCarts(ctx, t, carts); err != nil {
		return err
	}
	return s.readAliases(ctx, t, aliases)
}

func (s *standing) readCarts(ctx context.Context, t tx, asked []any) error {
	return forMany(t, []string{"TEXT", "TEXT"}, asked, func(source string, args []any) error {
		return t.each(ctx, `WITH n (shop_id, i) AS (`+source+`) SELECT c.id, c.customer, c.version, c.occurred_at, CASE WHEN c.hint THEN 1 ELSE 0 END, `+bodyOfCart+`, c.event_seq
			FROM n CROSS JOIN carts c `+eventOfCart+` WHERE c.shop_id = n.shop_id AND c.id = n.i`, args, func(row []driver.Value) {
			c := cartRow{ID: zagaj.CartID(row[0].(string)), Customer: row[1].(string), Version: row[2].(int64), OccurredAt: zagaj.Instant(row[3].(int64)),
				Hint: row[4].(int64) == 1, Body: cartText(row[5].(string)), Seq: row[6].(int64)}
			if c.Body != "" { // its event has not been erased
				s.carts[c.ID] = &c
				s.size += len(c.Body)
			}
		})
	})
}

func (s *standing) readAliases(ctx context.Context, t tx, asked []any) error {
	return forMany(t, []string{"TEXT", "TEXT", "TEXT"}, asked, func(source string, args []any) error {
		return t.each(ctx, `WITH n (shop_id, k, v) AS (`+source+`)
			SELECT a.kind, a.value, a.visitor_id FROM n CROSS JOIN aliases a WHERE a.shop_id = n.shop_id AND a.kind = n.k AND a.value = n.v`, args, func(row []driver.Value) {
			a := zagaj.Alias{Kind: zagaj.AliasKind(row[0].(string)), Value: row[1].(string)}
			s.aliases[a] = &knownAs{Alias: a, visitor: zagaj.VisitorID(row[2].(string))}
		})
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
		s.size += nameSize
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
		s.size += nameSize
	}
	s.size += len(c.Body) - len(row.Body)
	c.changed, c.fresh = row.changed, true
	if *row = c; !row.changed {
		row.changed = true
		s.kept = append(s.kept, row)
	}
}

// save writes what has changed.
func (s *standing) save(ctx context.Context, t tx) error {
	var carts, aliases []any
	for _, c := range s.kept {
		body := c.Body
		if c.Seq > 0 {
			body = ""
		}
		carts = append(carts, string(s.shop), string(c.ID), c.Customer, c.Version, int64(c.OccurredAt), c.Hint, body, c.Seq)
	}
	err := forMany(t, []string{"TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BOOLEAN", "TEXT", "BIGINT"}, carts, func(source string, args []any) error {
		return t.each(ctx, `INSERT INTO carts (shop_id, id, customer, version, occurred_at, hint, body, event_seq) `+source+`
			ON CONFLICT (shop_id, id) DO UPDATE SET customer = excluded.customer, version = excluded.version, occurred_at = excluded.occurred_at,
			hint = excluded.hint, body = excluded.body, event_seq = excluded.event_seq`, args, nil)
	})
	if err != nil {
		return err
	}
	for _, a := range s.named {
		aliases = append(aliases, string(s.shop), string(a.Kind), a.Value, string(a.visitor), int64(a.at))
	}
	return forMany(t, []string{"TEXT", "TEXT", "TEXT", "TEXT", "BIGINT"}, aliases, func(source string, args []any) error {
		return t.each(ctx, `INSERT INTO aliases (shop_id, kind, value, visitor_id, at) `+source+`
			ON CONFLICT (shop_id, kind, value) DO UPDATE SET visitor_id = excluded.visitor_id, at = excluded.at`, args, nil)
	})
}

package sql

import (
	"cmp"
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/zagaj/zagaj"
)

// AppendEvents appends to the log and brings carts, orders and aliases up to date in the same transaction. It
// returns the events that were new, with Seq set; one that is there, by (shop, source, id), changes nothing.
func (s *Store) AppendEvents(ctx context.Context, events []zagaj.Event) ([]zagaj.Event, error) {
	j := s.appendJob(ctx, events)
	if err := s.queue(j); err != nil {
		return nil, err
	}
	return j.append.fresh, nil
}

// HasEvent reports whether a shop's log holds an event of that id.
func (s *Store) HasEvent(ctx context.Context, shop zagaj.ShopID, source zagaj.Source, id zagaj.EventID) (bool, error) {
	n, err := get[int](ctx, s.read, `SELECT COUNT(*) FROM events WHERE shop_id = $1 AND source = $2 AND id = $3`, shop, source, id)
	return n > 0, err
}

func (s *Store) appendJob(ctx context.Context, events []zagaj.Event) *job {
	j := &job{ctx: ctx, append: &appending{asked: events, carts: writtenOut(events), written: make([]zagaj.Event, len(events))}}
	j.run = func(ctx context.Context, t tx) error {
		return appendAll(ctx, t, []*job{j}, s.keys, true, newStandings(0))
	}
	return j
}

// writtenOut writes the snapshots of carts among the events as if their lines had changed just now, so that the writer, for whom
// everybody waits, need not. What cannot be written is left to it, which says so.
func writtenOut(events []zagaj.Event) []string {
	texts := make([]string, len(events))
	for i, ev := range events {
		if ev.Cart == nil || ev.Cart.Change != nil {
			continue
		}
		c := *ev.Cart
		c.ChangedAt = ev.OccurredAt
		if text, err := packCart(c); err == nil {
			texts[i] = text
		}
	}
	return texts
}

// take keeps what an event changes in the tables and finds out whose it is. It returns how the event's cart is written, "" when
// there is none or that is not known; text is what writtenOut made of it.
func (s *standing) take(ctx context.Context, t tx, ev zagaj.Event, text string, keys *Keys) (zagaj.Event, string, error) {
	var err error
	switch {
	case ev.Alias != nil:
		if ev.Visitor != "" {
			s.name(*ev.Alias, ev)
		}
	case ev.Cart != nil:
		if ev.Visitor == "" {
			ev.Visitor = s.owner(ev.Cart.ID, ev.Cart.Customer)
		}
		cart := *ev.Cart
		ev.Cart = &cart
		text, err = s.takeCart(ev, text)
		return ev, text, err
	case ev.Order != nil:
		if ev.Visitor == "" {
			ev.Visitor = s.owner(ev.Order.Cart, ev.Order.Customer)
		}
		if ev, err = s.takeOrder(ctx, t, ev); err == nil {
			err = keepProof(ctx, t, ev.Shop, *ev.Order, keys)
		}
	}
	return ev, "", err
}

// takeCart keeps the snapshot when it is newer than the one there, and returns how it is written; "" when that is not known. A
// change becomes a snapshot here, so that the log tells whole carts. text is the cart as it would be written had its lines changed
// just now, "" when nobody has written it yet.
func (s *standing) takeCart(ev zagaj.Event, text string) (string, error) {
	c := ev.Cart
	if c.Customer != "" && ev.Visitor != "" {
		s.name(zagaj.Alias{Kind: zagaj.AliasCustomer, Value: c.Customer}, ev)
	}
	if c.MergedInto != "" && ev.Visitor != "" {
		s.name(zagaj.Alias{Kind: zagaj.AliasCart, Value: string(c.MergedInto)}, ev)
	}
	id := cartKey(c.ID)
	old := s.carts[id]
	at := ev.OccurredAt
	if c.Change != nil {
		late, err := applyChange(c, old)
		if err != nil || late {
			return "", err
		}
		if c.Lost {
			at-- // a snapshot of this very version is newer
		}
	}
	c.ChangedAt = ev.OccurredAt
	if text == "" {
		var err error
		if text, err = packCart(*c); err != nil {
			return "", err
		}
	}
	if old != nil && old.hasLinesOf(text) {
		if before, ok := changedAt(old.Body); ok {
			c.ChangedAt = before
			text = withChangedAt(text, before)
		}
	}
	row := cartRow{ID: id, Customer: c.Customer, Version: c.Version, OccurredAt: at, Hint: c.Hint, Body: text}
	if ev.Kind == zagaj.KindCart && onlyCart(&ev) {
		row.Seq = ev.Seq
	}
	if row.replaces(old) {
		s.keep(row)
	}
	return text, nil
}

// applyChange makes c, a change, the cart after it; late says that the cart there has it already.
func applyChange(c *zagaj.Cart, stored *cartRow) (late bool, err error) {
	var known zagaj.Cart
	if stored != nil && !stored.Hint {
		if known, err = unpackCart(stored.Body); err != nil {
			return false, err
		}
	}
	if late = c.Version <= known.Version; late {
		*c = known
		return true, nil
	}
	*c = known.With(*c)
	return false, nil
}

// takeOrder keeps the order when it is newer, or of two at one instant the one that is further on its way, and empties the cart it came from: not
// every platform says that. It returns the event with what was known of the order before, and whether it was.
func (s *standing) takeOrder(ctx context.Context, t tx, ev zagaj.Event) (zagaj.Event, error) {
	was, known, err := orderOf(ctx, t, ev.Shop, ev.Order.ID)
	if err != nil {
		return ev, err
	}
	o := *ev.Order
	if known {
		o = completed(o, was)
	}
	named := o.Cart != "" && (!known || was.Cart != o.Cart) // what is filled after that is another purchase
	ev.Order, ev.Again = &o, known
	text, err := pack(o)
	if err != nil {
		return ev, err
	}
	n, err := exec(ctx, t, `INSERT INTO orders (shop_id, id, cart_id, customer, visitor_id, version, occurred_at, placed_at, body, number)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (shop_id, id) DO UPDATE SET cart_id = CASE WHEN excluded.cart_id = '' THEN orders.cart_id ELSE excluded.cart_id END,
		  customer = excluded.customer, version = excluded.version,
		  occurred_at = excluded.occurred_at, placed_at = excluded.placed_at, body = excluded.body, number = excluded.number,
		  visitor_id = CASE WHEN excluded.visitor_id = '' THEN orders.visitor_id ELSE excluded.visitor_id END
		WHERE excluded.version > orders.version OR (excluded.version = orders.version AND
		  (excluded.occurred_at > orders.occurred_at OR (excluded.occurred_at = orders.occurred_at AND $11)))`,
		ev.Shop, o.ID, o.Cart, o.Customer, ev.Visitor, o.Version, ev.OccurredAt, o.PlacedAt, text, zagaj.OrderNumber(o.Number), !o.Status.Before(was.Status))
	row := s.carts[cartKey(o.Cart)]
	if err != nil || n == 0 || !named || row == nil {
		return ev, err
	}
	c, err := unpackCart(row.Body)
	if err != nil || c.ChangedAt > o.MadeBy(ev.OccurredAt) {
		return ev, err
	}
	c.Lines, c.Total.Minor, c.Coupons, c.Lost = []zagaj.Line{}, 0, nil, false
	emptied := *row
	emptied.Seq = 0
	if emptied.Body, err = packCart(c); err == nil {
		s.keep(emptied)
	}
	return ev, err
}

// orderOf returns an order as it was told before; false when it was not.
func orderOf(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.OrderID) (was zagaj.Order, known bool, err error) {
	found, err := unpackAll[zagaj.Order](list[string](ctx, t, `SELECT body FROM orders WHERE shop_id = $1 AND id = $2`, shop, id))
	if err != nil || len(found) == 0 {
		return was, false, err
	}
	return found[0], true, nil
}

// completed is an order with what was known of it and is not told again: some platforms tell of a change only that there was one, and its
// time as if the order had been placed then.
func completed(o, was zagaj.Order) zagaj.Order {
	if was.PlacedAt > 0 && (was.PlacedAt < o.PlacedAt || o.PlacedAt == 0) {
		o.PlacedAt = was.PlacedAt
	}
	o.Customer, o.Cart = cmp.Or(o.Customer, was.Customer), cmp.Or(o.Cart, was.Cart)
	if len(o.Lines) == 0 && o.Total.Minor == 0 {
		o.Lines, o.Total = was.Lines, was.Total
	}
	return o
}

type eventRow struct {
	Seq     int64      `db:"seq"`
	Kind    zagaj.Kind `db:"kind"`
	Payload string     `db:"payload"`
}

// event reads an event as the log holds it.
func (r eventRow) event() (ev zagaj.Event, err error) {
	if r.Kind != zagaj.KindConfig { // in settings a merchant's own words may be names
		if r.Payload, err = spread(r.Payload); err != nil {
			return ev, err
		}
	}
	if ev, err = unpack[zagaj.Event](r.Payload); err == nil {
		ev.Seq = r.Seq
	}
	return ev, err
}

func (s *Store) events(ctx context.Context, query string, args ...any) ([]zagaj.Event, error) {
	found, err := list[eventRow](ctx, s.read, `SELECT seq, kind, payload FROM events WHERE shop_id = $1 AND `+query, args...)
	if err != nil {
		return nil, err
	}
	out := make([]zagaj.Event, len(found))
	for i, row := range found {
		if out[i], err = row.event(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Events returns a shop's log after a position, in its order; at most limit, and 10,000.
func (s *Store) Events(ctx context.Context, shop zagaj.ShopID, after int64, limit int) ([]zagaj.Event, error) {
	return s.events(ctx, `seq > $2 ORDER BY seq LIMIT $3`, shop, after, rows(limit))
}

// EventsOf returns what is known of one visitor since an instant, in the log's order.
func (s *Store) EventsOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID, since zagaj.Instant, limit int) ([]zagaj.Event, error) {
	return s.events(ctx, `visitor_id = $2 AND +received_at >= $3 ORDER BY seq LIMIT $4`, shop, visitor, since, rows(limit))
}

// ViewsOf returns the pages a visitor has seen, the newest first.
func (s *Store) ViewsOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID, limit int) ([]zagaj.Event, error) {
	return s.events(ctx, `visitor_id = $2 AND kind = 'view' ORDER BY seq DESC LIMIT $3`, shop, visitor, rows(limit))
}

// EventsUntil returns what explains a visitor's decisions between two instants: their own events, the operators' and the changes of settings.
func (s *Store) EventsUntil(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID, since, until zagaj.Instant) ([]zagaj.Event, error) {
	return s.events(ctx, `received_at >= $2 AND received_at <= $3 AND (visitor_id = $4 OR kind IN ('operator', 'queue', 'config')) ORDER BY seq`, shop, since, until, visitor)
}

// SettingsAt returns the settings that were in force at an instant, by the log. CodeNotFound when it does not tell: none have
// changed since it is kept.
func (s *Store) SettingsAt(ctx context.Context, shop zagaj.ShopID, at zagaj.Instant) (zagaj.Settings, error) {
	// Settings are few and have an index of their own; the sign keeps SQLite from the one of all instants.
	found, err := s.events(ctx, `kind = 'config' AND +received_at <= $2 ORDER BY seq DESC LIMIT 1`, shop, at)
	if err != nil {
		return zagaj.Settings{}, err
	}
	if len(found) == 0 || found[0].Settings == nil {
		return zagaj.Settings{}, errNotFound
	}
	return *found[0].Settings, nil
}

// ToldByShop returns when a shop's platform told something, of whomever, oldest first: the last time before an instant, and all
// until another. The empty text keeps SQLite from the index by source, in which it would read all of them for the last.
func (s *Store) ToldByShop(ctx context.Context, shop zagaj.ShopID, since, until zagaj.Instant) ([]zagaj.Instant, error) {
	return list[zagaj.Instant](ctx, s.read, `SELECT * FROM (SELECT received_at FROM events WHERE shop_id = $1 AND source || '' = 'shop' AND received_at < $2
		ORDER BY received_at DESC LIMIT 1) AS last UNION SELECT received_at FROM events WHERE shop_id = $1 AND source = 'shop' AND received_at BETWEEN $2 AND $3
		ORDER BY 1`, shop, since, until)
}

// EventsSince reads a shop's log from an instant on, in its order, some thousands at a time.
func (s *Store) EventsSince(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) iter.Seq2[zagaj.Event, error] {
	return func(yield func(zagaj.Event, error) bool) {
		first, err := get[int64](ctx, s.read, `SELECT COALESCE(MIN(seq), 0) FROM events WHERE shop_id = $1 AND received_at >= $2`, shop, since)
		if err != nil {
			yield(zagaj.Event{}, err)
			return
		}
		for after := first - 1; first > 0; {
			page, err := s.Events(ctx, shop, after, eventPage)
			if err != nil {
				yield(zagaj.Event{}, err)
				return
			}
			for _, ev := range page {
				if !yield(ev, nil) {
					return
				}
				after = ev.Seq
			}
			if len(page) < eventPage {
				return
			}
		}
	}
}

// eventPage is how many events are read at a time.
const eventPage = 5000

// CountEvents returns how many events of a shop were received since an instant.
func (s *Store) CountEvents(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) (int, error) {
	return get[int](ctx, s.read, `SELECT COUNT(*) FROM events WHERE shop_id = $1 AND received_at >= $2`, shop, since)
}

// changedName stands in a packed cart before the time at which its lines changed, which is the last thing in it but for a mark that a
// change is missing.
const changedName = `"changed_at":`

// changedAt reads from a packed cart when its lines changed; false when it is not there, or a change is missing.
func changedAt(body string) (zagaj.Instant, bool) {
	i := strings.LastIndex(body, changedName)
	if i < 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(body[i+len(changedName):], "}"), 10, 64)
	return zagaj.Instant(n), err == nil
}

// withChangedAt writes another time into a packed cart.
func withChangedAt(body string, at zagaj.Instant) string {
	i := strings.LastIndex(body, changedName) + len(changedName)
	rest := strings.TrimLeft(body[i:], "-0123456789")
	return body[:i] + strconv.FormatInt(int64(at), 10) + rest
}

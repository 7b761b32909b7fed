package sql

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/zagaj/zagaj"
)

// AppendEvents appends to the log and brings carts, orders and aliases up to date in the same transaction. It
// returns the events that were new, with Seq set; one that is there, by (shop, source, id), changes nothing.
func (s *Store) AppendEvents(ctx context.Context, events []zagaj.Event) ([]zagaj.Event, error) {
	a := &appending{asked: events, written: map[int]zagaj.Event{}}
	j := &job{ctx: ctx, append: a}
	j.run = func(ctx context.Context, t tx) error { return appendAll(ctx, t, []*job{j}, s.keys) }
	if err := s.queue(j); err != nil {
		return nil, err
	}
	return a.fresh, nil
}

// HasEvent reports whether a shop's log holds an event of that id.
func (s *Store) HasEvent(ctx context.Context, shop zagaj.ShopID, source zagaj.Source, id zagaj.EventID) (bool, error) {
	n, err := get[int](ctx, s.read, `SELECT COUNT(*) FROM events WHERE shop_id = $1 AND source = $2 AND id = $3`, shop, source, id)
	return n > 0, err
}

// take keeps what an event changes in the tables and finds out whose it is.
func take(ctx context.Context, t tx, ev zagaj.Event, keys *Keys) (zagaj.Event, error) {
	var err error
	switch {
	case ev.Alias != nil:
		if ev.Visitor != "" {
			err = saveAlias(ctx, t, ev.Shop, *ev.Alias, ev.Visitor, ev.ReceivedAt)
		}
	case ev.Cart != nil:
		if ev.Visitor == "" {
			if ev.Visitor, err = owner(ctx, t, ev.Shop, ev.Cart.ID, ev.Cart.Customer); err != nil {
				return ev, err
			}
		}
		cart := *ev.Cart
		ev.Cart = &cart
		err = takeCart(ctx, t, ev)
	case ev.Order != nil:
		if ev.Visitor == "" {
			if ev.Visitor, err = owner(ctx, t, ev.Shop, ev.Order.Cart, ev.Order.Customer); err != nil {
				return ev, err
			}
		}
		if err = takeOrder(ctx, t, ev); err == nil {
			err = keepProof(ctx, t, ev.Shop, *ev.Order, keys)
		}
	}
	return ev, err
}

func saveAlias(ctx context.Context, t tx, shop zagaj.ShopID, a zagaj.Alias, visitor zagaj.VisitorID, at zagaj.Instant) error {
	_, err := exec(ctx, t, `INSERT INTO aliases (shop_id, kind, value, visitor_id, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (shop_id, kind, value) DO UPDATE SET visitor_id = excluded.visitor_id, at = excluded.at`, shop, a.Kind, a.Value, visitor, at)
	return err
}

// owner finds the visitor of a platform's event: by the cart's token, else by the customer.
func owner(ctx context.Context, t tx, shop zagaj.ShopID, cart zagaj.CartID, customer string) (zagaj.VisitorID, error) {
	for _, a := range []zagaj.Alias{{Kind: zagaj.AliasCart, Value: string(cart)}, {Kind: zagaj.AliasCustomer, Value: customer}} {
		if a.Value == "" {
			continue
		}
		found, err := list[zagaj.VisitorID](ctx, t, `SELECT visitor_id FROM aliases WHERE shop_id = $1 AND kind = $2 AND value = $3`, shop, a.Kind, a.Value)
		if err != nil || len(found) > 0 {
			return append(found, "")[0], err
		}
	}
	return "", nil
}

// takeCart keeps the snapshot when it is newer than the one there. What a browser claims never replaces what the
// platform said. A change becomes a snapshot here, so that the log tells whole carts.
func takeCart(ctx context.Context, t tx, ev zagaj.Event) error {
	c := ev.Cart
	if c.Customer != "" && ev.Visitor != "" {
		err := saveAlias(ctx, t, ev.Shop, zagaj.Alias{Kind: zagaj.AliasCustomer, Value: c.Customer}, ev.Visitor, ev.ReceivedAt)
		if err != nil {
			return err
		}
	}
	if c.MergedInto != "" && ev.Visitor != "" {
		err := saveAlias(ctx, t, ev.Shop, zagaj.Alias{Kind: zagaj.AliasCart, Value: string(c.MergedInto)}, ev.Visitor, ev.ReceivedAt)
		if err != nil {
			return err
		}
	}
	old, err := list[string](ctx, t, `SELECT body FROM carts WHERE shop_id = $1 AND id = $2`, ev.Shop, c.ID)
	if err != nil {
		return err
	}
	at := ev.OccurredAt
	if c.Change != nil {
		late, err := applyChange(c, old)
		if err != nil || late {
			return err
		}
		if c.Lost {
			at-- // a snapshot of this very version is newer
		}
	}
	c.ChangedAt = ev.OccurredAt
	text, err := pack(c)
	if err != nil {
		return err
	}
	if len(old) > 0 && sameLines(old[0], text) {
		if before, ok := changedAt(old[0]); ok {
			c.ChangedAt = before
			if text, err = pack(c); err != nil {
				return err
			}
		}
	}
	_, err = exec(ctx, t, `INSERT INTO carts (shop_id, id, customer, version, occurred_at, hint, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (shop_id, id) DO UPDATE SET customer = excluded.customer, version = excluded.version, occurred_at = excluded.occurred_at,
		  hint = excluded.hint, body = excluded.body
		WHERE (carts.hint AND NOT excluded.hint) OR (carts.hint = excluded.hint AND
		  (excluded.version > carts.version OR (excluded.version = carts.version AND excluded.occurred_at > carts.occurred_at)))`,
		ev.Shop, c.ID, c.Customer, c.Version, at, c.Hint, text)
	return err
}

// applyChange makes c, a change, the cart after it; late says that the cart there has it already.
func applyChange(c *zagaj.Cart, stored []string) (late bool, err error) {
	var known zagaj.Cart
	if len(stored) > 0 {
		old, err := unpack[zagaj.Cart](stored[0])
		if err != nil {
			return false, err
		}
		if !old.Hint {
			known = old
		}
	}
	if late = c.Version <= known.Version; late {
		*c = known
		return true, nil
	}
	*c = known.With(*c)
	return false, nil
}

// takeOrder keeps the order when it is newer, and empties the cart it came from: not every platform says that.
func takeOrder(ctx context.Context, t tx, ev zagaj.Event) error {
	o := ev.Order
	text, err := pack(o)
	if err != nil {
		return err
	}
	n, err := exec(ctx, t, `INSERT INTO orders (shop_id, id, cart_id, customer, visitor_id, version, occurred_at, placed_at, body, number)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (shop_id, id) DO UPDATE SET cart_id = excluded.cart_id, customer = excluded.customer, version = excluded.version,
		  occurred_at = excluded.occurred_at, placed_at = excluded.placed_at, body = excluded.body, number = excluded.number,
		  visitor_id = CASE WHEN excluded.visitor_id = '' THEN orders.visitor_id ELSE excluded.visitor_id END
		WHERE excluded.version > orders.version OR (excluded.version = orders.version AND excluded.occurred_at > orders.occurred_at)`,
		ev.Shop, o.ID, o.Cart, o.Customer, ev.Visitor, o.Version, ev.OccurredAt, o.PlacedAt, text, zagaj.OrderNumber(o.Number))
	if err != nil || n == 0 || o.Cart == "" {
		return err
	}
	carts, err := unpackAll[zagaj.Cart](list[string](ctx, t, `SELECT body FROM carts WHERE shop_id = $1 AND id = $2`, ev.Shop, o.Cart))
	if err != nil || len(carts) == 0 || carts[0].ChangedAt > max(o.PlacedAt, ev.OccurredAt) {
		return err
	}
	c := carts[0]
	c.Lines, c.Total.Minor, c.Coupons, c.Lost = []zagaj.Line{}, 0, nil, false
	if text, err = pack(c); err != nil {
		return err
	}
	_, err = exec(ctx, t, `UPDATE carts SET body = $3 WHERE shop_id = $1 AND id = $2`, ev.Shop, o.Cart, text)
	return err
}

type eventRow struct {
	Seq     int64  `db:"seq"`
	Payload string `db:"payload"`
}

func (s *Store) events(ctx context.Context, query string, args ...any) ([]zagaj.Event, error) {
	found, err := list[eventRow](ctx, s.read, `SELECT seq, payload FROM events WHERE shop_id = $1 AND `+query, args...)
	if err != nil {
		return nil, err
	}
	out := make([]zagaj.Event, len(found))
	for i, row := range found {
		if out[i], err = unpack[zagaj.Event](row.Payload); err != nil {
			return nil, err
		}
		out[i].Seq = row.Seq
	}
	return out, nil
}

// Events returns a shop's log after a position, in its order; at most limit, and 10,000.
func (s *Store) Events(ctx context.Context, shop zagaj.ShopID, after int64, limit int) ([]zagaj.Event, error) {
	return s.events(ctx, `seq > $2 ORDER BY seq LIMIT $3`, shop, after, rows(limit))
}

// EventsOf returns what is known of one visitor since an instant, in the log's order.
func (s *Store) EventsOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID, since zagaj.Instant, limit int) ([]zagaj.Event, error) {
	return s.events(ctx, `visitor_id = $2 AND received_at >= $3 ORDER BY seq LIMIT $4`, shop, visitor, since, rows(limit))
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
	found, err := s.events(ctx, `kind = 'config' AND received_at <= $2 ORDER BY seq DESC LIMIT 1`, shop, at)
	if err != nil {
		return zagaj.Settings{}, err
	}
	if len(found) == 0 || found[0].Settings == nil {
		return zagaj.Settings{}, errNotFound
	}
	return *found[0].Settings, nil
}

// ToldByShop returns when a shop's platform told something, of whomever, oldest first: the last time before an instant, and all
// until another.
func (s *Store) ToldByShop(ctx context.Context, shop zagaj.ShopID, since, until zagaj.Instant) ([]zagaj.Instant, error) {
	return list[zagaj.Instant](ctx, s.read, `SELECT MAX(received_at) FROM events WHERE shop_id = $1 AND source = 'shop' AND received_at < $2
		GROUP BY shop_id UNION SELECT received_at FROM events WHERE shop_id = $1 AND source = 'shop' AND received_at BETWEEN $2 AND $3
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

// LiveEvents returns all of a shop's events received since an instant, in the log's order, for a start's replay.
func (s *Store) LiveEvents(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) ([]zagaj.Event, error) {
	return s.events(ctx, `received_at >= $2 ORDER BY seq`, shop, since)
}

// changedAt reads from a packed cart when its lines changed, which is the last thing in it.
func changedAt(body string) (zagaj.Instant, bool) {
	const name = `"changed_at":`
	i := strings.LastIndex(body, name)
	if i < 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(body[i+len(name):], "}"), 10, 64)
	return zagaj.Instant(n), err == nil
}

// sameLines reports whether two packed carts hold the same lines, without reading them: a cart's lines stand between its
// "lines" and its own "total", which is the last of that name.
func sameLines(a, b string) bool {
	lines := func(body string) string {
		from, to := strings.Index(body, `"lines":`), strings.LastIndex(body, `,"total":`)
		if from < 0 || to < from {
			return body
		}
		return body[from:to]
	}
	return lines(a) == lines(b)
}

package sql

import (
	"context"
	"strings"

	"github.com/zagaj/zagaj"
)

// appending is a delivery's events on their way to the log.
type appending struct {
	asked   []zagaj.Event
	carts   []string      // their carts written out, "" where there is none
	fresh   []zagaj.Event // what was new
	written []zagaj.Event // what this job wrote, or an earlier run of it, by place in asked; Seq is 0 where it wrote nothing
}

// logKey is what makes an event the same within its shop.
type logKey struct {
	source zagaj.Source
	id     zagaj.EventID
}

// entry is an event that is new: where it came from, and its cart as it is written.
type entry struct {
	of   *appending
	at   int
	cart string
}

func (e *entry) asked() *zagaj.Event { return &e.of.asked[e.at] }

// appendAll appends what the jobs of a batch tell, by what is known of carts and aliases.
func (w *writer) appendAll(ctx context.Context, jobs []*job) error {
	if len(jobs) == 0 {
		return nil
	}
	stood, err := w.standing(ctx)
	if err != nil {
		return err
	}
	return appendAll(ctx, w.conn, jobs, w.keys, w.looks > 0, stood)
}

// appendAll appends the events of many deliveries with a few statements for all of them. What each changes in the tables it
// changes in its turn, as if it were alone, in memory; the tables are read and written for all. An error concerns all. Hardly a
// delivery ever comes twice, and the table finds it out itself; so they are looked for only when look is set, and else it may be
// errThereBefore. stood is how carts and aliases stand, as far as that is known.
func appendAll(ctx context.Context, t tx, jobs []*job, keys *Keys, look bool, stood *standings) error {
	shops := map[zagaj.ShopID][]*appending{}
	var order []zagaj.ShopID
	for _, j := range jobs {
		j.append.fresh, j.err = nil, nil
		if len(j.append.asked) == 0 {
			continue
		}
		shop := j.append.asked[0].Shop
		if shops[shop] == nil {
			order = append(order, shop)
		}
		shops[shop] = append(shops[shop], j.append)
	}
	for _, shop := range order {
		if err := appendInShop(ctx, t, shops[shop], keys, look, stood.of(shop)); err != nil {
			return err
		}
	}
	return nil
}

func appendInShop(ctx context.Context, t tx, all []*appending, keys *Keys, look bool, s *standing) error {
	there := map[logKey]int64{}
	var err error
	if look {
		if there, err = loggedAlready(ctx, t, s.shop, all); err != nil {
			return err
		}
	}
	entries := make([]entry, 0, len(all))
	for _, a := range all {
		for i, ev := range a.asked {
			key := logKey{ev.Source, ev.ID}
			if seq, ok := there[key]; ok {
				// The reply to our own COMMIT may have been lost: then it is there because we wrote it, and it is new.
				if seq > 0 && a.written[i].Seq == seq {
					a.fresh = append(a.fresh, a.written[i])
				}
				continue
			}
			there[key] = 0 // and so is not new the second time
			entries = append(entries, entry{of: a, at: i})
		}
	}
	if len(entries) == 0 {
		return nil
	}
	last, err := number(ctx, t, `UPDATE shops SET event_seq = event_seq + $1 WHERE id = $2 RETURNING event_seq`, int64(len(entries)), string(s.shop))
	if err != nil {
		return err
	}
	if err := s.takeAll(ctx, t, entries, last-int64(len(entries))+1, keys); err != nil {
		return err
	}
	for _, e := range entries {
		e.of.fresh = append(e.of.fresh, e.of.written[e.at])
	}
	if err = saveEntries(ctx, t, entries); !look && zagaj.CodeOf(err) == zagaj.CodeConflict {
		err = errThereBefore
	}
	return err
}

// takeAll keeps what the events change in the tables, one after another; they have places in the log from first on.
func (s *standing) takeAll(ctx context.Context, t tx, entries []entry, first int64, keys *Keys) error {
	if err := s.read(ctx, t, entries); err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		ev := *e.asked()
		ev.Seq = first + int64(i)
		var err error
		if e.of.written[e.at], e.cart, err = s.take(ctx, t, ev, e.of.carts[e.at], keys); err != nil {
			return err
		}
	}
	return s.save(ctx, t)
}

// loggedAlready finds the events whose ids are in the log, with their places.
func loggedAlready(ctx context.Context, t tx, shop zagaj.ShopID, all []*appending) (map[logKey]int64, error) {
	var asked []any
	for _, a := range all {
		for _, ev := range a.asked {
			asked = append(asked, shop, ev.Source, ev.ID)
		}
	}
	type row struct {
		Source zagaj.Source  `db:"source"`
		ID     zagaj.EventID `db:"id"`
		Seq    int64         `db:"seq"`
	}
	there := map[logKey]int64{}
	err := forMany(t, []string{"TEXT", "TEXT", "TEXT"}, asked, func(source string, args []any) error {
		found, err := list[row](ctx, t, `WITH n (shop_id, f, i) AS (`+source+`)
			SELECT e.source, e.id, e.seq FROM n CROSS JOIN events e WHERE e.shop_id = n.shop_id AND e.source = n.f AND e.id = n.i`, args...)
		for _, r := range found {
			there[logKey{r.Source, r.ID}] = r.Seq
		}
		return err
	})
	return there, err
}

// packWith is pack for an event whose cart is written already, "" when it is not.
func packWith(ev *zagaj.Event, cart string) (string, error) {
	if cart == "" || !onlyCart(ev) {
		return pack(ev)
	}
	out := make([]byte, 0, 256+len(cart))
	out = appendText(out, `{"id":`, string(ev.ID))
	out = appendText(out, `,"shop":`, string(ev.Shop))
	out = appendText(out, `,"source":`, string(ev.Source))
	out = appendSome(out, `,"installation":`, string(ev.Installation))
	out = appendSome(out, `,"visitor":`, string(ev.Visitor))
	out = appendSome(out, `,"tab":`, string(ev.Tab))
	out = appendText(out, `,"kind":`, string(ev.Kind))
	out = appendNumber(out, `,"occurred_at":`, int64(ev.OccurredAt))
	out = appendNumber(out, `,"received_at":`, int64(ev.ReceivedAt))
	out = appendNumber(out, `,"seq":`, ev.Seq)
	return string(append(append(append(out, cartName...), cart...), '}')), nil
}

// cartName stands before the cart in an event that tells nothing else; in a text it would be escaped, and nothing in a cart is called so.
const cartName = `,"cart":`

// cartText cuts a packed cart out of an event that tells nothing else; a cart by itself it returns as it is.
func cartText(text string) string {
	if at := strings.Index(text, cartName); at >= 0 {
		return strings.TrimSuffix(text[at+len(cartName):], "}")
	}
	return text
}

// How a query of carts c reads their bodies: those of events as the whole event, for cartText; "" where the event is there no more.
const (
	bodyOfCart  = `CASE WHEN c.event_seq > 0 THEN COALESCE(e.payload, '') ELSE c.body END`
	eventOfCart = `LEFT JOIN events e ON e.shop_id = c.shop_id AND e.seq = c.event_seq`
)

// onlyCart reports whether an event tells nothing but a cart.
func onlyCart(ev *zagaj.Event) bool {
	return ev.Page == nil && ev.TabState == "" && ev.Pulse == nil && !ev.Up && ev.Alias == nil && ev.Order == nil && !ev.Again && ev.Offer == "" && ev.Conversation == "" &&
		ev.Operator == nil && ev.Queue == nil && ev.Device == "" && ev.Language == "" && ev.Browser == "" && ev.Zone == "" && ev.Nav == "" && !ev.Bot &&
		ev.Known == 0 && ev.Until == 0 && ev.Arms == nil && ev.Settings == nil && ev.Past == nil && ev.SaidAt == 0
}

// entryTypes are the types of an event's columns.
var entryTypes = []string{"TEXT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BIGINT"}

func saveEntries(ctx context.Context, t tx, all []entry) error {
	cells := make([]any, 0, len(entryTypes)*len(all))
	for _, e := range all {
		ev := &e.of.written[e.at]
		payload, err := packWith(ev, e.cart)
		if err != nil {
			return err
		}
		cells = append(cells, string(ev.Shop), ev.Seq, string(ev.Source), string(ev.ID), string(ev.Visitor), string(ev.Kind), int64(ev.OccurredAt), int64(ev.ReceivedAt),
			payload, sumOfEvent(*ev, payload))
	}
	return forMany(t, entryTypes, cells, func(source string, args []any) error {
		return t.each(ctx, `INSERT INTO events (shop_id, seq, source, id, visitor_id, kind, occurred_at, received_at, payload, sum) `+source, args, nil)
	})
}

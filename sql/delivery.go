package sql

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/zagaj/zagaj"
)

const deliveryColumns = `shop_id, endpoint_id, id, kind, payload, state, attempts, next_at, created_at, ended_at, status, failure`

// notice is one thing that happened, as endpoints are told of it.
type notice struct {
	kind  zagaj.NoticeKind
	about string // the conversation or the visitor, by which it is erased
	once  string // names the happening: told again under the same name, it is the same notice
	at    zagaj.Instant
	data  any
}

// tell puts a notice on its way to whoever wants it, in the transaction of what happened.
func tell(ctx context.Context, t tx, shop zagaj.ShopID, n notice) error {
	to, err := hearers(ctx, t, shop)
	if err != nil {
		return err
	}
	return tellOne(ctx, t, to, n)
}

// hearers are the shop's endpoints that are told of things; most shops have none.
func hearers(ctx context.Context, t tx, shop zagaj.ShopID) ([]endpointRow, error) {
	found, err := list[endpointRow](ctx, t, `SELECT `+endpointColumns+` FROM endpoints WHERE shop_id = $1 AND disabled_at = 0 ORDER BY id LIMIT $2`, shop, zagaj.MaxEndpoints)
	if err != nil {
		return nil, err
	}
	for i, row := range found {
		if found[i].Kinds, err = unpack[[]zagaj.NoticeKind](row.KindList); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func tellOne(ctx context.Context, t tx, to []endpointRow, n notice) (err error) {
	payload := ""
	for i := range to {
		if !to[i].Wants(n.kind) {
			continue
		}
		if payload == "" {
			if payload, err = n.payload(); err != nil {
				return err
			}
		}
		if err := addDelivery(ctx, t, &to[i].Endpoint, n, payload); err != nil {
			return err
		}
	}
	return nil
}

func tellConversation(ctx context.Context, t tx, kind zagaj.NoticeKind, c zagaj.Conversation, at zagaj.Instant) error {
	return tell(ctx, t, c.Shop, notice{kind, string(c.ID), fmt.Sprint(c.ID, " ", at), at, c})
}

// tellMessages tells of messages of one shop. What is told of each is put together only when there is somebody to hear it.
func tellMessages(ctx context.Context, t tx, all []fresh) error {
	to, err := hearers(ctx, t, all[0].Shop)
	if err != nil || len(to) == 0 {
		return err
	}
	for i := range all {
		m := all[i].Message
		n := notice{zagaj.NoticeMessage, string(m.Conversation), string(m.Conversation) + " " + strconv.FormatInt(m.Seq, 10), m.SentAt, *m}
		if err := tellOne(ctx, t, to, n); err != nil {
			return err
		}
	}
	return nil
}

func tellOffer(ctx context.Context, t tx, o zagaj.Offer, at zagaj.Instant) error {
	if o.State == zagaj.OfferVirtual {
		return nil // made to nobody
	}
	return tell(ctx, t, o.Shop, notice{zagaj.NoticeOffer, string(o.Visitor), string(o.ID) + " " + string(o.State), at, o})
}

func tellPromise(ctx context.Context, t tx, kind zagaj.NoticeKind, p zagaj.Promise, at zagaj.Instant) error {
	return tell(ctx, t, p.Shop, notice{kind, string(p.Conversation), string(p.ID), at, p})
}

// addDelivery adds one, or counts it as dropped while too many wait. It keeps e.Waiting up to date.
func addDelivery(ctx context.Context, t tx, e *zagaj.Endpoint, n notice, payload string) error {
	if e.Waiting >= zagaj.MaxWaiting {
		// The counter may be too high: what is erased does not lower it.
		waiting, err := get[int](ctx, t, `SELECT COUNT(*) FROM deliveries WHERE shop_id = $1 AND endpoint_id = $2 AND state = 'due'`, e.Shop, e.ID)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, t, `UPDATE endpoints SET waiting = $3 WHERE shop_id = $1 AND id = $2`, e.Shop, e.ID, waiting); err != nil {
			return err
		}
		e.Waiting = waiting
	}
	if e.Waiting >= zagaj.MaxWaiting {
		_, err := exec(ctx, t, `UPDATE endpoints SET dropped = dropped + 1 WHERE shop_id = $1 AND id = $2`, e.Shop, e.ID)
		return err
	}
	added, err := exec(ctx, t, `INSERT INTO deliveries (shop_id, endpoint_id, id, kind, about, payload, state, attempts, next_at, created_at, ended_at, status, failure)
		VALUES ($1, $2, $3, $4, $5, $6, 'due', 0, $7, $7, 0, 0, '') ON CONFLICT DO NOTHING`, e.Shop, e.ID, n.id(e.Shop), n.kind, n.about, payload, n.at)
	if err != nil || added == 0 {
		return err
	}
	e.Waiting++
	_, err = exec(ctx, t, `UPDATE endpoints SET waiting = waiting + 1 WHERE shop_id = $1 AND id = $2`, e.Shop, e.ID)
	return err
}

// id is the webhook-id. It holds no full stop, which separates it from the time in what is signed.
func (n notice) id(shop zagaj.ShopID) string {
	sum := sha256.Sum256([]byte(string(shop) + "\x00" + string(n.kind) + "\x00" + n.once))
	return "msg_" + hex.EncodeToString(sum[:16])
}

// payload is {type, timestamp, data}, as Standard Webhooks has it. A message too long for it is cut and marked so.
func (n notice) payload() (string, error) {
	body := map[string]any{"type": n.kind, "timestamp": n.at.Time().UTC().Format(time.RFC3339Nano), "data": n.data}
	text, err := pack(body)
	if m, ok := n.data.(zagaj.Message); ok && err == nil && len(text) > zagaj.MaxPayload {
		m.Text = string([]rune(m.Text)[:zagaj.MaxPayload/8]) // at most six bytes of JSON a character
		body["data"], body["cut"] = m, true
		text, err = pack(body)
	}
	return text, err
}

// AddTestDelivery puts a notice of no meaning on its way to one endpoint.
func (s *Store) AddTestDelivery(ctx context.Context, e zagaj.Endpoint, once string, at zagaj.Instant) error {
	n := notice{kind: zagaj.NoticeTest, once: once, at: at, data: json.RawMessage(`{"hello":"from Zagaj"}`)}
	payload, err := n.payload()
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error { return addDelivery(ctx, t, &e, n, payload) })
}

// Deliveries returns an endpoint's deliveries made before an instant, the newest first.
func (s *Store) Deliveries(ctx context.Context, shop zagaj.ShopID, endpoint zagaj.EndpointID, before zagaj.Instant, limit int) ([]zagaj.Delivery, error) {
	return list[zagaj.Delivery](ctx, s.read, `SELECT `+deliveryColumns+` FROM deliveries WHERE shop_id = $1 AND endpoint_id = $2 AND created_at < $3
		ORDER BY created_at DESC, id LIMIT $4`, shop, endpoint, before, rows(limit))
}

// ShopsWithDeliveries returns which shops have something due, at most 500.
func (s *Store) ShopsWithDeliveries(ctx context.Context, now zagaj.Instant) ([]zagaj.ShopID, error) {
	return list[zagaj.ShopID](ctx, s.read, `SELECT DISTINCT shop_id FROM deliveries WHERE state = 'due' AND next_at <= $1 LIMIT 500`, now)
}

// DueDeliveries returns a shop's deliveries whose time has come, the longest waiting first, at most so many of each endpoint: those that
// wait for one must not hide those for another.
func (s *Store) DueDeliveries(ctx context.Context, shop zagaj.ShopID, now zagaj.Instant, limit int) ([]zagaj.Delivery, error) {
	endpoints, err := list[zagaj.EndpointID](ctx, s.read, `SELECT id FROM endpoints WHERE shop_id = $1 LIMIT $2`, shop, zagaj.MaxEndpoints)
	if err != nil {
		return nil, err
	}
	var due []zagaj.Delivery
	for _, e := range endpoints {
		one, err := list[zagaj.Delivery](ctx, s.read, `SELECT `+deliveryColumns+` FROM deliveries WHERE shop_id = $1 AND endpoint_id = $2 AND state = 'due'
			AND next_at <= $3 ORDER BY next_at, created_at, id LIMIT $4`, shop, e, now, rows(limit))
		if err != nil {
			return nil, err
		}
		due = append(due, one...)
	}
	slices.SortStableFunc(due, func(a, b zagaj.Delivery) int { return cmp.Compare(a.NextAt, b.NextAt) })
	return due, nil
}

// TakeDelivery reserves a due delivery for one sender until an instant, and counts the try. Of two senders one gets true.
func (s *Store) TakeDelivery(ctx context.Context, d zagaj.Delivery, until zagaj.Instant) (bool, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (bool, error) {
		n, err := exec(ctx, t, `UPDATE deliveries SET next_at = $5, attempts = attempts + 1 WHERE shop_id = $1 AND endpoint_id = $2 AND id = $3 AND next_at = $4
			AND state = 'due'`, d.Shop, d.Endpoint, d.ID, d.NextAt, until)
		return n > 0, err
	})
}

// PutOffDelivery notes how a try went wrong and when the next one is.
func (s *Store) PutOffDelivery(ctx context.Context, d zagaj.Delivery, at zagaj.Instant, status int, failure string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE deliveries SET next_at = $4, status = $5, failure = $6 WHERE shop_id = $1 AND endpoint_id = $2 AND id = $3 AND state = 'due'`,
			d.Shop, d.Endpoint, d.ID, at, status, failure)
		return err
	})
}

// EndDelivery notes that a delivery has arrived, or was given up. What has arrived is not kept.
func (s *Store) EndDelivery(ctx context.Context, d zagaj.Delivery, state zagaj.DeliveryState, at zagaj.Instant, status int, failure string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		n, err := exec(ctx, t, `UPDATE deliveries SET state = $4, ended_at = $5, status = $6, failure = $7, payload = CASE WHEN $4 = 'done' THEN '' ELSE payload END
			WHERE shop_id = $1 AND endpoint_id = $2 AND id = $3 AND state = 'due'`, d.Shop, d.Endpoint, d.ID, state, at, status, failure)
		if err != nil || n == 0 {
			return err
		}
		_, err = exec(ctx, t, `UPDATE endpoints SET waiting = waiting - 1 WHERE shop_id = $1 AND id = $2 AND waiting > 0`, d.Shop, d.Endpoint)
		return err
	})
}

// RetryDelivery makes a delivery that has not arrived due now, with its whole schedule before it. CodeNotFound for one
// that has arrived.
func (s *Store) RetryDelivery(ctx context.Context, shop zagaj.ShopID, endpoint zagaj.EndpointID, id string, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		again, err := exec(ctx, t, `UPDATE deliveries SET state = 'due', attempts = 0, next_at = $4, ended_at = 0 WHERE shop_id = $1 AND endpoint_id = $2 AND id = $3
			AND state = 'failed'`, shop, endpoint, id, at)
		if err != nil {
			return err
		}
		if again > 0 {
			return one(ctx, t, `UPDATE endpoints SET waiting = waiting + 1 WHERE shop_id = $1 AND id = $2`, shop, endpoint)
		}
		return one(ctx, t, `UPDATE deliveries SET next_at = $4 WHERE shop_id = $1 AND endpoint_id = $2 AND id = $3 AND state = 'due'`, shop, endpoint, id, at)
	})
}

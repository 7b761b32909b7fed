package sql

import (
	"context"
	"time"

	"github.com/zagaj/zagaj"
)

// Keep is how long each kind of data is kept. Zero keeps it for ever.
type Keep struct {
	Events        time.Duration // the log of visits, carts and orders
	Conversations time.Duration // since they were closed
	Visitors      time.Duration // since they were last seen, when no conversation of theirs is kept
	Orders        time.Duration // since they were placed
	Carts         time.Duration // since they changed
	Quarantine    time.Duration
}

// DefaultKeep is two years for what people may come back to, ninety days for the rest.
func DefaultKeep() Keep {
	const day = 24 * time.Hour
	return Keep{Events: 90 * day, Conversations: 730 * day, Visitors: 90 * day, Orders: 730 * day, Carts: 90 * day, Quarantine: 30 * day}
}

// Days is the same in whole days.
func (k Keep) Days() zagaj.Retention {
	days := func(d time.Duration) int { return int(d / (24 * time.Hour)) }
	return zagaj.Retention{Events: days(k.Events), Conversations: days(k.Conversations), Visitors: days(k.Visitors), Orders: days(k.Orders),
		Carts: days(k.Carts), Quarantine: days(k.Quarantine)}
}

// KeepFor returns how long a shop keeps what: as it has said, else as the server's setting says.
func (s *Store) KeepFor(ctx context.Context, shop zagaj.ShopID, server Keep) (keep Keep, own bool, err error) {
	r, err := body[zagaj.Retention](ctx, s.read, "retentions", shop)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return server, false, nil
	}
	const day = 24 * time.Hour
	of := func(days int) time.Duration { return time.Duration(days) * day }
	return Keep{Events: of(r.Events), Conversations: of(r.Conversations), Visitors: of(r.Visitors), Orders: of(r.Orders), Carts: of(r.Carts),
		Quarantine: of(r.Quarantine)}, true, err
}

// SaveRetention keeps what a shop has said; nil goes back to the server's setting.
func (s *Store) SaveRetention(ctx context.Context, shop zagaj.ShopID, r *zagaj.Retention) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		if r == nil {
			_, err := exec(ctx, t, `DELETE FROM retentions WHERE shop_id = $1`, shop)
			return err
		}
		return saveBody(ctx, t, "retentions", shop, *r)
	})
}

// forgetAtOnce is how many rows one transaction removes, so that no message waits long behind it.
const forgetAtOnce = 500

// What is left of a letter or a webhook is kept a week, to see whether it went. One that waits for a promise goes a month after the
// promise could have been due: an address is not kept for an answer that does not come.
const (
	letterKeep = 7 * 24 * time.Hour
	heldKeep   = 2 * zagaj.MaxPromise * 24 * time.Hour
	// That a platform's request was met can be shown for three years, as long as a claim for it may be made in most places.
	receiptKeep = 3 * 365 * 24 * time.Hour
)

// worn is rows that may go: $1 is the shop, $2 the instant before which they are too old.
type worn struct {
	table, key, where string
	keep              time.Duration
}

func (k Keep) worn() []worn {
	return []worn{
		{"carts", "id", "occurred_at < $2", k.Carts},
		// The settings in force at the cut stay: a replay begins with them. So does that a plugin was taken out: it is known by when it is
		// told again to a shop that has come back.
		{"events", "seq", `received_at < $2 AND kind <> 'uninstall' AND (kind <> 'config'
			OR seq < (SELECT MAX(seq) FROM events WHERE shop_id = $1 AND kind = 'config' AND received_at < $2))`, k.Events},
		{"offers", "id", "created_at < $2 AND state NOT IN ('created', 'shown')", k.Events},
		{"tallies", "hour", "hour < $2", k.Orders},       // counts of nobody; hours are planned from the last eight weeks
		{"exposures", "visitor_id", "at < $2", k.Orders}, // as long as the orders they are read with
		{"quarantine", "id", "received_at < $2", k.Quarantine},
		{"photos", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"question_taps", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"watches", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"notes", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"promises", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"alarms", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"calls", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"waits", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"labels", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"letters", "id", "created_at < $2 AND state IN ('sent', 'failed')", letterKeep},
		{"letters", "id", "created_at < $2", heldKeep},
		{"deliveries", "id", "ended_at > 0 AND ended_at < $2", letterKeep},
		{"messages", "conversation_id", "conversation_id IN (SELECT id FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2)", k.Conversations},
		{"conversations", "id", `state = 'closed' AND closed_at < $2
			AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.shop_id = $1 AND m.conversation_id = conversations.id)`, k.Conversations},
		{"orders", "id", "placed_at < $2", k.Orders},
		{"visitors", "id", "seen_at < $2 AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.shop_id = $1 AND c.visitor_id = visitors.id)", k.Visitors},
		{"aliases", "visitor_id", "at < $2 AND NOT EXISTS (SELECT 1 FROM visitors v WHERE v.shop_id = $1 AND v.id = aliases.visitor_id)", k.Visitors},
		{"sessions", "token_hash", "expires_at < $2", time.Hour},
		{"petition_files", "petition_id", "at < $2", zagaj.PetitionKeep * time.Millisecond},
		{"petitions", "id", "at < $2", receiptKeep},
	}
}

// Forget removes what a shop has kept long enough, and returns how many rows went. It may be run at any time, by
// several nodes, and again: what is gone is gone.
func (s *Store) Forget(ctx context.Context, shop zagaj.ShopID, keep Keep) (int64, error) {
	var removed int64
	for _, w := range keep.worn() {
		if w.keep <= 0 {
			continue
		}
		before := s.now().Add(-w.keep)
		if w.table == "events" {
			if err := s.embody(ctx, shop, before); err != nil {
				return removed, err
			}
		}
		n, err := s.remove(ctx, shop, w.table, w.key, w.where, before)
		if removed += n; err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// embody writes the bodies of carts into their rows, of which the events are about to be forgotten: carts are kept for a time of their own.
func (s *Store) embody(ctx context.Context, shop zagaj.ShopID, before zagaj.Instant) error {
	type row struct {
		ID      string `db:"id"`
		Seq     int64  `db:"event_seq"`
		Payload string `db:"payload"`
	}
	for after := ""; ; {
		page, err := list[row](ctx, s.read, `SELECT c.id, c.event_seq, e.payload FROM carts c JOIN events e ON e.shop_id = c.shop_id AND e.seq = c.event_seq
			WHERE c.shop_id = $1 AND c.id > $2 AND e.received_at < $3 ORDER BY c.id LIMIT $4`, shop, after, before, forgetAtOnce)
		if err != nil || len(page) == 0 {
			return err
		}
		err = s.do(ctx, func(ctx context.Context, t tx) error {
			for _, r := range page {
				_, err := exec(ctx, t, `UPDATE carts SET body = $4, event_seq = 0 WHERE shop_id = $1 AND id = $2 AND event_seq = $3`, shop, r.ID, r.Seq, cartText(r.Payload))
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		after = page[len(page)-1].ID
	}
}

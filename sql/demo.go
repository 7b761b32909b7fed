package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// visitTables hold what visitors and platforms have left in a shop, in an order that breaks no reference.
var visitTables = []string{"photos", "question_taps", "watches", "notes", "promises", "alarms", "calls", "waits", "labels", "letters", "deliveries",
	"seats", "messages", "conversations", "offers", "exposures", "tallies", "events", "order_proofs", "orders", "carts", "aliases", "visitors", "quarantine"}

// demoTables hold what the demo has set up, under ids that begin with zagaj.DemoPrefix.
var demoTables = []string{"rules", "answers", "installations"}

// HasDemo reports whether a shop still has something that the demo has set up.
func (s *Store) HasDemo(ctx context.Context, shop zagaj.ShopID) (bool, error) {
	n, err := get[int](ctx, s.read, `SELECT (SELECT COUNT(*) FROM rules WHERE shop_id = $1 AND id LIKE $2) + (SELECT COUNT(*) FROM answers WHERE shop_id = $1 AND id LIKE $2)
		+ (SELECT COUNT(*) FROM installations WHERE shop_id = $1 AND id LIKE $2)
		+ (SELECT COUNT(*) FROM operators WHERE shop_id = $1 AND id LIKE $2 AND disabled_at = 0)`, shop, zagaj.DemoPrefix+"%")
	return n > 0, err
}

// RemoveDemo removes the demo's rules, ready answers and connection, lets the demo's people in no longer, and removes every visit,
// cart, order and conversation of the shop. It returns how many rows went. What somebody set up themselves stays.
func (s *Store) RemoveDemo(ctx context.Context, shop zagaj.ShopID) (int64, error) {
	removed, err := result(ctx, s, func(ctx context.Context, t tx) (int64, error) {
		var removed int64
		for _, table := range visitTables {
			n, err := exec(ctx, t, `DELETE FROM `+table+` WHERE shop_id = $1`, shop)
			if err != nil {
				return 0, err
			}
			removed += n
		}
		for _, table := range demoTables {
			n, err := exec(ctx, t, `DELETE FROM `+table+` WHERE shop_id = $1 AND id LIKE $2`, shop, zagaj.DemoPrefix+"%")
			if err != nil {
				return 0, err
			}
			removed += n
		}
		n, err := exec(ctx, t, `UPDATE operators SET disabled_at = $3 WHERE shop_id = $1 AND id LIKE $2 AND disabled_at = 0`, shop, zagaj.DemoPrefix+"%", s.now())
		return removed + n, err
	})
	if err != nil {
		return 0, err
	}
	return removed, s.wipe(ctx)
}

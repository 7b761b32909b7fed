package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// demoTables hold what the demo has set up, under ids that begin with zagaj.DemoPrefix.
var demoTables = []string{"rules", "answers", "installations"}

// HasDemo reports whether a shop still has something that the demo has set up.
func (s *Store) HasDemo(ctx context.Context, shop zagaj.ShopID) (bool, error) {
	n, err := get[int](ctx, s.read, `SELECT (SELECT COUNT(*) FROM rules WHERE shop_id = $1 AND id LIKE $2) + (SELECT COUNT(*) FROM answers WHERE shop_id = $1 AND id LIKE $2)
		+ (SELECT COUNT(*) FROM installations WHERE shop_id = $1 AND id LIKE $2)
		+ (SELECT COUNT(*) FROM operators WHERE shop_id = $1 AND id LIKE $2 AND disabled_at = 0)`, shop, zagaj.DemoPrefix+"%")
	return n > 0, err
}

// RemoveDemo removes every visit, cart, order and conversation of the shop, some rows at a time, and then the demo's rules, ready answers and
// connection, and lets the demo's people in no longer. It returns how many rows went. What somebody set up themselves stays. It may be cut
// short and begun again: as long as it is not over, HasDemo is true.
func (s *Store) RemoveDemo(ctx context.Context, shop zagaj.ShopID) (int64, error) {
	removed, err := s.remove(ctx, shop, "tallies", "hour", "TRUE")
	for _, at := range ofPeople {
		if err != nil || at.table == "petition_files" { // what a platform asked for is no part of the demo
			continue
		}
		var n int64
		n, err = s.remove(ctx, shop, at.table, at.key, "TRUE")
		removed += n
	}
	if err != nil {
		return removed, err
	}
	n, err := result(ctx, s, func(ctx context.Context, t tx) (int64, error) { return s.removeSetUp(ctx, t, shop) })
	if removed += n; err != nil {
		return removed, err
	}
	return removed, s.wipe(ctx)
}

// removeSetUp removes what the demo has set up.
func (s *Store) removeSetUp(ctx context.Context, t tx, shop zagaj.ShopID) (removed int64, err error) {
	for _, table := range demoTables {
		n, err := exec(ctx, t, `DELETE FROM `+table+` WHERE shop_id = $1 AND id LIKE $2`, shop, zagaj.DemoPrefix+"%")
		if err != nil {
			return 0, err
		}
		removed += n
	}
	n, err := exec(ctx, t, `UPDATE operators SET disabled_at = $3 WHERE shop_id = $1 AND id LIKE $2 AND disabled_at = 0`, shop, zagaj.DemoPrefix+"%", s.now())
	return removed + n, err
}

package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const deedColumns = `shop_id, seq, at, operator_id, action, target, detail, network`

// Note appends a line to a shop's audit log. The database itself refuses to change or remove one.
func (s *Store) Note(ctx context.Context, d zagaj.Deed) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		// The job may run again after a COMMIT whose answer was lost: then the line is there already.
		known, err := exists(ctx, t, `SELECT 1 FROM audit WHERE shop_id = $1 AND seq = $2 AND at = $3 AND action = $4 AND target = $5`,
			d.Shop, d.Seq, d.At, d.Action, d.Target)
		if err != nil || known {
			return err
		}
		d.Seq, err = note(ctx, t, d)
		return err
	})
}

// note appends a line and returns its number.
func note(ctx context.Context, t tx, d zagaj.Deed) (int64, error) {
	last, err := get[int64](ctx, t, `SELECT COALESCE(MAX(seq), 0) FROM audit WHERE shop_id = $1`, d.Shop)
	if err != nil {
		return 0, err
	}
	_, err = exec(ctx, t, `INSERT INTO audit (`+deedColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.Shop, last+1, d.At, d.Operator, d.Action, d.Target, d.Detail, d.Network)
	return last + 1, err
}

// Deeds returns a shop's audit log before a line, newest first.
func (s *Store) Deeds(ctx context.Context, shop zagaj.ShopID, before int64, limit int) ([]zagaj.Deed, error) {
	return list[zagaj.Deed](ctx, s.read, `SELECT `+deedColumns+` FROM audit WHERE shop_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`,
		shop, before, rows(limit))
}

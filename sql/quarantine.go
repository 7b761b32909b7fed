package sql

import (
	"context"
	"encoding/base64"

	"github.com/zagaj/zagaj"
)

// quarantineSize is how many deliveries of a shop are kept; one more pushes the oldest out. A platform that changed its
// format sends thousands of the same kind, and the first hundreds say all.
const quarantineSize = 1000

const quarantineColumns = `id, shop_id, installation_id, platform, reason, headers, body, received_at`

type quarantineRow struct {
	zagaj.Quarantined
	HeaderList string `db:"headers"`
	Encoded    string `db:"body"`
}

func (r quarantineRow) quarantined() (_ zagaj.Quarantined, err error) {
	if r.Body, err = base64.StdEncoding.DecodeString(r.Encoded); err != nil {
		return r.Quarantined, err
	}
	r.Header, err = unpack[map[string]string](r.HeaderList)
	return r.Quarantined, err
}

// Quarantine keeps a delivery that could not be understood. The same id again changes nothing.
func (s *Store) Quarantine(ctx context.Context, q zagaj.Quarantined) error {
	headers, err := pack(q.Header)
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		n, err := exec(ctx, t, `INSERT INTO quarantine (`+quarantineColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (shop_id, id) DO NOTHING`,
			q.ID, q.Shop, q.Installation, q.Platform, q.Reason, headers, base64.StdEncoding.EncodeToString(q.Body), q.ReceivedAt)
		if err != nil || n == 0 {
			return err
		}
		_, err = exec(ctx, t, `DELETE FROM quarantine WHERE shop_id = $1 AND id IN
			(SELECT id FROM quarantine WHERE shop_id = $1 ORDER BY received_at DESC, id DESC LIMIT 1000 OFFSET $2)`, q.Shop, quarantineSize)
		return err
	})
}

// QuarantinedBefore returns a shop's deliveries that came before an instant, newest first.
func (s *Store) QuarantinedBefore(ctx context.Context, shop zagaj.ShopID, before zagaj.Instant, limit int) ([]zagaj.Quarantined, error) {
	found, err := list[quarantineRow](ctx, s.read, `SELECT `+quarantineColumns+` FROM quarantine WHERE shop_id = $1 AND received_at < $2
		ORDER BY received_at DESC, id DESC LIMIT $3`, shop, before, rows(limit))
	if err != nil {
		return nil, err
	}
	out := make([]zagaj.Quarantined, len(found))
	for i, row := range found {
		if out[i], err = row.quarantined(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Quarantined returns one delivery.
func (s *Store) Quarantined(ctx context.Context, shop zagaj.ShopID, id string) (zagaj.Quarantined, error) {
	row, err := get[quarantineRow](ctx, s.read, `SELECT `+quarantineColumns+` FROM quarantine WHERE shop_id = $1 AND id = $2`, shop, id)
	if err != nil {
		return zagaj.Quarantined{}, err
	}
	return row.quarantined()
}

// Unquarantine forgets a delivery; one that is gone is no error.
func (s *Store) Unquarantine(ctx context.Context, shop zagaj.ShopID, id string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `DELETE FROM quarantine WHERE shop_id = $1 AND id = $2`, shop, id)
		return err
	})
}

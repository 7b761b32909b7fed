package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const watchColumns = `id, shop_id, conversation_id, operator_id, mode, began_at, ended_at`

// AddWatch notes that an operator begins to look; the same id again changes nothing.
func (s *Store) AddWatch(ctx context.Context, w zagaj.Watch) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO watches (`+watchColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shop_id, id) DO NOTHING`,
			w.ID, w.Shop, w.Conversation, w.Operator, w.Mode, w.BeganAt, w.EndedAt)
		return err
	})
}

// EndWatch notes that the operator looks no more.
func (s *Store) EndWatch(ctx context.Context, shop zagaj.ShopID, id string, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE watches SET ended_at = $3 WHERE shop_id = $1 AND id = $2 AND ended_at = 0`, shop, id, at)
		return err
	})
}

// Watches returns who looked at a conversation, the latest first.
func (s *Store) Watches(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, limit int) ([]zagaj.Watch, error) {
	return list[zagaj.Watch](ctx, s.read, `SELECT `+watchColumns+` FROM watches WHERE shop_id = $1 AND conversation_id = $2
		ORDER BY began_at DESC, id DESC LIMIT $3`, shop, id, rows(limit))
}

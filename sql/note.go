package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const noteColumns = `shop_id, conversation_id, id, operator_id, name, body, at`

// AddNote keeps a line among operators; the same id again changes nothing.
func (s *Store) AddNote(ctx context.Context, n zagaj.Note) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO notes (`+noteColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (shop_id, conversation_id, id) DO NOTHING`, n.Shop, n.Conversation, n.ID, n.Operator, n.Name, n.Text, n.At)
		return err
	})
}

// Notes returns a conversation's notes, the oldest first.
func (s *Store) Notes(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) ([]zagaj.Note, error) {
	return list[zagaj.Note](ctx, s.read, `SELECT `+noteColumns+` FROM notes WHERE shop_id = $1 AND conversation_id = $2
		ORDER BY at, id LIMIT $3`, shop, id, most)
}

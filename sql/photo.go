package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// SayPhoto stores a photo and its message, both or neither. The same id with the same file returns what is stored; with
// another file, or in a closed conversation, it is CodeConflict.
func (s *Store) SayPhoto(ctx context.Context, m zagaj.Message, p zagaj.Photo) (zagaj.Message, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Message, error) {
		kept, err := list[string](ctx, t, `SELECT digest FROM photos WHERE shop_id = $1 AND conversation_id = $2 AND id = $3`, m.Shop, m.Conversation, m.ID)
		if err != nil {
			return m, err
		}
		if len(kept) > 0 && kept[0] != p.Digest {
			return m, zagaj.E(zagaj.CodeConflict, "another photo has this id")
		}
		m, err := say(ctx, t, m)
		if err != nil || len(kept) > 0 {
			return m, err
		}
		_, err = exec(ctx, t, `INSERT INTO photos (shop_id, conversation_id, id, digest, small, large) VALUES ($1, $2, $3, $4, $5, $6)`,
			m.Shop, m.Conversation, m.ID, p.Digest, p.Small, p.Large)
		return m, err
	})
}

// Photo returns a photo of a conversation as JPEG, the small or the large one.
func (s *Store) Photo(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, photo zagaj.MessageID, small bool) ([]byte, error) {
	return get[[]byte](ctx, s.read, `SELECT CASE WHEN $4 THEN small ELSE large END FROM photos WHERE shop_id = $1 AND conversation_id = $2 AND id = $3`,
		shop, id, photo, small)
}

// AskedForPhoto reports whether an operator has asked for a photo in the conversation.
func (s *Store) AskedForPhoto(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) (bool, error) {
	found, err := list[int64](ctx, s.read, `SELECT seq FROM messages WHERE shop_id = $1 AND conversation_id = $2 AND kind = 'photo_ask' LIMIT 1`, shop, id)
	return len(found) > 0, err
}

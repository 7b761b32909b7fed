package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const keyColumns = `token_hash, shop_id, id, name, scope, operator_id, created_at, used_at`

// AddKey keeps a key. CodeConflict when the shop has as many as it may.
func (s *Store) AddKey(ctx context.Context, k zagaj.APIKey) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		n, err := get[int](ctx, t, `SELECT COUNT(*) FROM api_keys WHERE shop_id = $1 AND id <> $2`, k.Shop, k.ID)
		if err == nil && n >= zagaj.MaxKeys {
			err = zagaj.E(zagaj.CodeConflict, "at most 20 keys")
		}
		if err != nil {
			return err
		}
		_, err = exec(ctx, t, `INSERT INTO api_keys (`+keyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (token_hash) DO NOTHING`,
			k.TokenHash, k.Shop, k.ID, k.Name, k.Scope, k.Operator, k.CreatedAt, k.UsedAt)
		return err
	})
}

// Key returns a key by the hash of its text; the shop is found through it.
func (s *Store) Key(ctx context.Context, hash string) (zagaj.APIKey, error) {
	return get[zagaj.APIKey](ctx, s.read, `SELECT `+keyColumns+` FROM api_keys WHERE token_hash = $1`, hash)
}

// TouchKey remembers when a key was last used.
func (s *Store) TouchKey(ctx context.Context, hash string, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE api_keys SET used_at = $2 WHERE token_hash = $1`, hash, at)
		return err
	})
}

// Keys returns a shop's keys, newest first.
func (s *Store) Keys(ctx context.Context, shop zagaj.ShopID) ([]zagaj.APIKey, error) {
	return list[zagaj.APIKey](ctx, s.read, `SELECT `+keyColumns+` FROM api_keys WHERE shop_id = $1 ORDER BY created_at DESC, id LIMIT $2`, shop, zagaj.MaxKeys)
}

// DeleteKey makes a key worthless at once.
func (s *Store) DeleteKey(ctx context.Context, shop zagaj.ShopID, id string) error {
	return s.removeOne(ctx, `DELETE FROM api_keys WHERE shop_id = $1 AND id = $2`, shop, id)
}

// ConversationsAfter returns a shop's conversations of every state by id, which is the order in which they began.
func (s *Store) ConversationsAfter(ctx context.Context, shop zagaj.ShopID, after zagaj.ConversationID, limit int) ([]zagaj.Conversation, error) {
	return list[zagaj.Conversation](ctx, s.read, `SELECT `+conversationColumns+` FROM conversations WHERE shop_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
		shop, after, rows(limit))
}

// OffersAfter returns a shop's offers by id, which is the order in which they were made.
func (s *Store) OffersAfter(ctx context.Context, shop zagaj.ShopID, after zagaj.OfferID, limit int) ([]zagaj.Offer, error) {
	return list[zagaj.Offer](ctx, s.read, `SELECT `+offerColumns+` FROM offers WHERE shop_id = $1 AND id > $2 AND state <> 'virtual' ORDER BY id LIMIT $3`, shop, after, rows(limit))
}

// PromisesAfter returns a shop's promises in the order in which they were made, after the one made at an instant with an id.
func (s *Store) PromisesAfter(ctx context.Context, shop zagaj.ShopID, at zagaj.Instant, id zagaj.PromiseID, limit int) ([]zagaj.Promise, error) {
	return promises(list[promiseRow](ctx, s.read, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND (created_at > $2 OR (created_at = $2 AND id > $3))
		ORDER BY created_at, id LIMIT $4`, shop, at, id, rows(limit)))
}

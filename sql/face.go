package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// SaveFace keeps an operator's photo as JPEG under its digest, and where it is read, both or neither.
func (s *Store) SaveFace(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID, digest string, jpeg []byte, at string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO faces (shop_id, operator_id, digest, jpeg) VALUES ($1, $2, $3, $4)
			ON CONFLICT (shop_id, operator_id) DO UPDATE SET digest = excluded.digest, jpeg = excluded.jpeg`, shop, id, digest, jpeg)
		if err != nil {
			return err
		}
		return one(ctx, t, `UPDATE operators SET photo = $3 WHERE shop_id = $1 AND id = $2`, shop, id, at)
	})
}

// RemoveFace removes an operator's photo; where there is none it changes nothing.
func (s *Store) RemoveFace(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		if _, err := exec(ctx, t, `DELETE FROM faces WHERE shop_id = $1 AND operator_id = $2`, shop, id); err != nil {
			return err
		}
		return one(ctx, t, `UPDATE operators SET photo = '' WHERE shop_id = $1 AND id = $2`, shop, id)
	})
}

// FaceOf returns the photo with this digest. CodeNotFound once another has taken its place.
func (s *Store) FaceOf(ctx context.Context, shop zagaj.ShopID, digest string) ([]byte, error) {
	return get[[]byte](ctx, s.read, `SELECT jpeg FROM faces WHERE shop_id = $1 AND digest = $2 LIMIT 1`, shop, digest)
}

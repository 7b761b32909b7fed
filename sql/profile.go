package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// Profiles returns what the shop's operators can help with; who has said nothing is not among them.
func (s *Store) Profiles(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Profile, error) {
	return unpackAll[zagaj.Profile](list[string](ctx, s.read, `SELECT body FROM profiles WHERE shop_id = $1 ORDER BY operator_id LIMIT $2`, shop, most))
}

// SaveProfile keeps what an operator can help with.
func (s *Store) SaveProfile(ctx context.Context, p zagaj.Profile) error {
	body, err := pack(p)
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO profiles (shop_id, operator_id, body) VALUES ($1, $2, $3)
			ON CONFLICT (shop_id, operator_id) DO UPDATE SET body = excluded.body`, p.Shop, p.Operator, body)
		return err
	})
}

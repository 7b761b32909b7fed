package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const factorColumns = `shop_id, operator_id, id, kind, name, body, created_at, used_at`

func factorPlace(f zagaj.Factor) []byte {
	return sealPlace("factors", f.Shop, string(f.Operator)+"\x00"+f.ID)
}

// SaveFactor adds a factor, or replaces the one with its id.
func (s *Store) SaveFactor(ctx context.Context, f zagaj.Factor) error {
	body := s.keys.seal(factorPlace(f), f.Body)
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO factors (`+factorColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (shop_id, operator_id, id) DO UPDATE SET body = excluded.body, name = excluded.name, used_at = excluded.used_at`,
			f.Shop, f.Operator, f.ID, f.Kind, f.Name, body, f.CreatedAt, f.UsedAt)
		return err
	})
}

// Factors returns an operator's factors, oldest first.
func (s *Store) Factors(ctx context.Context, shop zagaj.ShopID, o zagaj.OperatorID) ([]zagaj.Factor, error) {
	found, err := list[zagaj.Factor](ctx, s.read, `SELECT `+factorColumns+` FROM factors WHERE shop_id = $1 AND operator_id = $2
		ORDER BY created_at, id LIMIT $3`, shop, o, most)
	for i := range found {
		if err == nil {
			found[i].Body, err = s.keys.open(factorPlace(found[i]), found[i].Body)
		}
	}
	return found, err
}

// UseFactor marks a factor as used at a step that must be later than the last one: a code works once, even when two
// requests bring it at the same moment. CodeConflict when it was used already.
func (s *Store) UseFactor(ctx context.Context, f zagaj.Factor, step zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		n, err := exec(ctx, t, `UPDATE factors SET used_at = $4 WHERE shop_id = $1 AND operator_id = $2 AND id = $3 AND used_at < $4`,
			f.Shop, f.Operator, f.ID, step)
		if err == nil && n == 0 {
			return zagaj.E(zagaj.CodeConflict, "this code was used already")
		}
		return err
	})
}

// DeleteFactor takes a factor away.
func (s *Store) DeleteFactor(ctx context.Context, shop zagaj.ShopID, o zagaj.OperatorID, id string) error {
	return s.removeOne(ctx, `DELETE FROM factors WHERE shop_id = $1 AND operator_id = $2 AND id = $3`, shop, o, id)
}

// PasskeyOwner returns whose passkey it is. The shop is found through the passkey, as it is through an e-mail address.
func (s *Store) PasskeyOwner(ctx context.Context, id string) (zagaj.ShopID, zagaj.OperatorID, error) {
	f, err := get[zagaj.Factor](ctx, s.read, `SELECT `+factorColumns+` FROM factors WHERE kind = 'passkey' AND id = $1`, id)
	return f.Shop, f.Operator, err
}

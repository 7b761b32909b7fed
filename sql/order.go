package sql

import (
	"context"
	"strings"

	"github.com/zagaj/zagaj"
)

// OrdersByNumber returns the shop's orders with a number, whatever stands around its letters and digits; the newest
// first, at most 10. Platforms' numbers are unique, but a shop may have had more than one platform.
func (s *Store) OrdersByNumber(ctx context.Context, shop zagaj.ShopID, number string) ([]zagaj.Order, error) {
	if number = zagaj.OrderNumber(number); number == "" {
		return []zagaj.Order{}, nil
	}
	return unpackAll[zagaj.Order](list[string](ctx, s.read, `SELECT body FROM orders WHERE shop_id = $1 AND number = $2 AND number <> ''
		ORDER BY placed_at DESC, id LIMIT 10`, shop, number))
}

// proofPlace names where a proof belongs, so that one moved to another order does not open.
func proofPlace(shop zagaj.ShopID, id zagaj.OrderID) []byte {
	return sealPlace("order_proofs", shop, string(id))
}

// keepProof keeps what proves an order, sealed; an order that tells none keeps the one it had.
func keepProof(ctx context.Context, t tx, shop zagaj.ShopID, o zagaj.Order, keys *Keys) error {
	if o.Proof == (zagaj.OrderProof{}) {
		return nil
	}
	return writeProof(ctx, t, shop, o.ID, o.Proof, keys)
}

func writeProof(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.OrderID, p zagaj.OrderProof, keys *Keys) error {
	_, err := exec(ctx, t, `INSERT INTO order_proofs (shop_id, order_id, body) VALUES ($1, $2, $3)
		ON CONFLICT (shop_id, order_id) DO UPDATE SET body = excluded.body`, shop, id, keys.seal(proofPlace(shop, id), p.Postcode+"/"+p.Phone))
	return err
}

// OrderProof returns what proves an order; an order without any has an empty one, which nothing matches.
func (s *Store) OrderProof(ctx context.Context, shop zagaj.ShopID, id zagaj.OrderID) (zagaj.OrderProof, error) {
	sealed, err := get[string](ctx, s.read, `SELECT body FROM order_proofs WHERE shop_id = $1 AND order_id = $2`, shop, id)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return zagaj.OrderProof{}, nil
	}
	if err != nil {
		return zagaj.OrderProof{}, err
	}
	text, err := s.keys.open(proofPlace(shop, id), sealed)
	postcode, phone, _ := strings.Cut(text, "/")
	return zagaj.OrderProof{Postcode: postcode, Phone: phone}, err
}

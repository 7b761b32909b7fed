package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const visitorColumns = `id, shop_id, token_hash, language, created_at, seen_at, peek_off, quiet_until`

// AddVisitor adds a visitor; the same id or token again is CodeConflict.
func (s *Store) AddVisitor(ctx context.Context, v zagaj.Visitor) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return add(ctx, t, `SELECT 1 FROM visitors WHERE shop_id = $1 AND id = $2 AND token_hash = $3`,
			`INSERT INTO visitors (`+visitorColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
			[]any{v.Shop, v.ID, v.TokenHash},
			[]any{v.ID, v.Shop, v.TokenHash, v.Language, v.CreatedAt, v.SeenAt, v.PeekOff, v.QuietUntil})
	})
}

// VisitorByToken returns the visitor whose browser keeps the token.
func (s *Store) VisitorByToken(ctx context.Context, shop zagaj.ShopID, hash string) (zagaj.Visitor, error) {
	return get[zagaj.Visitor](ctx, s.read, `SELECT `+visitorColumns+` FROM visitors WHERE shop_id = $1 AND token_hash = $2`, shop, hash)
}

// Visitor returns a visitor.
func (s *Store) Visitor(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID) (zagaj.Visitor, error) {
	return get[zagaj.Visitor](ctx, s.read, `SELECT `+visitorColumns+` FROM visitors WHERE shop_id = $1 AND id = $2`, shop, id)
}

// TouchVisitor remembers when a visitor was last here.
func (s *Store) TouchVisitor(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID, at zagaj.Instant) error {
	return s.changeVisitor(ctx, `seen_at = $3`, shop, id, at)
}

// SetPeekOff keeps the visitor's refusal of sneak peek.
func (s *Store) SetPeekOff(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID, off bool) error {
	return s.changeVisitor(ctx, `peek_off = $3`, shop, id, off)
}

// SetQuiet keeps the visitor's wish for silence; an earlier end never shortens it.
func (s *Store) SetQuiet(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID, until zagaj.Instant) error {
	return s.changeVisitor(ctx, `quiet_until = CASE WHEN quiet_until > $3 THEN quiet_until ELSE $3 END`, shop, id, until)
}

func (s *Store) changeVisitor(ctx context.Context, set string, shop zagaj.ShopID, id zagaj.VisitorID, value any) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return one(ctx, t, `UPDATE visitors SET `+set+` WHERE shop_id = $1 AND id = $2`, shop, id, value)
	})
}

// VisitorByAlias returns whose cart or customer id it is.
func (s *Store) VisitorByAlias(ctx context.Context, shop zagaj.ShopID, kind zagaj.AliasKind, value string) (zagaj.VisitorID, error) {
	return get[zagaj.VisitorID](ctx, s.read, `SELECT visitor_id FROM aliases WHERE shop_id = $1 AND kind = $2 AND value = $3`, shop, kind, value)
}

// CartOf returns the visitor's newest cart.
func (s *Store) CartOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) (zagaj.Cart, error) {
	text, err := get[string](ctx, s.read, `SELECT c.body FROM carts c JOIN aliases a ON a.shop_id = c.shop_id
		AND ((a.kind = 'cart' AND a.value = c.id) OR (a.kind = 'customer' AND a.value = c.customer))
		WHERE a.shop_id = $1 AND a.visitor_id = $2 ORDER BY c.occurred_at DESC, c.id LIMIT 1`, shop, visitor)
	if err != nil {
		return zagaj.Cart{}, err
	}
	return unpack[zagaj.Cart](text)
}

// OrdersOf returns the visitor's orders, newest first, at most 50.
func (s *Store) OrdersOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) ([]zagaj.Order, error) {
	return unpackAll[zagaj.Order](list[string](ctx, s.read, `SELECT body FROM orders WHERE shop_id = $1 AND (visitor_id = $2
		OR (cart_id <> '' AND cart_id IN (SELECT value FROM aliases WHERE shop_id = $1 AND visitor_id = $2 AND kind = 'cart'))
		OR (customer <> '' AND customer IN (SELECT value FROM aliases WHERE shop_id = $1 AND visitor_id = $2 AND kind = 'customer')))
		ORDER BY placed_at DESC, id LIMIT 50`, shop, visitor))
}

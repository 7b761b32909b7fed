package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// Look returns how a shop's widget looks; the zero Look until somebody has said.
func (s *Store) Look(ctx context.Context, shop zagaj.ShopID) (zagaj.Look, error) {
	return bodyOr(ctx, s.read, "looks", shop, zagaj.Look{})
}

// SaveLook replaces it.
func (s *Store) SaveLook(ctx context.Context, shop zagaj.ShopID, l zagaj.Look) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return saveBody(ctx, t, "looks", shop, l) })
}

package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// Look returns how a shop's widget looks; the zero Look until somebody has said.
func (s *Store) Look(ctx context.Context, shop zagaj.ShopID) (zagaj.Look, error) {
	l, err := body[zagaj.Look](ctx, s.read, "looks", shop)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return zagaj.Look{}, nil
	}
	return l, err
}

// SaveLook replaces it.
func (s *Store) SaveLook(ctx context.Context, shop zagaj.ShopID, l zagaj.Look) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return saveBody(ctx, t, "looks", shop, l) })
}

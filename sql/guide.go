package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// Guide returns how far a shop's first set-up has come; one that has not begun is the zero Guide.
func (s *Store) Guide(ctx context.Context, shop zagaj.ShopID) (zagaj.Guide, error) {
	return bodyOr(ctx, s.read, "guides", shop, zagaj.Guide{Done: []string{}})
}

// SaveGuide keeps how far it has come.
func (s *Store) SaveGuide(ctx context.Context, shop zagaj.ShopID, g zagaj.Guide) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return saveBody(ctx, t, "guides", shop, g) })
}

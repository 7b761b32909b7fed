package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// Shifts returns when a shop's operators mean to work; none until somebody has said.
func (s *Store) Shifts(ctx context.Context, shop zagaj.ShopID) (zagaj.Shifts, error) {
	return bodyOr(ctx, s.read, "shifts", shop, zagaj.Shifts{})
}

// SaveShifts replaces them.
func (s *Store) SaveShifts(ctx context.Context, shop zagaj.ShopID, list zagaj.Shifts) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return saveBody(ctx, t, "shifts", shop, list) })
}

package api

import (
	"context"

	"github.com/zagaj/zagaj"
)

// closed says what a launcher does while nobody can answer: nothing, when the shop hides it then; else it takes a
// message, and says when the shop opens. Nobody can tell that time while the shop is open and nobody is at the desk.
func (s *Server) closed(ctx context.Context, shop zagaj.ShopID) *zagaj.Closed {
	set, err := s.settings.of(ctx, shop)
	if err != nil {
		s.log.Warn("desk settings", "shop", shop, "error", err)
	}
	if err != nil || set.Closed != zagaj.ClosedMessage {
		return nil
	}
	out := &zagaj.Closed{Mode: zagaj.ClosedMessage}
	if open, next := s.engine.Open(shop); !open && next > 0 {
		out.OpensAt = next
	}
	return out
}

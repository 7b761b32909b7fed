package api

import (
	"context"
	"fmt"
	"time"

	"github.com/zagaj/zagaj"
)

// endedWithin is how long after its end a visitor still finds a conversation: who was on the way to another page, or comes back in the
// evening, reads the last words; later they would be news of yesterday.
const endedWithin = 24 * time.Hour

// justEnded returns the visitor's last conversation, if it has ended, holds words and was not put away; else nil.
func (s *Server) justEnded(ctx context.Context, v *caller, over zagaj.ConversationID) (*zagaj.Conversation, error) {
	if v.fresh {
		return nil, nil
	}
	all, err := s.store.ConversationsOf(ctx, v.shop.ID, v.visitor.ID, 1)
	if err != nil {
		return nil, fmt.Errorf("ended conversation: %w", err)
	}
	if len(all) == 0 {
		return nil, nil
	}
	conv := all[0]
	if conv.State != zagaj.ConversationClosed || conv.ID == over || conv.Seq == 0 || s.now().Sub(conv.ClosedAt) > endedWithin {
		return nil, nil
	}
	return &conv, nil
}

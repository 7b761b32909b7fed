package api

import (
	"context"
	"fmt"

	"github.com/zagaj/zagaj"
)

// seen keeps that a person has a conversation on the screen, once for each wait, and tells the visitor up to which
// message it is read.
func (s *Server) seen(ctx context.Context, o *colleague, id zagaj.ConversationID) error {
	shop := o.operator.Shop
	if err := s.store.See(ctx, shop, id, o.operator.ID, s.now()); err != nil {
		return err
	}
	conv, err := s.store.Conversation(ctx, shop, id)
	if err != nil {
		return fmt.Errorf("seen: %w", err)
	}
	s.publish(s.visitors, visitorTopic(shop, conv.Visitor), zagaj.ReadFrame{Conversation: id, Seq: conv.Seq})
	return nil
}

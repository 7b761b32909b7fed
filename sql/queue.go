package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// Waiting returns the shop's conversations that wait for an operator, the one that began first at the front.
func (s *Store) Waiting(ctx context.Context, shop zagaj.ShopID, limit int) ([]zagaj.Conversation, error) {
	return list[zagaj.Conversation](ctx, s.read, `SELECT `+conversationColumns+` FROM conversations WHERE shop_id = $1 AND state = 'waiting'
		ORDER BY created_at, id LIMIT $2`, shop, rows(limit))
}

// Held returns the open conversations of an operator, the oldest first.
func (s *Store) Held(ctx context.Context, shop zagaj.ShopID, operator zagaj.OperatorID) ([]zagaj.Conversation, error) {
	return list[zagaj.Conversation](ctx, s.read, `SELECT `+conversationColumns+` FROM conversations WHERE shop_id = $1 AND operator_id = $2
		AND state = 'open' ORDER BY created_at, id LIMIT $3`, shop, operator, most)
}

// LastOperatorOf returns who answered the visitor last, CodeNotFound for a new face.
func (s *Store) LastOperatorOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) (zagaj.OperatorID, error) {
	return get[zagaj.OperatorID](ctx, s.read, `SELECT operator_id FROM conversations WHERE shop_id = $1 AND visitor_id = $2 AND operator_id <> ''
		ORDER BY created_at DESC, id DESC LIMIT 1`, shop, visitor)
}

// Durations returns how long the shop's last closed conversations took, in milliseconds, the newest first.
func (s *Store) Durations(ctx context.Context, shop zagaj.ShopID, limit int) ([]int64, error) {
	return list[int64](ctx, s.read, `SELECT closed_at - created_at FROM conversations WHERE shop_id = $1 AND state = 'closed' AND operator_id <> ''
		ORDER BY closed_at DESC LIMIT $2`, shop, rows(limit))
}

// Move hands a conversation to another operator, or back to the queue when to is empty. Its seat moves with it in the
// same transaction: CodeNoSeat when the receiver has none free, and then nothing has changed. Only the holder named
// may be moved away from: when somebody was first it is CodeConflict.
func (s *Store) Move(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, from, to zagaj.OperatorID, at zagaj.Instant) (zagaj.Conversation, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Conversation, error) {
		c, err := conversation(ctx, t, shop, id)
		if err != nil {
			return c, err
		}
		switch {
		case c.State == zagaj.ConversationClosed:
			return c, zagaj.E(zagaj.CodeConflict, "the conversation is closed")
		case c.Operator == to:
			return c, nil
		case c.Operator != from:
			return c, zagaj.E(zagaj.CodeConflict, "somebody else has taken this conversation")
		}
		if err := freeSeat(ctx, t, shop, conversationSeat(id)); err != nil {
			return c, err
		}
		c.State, c.Operator, c.UpdatedAt = zagaj.ConversationWaiting, to, at
		if to != "" {
			c.State = zagaj.ConversationOpen
			if err := takeSeat(ctx, t, shop, to, conversationSeat(id)); err != nil {
				return c, err
			}
		}
		if err := rearm(ctx, t, shop, id, at); err != nil {
			return c, err
		}
		if err := endCall(ctx, t, shop, id, to, at); err != nil {
			return c, err
		}
		if err := tellConversation(ctx, t, zagaj.NoticeConversationAssigned, c, at); err != nil {
			return c, err
		}
		return c, one(ctx, t, `UPDATE conversations SET state = $3, operator_id = $4, updated_at = $5 WHERE shop_id = $1 AND id = $2`,
			shop, id, c.State, c.Operator, at)
	})
}

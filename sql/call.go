package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const callColumns = `shop_id, conversation_id, at, until_at, asked_by, taken_by, ended_at`

// called is what OfferToAll answers.
type called struct {
	conversation zagaj.Conversation
	isNew        bool
}

// OfferToAll keeps a call to all operators and puts the conversation back into the queue, when from holds it, in one
// transaction. It reports whether the call is new: while one is open, another changes nothing. CodeConflict when the
// conversation is closed or somebody else than from holds it, CodeTooMany when the visitor has called within CallPause.
func (s *Store) OfferToAll(ctx context.Context, call zagaj.Call, from zagaj.OperatorID) (zagaj.Conversation, bool, error) {
	got, err := result(ctx, s, func(ctx context.Context, t tx) (called, error) {
		c, err := conversation(ctx, t, call.Shop, call.Conversation)
		if err != nil {
			return called{}, err
		}
		if c.State == zagaj.ConversationClosed {
			return called{}, errConversationClosed
		}
		open, err := list[zagaj.Call](ctx, t, `SELECT `+callColumns+` FROM calls WHERE shop_id = $1 AND conversation_id = $2 AND ended_at = 0`, call.Shop, call.Conversation)
		if err != nil || len(open) > 0 { // it may be this very call, whose commit was not heard of
			return called{c, len(open) > 0 && open[0] == call}, err
		}
		if c.Operator != from {
			return called{}, zagaj.E(zagaj.CodeConflict, "somebody else holds this conversation")
		}
		if err := callAgain(ctx, t, call); err != nil {
			return called{}, err
		}
		_, err = exec(ctx, t, `INSERT INTO calls (`+callColumns+`) VALUES ($1, $2, $3, $4, $5, '', 0)`, call.Shop, call.Conversation, call.At, call.UntilAt, call.AskedBy)
		if err == nil && c.State == zagaj.ConversationOpen {
			c.State, c.Operator, c.UpdatedAt = zagaj.ConversationWaiting, "", call.At
			err = unassign(ctx, t, c)
		}
		return called{c, true}, err
	})
	return got.conversation, got.isNew, err
}

// callAgain refuses a visitor's call that comes too soon after the last one.
func callAgain(ctx context.Context, t tx, call zagaj.Call) error {
	if call.AskedBy != "" {
		return nil
	}
	soon, err := exists(ctx, t, `SELECT 1 FROM calls WHERE shop_id = $1 AND conversation_id = $2 AND at > $3`,
		call.Shop, call.Conversation, int64(call.At)-zagaj.CallPause*1000)
	if err == nil && soon {
		err = zagaj.E(zagaj.CodeTooMany, "everybody was called a moment ago")
	}
	return err
}

// unassign frees the seat of a conversation that goes back into the queue, and begins the alarm ladder anew.
func unassign(ctx context.Context, t tx, c zagaj.Conversation) error {
	if err := freeSeat(ctx, t, c.Shop, conversationSeat(c.ID)); err != nil {
		return err
	}
	if err := rearm(ctx, t, c.Shop, c.ID, c.UpdatedAt); err != nil {
		return err
	}
	if err := tellConversation(ctx, t, zagaj.NoticeConversationAssigned, c, c.UpdatedAt); err != nil {
		return err
	}
	return one(ctx, t, `UPDATE conversations SET state = $3, operator_id = $4, updated_at = $5 WHERE shop_id = $1 AND id = $2`,
		c.Shop, c.ID, c.State, c.Operator, c.UpdatedAt)
}

// endCall ends the open call of a conversation: somebody has taken it, or by is empty and it is over.
func endCall(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.ConversationID, by zagaj.OperatorID, at zagaj.Instant) error {
	_, err := exec(ctx, t, `UPDATE calls SET taken_by = $3, ended_at = $4 WHERE shop_id = $1 AND conversation_id = $2 AND ended_at = 0`, shop, id, by, at)
	return err
}

// EndCalls ends the shop's calls that nobody has taken by now, and returns how many there were.
func (s *Store) EndCalls(ctx context.Context, shop zagaj.ShopID, now zagaj.Instant) (int64, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (int64, error) {
		return exec(ctx, t, `UPDATE calls SET ended_at = $2 WHERE shop_id = $1 AND ended_at = 0 AND until_at <= $2`, shop, now)
	})
}

// OpenCalls returns the shop's calls that nobody has taken yet, the oldest first.
func (s *Store) OpenCalls(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Call, error) {
	return list[zagaj.Call](ctx, s.read, `SELECT `+callColumns+` FROM calls WHERE shop_id = $1 AND ended_at = 0 ORDER BY at, conversation_id LIMIT $2`, shop, most)
}

// Calls returns the calls of a conversation, the oldest first.
func (s *Store) Calls(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) ([]zagaj.Call, error) {
	return list[zagaj.Call](ctx, s.read, `SELECT `+callColumns+` FROM calls WHERE shop_id = $1 AND conversation_id = $2 ORDER BY at LIMIT $3`, shop, id, most)
}

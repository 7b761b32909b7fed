package sql

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/zagaj/zagaj"
)

const (
	conversationColumns = `id, shop_id, visitor_id, operator_id, offer_id, state, seq, preview, waiting, created_at, updated_at, closed_at`
	messageColumns      = `id, shop_id, conversation_id, seq, role, author, name, body, sent_at, kind, width, height`
	previewRunes        = 120
)

// LastSaid returns when the last message of a conversation was said, 0 when there is none.
func (s *Store) LastSaid(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) (zagaj.Instant, error) {
	at, err := get[zagaj.Instant](ctx, s.read, `SELECT sent_at FROM messages WHERE shop_id = $1 AND conversation_id = $2 ORDER BY seq DESC LIMIT 1`, shop, id)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return 0, nil
	}
	return at, err
}

// OpenConversation adds a conversation, or returns the visitor's one that is not closed yet. It takes over the seat
// of the offer it came from, or takes a free one of its operator (CodeNoSeat); a waiting one needs none.
func (s *Store) OpenConversation(ctx context.Context, c zagaj.Conversation) (zagaj.Conversation, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Conversation, error) {
		live, err := list[zagaj.Conversation](ctx, t, `SELECT `+conversationColumns+` FROM conversations
			WHERE shop_id = $1 AND visitor_id = $2 AND state <> 'closed'`, c.Shop, c.Visitor)
		if err != nil {
			return c, err
		}
		if len(live) > 0 {
			if live[0].Offer != c.Offer {
				err = freeSeat(ctx, t, c.Shop, offerSeat(c.Offer))
			}
			return live[0], err
		}
		if c.State == zagaj.ConversationOpen {
			n, err := exec(ctx, t, `UPDATE seats SET holder = $3 WHERE shop_id = $1 AND holder = $2`, c.Shop, offerSeat(c.Offer), conversationSeat(c.ID))
			if err == nil && n == 0 {
				err = takeSeat(ctx, t, c.Shop, c.Operator, conversationSeat(c.ID))
			}
			if err != nil {
				return c, err
			}
		}
		_, err = exec(ctx, t, `INSERT INTO conversations (`+conversationColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			c.ID, c.Shop, c.Visitor, c.Operator, c.Offer, c.State, c.Seq, c.Preview, c.Waiting, c.CreatedAt, c.UpdatedAt, c.ClosedAt)
		if err != nil {
			return c, err
		}
		return c, tellConversation(ctx, t, zagaj.NoticeConversationOpened, c, c.CreatedAt)
	})
}

func conversation(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.ConversationID) (zagaj.Conversation, error) {
	return get[zagaj.Conversation](ctx, t, `SELECT `+conversationColumns+` FROM conversations WHERE shop_id = $1 AND id = $2`, shop, id)
}

// ConversationsOf returns a visitor's conversations, the newest first.
func (s *Store) ConversationsOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID, limit int) ([]zagaj.Conversation, error) {
	return list[zagaj.Conversation](ctx, s.read, `SELECT `+conversationColumns+` FROM conversations WHERE shop_id = $1 AND visitor_id = $2
		ORDER BY created_at DESC, id LIMIT $3`, shop, visitor, rows(limit))
}

// Unsaid returns conversations that were opened before an instant and in which nobody has said anything, the oldest first.
func (s *Store) Unsaid(ctx context.Context, shop zagaj.ShopID, before zagaj.Instant, limit int) ([]zagaj.Conversation, error) {
	return list[zagaj.Conversation](ctx, s.read, `SELECT `+conversationColumns+` FROM conversations WHERE shop_id = $1 AND state <> 'closed' AND seq = 0
		AND created_at <= $2 ORDER BY created_at, id LIMIT $3`, shop, before, rows(limit))
}

// Claim gives a waiting conversation to an operator with a free seat. The first wins; the others get CodeConflict.
func (s *Store) Claim(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, by zagaj.OperatorID, at zagaj.Instant) (zagaj.Conversation, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Conversation, error) {
		c, err := conversation(ctx, t, shop, id)
		if err != nil {
			return c, err
		}
		if c.State == zagaj.ConversationOpen && c.Operator == by {
			return c, nil
		}
		if c.State != zagaj.ConversationWaiting {
			return c, zagaj.E(zagaj.CodeConflict, "somebody else has taken this conversation, or it is closed")
		}
		if err := takeSeat(ctx, t, shop, by, conversationSeat(id)); err != nil {
			return c, err
		}
		if err := rearm(ctx, t, shop, id, at); err != nil {
			return c, err
		}
		if err := endCall(ctx, t, shop, id, by, at); err != nil {
			return c, err
		}
		c.State, c.Operator, c.UpdatedAt = zagaj.ConversationOpen, by, at
		err = one(ctx, t, `UPDATE conversations SET state = $3, operator_id = $4, updated_at = $5 WHERE shop_id = $1 AND id = $2`,
			shop, id, c.State, c.Operator, c.UpdatedAt)
		if err != nil {
			return c, err
		}
		return c, tellConversation(ctx, t, zagaj.NoticeConversationAssigned, c, at)
	})
}

// CloseConversation closes a conversation and frees its seat; closing it again changes nothing.
func (s *Store) CloseConversation(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, at zagaj.Instant) (zagaj.Conversation, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Conversation, error) {
		c, err := conversation(ctx, t, shop, id)
		if err != nil || c.State == zagaj.ConversationClosed {
			return c, err
		}
		return closeNow(ctx, t, c, at)
	})
}

// CloseUnsaid closes a conversation unless somebody has said something in it by now, and returns it as it is then.
func (s *Store) CloseUnsaid(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, at zagaj.Instant) (zagaj.Conversation, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Conversation, error) {
		c, err := conversation(ctx, t, shop, id)
		if err != nil || c.State == zagaj.ConversationClosed || c.Seq > 0 {
			return c, err
		}
		return closeNow(ctx, t, c, at)
	})
}

func closeNow(ctx context.Context, t tx, c zagaj.Conversation, at zagaj.Instant) (zagaj.Conversation, error) {
	shop, id := c.Shop, c.ID
	c.State, c.ClosedAt, c.UpdatedAt, c.Waiting = zagaj.ConversationClosed, at, at, false
	err := one(ctx, t, `UPDATE conversations SET state = $3, closed_at = $4, updated_at = $4, waiting = $5 WHERE shop_id = $1 AND id = $2`,
		shop, id, c.State, at, false)
	if err != nil {
		return c, err
	}
	if err := endWait(ctx, t, shop, id, at); err != nil {
		return c, err
	}
	if err := endCall(ctx, t, shop, id, "", at); err != nil {
		return c, err
	}
	if err := tellConversation(ctx, t, zagaj.NoticeConversationClosed, c, at); err != nil {
		return c, err
	}
	return c, freeSeat(ctx, t, shop, conversationSeat(id))
}

// Conversation returns a conversation.
func (s *Store) Conversation(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) (zagaj.Conversation, error) {
	return get[zagaj.Conversation](ctx, s.read, `SELECT `+conversationColumns+` FROM conversations WHERE shop_id = $1 AND id = $2`, shop, id)
}

// OpenConversationOf returns the visitor's conversation that is not closed.
func (s *Store) OpenConversationOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) (zagaj.Conversation, error) {
	return get[zagaj.Conversation](ctx, s.read, `SELECT `+conversationColumns+` FROM conversations
		WHERE shop_id = $1 AND visitor_id = $2 AND state <> 'closed'`, shop, visitor)
}

// Conversations returns a shop's conversations in any of the states that changed before an instant, newest first. Each
// state is read by itself, at most limit of it: those that are over lie in the order in which they ended, and are many; the others
// are few and sorted here.
func (s *Store) Conversations(ctx context.Context, shop zagaj.ShopID, states []zagaj.ConversationState, before zagaj.Instant, limit int) ([]zagaj.Conversation, error) {
	if len(states) == 0 {
		return []zagaj.Conversation{}, nil
	}
	args := []any{shop, before, rows(limit)}
	parts := make([]string, len(states))
	for i, state := range states {
		if state == zagaj.ConversationClosed {
			parts[i] = `SELECT * FROM (SELECT ` + conversationColumns + ` FROM conversations WHERE shop_id = $1 AND state = 'closed' AND closed_at < $2
				ORDER BY closed_at DESC, id LIMIT $3) AS ended`
			continue
		}
		args = append(args, state)
		parts[i] = `SELECT * FROM (SELECT ` + conversationColumns + ` FROM conversations WHERE shop_id = $1 AND state <> 'closed'
			AND state = $` + strconv.Itoa(len(args)) + ` AND updated_at < $2 ORDER BY updated_at DESC, id LIMIT $3) AS of_state`
	}
	return list[zagaj.Conversation](ctx, s.read, strings.Join(parts, " UNION ALL ")+` ORDER BY updated_at DESC, id LIMIT $3`, args...)
}

// Say stores a message as the next of its conversation. The same id with the same text returns what is stored;
// with another text, or in a closed conversation, it is CodeConflict.
func (s *Store) Say(ctx context.Context, m zagaj.Message) (zagaj.Message, error) {
	j := sayJob(ctx, m)
	if err := s.queue(j); err != nil {
		return zagaj.Message{}, err
	}
	return *j.say.got, nil
}

// SayThen is Say for who does not wait: then is called once, with what Say returns. Messages are stored, and then is
// called, in the order of the calls, except where a ctx has ended first. then must not block: everybody waits for it.
func (s *Store) SayThen(ctx context.Context, m zagaj.Message, then func(zagaj.Message, error)) {
	j := sayJob(ctx, m)
	var told atomic.Bool
	once := func(m zagaj.Message, err error) {
		if told.CompareAndSwap(false, true) {
			then(m, err)
		}
	}
	stop := context.AfterFunc(ctx, func() { once(zagaj.Message{}, ctx.Err()) })
	j.then = func() {
		stop()
		if j.err != nil {
			once(zagaj.Message{}, j.err)
		} else {
			once(*j.say.got, nil)
		}
	}
	if err := s.writer.add(j); err != nil {
		stop()
		once(zagaj.Message{}, err)
	}
}

func sayJob(ctx context.Context, m zagaj.Message) *job {
	m = cleaned(m)
	both := &struct { // one piece for the collector of garbage
		job
		saying
	}{job{ctx: ctx}, saying{asked: m, folded: Fold(m.Text)}}
	both.job.say = &both.saying
	return &both.job
}

var (
	errOtherMessage       = zagaj.E(zagaj.CodeConflict, "another message has this id")
	errConversationClosed = zagaj.E(zagaj.CodeConflict, "the conversation is closed")
)

// cleaned is a message as it is stored.
func cleaned(m zagaj.Message) zagaj.Message {
	m.Text, m.Name = clean(m.Text), clean(m.Name)
	return m
}

// sameSaying reports whether a message is the stored one, sent again.
func sameSaying(stored, m *zagaj.Message) bool {
	return stored.Text == m.Text && stored.Role == m.Role && stored.Author == m.Author && stored.Kind == m.Kind
}

// say is Say for one message, within a transaction. What it does for one, sayAll does for many: change both.
func say(ctx context.Context, t tx, m zagaj.Message) (zagaj.Message, error) {
	m = cleaned(m)
	old, err := list[zagaj.Message](ctx, t, `SELECT `+messageColumns+` FROM messages WHERE shop_id = $1 AND conversation_id = $2 AND id = $3`,
		m.Shop, m.Conversation, m.ID)
	if err != nil {
		return m, err
	}
	if len(old) > 0 {
		if !sameSaying(&old[0], &m) {
			return m, errOtherMessage
		}
		return old[0], nil
	}
	next, err := list[int64](ctx, t, `UPDATE conversations SET seq = seq + 1, updated_at = $3, preview = CASE WHEN $5 = 'system' THEN preview ELSE $4 END,
		waiting = CASE WHEN $5 = 'visitor' THEN $6 WHEN $5 = 'operator' THEN $7 ELSE waiting END,
		wait_seq = CASE WHEN waiting THEN wait_seq WHEN $5 = 'visitor' THEN seq + 1 ELSE wait_seq END
		WHERE shop_id = $1 AND id = $2 AND state <> 'closed' RETURNING seq`,
		m.Shop, m.Conversation, m.SentAt, preview(m.Text), m.Role, true, false)
	if err != nil {
		return m, err
	}
	if len(next) == 0 {
		if _, err := conversation(ctx, t, m.Shop, m.Conversation); err != nil {
			return m, err
		}
		return m, errConversationClosed
	}
	m.Seq = next[0]
	_, err = exec(ctx, t, `INSERT INTO messages (`+messageColumns+`, sum, folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		m.ID, m.Shop, m.Conversation, m.Seq, m.Role, m.Author, m.Name, m.Text, m.SentAt, m.Kind, m.Width, m.Height, sumOfMessage(&m), Fold(m.Text))
	if err != nil {
		return m, err
	}
	if err := noteWait(ctx, t, &m); err != nil {
		return m, err
	}
	if err := noteTap(ctx, t, &m); err != nil {
		return m, err
	}
	return m, tellMessages(ctx, t, []fresh{{Message: &m}})
}

// Said returns the message of an id that a visitor has sent before, whichever of the visitor's conversations it is in:
// a browser that sends again does not know that its conversation was closed meanwhile.
func (s *Store) Said(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID, id zagaj.MessageID) (zagaj.Message, error) {
	return get[zagaj.Message](ctx, s.read, `SELECT m.id, m.shop_id, m.conversation_id, m.seq, m.role, m.author, m.name, m.body, m.sent_at, m.kind, m.width, m.height
		FROM conversations c JOIN messages m ON m.shop_id = c.shop_id AND m.conversation_id = c.id
		WHERE c.shop_id = $1 AND c.visitor_id = $2 AND m.id = $3 AND m.role = 'visitor' LIMIT 1`, shop, visitor, id)
}

// Head is how far a conversation goes.
type Head struct {
	Conversation zagaj.ConversationID `db:"id"`
	Visitor      zagaj.VisitorID      `db:"visitor_id"`
	Seq          int64                `db:"seq"`
}

// Heads returns the heads of a shop's conversations that changed at an instant or later, at most 10,000.
func (s *Store) Heads(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) ([]Head, error) {
	return list[Head](ctx, s.read, `SELECT id, visitor_id, seq FROM (SELECT id, visitor_id, seq, updated_at FROM conversations
		WHERE shop_id = $1 AND state <> 'closed' AND state IN ('waiting', 'open') AND updated_at >= $2
		UNION ALL SELECT id, visitor_id, seq, updated_at FROM conversations
		WHERE shop_id = $1 AND state = 'closed' AND closed_at >= $2) AS heads ORDER BY updated_at LIMIT $3`, shop, since, most)
}

// preview is what lists show of a message. Lines of nobody, as on a hand-over, leave people's words there.
func preview(text string) string {
	if len(text) <= previewRunes || utf8.RuneCountInString(text) <= previewRunes {
		return text
	}
	return string([]rune(text)[:previewRunes-1]) + "…"
}

// Messages returns a conversation's messages after a sequence number, in order.
func (s *Store) Messages(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, after int64, limit int) ([]zagaj.Message, error) {
	return list[zagaj.Message](ctx, s.read, `SELECT `+messageColumns+` FROM messages WHERE shop_id = $1 AND conversation_id = $2 AND seq > $3
		ORDER BY seq LIMIT $4`, shop, id, after, rows(limit))
}

// Message returns one message.
func (s *Store) Message(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, message zagaj.MessageID) (zagaj.Message, error) {
	return get[zagaj.Message](ctx, s.read, `SELECT `+messageColumns+` FROM messages WHERE shop_id = $1 AND conversation_id = $2 AND id = $3`, shop, id, message)
}

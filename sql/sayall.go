package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// saying is a message on its way: what its job was asked, its words as they are searched for, and what it answers.
type saying struct {
	asked, got zagaj.Message
	folded     string
}

// fresh is a message that is not stored yet.
type fresh struct {
	zagaj.Message
	folded string
	waits  bool // nobody waited for an answer before it
}

// sayAll stores the messages of a batch with a few statements for all of them, where say takes five for each. A
// message that cannot be stored gets its error and the others are; an error of sayAll itself concerns all.
func sayAll(ctx context.Context, t tx, jobs []*job) error {
	shops := map[zagaj.ShopID][]*job{}
	var order []zagaj.ShopID
	for _, j := range jobs {
		shop := j.say.asked.Shop
		if shops[shop] == nil {
			order = append(order, shop)
		}
		shops[shop] = append(shops[shop], j)
	}
	for _, shop := range order {
		if err := sayInShop(ctx, t, shop, shops[shop]); err != nil {
			return err
		}
	}
	return nil
}

// sayingKey is what makes a message the same.
type sayingKey struct {
	conversation zagaj.ConversationID
	id           zagaj.MessageID
}

// talked is what saying changes of a conversation.
type talked struct {
	ID      zagaj.ConversationID    `db:"id"`
	State   zagaj.ConversationState `db:"state"`
	Seq     int64                   `db:"seq"`
	Waiting bool                    `db:"waiting"`
	Preview string                  `db:"preview"`
	at      zagaj.Instant
	changed bool
}

func sayInShop(ctx context.Context, t tx, shop zagaj.ShopID, jobs []*job) error {
	said, err := saidAlready(ctx, t, shop, jobs)
	if err != nil {
		return err
	}
	in, order, err := talkedIn(ctx, t, shop, jobs)
	if err != nil {
		return err
	}
	all := make([]fresh, 0, len(jobs))
	for _, j := range jobs {
		m := j.say.asked
		key := sayingKey{m.Conversation, m.ID}
		old, ok := said[key]
		c := in[m.Conversation]
		switch {
		case ok && !sameSaying(old, m):
			j.err = errOtherMessage
			continue
		case ok:
			j.say.got, j.err = old, nil
			continue
		case c == nil:
			j.err = errNotFound
			continue
		case c.State == zagaj.ConversationClosed:
			j.err = errConversationClosed
			continue
		}
		c.Seq++
		m.Seq, c.at, c.changed = c.Seq, m.SentAt, true
		all = append(all, fresh{m, j.say.folded, !c.Waiting})
		if m.Role != zagaj.RoleSystem {
			c.Preview = preview(m.Text)
		}
		switch m.Role {
		case zagaj.RoleVisitor:
			c.Waiting = true
		case zagaj.RoleOperator:
			c.Waiting = false
		}
		said[key] = m
		j.say.got, j.err = m, nil
	}
	if len(all) == 0 {
		return nil
	}
	if err := saveTalked(ctx, t, shop, order); err != nil {
		return err
	}
	if err := saveMessages(ctx, t, all); err != nil {
		return err
	}
	if err := noteWaits(ctx, t, all); err != nil {
		return err
	}
	told := make([]zagaj.Message, len(all))
	for i, m := range all {
		if err := noteTap(ctx, t, m.Message); err != nil {
			return err
		}
		told[i] = m.Message
	}
	return tellMessages(ctx, t, told...)
}

// saidAlready finds the messages whose ids are stored.
func saidAlready(ctx context.Context, t tx, shop zagaj.ShopID, jobs []*job) (map[sayingKey]zagaj.Message, error) {
	said := map[sayingKey]zagaj.Message{}
	rows := make([][]any, len(jobs))
	for i, j := range jobs {
		rows[i] = []any{shop, j.say.asked.Conversation, j.say.asked.ID}
	}
	err := forMany(t, []string{"TEXT", "TEXT", "TEXT"}, rows, func(source string, args []any) error {
		found, err := list[zagaj.Message](ctx, t, `WITH n (shop_id, c, i) AS (`+source+`)
			SELECT m.id, m.shop_id, m.conversation_id, m.seq, m.role, m.author, m.name, m.body, m.sent_at, m.kind, m.width, m.height
			FROM n CROSS JOIN messages m WHERE m.shop_id = n.shop_id AND m.conversation_id = n.c AND m.id = n.i`, args...)
		for _, m := range found {
			said[sayingKey{m.Conversation, m.ID}] = m
		}
		return err
	})
	return said, err
}

// talkedIn reads the conversations of the messages; order is that of their first message.
func talkedIn(ctx context.Context, t tx, shop zagaj.ShopID, jobs []*job) (map[zagaj.ConversationID]*talked, []*talked, error) {
	in := map[zagaj.ConversationID]*talked{}
	var rows [][]any
	for _, j := range jobs {
		if _, ok := in[j.say.asked.Conversation]; !ok {
			in[j.say.asked.Conversation] = nil
			rows = append(rows, []any{shop, j.say.asked.Conversation})
		}
	}
	var order []*talked
	err := forMany(t, []string{"TEXT", "TEXT"}, rows, func(source string, args []any) error {
		found, err := list[talked](ctx, t, `WITH n (shop_id, i) AS (`+source+`)
			SELECT c.id, c.state, c.seq, c.waiting, c.preview FROM n CROSS JOIN conversations c WHERE c.shop_id = n.shop_id AND c.id = n.i`, args...)
		for i := range found {
			in[found[i].ID] = &found[i]
			order = append(order, &found[i])
		}
		return err
	})
	return in, order, err
}

func saveTalked(ctx context.Context, t tx, shop zagaj.ShopID, all []*talked) error {
	var rows [][]any
	for _, c := range all {
		if c.changed {
			rows = append(rows, []any{shop, c.ID, c.Seq, c.at, c.Preview, c.Waiting})
		}
	}
	return forMany(t, []string{"TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BOOLEAN"}, rows, func(source string, args []any) error {
		_, err := exec(ctx, t, `WITH n (shop_id, i, q, a, p, w) AS (`+source+`)
			UPDATE conversations SET seq = n.q, updated_at = n.a, preview = n.p, waiting = n.w
			FROM n WHERE conversations.shop_id = n.shop_id AND conversations.id = n.i`, args...)
		return err
	})
}

// messageTypes are the types of messageColumns, of the sum and of the folded words.
var messageTypes = []string{"TEXT", "TEXT", "TEXT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT"}

func saveMessages(ctx context.Context, t tx, all []fresh) error {
	rows := make([][]any, len(all))
	for i, m := range all {
		rows[i] = []any{m.ID, m.Shop, m.Conversation, m.Seq, m.Role, m.Author, m.Name, m.Text, m.SentAt, m.Kind, m.Width, m.Height, sumOfMessage(m.Message), m.folded}
	}
	return forMany(t, messageTypes, rows, func(source string, args []any) error {
		_, err := exec(ctx, t, `INSERT INTO messages (`+messageColumns+`, sum, folded) `+source, args...)
		return err
	})
}

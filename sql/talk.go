package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// talk is what the messages of a batch change of one conversation.
type talk struct {
	id      zagaj.ConversationID
	jobs    []*job
	at      zagaj.Instant
	preview string
	shown   bool  // preview is new
	waiting int64 // 1 or 0 when the messages tell whether somebody waits then, else -1
	first   int64 // the first message of the visitor among them, counted from 1; 0 when there is none
	moved   *movedTalk
}

// movedTalk is what a changed conversation answers.
type movedTalk struct {
	ID   zagaj.ConversationID `db:"id"`
	Seq  int64                `db:"seq"`
	Wait int64                `db:"wait_seq"`
}

// talksOf puts the messages of a batch together by conversation, in the order of each one's first.
func talksOf(jobs []*job) []*talk {
	in := make(map[zagaj.ConversationID]*talk, len(jobs))
	all := make([]*talk, 0, len(jobs))
	for _, j := range jobs {
		m := &j.say.asked
		c := in[m.Conversation]
		if c == nil {
			c = &talk{id: m.Conversation, waiting: -1}
			in[c.id] = c
			all = append(all, c)
		}
		c.jobs, c.at = append(c.jobs, j), m.SentAt
		if m.Role != zagaj.RoleSystem {
			c.preview, c.shown = preview(m.Text), true
		}
		switch m.Role {
		case zagaj.RoleVisitor:
			if c.waiting = 1; c.first == 0 {
				c.first = int64(len(c.jobs))
			}
		case zagaj.RoleOperator:
			c.waiting = 0
		}
	}
	return all
}

// talkTypes are the types of what move gives its statement.
var talkTypes = []string{"TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BOOLEAN", "BIGINT", "BIGINT"}

// move counts the messages on to their conversations. One that is closed, or is not there, is left as it is and has no moved.
func move(ctx context.Context, t tx, shop zagaj.ShopID, talks []*talk) error {
	in := make(map[zagaj.ConversationID]*talk, len(talks))
	cells := make([]any, 0, len(talkTypes)*len(talks))
	for _, c := range talks {
		in[c.id] = c
		cells = append(cells, string(shop), string(c.id), int64(len(c.jobs)), int64(c.at), c.preview, c.shown, c.waiting, c.first)
	}
	return forMany(t, talkTypes, cells, func(source string, args []any) error {
		found, err := list[movedTalk](ctx, t, `WITH n (shop_id, i, k, a, p, shown, w, f) AS (`+source+`)
			UPDATE conversations SET seq = seq + n.k, updated_at = n.a, preview = CASE WHEN n.shown THEN n.p ELSE preview END,
			waiting = CASE n.w WHEN 1 THEN TRUE WHEN 0 THEN FALSE ELSE waiting END,
			wait_seq = CASE WHEN waiting THEN wait_seq WHEN n.f = 0 THEN wait_seq ELSE seq + n.f END
			FROM n WHERE conversations.shop_id = n.shop_id AND conversations.id = n.i AND conversations.state <> 'closed'
			RETURNING id, seq, wait_seq`, args...)
		for i := range found {
			in[found[i].ID].moved = &found[i]
		}
		return err
	})
}

// placed gives the messages of the conversations that have moved their places, and returns the jobs of those that have not.
func placed(talks []*talk, messages int) (all []fresh, lost []*job) {
	all = make([]fresh, 0, messages)
	for _, c := range talks {
		if c.moved == nil {
			lost = append(lost, c.jobs...)
			continue
		}
		seq := c.moved.Seq - int64(len(c.jobs))
		waited := c.first > 0 && c.moved.Wait != seq+c.first // somebody did before the first of them
		for _, j := range c.jobs {
			m := j.say.asked
			seq++
			m.Seq = seq
			all = append(all, fresh{m, j.say.folded, !waited})
			switch m.Role {
			case zagaj.RoleVisitor:
				waited = true
			case zagaj.RoleOperator:
				waited = false
			}
			j.say.got, j.err = m, nil
		}
	}
	return all, lost
}

// refuse tells the senders whose conversation did not move why.
func refuse(ctx context.Context, t tx, shop zagaj.ShopID, jobs []*job) error {
	there := map[zagaj.ConversationID]bool{}
	var cells []any
	for _, j := range jobs {
		cells = append(cells, shop, j.say.asked.Conversation)
	}
	err := forMany(t, []string{"TEXT", "TEXT"}, cells, func(source string, args []any) error {
		found, err := list[zagaj.ConversationID](ctx, t, `WITH n (shop_id, i) AS (`+source+`)
			SELECT c.id FROM n CROSS JOIN conversations c WHERE c.shop_id = n.shop_id AND c.id = n.i`, args...)
		for _, id := range found {
			there[id] = true
		}
		return err
	})
	for _, j := range jobs {
		if j.err = errNotFound; there[j.say.asked.Conversation] {
			j.err = errConversationClosed
		}
	}
	return err
}

package sql

import (
	"context"
	"database/sql/driver"

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
	moved   bool
	seq     int64 // once it has moved: how far it goes
	waits   int64 // and the message since which somebody waits
}

// talks are those of a batch, in the order of each one's first message.
type talks struct {
	all   []*talk
	of    map[zagaj.ConversationID]*talk
	again map[*job]*job // messages of which one with the same id stands before them in the batch
	alone bool          // nobody else is told of them
}

// talksOf puts the messages of a batch together by conversation, and answers those that were said before.
func talksOf(jobs []*job, said map[sayingKey]*zagaj.Message) *talks {
	t := &talks{all: make([]*talk, 0, len(jobs)), of: make(map[zagaj.ConversationID]*talk, len(jobs))}
	// What all of them need is taken at once: most have one message.
	talkRoom, jobRoom := make([]talk, len(jobs)), make([]*job, len(jobs))
	for i, j := range jobs {
		m := &j.say.asked
		if old := said[sayingKey{m.Conversation, m.ID}]; old != nil {
			j.err = nil
			if j.say.got = old; !sameSaying(old, m) {
				j.err = errOtherMessage
			}
			continue
		}
		c := t.of[m.Conversation]
		if c == nil {
			c = &talkRoom[i]
			c.id, c.waiting, c.jobs = m.Conversation, -1, jobRoom[i:i:i+1]
			t.of[c.id] = c
			t.all = append(t.all, c)
		}
		if first := c.with(m.ID); first == nil {
			c.add(j)
		} else {
			if t.again == nil {
				t.again = map[*job]*job{}
			}
			t.again[j] = first
		}
	}
	return t
}

// with finds the message with an id. They are few: no more than a batch, and nearly always none.
func (c *talk) with(id zagaj.MessageID) *job {
	for _, j := range c.jobs {
		if j.say.asked.ID == id {
			return j
		}
	}
	return nil
}

// add puts a message behind the others.
func (c *talk) add(j *job) {
	m := &j.say.asked
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

// talkTypes are the types of what move gives its statement.
var talkTypes = []string{"TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BOOLEAN", "BIGINT", "BIGINT"}

// overheard tells, with the conversations that PostgreSQL has moved, how many are told of messages: asked by itself, that would be a
// journey to the server for each batch. SQLite would count them for each row.
const overheard = `(SELECT COUNT(*) FROM endpoints e WHERE e.shop_id = $9 AND e.disabled_at = 0)`

// move counts the messages on to their conversations. One that is closed, or is not there, is left as it is and has not moved.
func (all *talks) move(ctx context.Context, t tx, shop zagaj.ShopID) error {
	cells := make([]any, 0, len(talkTypes)*len(all.all))
	var its any = string(shop)
	for _, c := range all.all {
		cells = append(cells, its, string(c.id), int64(len(c.jobs)), int64(c.at), c.preview, c.shown, c.waiting, c.first)
	}
	// The table goes by its own name: under another, SQLite stores half as many messages (0.40 of a bare loop beside 0.88).
	hearers, live := "1", `conversations.state <> 'closed'`
	if t.columns() != nil {
		hearers, live = overheard, goesOn
	}
	return forMany(t, talkTypes, cells, func(source string, args []any) error {
		if hearers == overheard {
			args = append(args, its)
		}
		return t.each(ctx, `WITH n (shop_id, i, k, a, p, shown, w, f) AS (`+source+`)
			UPDATE conversations SET seq = seq + n.k, updated_at = n.a, preview = CASE WHEN n.shown THEN n.p ELSE preview END,
			waiting = CASE n.w WHEN 1 THEN TRUE WHEN 0 THEN FALSE ELSE waiting END,
			wait_seq = CASE WHEN waiting THEN wait_seq WHEN n.f = 0 THEN wait_seq ELSE seq + n.f END
			FROM n WHERE conversations.shop_id = n.shop_id AND conversations.id = n.i AND `+live+`
			RETURNING id, seq, wait_seq, `+hearers, args, func(row []driver.Value) {
			c := all.of[zagaj.ConversationID(row[0].(string))]
			c.moved, c.seq, c.waits = true, row[1].(int64), row[2].(int64)
			all.alone = row[3].(int64) == 0
		})
	})
}

// placed gives the messages of the conversations that have moved their places, and returns the jobs of those that have not.
func (all *talks) placed(messages int) (placed []fresh, lost []*job) {
	placed = make([]fresh, 0, messages)
	for _, c := range all.all {
		if !c.moved {
			lost = append(lost, c.jobs...)
			continue
		}
		seq := c.seq - int64(len(c.jobs))
		waited := c.first > 0 && c.waits != seq+c.first // somebody did before the first of them
		for _, j := range c.jobs {
			m := &j.say.asked
			seq++
			m.Seq = seq
			placed = append(placed, fresh{m, j.say.folded, !waited})
			switch m.Role {
			case zagaj.RoleVisitor:
				waited = true
			case zagaj.RoleOperator:
				waited = false
			}
			j.say.got, j.err = m, nil
		}
	}
	return placed, lost
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

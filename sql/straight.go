package sql

import (
	"context"
	"database/sql/driver"
	"errors"
	"maps"
	"strconv"

	"github.com/lib/pq"
	"github.com/zagaj/zagaj"
)

// mostHeads bounds what the writer remembers of conversations, some 200 bytes each; beyond it all is forgotten and read anew.
const mostHeads = 4096

// talkKey names a conversation among those of all shops.
type talkKey struct {
	shop         zagaj.ShopID
	conversation zagaj.ConversationID
}

// head is how a conversation stood when the writer last saw it. Nobody believes it: the statement that goes by it looks whether it is
// still so.
type head struct {
	seq     int64
	waiting bool // its visitor waits for an answer
	heard   bool // endpoints of its shop are told of messages
}

// goesOn is said of a conversation c that is not closed. PostgreSQL must not see that it is what an index of those is for: before the table was ever
// analysed, it would read all of a shop's in that one to find each.
const goesOn = `c.state || '' <> 'closed'`

// errNotSo says that a conversation is not as it was remembered, or that more hangs on a message than is done straight.
var errNotSo = errors.New("a conversation is not as it was remembered")

// straight are messages to be stored by one statement, which is a transaction of its own: on PostgreSQL each journey to the server
// costs as much as ten messages, and the long way has five or more. It takes knowing where the conversations stand; and it does no more
// than nearly all messages need. The rest takes the long way, and so does all when the statement finds anything else than was expected.
type straight struct {
	shops, talks, messages, begun, ended []any // cells of the types below, of messageTypes and of waitTypes
	jobs                                 []*job
	heads                                map[talkKey]head // as they stand once it is stored
}

var (
	straightTypes = []string{"TEXT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "BOOLEAN", "BOOLEAN", "BOOLEAN", "BIGINT"}
	shopTypes     = []string{"TEXT"}
	endedTypes    = []string{"TEXT", "TEXT", "BIGINT", "TEXT"}
)

// straightOf makes a batch ready for one statement; nil when it cannot be.
func (w *writer) straightOf(ctx context.Context, batch []*job) (*straight, error) {
	if w.lock == "" || w.looks > 0 || ackEarly {
		return nil, nil
	}
	for _, j := range batch {
		if j.say == nil || j.say.asked.Question != "" {
			return nil, nil
		}
	}
	if err := w.remember(ctx, batch); err != nil {
		return nil, err
	}
	s := &straight{jobs: batch, heads: make(map[talkKey]head, len(batch)), messages: make([]any, 0, len(messageTypes)*len(batch)), talks: make([]any, 0, len(straightTypes)*len(batch))}
	shops, order := byShop(batch)
	for _, shop := range order {
		s.shops = append(s.shops, string(shop))
		talks := talksOf(shops[shop], nil)
		if talks.again != nil {
			return nil, nil
		}
		for _, c := range talks.all {
			key := talkKey{shop, c.id}
			before, known := w.heads[key]
			if !known || before.heard || c.first > 0 && c.answered > 0 {
				return nil, nil
			}
			s.heads[key] = s.add(string(shop), c, before)
		}
	}
	return s, nil
}

// add puts the messages of a conversation behind the others, and returns how it stands after them.
func (s *straight) add(shop any, c *talk, before head) head {
	after := before
	for _, j := range c.jobs {
		after.seq++
		m := &j.say.asked
		m.Seq = after.seq
		s.messages = appendMessage(s.messages, m, j.say.folded)
	}
	id, since := any(string(c.id)), int64(-1)
	switch {
	case c.answered > 0:
		m := &c.jobs[c.answered-1].say.asked
		after.waiting = false
		s.ended = append(s.ended, shop, id, int64(m.SentAt), m.Author)
	case c.first > 0 && !before.waiting:
		since = before.seq + c.first
		s.begun = appendWait(s.begun, &c.jobs[c.first-1].say.asked)
		fallthrough
	case c.first > 0:
		after.waiting = true
	}
	s.talks = append(s.talks, shop, id, before.seq, after.seq, int64(c.at), c.preview, c.shown, before.waiting, after.waiting, since)
	return after
}

// remember reads how the conversations of a batch stand that the writer does not know, or has forgotten.
func (w *writer) remember(ctx context.Context, batch []*job) error {
	var cells []any
	for _, j := range batch {
		m := &j.say.asked
		if _, known := w.heads[talkKey{m.Shop, m.Conversation}]; !known {
			cells = append(cells, m.Shop, m.Conversation)
		}
	}
	if len(w.heads)+len(batch) > mostHeads {
		clear(w.heads)
		cells = cells[:0]
		for _, j := range batch {
			cells = append(cells, j.say.asked.Shop, j.say.asked.Conversation)
		}
	}
	return forMany(w.conn, []string{"TEXT", "TEXT"}, cells, func(source string, args []any) error {
		return w.conn.each(ctx, `WITH n (shop_id, i) AS (`+source+`)
			SELECT c.shop_id, c.id, c.seq, c.waiting, EXISTS (SELECT 1 FROM endpoints e WHERE e.shop_id = n.shop_id AND e.disabled_at = 0)
			FROM n CROSS JOIN conversations c WHERE c.shop_id = n.shop_id AND c.id = n.i AND `+goesOn, args, func(row []driver.Value) {
			key := talkKey{zagaj.ShopID(row[0].(string)), zagaj.ConversationID(row[1].(string))}
			w.heads[key] = head{row[2].(int64), row[3].(bool), row[4].(bool)}
		})
	})
}

// forget lets the writer look anew at the conversations of a batch.
func (w *writer) forget(batch []*job) {
	for _, j := range batch {
		if j.say != nil {
			delete(w.heads, talkKey{j.say.asked.Shop, j.say.asked.Conversation})
		}
	}
}

// store stores them. That the count of moved conversations is another than expected is made an error of the statement's own, so
// that it takes everything back.
func (s *straight) store(ctx context.Context, w *writer) error {
	room := w.conn.columns()
	*room = (*room)[:0]
	var args []any
	rows := func(types []string, cells []any) string {
		source, more := sourceOf(room, len(args)+1, types, cells)
		args = append(args, more...)
		return source
	}
	moved, messages, shops := rows(straightTypes, s.talks), rows(messageTypes, s.messages), rows(shopTypes, s.shops)
	also := ""
	if len(s.begun) > 0 {
		also += `, begun AS (INSERT INTO waits (` + waitColumns + `) ` + rows(waitTypes, s.begun) + ` ON CONFLICT DO NOTHING)`
	}
	tapped := ""
	if len(s.ended) > 0 {
		source := rows(endedTypes, s.ended)
		tapped = ` AND NOT EXISTS (SELECT 1 FROM a CROSS JOIN question_taps t WHERE t.shop_id = a.shop_id AND t.conversation_id = a.i AND t.answered_at = 0)`
		also += `, a (shop_id, i, at, by) AS MATERIALIZED (` + source + `), ended AS (UPDATE waits SET ended_at = a.at, answered_by = a.by,
			seen_at = CASE WHEN seen_at = 0 THEN a.at ELSE seen_at END, seen_by = CASE WHEN seen_at = 0 THEN a.by ELSE seen_by END
			FROM a WHERE waits.shop_id = a.shop_id AND waits.conversation_id = a.i AND waits.ended_at = 0)`
	}
	args = append(args, int64(len(s.heads)))
	err := w.conn.each(ctx, `WITH n (shop_id, i, seq, after, at, preview, shown, waited, waits, since) AS MATERIALIZED (`+moved+`), h (shop_id) AS MATERIALIZED (`+shops+`)`+also+`,
		saved AS (INSERT INTO messages (`+messageColumns+`, sum, folded) `+messages+`),
		moved AS (UPDATE conversations c SET seq = n.after, updated_at = n.at, preview = CASE WHEN n.shown THEN n.preview ELSE c.preview END,
			waiting = n.waits, wait_seq = CASE WHEN n.since < 0 THEN c.wait_seq ELSE n.since END
			FROM n WHERE c.shop_id = n.shop_id AND c.id = n.i AND c.seq = n.seq AND c.waiting = n.waited AND `+goesOn+` AND (`+w.lock+`) IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM h CROSS JOIN endpoints e WHERE e.shop_id = h.shop_id AND e.disabled_at = 0)`+tapped+` RETURNING 1)
		SELECT 1 / CAST(COUNT(*) = $`+strconv.Itoa(len(args))+` AS integer) FROM moved`, args, func([]driver.Value) {})
	var p *pq.Error
	switch {
	case errors.As(err, &p) && p.Code == "22012": // division by zero
		return errNotSo
	case zagaj.CodeOf(err) == zagaj.CodeConflict:
		return errThereBefore
	case err != nil:
		return err
	}
	for _, j := range s.jobs {
		j.say.got, j.err = &j.say.asked, nil
	}
	maps.Copy(w.heads, s.heads)
	return nil
}

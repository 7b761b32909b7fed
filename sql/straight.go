package sql

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"
	"github.com/zagaj/zagaj"
)

// talkKey names a conversation among those of all shops.
type talkKey struct {
	shop         zagaj.ShopID
	conversation zagaj.ConversationID
}

// mostPreview is previewRunes, for a statement that does what preview does.
var mostPreview = strconv.Itoa(previewRunes)

// goesOn is said of one of conversations that is not closed. PostgreSQL must not see that it is what an index of those is for: before the table was ever
// analysed, it would read all of a shop's in that one to find each.
const goesOn = `conversations.state || '' <> 'closed'`

// errNotSo says that a conversation is not as it was remembered, or that more hangs on a message than is done straight.
var errNotSo = errors.New("a conversation is not as it was remembered")

// mostHeads bounds what is remembered of conversations, some 200 bytes each; beyond it all is forgotten and read anew.
const mostHeads = 4096

// heardFor is for how many batches it is believed that others are told of a conversation's messages: nothing is lost by that but time.
const heardFor = 64

// head is how a conversation stood when it was last seen. Nobody believes it: the statement that goes by it looks whether it is still so.
type head struct {
	seq     int64
	waiting bool // its visitor waits for an answer
	heard   int  // endpoints of its shop are told of messages: for so many batches more nobody asks again
}

// straight are messages to be stored by one statement, which is a transaction of its own: on PostgreSQL each journey to the server
// costs as much as ten messages, and the long way has five or more. It takes knowing where the conversations stand; and it does no more
// than nearly all messages need. The rest takes the long way, and so does all when the statement finds anything else than was expected.
type straight struct {
	jobs                   []*job
	messages, begun, ended []any // cells of the types below, and of waitTypes
	shops                  []any
	talks                  map[talkKey]*talkOn
	heads                  map[talkKey]head // as they stand once it is stored
}

// talkOn is a talk of which one side says something at most.
type talkOn struct {
	talk
	key    talkKey
	before head
	since  int64 // the message since which the visitor waits, -1 for as before
	last   int   // where what it changes of the conversation stands among the cells
}

// What the messages of a batch change of their conversation stands in the row of the last: how many they are, whether they are shown in
// lists, and behind "=" by which words, if not by the last one's own; whether the visitor waited before, waits then, and since which
// message, -1 for as before.
var (
	straightTypes = append(slices.Clone(messageTypes), "BIGINT", "BOOLEAN", "TEXT", "BOOLEAN", "BOOLEAN", "BIGINT")
	unchanged     = []any{int64(0), false, "", false, false, int64(-1)}
	shopTypes     = []string{"TEXT"}
	endedTypes    = []string{"TEXT", "TEXT", "BIGINT", "TEXT"}
)

// straightOf makes a batch ready for one statement; nil when it cannot be.
func (w *writer) straightOf(ctx context.Context, batch []*job) (*straight, error) {
	if w.lock == "" || w.looks > 0 || ackEarly {
		return nil, nil
	}
	for _, j := range batch {
		if j.say == nil {
			return nil, nil
		}
	}
	if err := w.remember(ctx, batch); err != nil {
		return nil, err
	}
	s := &straight{jobs: batch, talks: make(map[talkKey]*talkOn, len(batch)), heads: make(map[talkKey]head, len(batch)), messages: make([]any, 0, len(straightTypes)*len(batch))}
	for _, j := range byTalk(batch) {
		key := talkKey{j.say.asked.Shop, j.say.asked.Conversation}
		on := s.talks[key]
		if on == nil {
			before, known := w.heads[key]
			if before.heard > 0 {
				w.heads[key] = head{heard: before.heard - 1}
			}
			if !known || before.heard > 0 {
				return nil, nil
			}
			on = s.begin(key, before)
		}
		if !s.add(on, j) {
			return nil, nil
		}
	}
	return s, nil
}

// byTalk sorts messages by their conversations. Statements that share the lock move them in this order, so that no two ever wait for each other.
func byTalk(batch []*job) []*job {
	return slices.SortedStableFunc(slices.Values(batch), func(a, b *job) int {
		x, y := &a.say.asked, &b.say.asked
		return cmp.Or(strings.Compare(string(x.Shop), string(y.Shop)), strings.Compare(string(x.Conversation), string(y.Conversation)))
	})
}

// remember reads how the conversations of messages stand that are not known. One that is closed, or is not there, stays so.
func (w *writer) remember(ctx context.Context, batch []*job) error {
	if len(w.heads)+len(batch) > mostHeads {
		clear(w.heads)
	}
	var cells []any
	for _, j := range batch {
		m := &j.say.asked
		if _, known := w.heads[talkKey{m.Shop, m.Conversation}]; !known {
			cells = append(cells, m.Shop, m.Conversation)
		}
	}
	return forMany(w.conn, []string{"TEXT", "TEXT"}, cells, func(source string, args []any) error {
		return w.conn.each(ctx, `WITH n (shop_id, i) AS (`+source+`)
			SELECT conversations.shop_id, conversations.id, conversations.seq, conversations.waiting, EXISTS (SELECT 1 FROM endpoints e WHERE e.shop_id = n.shop_id AND e.disabled_at = 0)
			FROM n CROSS JOIN conversations WHERE conversations.shop_id = n.shop_id AND conversations.id = n.i AND `+goesOn, args, func(row []driver.Value) {
			key := talkKey{zagaj.ShopID(row[0].(string)), zagaj.ConversationID(row[1].(string))}
			w.heads[key] = head{seq: row[2].(int64), waiting: row[3].(bool)}
			if row[4].(bool) {
				w.heads[key] = head{heard: heardFor}
			}
		})
	})
}

// forget lets the conversations of messages be looked at anew, but for those of which somebody else is told.
func (w *writer) forget(batch []*job) {
	for _, j := range batch {
		if j.say == nil {
			continue
		}
		key := talkKey{j.say.asked.Shop, j.say.asked.Conversation}
		if w.heads[key].heard <= 0 {
			delete(w.heads, key)
		}
	}
}

// begin puts a conversation into the batch.
func (s *straight) begin(key talkKey, before head) *talkOn {
	on := &talkOn{talk: talk{id: key.conversation, waiting: -1}, key: key, before: before, since: -1, last: -1}
	s.talks[key], s.heads[key] = on, before
	if shop := any(string(key.shop)); !slices.Contains(s.shops, shop) {
		s.shops = append(s.shops, shop)
	}
	return on
}

// add puts a message behind the others of its conversation; false when it cannot be stored straight.
func (s *straight) add(on *talkOn, j *job) bool {
	m := &j.say.asked
	isFirst := on.waiting < 0 // of either side
	if m.Question != "" || on.with(m.ID) != nil || !isFirst && m.Role != zagaj.RoleSystem && (on.waiting == 1) != (m.Role == zagaj.RoleVisitor) {
		return false
	}
	on.talk.add(j)
	after := s.heads[on.key]
	after.seq++
	m.Seq = after.seq
	switch m.Role {
	case zagaj.RoleVisitor:
		if !after.waiting {
			after.waiting, on.since = true, m.Seq
			s.begun = appendWait(s.begun, m)
		}
	case zagaj.RoleOperator:
		if isFirst {
			s.ended = append(s.ended, string(m.Shop), string(m.Conversation), int64(m.SentAt), m.Author)
		}
		after.waiting = false
	}
	words := ""
	if m.Role == zagaj.RoleSystem { // there may be none in what was said before it, as in a photo
		words = "=" + on.preview
	}
	if on.last >= 0 {
		copy(s.messages[on.last:], unchanged)
	}
	s.messages = appendMessage(s.messages, m, j.say.folded)
	on.last = len(s.messages)
	s.messages = append(s.messages, int64(len(on.jobs)), on.shown, words, on.before.waiting, after.waiting, on.since)
	s.heads[on.key] = after
	return true
}

// store stores them. That the count of moved conversations is another than expected is made an error of the statement's own, so
// that it takes everything back.
func (s *straight) store(ctx context.Context, conn *prepared) error {
	room := conn.columns()
	*room = (*room)[:0]
	var args []any
	rows := func(types []string, cells []any) string {
		source, more := sourceOf(room, len(args)+1, types, cells)
		args = append(args, more...)
		return source
	}
	messages, shops := rows(straightTypes, s.messages), rows(shopTypes, s.shops)
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
	err := conn.each(ctx, `WITH n (`+messageColumns+`, sum, folded, k, shown, words, waited, waits, since) AS MATERIALIZED (`+messages+`),
		h (shop_id) AS MATERIALIZED (`+shops+`)`+also+`,
		saved AS (INSERT INTO messages (`+messageColumns+`, sum, folded) SELECT `+messageColumns+`, sum, folded FROM n),
		moved AS (UPDATE conversations SET seq = n.seq, updated_at = n.sent_at, waiting = n.waits, wait_seq = CASE WHEN n.since < 0 THEN conversations.wait_seq ELSE n.since END,
			preview = CASE WHEN NOT n.shown THEN conversations.preview WHEN n.words <> '' THEN substr(n.words, 2) WHEN char_length(n.body) <= `+mostPreview+` THEN n.body ELSE left(n.body, `+mostPreview+` - 1) || '…' END
			FROM n WHERE n.k > 0 AND conversations.shop_id = n.shop_id AND conversations.id = n.conversation_id AND conversations.seq = n.seq - n.k AND conversations.waiting = n.waited AND `+goesOn+` AND (`+sharedLock+`) IS NOT NULL
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
	return nil
}

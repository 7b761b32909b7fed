package sql

import (
	"context"
	"errors"

	"github.com/zagaj/zagaj"
)

// saying is a message on its way: what its job was asked, with its place once it has one, its words as they are searched for, and
// what it answers, which is the same message or the one stored before.
type saying struct {
	asked  zagaj.Message
	got    *zagaj.Message
	folded string
}

// fresh is a message that is not stored yet.
type fresh struct {
	*zagaj.Message
	folded string
	waits  bool // nobody is known to have waited for an answer before it
}

// write is what a job does by itself.
func (j *job) write(ctx context.Context, t tx) error {
	if j.say == nil {
		return j.run(ctx, t)
	}
	got, err := say(ctx, t, j.say.asked)
	j.say.got = &got
	return err
}

// errThereBefore says that something of the batch was stored before, which was not looked for: the batch begins again and looks.
var errThereBefore = errors.New("something of the batch is stored already")

// sayAll stores the messages of a batch with a few statements for all of them, where say takes five for each. A
// message that cannot be stored gets its error and the others are; an error of sayAll itself concerns all. Hardly a message is ever
// sent twice, and the table finds it out itself; so they are looked for only when look is set, and else it may be errThereBefore.
func sayAll(ctx context.Context, t tx, jobs []*job, look bool) error {
	shops, order := byShop(jobs)
	for _, shop := range order {
		if err := sayInShop(ctx, t, shop, shops[shop], look); err != nil {
			return err
		}
	}
	return nil
}

// byShop puts messages together by their shops, in the order of each one's first.
func byShop(jobs []*job) (shops map[zagaj.ShopID][]*job, order []zagaj.ShopID) {
	shops = map[zagaj.ShopID][]*job{}
	for _, j := range jobs {
		shop := j.say.asked.Shop
		if shops[shop] == nil {
			order = append(order, shop)
		}
		shops[shop] = append(shops[shop], j)
	}
	return shops, order
}

// sayingKey is what makes a message the same.
type sayingKey struct {
	conversation zagaj.ConversationID
	id           zagaj.MessageID
}

func sayInShop(ctx context.Context, t tx, shop zagaj.ShopID, jobs []*job, look bool) error {
	var said map[sayingKey]*zagaj.Message
	var err error
	if look {
		if said, err = saidAlready(ctx, t, shop, jobs); err != nil {
			return err
		}
	}
	talks := talksOf(jobs, said)
	if err := talks.move(ctx, t, shop); err != nil {
		return err
	}
	all, lost := talks.placed(len(jobs))
	switch {
	case len(lost) > 0 && look:
		err = refuse(ctx, t, shop, lost)
	case len(lost) > 0: // what was said before its conversation was closed has its answer
		err = sayInShop(ctx, t, shop, lost, true)
	}
	if err == nil && len(all) > 0 {
		err = keep(ctx, t, all, talks.alone)
		if !look && zagaj.CodeOf(err) == zagaj.CodeConflict {
			err = errThereBefore
		}
	}
	for j, first := range talks.again {
		if j.say.got, j.err = first.say.got, first.err; j.err == nil && !sameSaying(j.say.got, &j.say.asked) {
			j.err = errOtherMessage
		}
	}
	return err
}

// saidAlready finds the messages whose ids are stored.
func saidAlready(ctx context.Context, t tx, shop zagaj.ShopID, jobs []*job) (map[sayingKey]*zagaj.Message, error) {
	said := map[sayingKey]*zagaj.Message{}
	var cells []any
	for _, j := range jobs {
		cells = append(cells, shop, j.say.asked.Conversation, j.say.asked.ID)
	}
	err := forMany(t, []string{"TEXT", "TEXT", "TEXT"}, cells, func(source string, args []any) error {
		found, err := list[zagaj.Message](ctx, t, `WITH n (shop_id, c, i) AS (`+source+`)
			SELECT m.id, m.shop_id, m.conversation_id, m.seq, m.role, m.author, m.name, m.body, m.sent_at, m.kind, m.width, m.height
			FROM n CROSS JOIN messages m WHERE m.shop_id = n.shop_id AND m.conversation_id = n.c AND m.id = n.i`, args...)
		for i := range found {
			said[sayingKey{found[i].Conversation, found[i].ID}] = &found[i]
		}
		return err
	})
	return said, err
}

// keep stores messages that have their places, and what follows from them. alone says that nobody else is told of them.
func keep(ctx context.Context, t tx, all []fresh, alone bool) error {
	if err := saveMessages(ctx, t, all); err != nil {
		return err
	}
	if err := noteWaits(ctx, t, all); err != nil {
		return err
	}
	for i := range all {
		if err := noteTap(ctx, t, all[i].Message); err != nil {
			return err
		}
	}
	if alone {
		return nil
	}
	return tellMessages(ctx, t, all)
}

// messageTypes are the types of messageColumns, of the sum and of the folded words.
var messageTypes = []string{"TEXT", "TEXT", "TEXT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT"}

func saveMessages(ctx context.Context, t tx, all []fresh) error {
	cells := make([]any, 0, len(messageTypes)*len(all))
	for i := range all {
		cells = appendMessage(cells, all[i].Message, all[i].folded)
	}
	return forMany(t, messageTypes, cells, func(source string, args []any) error {
		return t.each(ctx, `INSERT INTO messages (`+messageColumns+`, sum, folded) `+source, args, nil)
	})
}

// appendMessage writes a message's cells behind others.
func appendMessage(cells []any, m *zagaj.Message, folded string) []any {
	return append(cells, string(m.ID), string(m.Shop), string(m.Conversation), m.Seq, string(m.Role), m.Author, m.Name, m.Text, int64(m.SentAt), string(m.Kind),
		int64(m.Width), int64(m.Height), sumOfMessage(m), folded)
}

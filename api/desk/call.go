package desk

import (
	"context"
	"fmt"

	"github.com/zagaj/zagaj"
)

// Calls is what an offer to all keeps and asks.
type Calls interface {
	OfferToAll(ctx context.Context, call zagaj.Call, from zagaj.OperatorID) (zagaj.Conversation, bool, error)
	OpenCalls(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Call, error)
	EndCalls(ctx context.Context, shop zagaj.ShopID, now zagaj.Instant) (int64, error)
	Waits(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) ([]zagaj.Wait, error)
}

// askedAll is the line the visitor reads when everybody is called.
var askedAll = map[string]string{
	"pl": "Pytamy teraz wszystkich konsultantów: odpowie pierwsza wolna osoba.", "en": "We are asking all our people now: the first who is free will answer.",
	"de": "Wir fragen jetzt alle: Wer zuerst frei ist, antwortet.", "cs": "Ptáme se teď všech: odpoví první volný člověk.",
	"sk": "Pýtame sa teraz všetkých: odpovie prvý voľný človek.", "uk": "Ми питаємо зараз усіх: відповість перша вільна людина.",
}

// OfferToAll calls all operators of the shop to a conversation: the first who takes it has it. For CallFor seconds
// routing leaves it alone; then it is given as all others are. by holds the conversation, or it waits for anybody;
// a supervisor names who holds it as from. It reports whether the call is new: while one is open, another changes
// nothing. The error is CodeConflict when the conversation is closed or was taken by somebody else.
func (d *Desk) OfferToAll(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, from, by zagaj.OperatorID) (zagaj.Conversation, bool, error) {
	call := zagaj.Call{Shop: shop, Conversation: id, At: d.Now(), UntilAt: d.Now() + zagaj.CallFor*1000, AskedBy: by}
	c, isNew, err := d.Store.OfferToAll(ctx, call, from)
	if err != nil || !isNew {
		return c, false, err
	}
	text := inLanguage(askedAll, d.want(ctx, shop, c.Visitor).Language)
	_, err = d.Say(ctx, zagaj.Message{ID: zagaj.MessageID(d.NewID()), Shop: shop, Conversation: id, Role: zagaj.RoleSystem, Text: text})
	if err != nil {
		return c, false, err
	}
	if c, err = d.Store.Conversation(ctx, shop, id); err != nil {
		return c, true, fmt.Errorf("conversation: %w", err)
	}
	d.tell(ctx, c)
	d.Notify.ToOperators(shop, CallFrameOf(call))
	return c, true, d.freed(ctx, shop, from)
}

// CallFrameOf is what operators are told of a call.
func CallFrameOf(c zagaj.Call) zagaj.CallFrame {
	return zagaj.CallFrame{Conversation: c.Conversation, By: c.AskedBy, At: c.At, UntilAt: c.UntilAt}
}

// CallAll is OfferToAll at the visitor's wish: for who waits in the queue, or has waited CallAfter seconds for the
// answer of somebody who holds the conversation. CodeConflict when nobody is waited for, CodeTooMany when the visitor
// has let everybody be called within CallPause.
func (d *Desk) CallAll(ctx context.Context, c zagaj.Conversation) (zagaj.Conversation, bool, error) {
	if c.State == zagaj.ConversationOpen {
		waits, err := d.Store.Waits(ctx, c.Shop, c.ID)
		if err != nil {
			return c, false, fmt.Errorf("waits: %w", err)
		}
		if len(waits) == 0 || waits[len(waits)-1].EndedAt > 0 || d.Now().Sub(waits[len(waits)-1].Since).Seconds() < zagaj.CallAfter {
			return c, false, zagaj.E(zagaj.CodeConflict, "somebody is here and has had no time to answer yet")
		}
	}
	return d.OfferToAll(ctx, c.Shop, c.ID, c.Operator, "")
}

// EndCalls ends the calls that nobody has followed: their conversations are given as all others are.
func (d *Desk) EndCalls(ctx context.Context, shop zagaj.ShopID) error {
	open, err := d.Store.OpenCalls(ctx, shop)
	if err != nil || len(open) == 0 {
		return err
	}
	ended, err := d.Store.EndCalls(ctx, shop, d.Now())
	if err != nil || ended == 0 {
		return err
	}
	return d.serve(ctx, shop)
}

// called returns the conversations that all operators are called to: routing leaves them to whoever is first.
func (d *Desk) called(ctx context.Context, shop zagaj.ShopID) (map[zagaj.ConversationID]bool, error) {
	open, err := d.Store.OpenCalls(ctx, shop)
	if err != nil {
		return nil, fmt.Errorf("calls: %w", err)
	}
	all := make(map[zagaj.ConversationID]bool, len(open))
	for _, c := range open {
		all[c.Conversation] = true
	}
	return all, nil
}

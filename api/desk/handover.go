package desk

import (
	"context"
	"fmt"

	"github.com/zagaj/zagaj"
)

// handedOver is the line the visitor reads; the panel's and the widget's own texts are made there.
var handedOver = map[string]struct{ to, queue string }{
	"pl": {to: "Rozmowę przejmuje teraz %s.", queue: "Szukamy kolejnej osoby, która odpowie."},
	"en": {to: "%s takes over the conversation now.", queue: "We are looking for somebody else to answer."},
	"de": {to: "%s übernimmt jetzt das Gespräch.", queue: "Wir suchen jemand anderen, der antwortet."},
	"cs": {to: "Konverzaci teď přebírá %s.", queue: "Hledáme někoho dalšího, kdo odpoví."},
	"sk": {to: "Rozhovor teraz preberá %s.", queue: "Hľadáme niekoho ďalšieho, kto odpovie."},
	"uk": {to: "Розмову тепер веде %s.", queue: "Шукаємо іншу людину, яка відповість."},
}

// Transfer hands a conversation over, visibly: the visitor sees the new face and a line that says so. An empty to puts
// it back into the queue, where the first free colleague gets it. CodeNoSeat when the receiver has no free seat,
// CodeConflict when the conversation is no longer held by from.
func (d *Desk) Transfer(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, from, to zagaj.OperatorID) (zagaj.Conversation, error) {
	name := ""
	if to != "" {
		o, err := d.Store.Operator(ctx, shop, to)
		if err != nil {
			return zagaj.Conversation{}, err
		}
		name = o.Name
	}
	c, err := d.Store.Move(ctx, shop, id, from, to, d.Now())
	if err != nil || from == to {
		return c, err
	}
	if err := d.sayHandover(ctx, c, name); err != nil {
		return c, err
	}
	if to == "" {
		if err := d.giveToAnother(ctx, c, from); err != nil {
			return c, err
		}
	}
	// The line has made the conversation longer: what is older than what a panel has seen is taken there for late news.
	if c, err = d.Store.Conversation(ctx, shop, id); err != nil {
		return c, fmt.Errorf("conversation: %w", err)
	}
	d.tell(ctx, c)
	for _, who := range []zagaj.OperatorID{from, to} {
		if err := d.tellLoad(ctx, shop, who); err != nil {
			return c, err
		}
	}
	return c, d.serve(ctx, shop)
}

// giveToAnother gives what somebody put back into the queue to a free colleague, who would else be asked only after the
// one who gave it away: they know the visitor, or have the fewest seats in use.
func (d *Desk) giveToAnother(ctx context.Context, c zagaj.Conversation, from zagaj.OperatorID) error {
	other, err := d.Route(ctx, c.Shop, d.want(ctx, c.Shop, c.Visitor), from)
	if err != nil || other == "" {
		return err
	}
	return d.giveTo(ctx, c, other)
}

// sayHandover stores the fact as a line of nobody, in the visitor's language.
func (d *Desk) sayHandover(ctx context.Context, c zagaj.Conversation, name string) error {
	text := inLanguage(handedOver, d.want(ctx, c.Shop, c.Visitor).Language)
	line := text.queue
	if name != "" {
		line = fmt.Sprintf(text.to, name)
	}
	_, err := d.Say(ctx, zagaj.Message{ID: zagaj.MessageID(d.NewID()), Shop: c.Shop, Conversation: c.ID, Role: zagaj.RoleSystem, Text: line})
	return err
}

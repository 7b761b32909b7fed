package desk

import (
	"context"
	"fmt"

	"github.com/zagaj/zagaj"
)

// OpenByVisitor begins a conversation at the visitor's wish, with nothing known of the page in view.
func (d *Desk) OpenByVisitor(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID) (zagaj.Conversation, error) {
	return d.Open(ctx, shop, d.want(ctx, shop, v))
}

// Open begins a conversation at the visitor's wish: with the free operator who suits best, else waiting.
func (d *Desk) Open(ctx context.Context, shop zagaj.ShopID, w Want) (zagaj.Conversation, error) {
	v := w.Visitor
	operator, err := d.Route(ctx, shop, w)
	if err != nil {
		return zagaj.Conversation{}, err
	}
	c := zagaj.Conversation{Shop: shop, Visitor: v, Operator: operator, State: zagaj.ConversationOpen}
	if operator == "" {
		c.State = zagaj.ConversationWaiting
	}
	conv, err := d.begin(ctx, c)
	if zagaj.CodeOf(err) == zagaj.CodeNoSeat { // somebody was faster: the visitor waits instead
		c.Operator, c.State = "", zagaj.ConversationWaiting
		conv, err = d.begin(ctx, c)
	}
	return conv, err
}

func (d *Desk) begin(ctx context.Context, c zagaj.Conversation) (zagaj.Conversation, error) {
	c.ID, c.CreatedAt = zagaj.ConversationID(d.NewID()), d.Now()
	c.UpdatedAt = c.CreatedAt
	conv, err := d.Store.OpenConversation(ctx, c)
	if err != nil {
		return conv, fmt.Errorf("open conversation: %w", err)
	}
	if conv.ID == c.ID {
		d.Notify.Changed(zagaj.Event{ID: zagaj.EventID("open:" + conv.ID), Shop: conv.Shop, Visitor: conv.Visitor, Kind: zagaj.KindChatOpen, Conversation: conv.ID})
	}
	d.tell(ctx, conv)
	if conv.State == zagaj.ConversationWaiting {
		return conv, d.tellQueueOf(ctx, conv.Shop, conv.Visitor)
	}
	return conv, d.tellLoad(ctx, conv.Shop, conv.Operator)
}

// tell sends a conversation's new state to the visitor, with the face of who answers, and to the operators.
func (d *Desk) tell(ctx context.Context, c zagaj.Conversation) {
	f := zagaj.ConversationFrame{Conversation: c}
	d.Notify.ToOperators(c.Shop, f)
	if o, err := d.Store.Operator(ctx, c.Shop, c.Operator); c.Operator != "" && err == nil {
		face := o.Face()
		f.Face = &face
	}
	d.Notify.ToVisitor(c.Shop, c.Visitor, f)
}

// Claim gives a waiting conversation to an operator. CodeConflict when somebody was first, CodeNoSeat when the
// operator's seats are taken.
func (d *Desk) Claim(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, by zagaj.OperatorID) (zagaj.Conversation, error) {
	c, err := d.Store.Claim(ctx, shop, id, by, d.Now())
	if err != nil {
		return c, err
	}
	d.tell(ctx, c)
	if err := d.tellLoad(ctx, shop, by); err != nil {
		return c, err
	}
	return c, d.tellQueue(ctx, shop)
}

// Close ends a conversation and frees the seat. Closing again changes nothing.
func (d *Desk) Close(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) (zagaj.Conversation, error) {
	c, err := d.Store.CloseConversation(ctx, shop, id, d.Now())
	if err != nil {
		return c, err
	}
	return d.ended(ctx, c)
}

// ended tells of a conversation that was closed, and gives its seat to who waits.
func (d *Desk) ended(ctx context.Context, c zagaj.Conversation) (zagaj.Conversation, error) {
	shop, id := c.Shop, c.ID
	said, err := d.Store.LastSaid(ctx, shop, id)
	if err != nil {
		return c, fmt.Errorf("last message: %w", err)
	}
	d.Notify.Changed(zagaj.Event{ID: zagaj.EventID("close:" + id), Shop: shop, Visitor: c.Visitor, Kind: zagaj.KindChatClose, Conversation: id, SaidAt: said})
	d.tell(ctx, c)
	return c, d.freed(ctx, shop, c.Operator)
}

// Say stores a message and, once it is committed, sends it to the visitor and the operators, in the order in which messages
// are numbered. The same id with the same text gives the same message again. A visitor's message names the visitor as its
// author, in a conversation of theirs.
func (d *Desk) Say(ctx context.Context, m zagaj.Message) (zagaj.Message, error) {
	type answer struct {
		m   zagaj.Message
		err error
	}
	if err := checkSaid(m); err != nil {
		return m, err
	}
	visitor, err := d.listener(ctx, m)
	if err != nil {
		return m, err
	}
	told := make(chan answer, 1)
	d.sayTo(ctx, visitor, m, func(m zagaj.Message, err error) { told <- answer{m, err} })
	a := <-told
	return a.m, a.err
}

// SayThen is Say of a visitor's message for who does not wait: then is called once, with what Say returns, after all others
// were told. It must not block. Messages keep the order of the calls.
func (d *Desk) SayThen(ctx context.Context, m zagaj.Message, then func(zagaj.Message, error)) {
	if err := checkSaid(m); err != nil {
		then(m, err)
		return
	}
	d.sayTo(ctx, zagaj.VisitorID(m.Author), m, then)
}

func (d *Desk) sayTo(ctx context.Context, visitor zagaj.VisitorID, m zagaj.Message, then func(zagaj.Message, error)) {
	m.SentAt = d.Now()
	d.Store.SayThen(ctx, m, func(m zagaj.Message, err error) {
		if err == nil {
			d.tellSaid(m, visitor)
		}
		then(m, err)
	})
}

func (d *Desk) tellSaid(m zagaj.Message, visitor zagaj.VisitorID) {
	d.Notify.ToBoth(m.Shop, visitor, zagaj.MessageFrame{Message: m, Prev: m.Seq - 1})
}

var errNoID = zagaj.E(zagaj.CodeInvalid, "the message has no id")

func checkSaid(m zagaj.Message) error {
	if m.ID == "" {
		return errNoID
	}
	return zagaj.CheckText(m.Text)
}

// photoText is what stands for a photo where only words can: in lists, and in browsers that do not know photos.
const photoText = "📷"

// SayPhoto is Say for a photo of the visitor's.
func (d *Desk) SayPhoto(ctx context.Context, m zagaj.Message, p zagaj.Photo) (zagaj.Message, error) {
	if m.ID == "" {
		return m, errNoID
	}
	m.Kind, m.Text, m.Width, m.Height = zagaj.MessagePhoto, photoText, p.Width, p.Height
	m.SentAt = d.Now()
	m, err := d.Store.SayPhoto(ctx, m, p)
	if err == nil {
		d.tellSaid(m, zagaj.VisitorID(m.Author))
	}
	return m, err
}

// askedForPhoto is what the visitor reads when an operator asks for a photo.
var askedForPhoto = map[string]string{
	"pl": "Czy możesz przysłać zdjęcie?", "en": "Could you send a photo?", "de": "Können Sie ein Foto schicken?",
	"cs": "Můžete poslat fotku?", "sk": "Môžete poslať fotku?", "uk": "Чи можете ви надіслати фото?",
}

// AskForPhoto asks the visitor for a photo in an operator's name, and lets one be sent in this conversation.
func (d *Desk) AskForPhoto(ctx context.Context, m zagaj.Message) (zagaj.Message, error) {
	c, err := d.Store.Conversation(ctx, m.Shop, m.Conversation)
	if err != nil {
		return m, err
	}
	m.Kind, m.Text = zagaj.MessagePhotoAsk, inLanguage(askedForPhoto, d.want(ctx, c.Shop, c.Visitor).Language)
	return d.Say(ctx, m)
}

// inLanguage picks a text in the visitor's language, English when there is none.
func inLanguage[T any](texts map[string]T, lang string) T {
	if text, ok := texts[lang]; ok {
		return text
	}
	return texts["en"]
}

// listener returns the visitor to whom a message goes, who is known without asking when it is their own. An operator who
// answers in a conversation that waits has taken it then.
func (d *Desk) listener(ctx context.Context, m zagaj.Message) (zagaj.VisitorID, error) {
	if m.Role == zagaj.RoleVisitor {
		return zagaj.VisitorID(m.Author), nil
	}
	c, err := d.Store.Conversation(ctx, m.Shop, m.Conversation)
	if err == nil && m.Role == zagaj.RoleOperator && c.State == zagaj.ConversationWaiting {
		c, err = d.Claim(ctx, m.Shop, m.Conversation, zagaj.OperatorID(m.Author))
	}
	return c.Visitor, err
}

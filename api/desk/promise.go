package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/zagaj/zagaj"
)

// Promises is what promising keeps and asks.
type Promises interface {
	Shop(ctx context.Context, id zagaj.ShopID) (zagaj.Shop, error)
	AddPromise(ctx context.Context, p zagaj.Promise) (bool, error)
	Promise(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID) (zagaj.Promise, error)
	PromisesToTell(ctx context.Context, shop zagaj.ShopID, at zagaj.Instant, limit int) ([]zagaj.Promise, error)
	Remind(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID, at zagaj.Instant) (bool, error)
	Overdue(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID, at zagaj.Instant) (bool, error)
	GivePromise(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID, m zagaj.PromiseMove) (zagaj.Promise, bool, error)
	FreePromises(ctx context.Context, shop zagaj.ShopID, owner, by zagaj.OperatorID, at zagaj.Instant) ([]zagaj.Promise, error)
	KeepPromise(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID, answer zagaj.Message) error
}

// promised is the line the visitor reads: a name and a time.
var promised = map[string]string{"pl": "%s odpowie do %s.", "en": "%s will answer by %s.", "de": "%s antwortet bis %s.",
	"cs": "%s odpoví do %s.", "sk": "%s odpovie do %s.", "uk": "%s відповість до %s."}

// Promise keeps an operator's promise and tells the visitor by when it will be kept, in a line of nobody. The same
// promise again changes nothing, but for a line that was not said the first time. CodeInvalid for a time that is past or more than 30 days away, CodeConflict in a
// closed conversation.
func (d *Desk) Promise(ctx context.Context, p zagaj.Promise, name string) (zagaj.Promise, error) {
	now := d.Now()
	if p.DueAt <= now || p.DueAt.Sub(now) > zagaj.MaxPromise*24*time.Hour {
		return p, zagaj.E(zagaj.CodeInvalid, "a promise is for a time within the next 30 days")
	}
	if err := zagaj.CheckText(p.Text); err != nil {
		return p, err
	}
	c, err := d.Store.Conversation(ctx, p.Shop, p.Conversation)
	if err != nil {
		return p, err
	}
	if c.State == zagaj.ConversationClosed {
		if made, err := d.Store.Promise(ctx, p.Shop, p.ID); err == nil && made.Conversation == c.ID && made.Text == p.Text && made.DueAt == p.DueAt {
			return made, nil
		}
		return p, zagaj.E(zagaj.CodeConflict, "the conversation is closed")
	}
	p.Visitor, p.CreatedAt = c.Visitor, now
	isNew, err := d.Store.AddPromise(ctx, p)
	if err != nil {
		return p, fmt.Errorf("add promise: %w", err)
	}
	if isNew {
		d.tellPromise(p, "made", "")
		return p, d.sayWhileOpen(ctx, c, p, name, madeLine(p.ID))
	}
	made, err := d.Store.Promise(ctx, p.Shop, p.ID)
	if err != nil || made.KeptAt > 0 || made.Operator != p.Operator { // whoever it was given to has been named since
		return made, err
	}
	return made, d.sayWhileOpen(ctx, c, made, name, madeLine(p.ID)) // the first time may have been cut short
}

// madeLine is the id of the line that tells the visitor of a promise, so that it stands there once.
func madeLine(id zagaj.PromiseID) zagaj.MessageID { return zagaj.MessageID("promise:" + id) }

// sayWhileOpen tells the visitor of a promise unless the conversation was closed meanwhile, or the line stands there.
func (d *Desk) sayWhileOpen(ctx context.Context, c zagaj.Conversation, p zagaj.Promise, name string, id zagaj.MessageID) error {
	err := d.sayPromised(ctx, c, p, name, id)
	if zagaj.CodeOf(err) == zagaj.CodeConflict {
		return nil
	}
	return err
}

// GivePromise hands a promise to a colleague. Everybody is told, and so is the visitor while the conversation lasts: they were
// told another name. CodeConflict when it is kept already.
func (d *Desk) GivePromise(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID, to zagaj.Operator, by zagaj.OperatorID) (zagaj.Promise, error) {
	p, isNew, err := d.Store.GivePromise(ctx, shop, id, zagaj.PromiseMove{To: to.ID, By: by, At: d.Now()})
	if err != nil || !isNew {
		return p, err
	}
	// A panel has not heard of a colleague who joined after it was opened and was never available since.
	seat, err := d.seat(ctx, shop, to.ID)
	if err != nil {
		return p, err
	}
	d.Notify.ToOperators(shop, zagaj.OperatorsFrame{Operators: []zagaj.Seat{seat}})
	d.tellPromise(p, "given", "")
	c, err := d.Store.Conversation(ctx, shop, p.Conversation)
	if err != nil || c.State == zagaj.ConversationClosed {
		return p, err
	}
	return p, d.sayWhileOpen(ctx, c, p, to.Name, zagaj.MessageID(d.NewID()))
}

// FreePromises leaves what somebody who may no longer answer still owes to whoever takes it.
func (d *Desk) FreePromises(ctx context.Context, shop zagaj.ShopID, owner, by zagaj.OperatorID) error {
	freed, err := d.Store.FreePromises(ctx, shop, owner, by, d.Now())
	if err != nil {
		return fmt.Errorf("free promises: %w", err)
	}
	for _, p := range freed {
		d.tellPromise(p, "given", "")
	}
	return nil
}

func (d *Desk) sayPromised(ctx context.Context, c zagaj.Conversation, p zagaj.Promise, name string, id zagaj.MessageID) error {
	shop, err := d.Store.Shop(ctx, p.Shop)
	if err != nil {
		return fmt.Errorf("shop: %w", err)
	}
	zone, err := time.LoadLocation(shop.Zone)
	if err != nil {
		zone = time.UTC
	}
	line := inLanguage(promised, d.want(ctx, c.Shop, c.Visitor).Language)
	due, now := time.UnixMilli(int64(p.DueAt)).In(zone), time.UnixMilli(int64(d.Now())).In(zone)
	at := due.Format("15:04")
	if due.YearDay() != now.YearDay() || due.Year() != now.Year() {
		at = due.Format("02.01, 15:04")
	}
	_, err = d.Say(ctx, zagaj.Message{ID: id, Shop: p.Shop, Conversation: c.ID, Role: zagaj.RoleSystem, Text: fmt.Sprintf(line, name, at)})
	return err
}

func (d *Desk) tellPromise(p zagaj.Promise, event string, to zagaj.OperatorID) {
	d.Notify.ToOperators(p.Shop, zagaj.PromiseFrame{Promise: p, Event: event, To: to})
}

// Keep gives the promised answer, in the visitor's conversation of now, in a new one when none is open: the visitor
// finds it in the same browser. The same message again is the same answer. CodeNoSeat when a new one finds no free
// seat with the operator who answers.
func (d *Desk) Keep(ctx context.Context, id zagaj.PromiseID, m zagaj.Message) (zagaj.Promise, error) {
	p, err := d.Store.Promise(ctx, m.Shop, id)
	if err != nil || p.KeptAt > 0 {
		return p, err
	}
	if err := zagaj.CheckText(m.Text); err != nil { // before a conversation is begun for it
		return p, err
	}
	c, err := d.Store.Conversation(ctx, p.Shop, p.Conversation)
	if err != nil {
		return p, err
	}
	if c.State == zagaj.ConversationClosed {
		c, err = d.begin(ctx, zagaj.Conversation{Shop: p.Shop, Visitor: p.Visitor, Operator: zagaj.OperatorID(m.Author), State: zagaj.ConversationOpen})
		if err != nil {
			return p, err
		}
	}
	m.Conversation = c.ID
	if m, err = d.Say(ctx, m); err != nil {
		return p, err
	}
	if err := d.Store.KeepPromise(ctx, p.Shop, id, m); err != nil {
		return p, fmt.Errorf("keep promise: %w", err)
	}
	p.KeptAt = m.SentAt
	d.tellPromise(p, "kept", "")
	return p, nil
}

// promiseLook is how many open promises of a shop one round of Urge looks at; the most urgent come first.
const promiseLook = 500

// Urge reminds of promises that are due soon, and sounds the alarm of those that are late, once each: the owner, or who stands
// in for one who is away or has left. It returns what it has told, also when it fails in the middle.
func (d *Desk) Urge(ctx context.Context, shop zagaj.ShopID) ([]zagaj.PromiseFrame, error) {
	open, err := d.Store.PromisesToTell(ctx, shop, d.Now(), promiseLook)
	if err != nil {
		return nil, fmt.Errorf("promises: %w", err)
	}
	var told []zagaj.PromiseFrame
	for _, p := range open {
		event, note := "", d.Store.Remind
		switch now := d.Now(); {
		case p.DueAt <= now && p.OverdueAt == 0:
			event, note = "overdue", d.Store.Overdue
		case p.DueAt > now && p.RemindAt() <= now && p.RemindedAt == 0:
			event = "reminder"
		default:
			continue
		}
		first, err := note(ctx, shop, p.ID, d.Now())
		if err != nil {
			return told, fmt.Errorf("%s: %w", event, err)
		}
		if !first {
			continue
		}
		to, err := d.keeper(ctx, p)
		d.tellPromise(p, event, to)
		told = append(told, zagaj.PromiseFrame{Promise: p, Event: event, To: to})
		if err != nil {
			return told, err
		}
	}
	return told, nil
}

// keeper is who is asked to keep a promise now: its owner while available, else the colleague who suits the visitor best,
// however many seats are in use. It is "" when nobody is available.
func (d *Desk) keeper(ctx context.Context, p zagaj.Promise) (zagaj.OperatorID, error) {
	if d.IsAvailable(p.Shop, p.Operator) {
		return p.Operator, nil
	}
	seats, err := d.Seats(ctx, p.Shop)
	if err != nil {
		return "", err
	}
	here := slices.DeleteFunc(seats, func(s zagaj.Seat) bool { return !s.On || d.isCutOff(p.Shop, s.ID) })
	return d.bestOf(ctx, p.Shop, here, d.want(ctx, p.Shop, p.Visitor))
}

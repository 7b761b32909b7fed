package desk

import (
	"context"
	"fmt"

	"github.com/zagaj/zagaj"
)

// Proposal is what the engine has decided: offer help to this visitor, now, by this operator.
type Proposal struct {
	Shop      zagaj.ShopID
	Visitor   zagaj.VisitorID
	Visit     int64 // first instant of the visit
	Rule      zagaj.RuleID
	Text      map[string]string // the offer's sentence by language
	Language  string
	Operator  zagaj.OperatorID
	Seatless  bool // no seat is reserved; who takes the offer up gets one, or waits
	Tab       zagaj.TabID
	Page      *zagaj.Page
	ExpiresAt zagaj.Instant
}

// Offer reserves the operator's seat, unless the proposal is seatless, keeps the offer and sends it. It fails with
// CodeNoSeat when the seat is gone, or the operator's line is down, and with CodeConflict when this visit has had the
// rule's offer.
func (d *Desk) Offer(ctx context.Context, p Proposal) (zagaj.OfferID, error) {
	if d.isCutOff(p.Shop, p.Operator) {
		return "", zagaj.E(zagaj.CodeNoSeat, "the operator's line is down")
	}
	o, err := d.Store.Operator(ctx, p.Shop, p.Operator)
	if err != nil {
		return "", fmt.Errorf("operator: %w", err)
	}
	lang := p.Language
	text := p.Text[lang]
	if text == "" {
		lang, text = "pl", p.Text["pl"]
	}
	asked, err := d.Suggest(ctx, p.Shop, p.Page, lang, true)
	if err != nil {
		return "", err
	}
	offer, err := d.Store.ClaimOffer(ctx, zagaj.Offer{ID: zagaj.OfferID(d.NewID()), Shop: p.Shop, Visitor: p.Visitor, Visit: p.Visit,
		Rule: p.Rule, Operator: p.Operator, Seatless: p.Seatless, Tab: p.Tab, State: zagaj.OfferCreated, CreatedAt: d.Now(), ExpiresAt: p.ExpiresAt})
	if err != nil {
		return "", fmt.Errorf("claim offer: %w", err)
	}
	d.Notify.ToVisitor(p.Shop, p.Visitor, zagaj.OfferFrame{Offer: offer.ID, Tab: p.Tab, Face: o.Face(), Text: text,
		Questions: asked, ExpiresMS: p.ExpiresAt.Sub(d.Now()).Milliseconds()})
	d.tellOffer(offer)
	if !p.Seatless {
		_ = d.tellLoad(ctx, p.Shop, p.Operator) // the offer is made; a load that could not be told is told with the next change
	}
	return offer.ID, nil
}

func (d *Desk) tellOffer(o zagaj.Offer) {
	d.Notify.ToOperators(o.Shop, zagaj.OfferStateFrame{Offer: o.ID, Visitor: o.Visitor, Rule: o.Rule, State: o.State, Operator: o.Operator})
}

// end finishes an offer that belongs to the visitor and tells who needs to know. Another visitor's offer is not found.
func (d *Desk) end(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID, state zagaj.OfferState, reason string) (zagaj.Offer, error) {
	o, err := d.Store.Offer(ctx, shop, id)
	if err == nil && o.Visitor != v {
		err = zagaj.E(zagaj.CodeNotFound, "no such offer")
	}
	if err != nil {
		return o, err
	}
	o, err = d.Store.EndOffer(ctx, shop, id, state, reason, d.Now())
	if err != nil {
		return o, fmt.Errorf("end offer: %w", err)
	}
	d.tellOffer(o)
	return o, nil
}

// Shown notes that the widget has put the offer on the screen.
func (d *Desk) Shown(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID) error {
	o, err := d.end(ctx, shop, v, id, zagaj.OfferShown, "")
	if err == nil && o.State == zagaj.OfferShown { // late, of an offer that has ended, it counts for nothing
		d.Notify.Changed(zagaj.Event{ID: eventID("shown", id), Shop: shop, Visitor: v, Tab: o.Tab, Kind: zagaj.KindShown, Offer: id})
	}
	return err
}

func eventID(what string, id zagaj.OfferID) zagaj.EventID {
	return zagaj.EventID(what + ":" + string(id))
}

// Dismiss ends the offer for good: no rule offers this visitor anything for as long as the shop's policy says, 30 days
// unless it was changed, or ever again with never. id may be empty when no offer is on the screen.
func (d *Desk) Dismiss(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID, never bool) error {
	policy, err := d.Store.Policy(ctx, shop)
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	until := d.Now().Add(policy.AfterDismissed.Duration())
	if never {
		until = zagaj.Forever
	}
	if err := d.Store.SetQuiet(ctx, shop, v, until); err != nil {
		return fmt.Errorf("quiet: %w", err)
	}
	d.Notify.Changed(zagaj.Event{ID: zagaj.EventID(d.NewID()), Shop: shop, Visitor: v, Kind: zagaj.KindDismissed, Offer: id, Up: never})
	if id == "" {
		return nil
	}
	o, err := d.end(ctx, shop, v, id, zagaj.OfferDismissed, "")
	if err != nil {
		return err
	}
	return d.freed(ctx, shop, o.Operator)
}

// Withdraw takes away an offer that no longer holds.
func (d *Desk) Withdraw(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID, reason string) error {
	o, err := d.end(ctx, shop, v, id, zagaj.OfferWithdrawn, reason)
	if err != nil {
		return err
	}
	d.Notify.ToVisitor(shop, v, zagaj.WithdrawFrame{Offer: id, Reason: reason})
	return d.freed(ctx, shop, o.Operator)
}

// Ignored ends an offer whose life is over.
func (d *Desk) Ignored(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID) error {
	o, err := d.end(ctx, shop, v, id, zagaj.OfferIgnored, "")
	if err != nil {
		return err
	}
	d.Notify.ToVisitor(shop, v, zagaj.WithdrawFrame{Offer: id, Reason: "ignored"})
	return d.freed(ctx, shop, o.Operator)
}

// Accept opens the conversation with the operator shown on the offer. When the offer has just ended, or that person is not
// there any more, the visitor still gets a conversation: with whoever is free, or in the queue, and reads that it is somebody else.
func (d *Desk) Accept(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID) (zagaj.Conversation, error) {
	o, err := d.end(ctx, shop, v, id, zagaj.OfferAccepted, "")
	if err != nil {
		return zagaj.Conversation{}, err
	}
	if o.State != zagaj.OfferAccepted {
		return d.openInstead(ctx, shop, v, o.Operator)
	}
	d.Notify.Changed(zagaj.Event{ID: eventID("accepted", id), Shop: shop, Visitor: v, Kind: zagaj.KindAccepted, Offer: id})
	conv, err := d.begin(ctx, zagaj.Conversation{Shop: shop, Visitor: v, Operator: o.Operator, Offer: id, State: zagaj.ConversationOpen})
	if zagaj.CodeOf(err) == zagaj.CodeNoSeat { // an offer without a seat, and others were faster
		return d.openInstead(ctx, shop, v, o.Operator)
	}
	if err != nil {
		return conv, err
	}
	if conv.Offer == id {
		return d.moveFromAbsent(ctx, conv)
	}
	// The visitor had a conversation already, and the offer's seat has become free. Whoever was waiting is answered by
	// the person on the offer; then it is the others' turn.
	if conv.State == zagaj.ConversationWaiting {
		if err := d.giveTo(ctx, conv, o.Operator); err != nil {
			return conv, err
		}
	}
	if err := d.freed(ctx, shop, o.Operator); err != nil {
		return conv, err
	}
	return d.Store.Conversation(ctx, shop, conv.ID)
}

// openInstead begins a conversation with somebody else than the offer has shown, and says so.
func (d *Desk) openInstead(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, shown zagaj.OperatorID) (zagaj.Conversation, error) {
	conv, err := d.OpenByVisitor(ctx, shop, v)
	if err != nil || conv.Operator == shown || conv.Seq > 0 { // with words in it, it is an older one
		return conv, err
	}
	name := ""
	if conv.Operator != "" {
		o, err := d.Store.Operator(ctx, shop, conv.Operator)
		if err != nil {
			return conv, fmt.Errorf("operator: %w", err)
		}
		name = o.Name
	}
	return conv, d.sayHandover(ctx, conv, name)
}

// moveFromAbsent hands a conversation that has just begun to somebody else when the person on its offer takes none any more.
// Who has only switched off keeps it when nobody else is free; who has no line does not.
func (d *Desk) moveFromAbsent(ctx context.Context, c zagaj.Conversation) (zagaj.Conversation, error) {
	isCutOff := d.isCutOff(c.Shop, c.Operator)
	if !isCutOff && d.IsAvailable(c.Shop, c.Operator) {
		return c, nil
	}
	other, err := d.Route(ctx, c.Shop, d.want(ctx, c.Shop, c.Visitor), c.Operator)
	if err != nil || (other == "" && !isCutOff) {
		return c, err
	}
	moved, err := d.Transfer(ctx, c.Shop, c.ID, c.Operator, other)
	if zagaj.CodeOf(err) == zagaj.CodeNoSeat { // somebody was faster
		return d.Transfer(ctx, c.Shop, c.ID, c.Operator, "")
	}
	return moved, err
}

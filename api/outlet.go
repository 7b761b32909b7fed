package api

import (
	"context"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
	"github.com/zagaj/zagaj/triggers"
)

// outlet is the server as the desk and the engine see it: where their frames and events go.
type outlet struct{ *Server }

// ToVisitor sends a frame to every tab of a visitor.
func (o outlet) ToVisitor(shop zagaj.ShopID, v zagaj.VisitorID, frame zagaj.Frame) {
	o.publish(o.visitors, visitorTopic(shop, v), frame)
}

// ToOperators sends a frame to every operator of a shop. They hear of a conversation before its visitor does, so this is where it
// is taken down: a panel may watch it at once.
func (o outlet) ToOperators(shop zagaj.ShopID, frame zagaj.Frame) {
	if f, ok := frame.(zagaj.ConversationFrame); ok {
		o.talkTold(f.Conversation)
	}
	o.publish(o.operators, operatorsTopic(shop), frame)
}

// ToBoth sends a frame to every tab of a visitor and every operator of the shop.
func (o outlet) ToBoth(shop zagaj.ShopID, v zagaj.VisitorID, frame zagaj.Frame) {
	if raw, ok := o.written(frame); ok {
		o.visitors.Publish(visitorTopic(shop, v).String(), raw)
		o.operators.Publish(operatorsTopic(shop).String(), raw)
	}
}

// talkTold keeps up which conversation the visitor's pages are in, and takes the draft of one that has ended off the screens.
func (o outlet) talkTold(c zagaj.Conversation) {
	if c.State == zagaj.ConversationClosed || o.visitors.Listeners(visitorTopic(c.Shop, c.Visitor).String()) > 0 {
		o.talks.told(c)
	}
	if c.State == zagaj.ConversationClosed {
		o.drafts.End(c.ID)
		o.publish(o.operators, watchTopic(c.Shop, c.ID), zagaj.DraftWhole{Conversation: c.ID})
	}
}

// Changed logs what the desk did (an operator's load, an offer's end, a conversation) and lets the engine know.
// The rows are committed already; a lost event only means that the engine learns it at the next one.
func (o outlet) Changed(ev zagaj.Event) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	now := o.now()
	if ev.ID == "" {
		ev.ID = zagaj.EventID(o.newID())
	}
	if ev.OccurredAt == 0 {
		ev.OccurredAt = now
	}
	ev.ReceivedAt = now
	if ev.Source == "" {
		ev.Source = zagaj.FromSystem
	}
	if _, err := o.ingest(ctx, []zagaj.Event{ev}); err != nil {
		o.log.Warn("log a change", "kind", ev.Kind, "error", err)
	}
	if ev.Kind == zagaj.KindOperator {
		o.tellAvailable(ev.Shop)
	}
}

// tellAvailable lets the launchers of a shop know when that somebody can answer has changed: every conversation changes an
// operator's load, and a thousand visitors need not hear of it.
func (o outlet) tellAvailable(shop zagaj.ShopID) {
	on := o.canAnswer(shop)
	if !o.presence.tell(shop, on) {
		return
	}
	f := zagaj.AvailableFrame{On: on}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if !on {
		f.Closed = o.closed(ctx, shop)
	}
	o.publish(o.visitors, shopTopic(shop), f)
}

// Offer claims and sends the offer the engine has decided on.
func (o outlet) Offer(ctx context.Context, r triggers.OfferRequest) (zagaj.OfferID, error) {
	return o.desk.Offer(ctx, deskOffer(r))
}

// Withdraw takes a shown offer away because it no longer holds.
func (o outlet) Withdraw(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID, reason string) {
	if err := o.desk.Withdraw(ctx, shop, v, id, reason); err != nil {
		o.log.Warn("withdraw an offer", "offer", id, "error", err)
	}
}

// Ignored ends an offer whose life is over.
func (o outlet) Ignored(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID) {
	if err := o.desk.Ignored(ctx, shop, v, id); err != nil {
		o.log.Warn("end an ignored offer", "offer", id, "error", err)
	}
}

// Virtual keeps an offer that was decided on and not shown.
func (o outlet) Virtual(ctx context.Context, r triggers.OfferRequest, reason string) {
	_, err := o.store.ClaimOffer(ctx, zagaj.Offer{ID: zagaj.OfferID(o.newID()), Shop: r.Shop, Visitor: r.Visitor, Visit: r.Visit, Rule: r.Rule.ID,
		State: zagaj.OfferVirtual, Reason: reason, CreatedAt: o.now()})
	if err != nil {
		o.log.Warn("keep an offer that was not shown", "rule", r.Rule.ID, "error", err)
	}
}

// Record keeps a decision for explanation. Only offers and refusals at a gate are worth a line.
func (o outlet) Record(_ context.Context, d triggers.Decision) {
	if d.Outcome == triggers.OutcomeBroken {
		o.log.Error("a rule is switched off, because its conditions fail", "shop", d.Shop, "rule", d.Rule, "fault", d.Reason)
	}
	o.log.Debug("decision", "decision", d)
	o.tallies.add(d)
	o.presence.touch(d.Shop)
}

// Expose keeps a visitor's arm of an experiment. When it cannot be kept the visitor still draws the same arm again: it
// depends on nothing but their id.
func (o outlet) Expose(ctx context.Context, x zagaj.Exposure) {
	if err := o.store.Expose(ctx, x); err != nil {
		o.log.Warn("keep an exposure", "experiment", x.Experiment, "error", err)
	}
}

func deskOffer(r triggers.OfferRequest) desk.Proposal {
	return desk.Proposal{Shop: r.Shop, Visitor: r.Visitor, Visit: r.Visit, Rule: r.Rule.ID, Text: r.Rule.Text, Language: r.Language,
		Operator: r.Operator, Seatless: r.Seatless, Tab: r.Tab, Page: r.Page, ExpiresAt: r.ExpiresAt}
}

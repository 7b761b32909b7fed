// Package desk runs conversations: who is available, who is offered, who answers, and what was said.
//
// What it promises: the face on an offer is the person whose seat is reserved, unless the shop lets more offers stand than
// seats are free; an operator never holds more conversations than seats; a message is told to others only after it is committed.
package desk

import (
	"context"
	"fmt"
	"sync"

	"github.com/zagaj/zagaj"
)

// Store is what the desk keeps and asks. Errors are zagaj's.
type Store interface {
	Operator(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) (zagaj.Operator, error)
	Operators(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Operator, error)
	SeatsInUse(ctx context.Context, shop zagaj.ShopID) (map[zagaj.OperatorID]int, error)
	ClaimOffer(ctx context.Context, o zagaj.Offer) (zagaj.Offer, error)
	EndOffer(ctx context.Context, shop zagaj.ShopID, id zagaj.OfferID, state zagaj.OfferState, reason string, at zagaj.Instant) (zagaj.Offer, error)
	Offer(ctx context.Context, shop zagaj.ShopID, id zagaj.OfferID) (zagaj.Offer, error)
	OpenConversation(ctx context.Context, c zagaj.Conversation) (zagaj.Conversation, error)
	Conversation(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) (zagaj.Conversation, error)
	Claim(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, by zagaj.OperatorID, at zagaj.Instant) (zagaj.Conversation, error)
	CloseConversation(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, at zagaj.Instant) (zagaj.Conversation, error)
	CloseUnsaid(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, at zagaj.Instant) (zagaj.Conversation, error)
	Unsaid(ctx context.Context, shop zagaj.ShopID, before zagaj.Instant, limit int) ([]zagaj.Conversation, error)
	LastSaid(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) (zagaj.Instant, error)
	SayThen(ctx context.Context, m zagaj.Message, then func(zagaj.Message, error))
	SayPhoto(ctx context.Context, m zagaj.Message, p zagaj.Photo) (zagaj.Message, error)
	Policy(ctx context.Context, shop zagaj.ShopID) (zagaj.Policy, error)
	SetQuiet(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, until zagaj.Instant) error
	Queue
	Alarms
	Calls
	Promises
	Questions
}

// Queue is what routing keeps and asks.
type Queue interface {
	Visitor(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID) (zagaj.Visitor, error)
	Profiles(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Profile, error)
	Waiting(ctx context.Context, shop zagaj.ShopID, limit int) ([]zagaj.Conversation, error)
	Held(ctx context.Context, shop zagaj.ShopID, operator zagaj.OperatorID) ([]zagaj.Conversation, error)
	LastOperatorOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) (zagaj.OperatorID, error)
	Durations(ctx context.Context, shop zagaj.ShopID, limit int) ([]int64, error)
	Move(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, from, to zagaj.OperatorID, at zagaj.Instant) (zagaj.Conversation, error)
}

// Notifier is told what has been committed.
type Notifier interface {
	ToVisitor(shop zagaj.ShopID, v zagaj.VisitorID, frame zagaj.Frame)
	ToOperators(shop zagaj.ShopID, frame zagaj.Frame)
	ToBoth(shop zagaj.ShopID, v zagaj.VisitorID, frame zagaj.Frame)
	Changed(ev zagaj.Event)
}

// Config is what a Desk needs; all of it is required.
type Config struct {
	Store  Store
	Now    func() zagaj.Instant
	NewID  func() string
	Notify Notifier
}

// Desk runs the conversations of all shops of this node.
type Desk struct {
	Config
	mu        sync.Mutex
	available map[zagaj.ShopID]map[zagaj.OperatorID]bool
	queues    map[zagaj.ShopID]zagaj.QueueState           // as the rules were last told
	news      map[zagaj.ShopID]news                       // when the queues were last told
	hears     map[zagaj.ShopID]map[zagaj.OperatorID]bool  // whose panel confirms alarms
	cutOff    map[zagaj.ShopID]map[zagaj.OperatorID]int64 // whose last line is down, and the number of that fall: perhaps they are back in a moment
	falls     int64
}

// New returns a desk at which nobody is available yet.
func New(c Config) *Desk {
	return &Desk{Config: c, available: map[zagaj.ShopID]map[zagaj.OperatorID]bool{}, queues: map[zagaj.ShopID]zagaj.QueueState{}, news: map[zagaj.ShopID]news{},
		hears: map[zagaj.ShopID]map[zagaj.OperatorID]bool{}, cutOff: map[zagaj.ShopID]map[zagaj.OperatorID]int64{}}
}

// IsAvailable reports whether the operator takes conversations now.
func (d *Desk) IsAvailable(shop zagaj.ShopID, id zagaj.OperatorID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.available[shop][id]
}

// Available returns who takes conversations now, in no order.
func (d *Desk) Available(shop zagaj.ShopID) []zagaj.OperatorID {
	d.mu.Lock()
	defer d.mu.Unlock()
	var ids []zagaj.OperatorID
	for id := range d.available[shop] {
		ids = append(ids, id)
	}
	return ids
}

// SetAvailable switches an operator on or off. Conversations already held stay.
func (d *Desk) SetAvailable(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID, on bool) error {
	d.mu.Lock()
	if d.available[shop] == nil {
		d.available[shop] = map[zagaj.OperatorID]bool{}
	}
	if on {
		d.available[shop][id] = true
	} else {
		delete(d.available[shop], id)
	}
	d.mu.Unlock()
	if err := d.tellLoad(ctx, shop, id); err != nil || !on {
		return err
	}
	return d.serve(ctx, shop)
}

// Renew tells of an operator whose seats, languages or skills were changed, and gives who waits the seats there are now.
func (d *Desk) Renew(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) error {
	if !d.IsAvailable(shop, id) {
		return nil // it is told with the availability
	}
	return d.freed(ctx, shop, id)
}

// tellLoad tells the engine and the colleagues how many seats an operator has in use. Whoever was switched while that was being
// read is told of again: two tellers may overtake one another, and the last word must be the true one.
func (d *Desk) tellLoad(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) error {
	if id == "" {
		return nil
	}
	for {
		seat, err := d.seat(ctx, shop, id)
		if err != nil {
			return err
		}
		if err := d.tellSeat(ctx, shop, seat); err != nil || d.IsAvailable(shop, id) == seat.On {
			return err
		}
	}
}

func (d *Desk) tellSeat(ctx context.Context, shop zagaj.ShopID, seat zagaj.Seat) error {
	state := &zagaj.OperatorState{ID: seat.ID, Name: seat.Name, On: seat.On, Seats: seat.Seats, Load: seat.Used}
	profiles, err := d.Store.Profiles(ctx, shop)
	if err != nil {
		return fmt.Errorf("profiles: %w", err)
	}
	for _, p := range profiles {
		if p.Operator == seat.ID {
			state.Languages, state.Skills = p.Languages, p.Skills
		}
	}
	d.Notify.Changed(zagaj.Event{Shop: shop, Source: zagaj.FromOperator, Kind: zagaj.KindOperator, Operator: state})
	d.Notify.ToOperators(shop, zagaj.OperatorsFrame{Operators: []zagaj.Seat{seat}})
	return nil
}

func (d *Desk) seat(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) (zagaj.Seat, error) {
	o, err := d.Store.Operator(ctx, shop, id)
	if err != nil {
		return zagaj.Seat{}, fmt.Errorf("operator: %w", err)
	}
	used, err := d.Store.SeatsInUse(ctx, shop)
	if err != nil {
		return zagaj.Seat{}, fmt.Errorf("seats: %w", err)
	}
	return zagaj.Seat{ID: id, Name: o.Name, On: d.IsAvailable(shop, id), Seats: o.Seats, Used: used[id]}, nil
}

// Seats returns every operator of the shop with the seats in use, by name.
func (d *Desk) Seats(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Seat, error) {
	people, err := d.Store.Operators(ctx, shop)
	if err != nil {
		return nil, fmt.Errorf("operators: %w", err)
	}
	used, err := d.Store.SeatsInUse(ctx, shop)
	if err != nil {
		return nil, fmt.Errorf("seats: %w", err)
	}
	seats := make([]zagaj.Seat, len(people))
	for i, o := range people {
		seats[i] = zagaj.Seat{ID: o.ID, Name: o.Name, On: d.IsAvailable(shop, o.ID), Seats: o.Seats, Used: used[o.ID]}
	}
	return seats, nil
}

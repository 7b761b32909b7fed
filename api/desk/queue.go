package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/zagaj/zagaj"
)

// The bounds of the queue's arithmetic.
const (
	queueLook    = 200 // waiting conversations that are served or told at once; the others wait for the next change
	waitSample   = 20  // conversations the expected wait is worked out from
	waitSampleOK = 5   // fewer than these say nothing: no wait is told rather than a guess
)

// Place is where a visitor stands in the queue.
type Place struct {
	Conversation zagaj.ConversationID
	Visitor      zagaj.VisitorID
	Place        int   // 1 is next
	WaitSeconds  int64 // -1 when there is not enough to tell it from
}

// Queue returns who waits, in order, with an honest expectation: the median length of the last conversations, for as
// many turns as stand before this one, shared by all seats of those who are available now.
func (d *Desk) Queue(ctx context.Context, shop zagaj.ShopID) ([]Place, error) {
	waiting, err := d.Store.Waiting(ctx, shop, queueLook)
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	lengths, err := d.Store.Durations(ctx, shop, waitSample)
	if err != nil {
		return nil, fmt.Errorf("durations: %w", err)
	}
	seats, err := d.Seats(ctx, shop)
	if err != nil {
		return nil, err
	}
	turns := 0
	for _, s := range seats {
		if s.On {
			turns += s.Seats
		}
	}
	places := make([]Place, len(waiting))
	for i, c := range waiting {
		places[i] = Place{Conversation: c.ID, Visitor: c.Visitor, Place: i + 1, WaitSeconds: expected(i+1, turns, lengths)}
	}
	return places, nil
}

// expected returns the seconds until the place-th in the queue has a turn, -1 when unknown.
func expected(place, seats int, lengths []int64) int64 {
	if seats == 0 || len(lengths) < waitSampleOK {
		return -1
	}
	slices.Sort(lengths)
	return lengths[len(lengths)/2] * int64(place) / int64(seats) / 1000
}

// freed tells that an operator has a seat more, and gives it to who waits longest.
func (d *Desk) freed(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) error {
	if err := d.tellLoad(ctx, shop, id); err != nil {
		return err
	}
	return d.serve(ctx, shop)
}

// serve gives waiting conversations to those who are free, first come first served, and tells the others their place.
// What all operators are called to is for whoever takes it.
func (d *Desk) serve(ctx context.Context, shop zagaj.ShopID) error {
	waiting, err := d.Store.Waiting(ctx, shop, queueLook)
	if err != nil {
		return fmt.Errorf("waiting: %w", err)
	}
	called, err := d.called(ctx, shop)
	if err != nil {
		return err
	}
	for _, c := range waiting {
		if called[c.ID] {
			continue
		}
		operator, err := d.Route(ctx, shop, d.want(ctx, shop, c.Visitor))
		if err != nil {
			return err
		}
		if operator == "" {
			break
		}
		if err := d.giveTo(ctx, c, operator); err != nil {
			return err
		}
	}
	return d.tellQueue(ctx, shop)
}

// giveTo claims for an operator; that somebody was faster is no fault.
func (d *Desk) giveTo(ctx context.Context, c zagaj.Conversation, operator zagaj.OperatorID) error {
	got, err := d.Store.Claim(ctx, c.Shop, c.ID, operator, d.Now())
	switch zagaj.CodeOf(err) {
	case zagaj.CodeConflict, zagaj.CodeNoSeat, zagaj.CodeNotFound:
		return nil
	}
	if err != nil {
		return fmt.Errorf("claim: %w", err)
	}
	d.tell(ctx, got)
	return d.tellLoad(ctx, c.Shop, operator)
}

// want is what is known of a visitor without the page in view.
func (d *Desk) want(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID) Want {
	w := Want{Visitor: id}
	if v, err := d.Store.Visitor(ctx, shop, id); err == nil && len(v.Language) >= 2 {
		w.Language = v.Language[:2]
	}
	return w
}

// newsEvery is how often all who wait in a shop are told their places: told at each change, a hundred who come at once would
// cause five thousand frames.
const newsEvery = time.Second

// news is when a shop's queue was last told, and whether it has changed since.
type news struct {
	at  zagaj.Instant
	due bool
}

// roundIsDue reports whether the queue is told now; if not, TellQueues does it later.
func (d *Desk) roundIsDue(shop zagaj.ShopID) bool {
	now := d.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	last, ok := d.news[shop]
	if age := now.Sub(last.at); ok && age >= 0 && age < newsEvery {
		d.news[shop] = news{last.at, true}
		return false
	}
	d.news[shop] = news{at: now}
	return true
}

// TellQueues tells the queues that have changed since they were last told. Call it about once a second. It goes on with
// the others when one fails.
func (d *Desk) TellQueues(ctx context.Context) error {
	d.mu.Lock()
	var due []zagaj.ShopID
	for shop, n := range d.news {
		if n.due {
			due = append(due, shop)
		}
	}
	d.mu.Unlock()
	var err error
	for _, shop := range due {
		err = errors.Join(err, d.tellQueue(ctx, shop))
	}
	return err
}

// tellQueue tells every waiting visitor the place, and the rules how long the queue is, at most once in newsEvery.
func (d *Desk) tellQueue(ctx context.Context, shop zagaj.ShopID) error {
	return d.tellQueueOf(ctx, shop, "")
}

// tellQueueOf is tellQueue when somebody has come, who is told the own place at once in any case.
func (d *Desk) tellQueueOf(ctx context.Context, shop zagaj.ShopID, newcomer zagaj.VisitorID) error {
	all := d.roundIsDue(shop)
	if !all && newcomer == "" {
		return nil
	}
	places, err := d.Queue(ctx, shop)
	if err != nil {
		d.mu.Lock()
		d.news[shop] = news{d.news[shop].at, true} // the round is still owed
		d.mu.Unlock()
		return fmt.Errorf("queue: %w", err)
	}
	if all {
		d.tellRules(shop, places)
	}
	for _, p := range places {
		if !all && p.Visitor != newcomer {
			continue
		}
		f := zagaj.QueueFrame{Conversation: p.Conversation, Place: p.Place}
		if p.WaitSeconds >= 0 {
			f.WaitS = &p.WaitSeconds
		}
		d.Notify.ToVisitor(shop, p.Visitor, f)
	}
	return nil
}

// tellRules lets the trigger engine know of the queue, when it has changed.
func (d *Desk) tellRules(shop zagaj.ShopID, places []Place) {
	state := zagaj.QueueState{Waiting: len(places)}
	if len(places) > 0 {
		state.Expected = zagaj.Seconds(places[len(places)-1].WaitSeconds)
	}
	d.mu.Lock()
	told := d.queues[shop]
	d.queues[shop] = state
	d.mu.Unlock()
	if told != state {
		d.Notify.Changed(zagaj.Event{Shop: shop, Source: zagaj.FromSystem, Kind: zagaj.KindQueue, Queue: &state})
	}
}

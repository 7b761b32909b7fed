package desk

import (
	"context"
	"errors"
	"fmt"

	"github.com/zagaj/zagaj"
)

// Alarms is what the ladder keeps and asks.
type Alarms interface {
	DeskSettings(ctx context.Context, shop zagaj.ShopID) (zagaj.DeskSettings, error)
	OpenWaits(ctx context.Context, shop zagaj.ShopID, limit int) ([]zagaj.Wait, error)
	SoundAlarm(ctx context.Context, a zagaj.Alarm, rung int) (bool, error)
	Alarms(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) ([]zagaj.Alarm, error)
	Rearm(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, at zagaj.Instant) error
}

// confirmIn is how many seconds a panel has to confirm an alarm before its silence means that nobody is there: after a
// stop of the server, or with a changed ladder, several alarms are due at once.
const confirmIn = 2

// ladderLook is how many waiting visitors of a shop one round of Ring looks at; those who wait longest come first, and a weekend's must not
// keep Monday's from being rung for.
const ladderLook = 2000

// cutShort is after how many seconds a round of which the last alarm went off, and which goes on all the same, was cut short: longer than a
// node takes to ask somebody else.
const cutShort = 10

// Ring sounds the alarms that are due in a shop and returns them, also beside one that fails. Each is kept before anybody hears it, so that it
// goes off once, whichever node is first.
func (d *Desk) Ring(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Alarm, error) {
	waits, err := d.Store.OpenWaits(ctx, shop, ladderLook)
	if err != nil || len(waits) == 0 {
		return nil, err
	}
	set, err := d.Store.DeskSettings(ctx, shop)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	var rung []zagaj.Alarm
	for _, w := range waits {
		one, failed := d.ringFor(ctx, w, set.Alarm)
		rung, err = append(rung, one...), errors.Join(err, failed)
		if ctx.Err() != nil {
			break
		}
	}
	return rung, err
}

// ringFor sounds what is due for one visitor who waits.
func (d *Desk) ringFor(ctx context.Context, w zagaj.Wait, ladder zagaj.Ladder) (rung []zagaj.Alarm, err error) {
	if w.Rung == len(zagaj.AlarmSteps) {
		return nil, d.endRound(ctx, w)
	}
	for i, step := range zagaj.AlarmSteps {
		after := ladder.After(step)
		if after == 0 || i < w.Rung || d.Now().Sub(w.ArmedAt).Seconds() < float64(after) {
			continue
		}
		a, first, err := d.ring(ctx, w, step, i+1)
		if first {
			rung = append(rung, a)
		}
		if err != nil {
			return rung, err
		}
	}
	return rung, nil
}

// endRound asks somebody else where that was kept and not done: the process ended in between, or the asking failed. Nothing would ring for the
// visitor any more.
func (d *Desk) endRound(ctx context.Context, w zagaj.Wait) error {
	receipts, err := d.Store.Alarms(ctx, w.Shop, w.Conversation)
	if err != nil {
		return fmt.Errorf("receipts: %w", err)
	}
	for _, r := range receipts {
		if r.Seq == w.Seq && r.Round == w.Round && r.Step == zagaj.AlarmNext && d.Now().Sub(r.At).Seconds() < cutShort {
			return nil // it may be under way on another node
		}
	}
	c, err := d.Store.Conversation(ctx, w.Shop, w.Conversation)
	if err != nil {
		return fmt.Errorf("conversation: %w", err)
	}
	return d.askNext(ctx, c, w)
}

func (d *Desk) ring(ctx context.Context, w zagaj.Wait, step zagaj.AlarmStep, n int) (zagaj.Alarm, bool, error) {
	c, err := d.Store.Conversation(ctx, w.Shop, w.Conversation)
	if err != nil {
		return zagaj.Alarm{}, false, fmt.Errorf("conversation: %w", err)
	}
	a := zagaj.Alarm{Shop: w.Shop, Conversation: w.Conversation, Seq: w.Seq, Round: w.Round, Step: step, Operator: c.Operator, At: d.Now()}
	first, err := d.Store.SoundAlarm(ctx, a, n)
	if err != nil || !first {
		return a, false, err
	}
	d.Notify.ToOperators(w.Shop, zagaj.AlarmFrame{Conversation: a.Conversation, Seq: a.Seq, Round: a.Round, Step: a.Step,
		Operator: a.Operator, Since: w.Since, At: a.At})
	if step == zagaj.AlarmNext {
		err = d.askNext(ctx, c, w)
	}
	return a, true, err
}

// askNext gives an unanswered conversation to somebody else. A holder whose panel is known to confirm alarms and has
// confirmed none of this round is not there: availability ends and everything that waits moves.
func (d *Desk) askNext(ctx context.Context, c zagaj.Conversation, w zagaj.Wait) error {
	if c.Operator != "" {
		asleep, err := d.asleep(ctx, c, w.Round)
		if err != nil {
			return err
		}
		if asleep {
			return d.Gone(ctx, c.Shop, c.Operator)
		}
		to, err := d.Route(ctx, c.Shop, d.want(ctx, c.Shop, c.Visitor), c.Operator)
		if err != nil {
			return err
		}
		if to != "" {
			_, err := d.Transfer(ctx, c.Shop, c.ID, c.Operator, to)
			if code := zagaj.CodeOf(err); code != zagaj.CodeConflict && code != zagaj.CodeNoSeat {
				return err
			}
		}
	}
	return d.Store.Rearm(ctx, c.Shop, c.ID, d.Now()) // nobody else could be asked: from the beginning
}

func (d *Desk) asleep(ctx context.Context, c zagaj.Conversation, round int) (bool, error) {
	d.mu.Lock()
	hears := d.hears[c.Shop][c.Operator]
	d.mu.Unlock()
	if !hears {
		return false, nil
	}
	receipts, err := d.Store.Alarms(ctx, c.Shop, c.ID)
	if err != nil {
		return false, fmt.Errorf("receipts: %w", err)
	}
	called := false
	for _, r := range receipts {
		if r.Round != round || r.Step == zagaj.AlarmNext {
			continue
		}
		if r.HeardBy == c.Operator {
			return false, nil
		}
		called = called || d.Now().Sub(r.At).Seconds() >= confirmIn
	}
	return called, nil
}

// Hears says that an operator's panel confirms the alarms it lets be heard: from now on silence means absence.
func (d *Desk) Hears(shop zagaj.ShopID, id zagaj.OperatorID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.hears[shop] == nil {
		d.hears[shop] = map[zagaj.OperatorID]bool{}
	}
	d.hears[shop][id] = true
}

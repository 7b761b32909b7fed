package desk

import (
	"context"
	"fmt"

	"github.com/zagaj/zagaj"
)

// LineDown says that an operator's last line is down. From now on nobody is given to them, though they count as available
// until Gone: a reload takes a moment, and the launchers of a shop with one operator need not blink. The number is this fall's, for IsDown.
func (d *Desk) LineDown(shop zagaj.ShopID, id zagaj.OperatorID) int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cutOff[shop] == nil {
		d.cutOff[shop] = map[zagaj.OperatorID]int64{}
	}
	d.falls++
	d.cutOff[shop][id] = d.falls
	return d.falls
}

// IsDown reports whether an operator's line has not been up since that fall.
func (d *Desk) IsDown(shop zagaj.ShopID, id zagaj.OperatorID, fall int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cutOff[shop][id] == fall
}

// LineUp says that an operator has a line again, and gives them who waits, if they are available still.
func (d *Desk) LineUp(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) error {
	d.mu.Lock()
	was := d.cutOff[shop][id] != 0
	delete(d.cutOff[shop], id)
	takes := d.available[shop][id]
	d.mu.Unlock()
	if !was || !takes {
		return nil
	}
	return d.serve(ctx, shop)
}

// isCutOff reports whether an operator's last line is down.
func (d *Desk) isCutOff(shop zagaj.ShopID, id zagaj.OperatorID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cutOff[shop][id] != 0
}

// Gone ends the availability of somebody who dropped off: conversations in which the visitor waits for an answer go
// back to the queue, the others stay, because nobody waits there. Who had switched off and still held some is no better there.
func (d *Desk) Gone(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) error {
	if d.IsAvailable(shop, id) {
		if err := d.SetAvailable(ctx, shop, id, false); err != nil {
			return err
		}
	}
	held, err := d.Store.Held(ctx, shop, id)
	if err != nil {
		return fmt.Errorf("held: %w", err)
	}
	for _, c := range held {
		if !c.Waiting {
			continue
		}
		if _, err := d.Transfer(ctx, shop, c.ID, id, ""); err != nil && zagaj.CodeOf(err) != zagaj.CodeConflict {
			return err
		}
	}
	return nil
}

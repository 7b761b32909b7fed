package desk

import (
	"context"
	"errors"

	"github.com/zagaj/zagaj"
)

// A conversation in which nobody has said a word holds a seat that somebody may be waiting for. Who opened it may look for words for a while;
// who has left the shop will not find them.
const (
	unsaidGone  = 60_000      // milliseconds since it was opened, when the visitor has no line
	unsaidThere = 10 * 60_000 // the same, when the visitor has one and is not writing
	unsaidMost  = 200         // at one time, of a shop; the others come next
)

// EndUnsaid closes conversations without a word, and so gives their seats to who waits. Call it every now and then.
func (d *Desk) EndUnsaid(ctx context.Context, shop zagaj.ShopID, isThere func(zagaj.VisitorID) bool, isWriting func(zagaj.ConversationID) bool) error {
	now := d.Now()
	unsaid, err := d.Store.Unsaid(ctx, shop, now-unsaidGone, unsaidMost)
	for _, c := range unsaid {
		if isThere(c.Visitor) && (c.CreatedAt > now-unsaidThere || isWriting(c.ID)) {
			continue
		}
		c, failed := d.Store.CloseUnsaid(ctx, shop, c.ID, now)
		if failed == nil && c.State == zagaj.ConversationClosed { // and no word has come meanwhile
			_, failed = d.ended(ctx, c)
		}
		err = errors.Join(err, failed)
	}
	return err
}

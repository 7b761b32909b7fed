package api

import (
	"sync"

	"github.com/zagaj/zagaj"
)

// talks knows which conversation each visitor with an open page is in. What one tab begins or ends holds for all of them: a
// socket that remembers its own would show the next words in a conversation that has ended.
type talks struct {
	mu sync.RWMutex
	of map[talker]zagaj.ConversationID
}

type talker struct {
	shop    zagaj.ShopID
	visitor zagaj.VisitorID
}

func newTalks() *talks { return &talks{of: map[talker]zagaj.ConversationID{}} }

// told takes down a conversation as everybody is told of it; an end of one that is over already changes nothing.
func (t *talks) told(c zagaj.Conversation) {
	who := talker{c.Shop, c.Visitor}
	t.mu.Lock()
	defer t.mu.Unlock()
	if c.State != zagaj.ConversationClosed {
		t.of[who] = c.ID
	} else if t.of[who] == c.ID {
		delete(t.of, who)
	}
}

// now returns the conversation a visitor is in, "" when in none.
func (t *talks) now(v *caller) zagaj.ConversationID {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.of[talker{v.shop.ID, v.visitor.ID}]
}

// forget makes room when a visitor's last page is gone.
func (t *talks) forget(v *caller) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, talker{v.shop.ID, v.visitor.ID})
}

package api

import (
	"context"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// presence remembers which shops' visitors have changed since the panel was last told.
type presence struct {
	mu    sync.Mutex
	dirty map[zagaj.ShopID]bool
}

func (p *presence) touch(shop zagaj.ShopID) {
	p.mu.Lock()
	p.dirty[shop] = true
	p.mu.Unlock()
}

func (p *presence) take() []zagaj.ShopID {
	p.mu.Lock()
	defer p.mu.Unlock()
	shops := make([]zagaj.ShopID, 0, len(p.dirty))
	for shop := range p.dirty {
		shops = append(shops, shop)
	}
	clear(p.dirty)
	return shops
}

// presenceEvery bounds how often the panel's list of visitors is sent, whatever happens in the shop.
const presenceEvery = time.Second

// tellPresence sends the list of visitors to the shop's operators, at most once a second and only after a change.
func (s *Server) tellPresence(ctx context.Context) {
	tick := time.NewTicker(presenceEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for _, shop := range s.presence.take() {
				s.publish(s.operators, operatorsTopic(shop), gin.H{"t": "visitors", "visitors": orEmpty(s.engine.Visits(shop))})
			}
		}
	}
}

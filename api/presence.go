package api

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
)

// presence remembers which shops' visitors have changed since the panel was last told.
type presence struct {
	mu    sync.Mutex
	dirty map[zagaj.ShopID]bool
	told  map[zagaj.ShopID]bool // whether the launchers of a shop were last told that somebody can answer
}

// watch makes a shop's launchers follow its hours.
func (p *presence) watch(shop zagaj.ShopID, canAnswer bool) {
	p.mu.Lock()
	if _, ok := p.told[shop]; !ok {
		p.told[shop] = canAnswer
	}
	p.mu.Unlock()
}

// shops returns the shops of this node.
func (p *presence) shops() []zagaj.ShopID {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Collect(maps.Keys(p.told))
}

// tell remembers what a shop's launchers are told, and reports whether that is new to them.
func (p *presence) tell(shop zagaj.ShopID, on bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	told, ok := p.told[shop]
	p.told[shop] = on
	return !ok || told != on
}

// changed returns the shops for which the answer differs from what was last told.
func (p *presence) changed(canAnswer func(zagaj.ShopID) bool) []zagaj.ShopID {
	p.mu.Lock()
	defer p.mu.Unlock()
	var shops []zagaj.ShopID
	for shop, told := range p.told {
		if canAnswer(shop) != told {
			shops = append(shops, shop)
		}
	}
	return shops
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
	every(ctx, presenceEvery, nil, func() {
		s.drafts.Sweep()
		if err := s.desk.TellQueues(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("tell the queues", "error", err)
		}
		for _, shop := range s.presence.changed(s.canAnswer) { // the hours began or ended
			outlet{s}.tellAvailable(shop)
		}
		for _, shop := range s.presence.take() {
			if s.operators.Listeners(operatorsTopic(shop).String()) == 0 {
				continue // who comes is told all at hello
			}
			s.publish(s.operators, operatorsTopic(shop), zagaj.VisitorsFrame{Visitors: orEmpty(s.engine.Visits(shop))})
		}
	})
}

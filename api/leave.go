package api

import (
	"context"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// visitorGone tells that a visitor's socket went down.
func (s *Server) visitorGone(sess *live.Session) {
	v, ok := sess.Value.(*caller)
	if !ok {
		return
	}
	if v.erased.Load() { // the engine has forgotten them
		s.talks.forget(v)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s.tellGone(ctx, s.complete(v, visitorFrame{}, zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabClosed}))
	if s.hasLine(v.shop.ID, v.visitor.ID) {
		return // in another tab
	}
	s.talks.forget(v)
	s.tellGone(ctx, s.complete(v, visitorFrame{}, zagaj.Event{Kind: zagaj.KindNet, Up: false}))
	if s.hasLine(v.shop.ID, v.visitor.ID) { // the next page came while this was being written
		s.tellGone(ctx, s.complete(v, visitorFrame{}, zagaj.Event{Kind: zagaj.KindNet, Up: true}))
	}
}

func (s *Server) hasLine(shop zagaj.ShopID, visitor zagaj.VisitorID) bool {
	return s.visitors.Listeners(visitorTopic(shop, visitor).String()) > 0
}

// tellGone logs an edge that the server has seen itself. No pace holds it back, and a log that cannot be written does not keep it from the engine: a visit
// that is never told down would stay for ever.
func (s *Server) tellGone(ctx context.Context, ev zagaj.Event) {
	if _, err := s.ingest(ctx, []zagaj.Event{ev}); err != nil {
		s.log.Warn("visitor left", "error", err)
		s.feed(ev)
	}
}

// lookForGone ends, until ctx does, the visits that count as connected and have no line any more (the engine's queue may have been full when they
// went), and conversations that were opened and left without a word.
func (s *Server) lookForGone(ctx context.Context) {
	every(ctx, s.sweepEvery, nil, func() {
		shops, err := s.store.Shops(ctx)
		if err != nil {
			s.log.Warn("look for visits without a line", "error", err)
		}
		for _, shop := range shops {
			s.endGone(ctx, shop.ID)
			isThere := func(v zagaj.VisitorID) bool { return s.hasLine(shop.ID, v) }
			if err := s.desk.EndUnsaid(ctx, shop.ID, isThere, s.isWriting); err != nil {
				s.log.Warn("end conversations without a word", "error", err)
			}
		}
	})
}

func (s *Server) endGone(ctx context.Context, shop zagaj.ShopID) {
	for _, v := range s.engine.Visits(shop) {
		if v.Connected && !s.hasLine(shop, v.Visitor) {
			s.tellGone(ctx, zagaj.Event{ID: zagaj.EventID(s.newID()), Shop: shop, Source: zagaj.FromSystem, Visitor: v.Visitor, Kind: zagaj.KindNet,
				OccurredAt: s.now(), ReceivedAt: s.now()})
		}
	}
}

// isWriting reports whether there is a draft in a conversation, as far as it is shown to anybody.
func (s *Server) isWriting(id zagaj.ConversationID) bool {
	_, text := s.drafts.Snapshot(id)
	return text != ""
}

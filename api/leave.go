package api

import (
	"context"
	"errors"
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
// went), offers that the engine has lost, and conversations that were opened and left without a word.
func (s *Server) lookForGone(ctx context.Context) {
	every(ctx, s.sweepEvery, nil, func() {
		shops, err := s.store.Shops(ctx)
		if err != nil {
			s.log.Warn("look for visits without a line", "error", err)
		}
		for _, shop := range shops {
			s.endGone(ctx, shop.ID)
			if err := s.endLost(ctx, shop.ID); err != nil {
				s.log.Warn("end offers whose time is over", "shop", shop.ID, "error", err)
			}
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

// lostAfter is for how long an offer whose time is over is left to the engine, which ends it as a rule at once.
const lostAfter = time.Minute

// endLost ends offers whose time is long over. The store may have been away when the engine ended them, or the process for longer than the log
// is replayed; each would hold an operator's seat for ever.
func (s *Server) endLost(ctx context.Context, shop zagaj.ShopID) error {
	open, err := s.store.OpenOffers(ctx, shop)
	if err != nil {
		return err
	}
	for _, o := range open {
		switch {
		case s.now().Sub(o.ExpiresAt) < lostAfter:
		case o.State == zagaj.OfferShown:
			err = errors.Join(err, s.desk.Ignored(ctx, shop, o.Visitor, o.ID))
		default:
			err = errors.Join(err, s.desk.Withdraw(ctx, shop, o.Visitor, o.ID, "unseen"))
		}
	}
	return err
}

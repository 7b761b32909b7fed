package api

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// erase removes all that is stored of a person, and ends what their open pages hold: a page would go on telling under an id that
// belongs to nobody any more. It comes back by itself, as a new visitor's.
func (s *Server) erase(ctx context.Context, who sql.Person) (int64, error) {
	visitors, err := s.store.VisitorsOf(ctx, who)
	if err != nil {
		return 0, err
	}
	topics := make([]topic, len(visitors))
	for i, v := range visitors {
		topics[i] = visitorTopic(who.Shop, v)
	}
	return s.eraseOpen(ctx, who.Shop, topics, func() (int64, error) {
		defer s.engine.Forget(who.Shop, visitors...)
		if err := s.endOpen(ctx, who.Shop, func(v zagaj.VisitorID) bool { return slices.Contains(visitors, v) }); err != nil {
			return 0, err
		}
		return s.store.Erase(ctx, who)
	})
}

// eraseShop does the same for all people of a shop.
func (s *Server) eraseShop(ctx context.Context, shop zagaj.ShopID) (int64, error) {
	return s.eraseOpen(ctx, shop, []topic{shopTopic(shop)}, func() (int64, error) {
		defer func() {
			for _, v := range s.engine.Visits(shop) {
				s.engine.Forget(shop, v.Visitor)
			}
		}()
		if err := s.endOpen(ctx, shop, func(zagaj.VisitorID) bool { return true }); err != nil {
			return 0, err
		}
		return s.store.EraseShop(ctx, shop)
	})
}

// endOpen ends offers and conversations of people who are about to be erased: their seats are somebody else's then, and no operator goes on
// writing into nothing.
func (s *Server) endOpen(ctx context.Context, shop zagaj.ShopID, whose func(zagaj.VisitorID) bool) error {
	offers, err := s.store.OpenOffers(ctx, shop)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if whose(o.Visitor) {
			if err := s.desk.Withdraw(ctx, shop, o.Visitor, o.ID, "erased"); err != nil && zagaj.CodeOf(err) != zagaj.CodeConflict {
				return err
			}
		}
	}
	open, err := s.store.Conversations(ctx, shop, []zagaj.ConversationState{zagaj.ConversationWaiting, zagaj.ConversationOpen}, math.MaxInt64, 0)
	if err != nil {
		return err
	}
	for _, c := range open {
		if whose(c.Visitor) {
			if _, err := s.desk.Close(ctx, shop, c.ID); err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
				return err
			}
		}
	}
	return nil
}

// eraseOpen erases while nothing is taken from the lines on some topics, and closes them then, also when it failed: what went is not
// known. Who has opened a page meanwhile is erased once more.
func (s *Server) eraseOpen(ctx context.Context, shop zagaj.ShopID, topics []topic, erase func() (int64, error)) (int64, error) {
	s.silence(topics)
	removed, err := erase()
	late := s.silence(topics)
	s.engine.Forget(shop, late...)
	for _, t := range topics {
		s.visitors.CloseAll(t.String(), closeUnknown, "this visitor was erased")
	}
	for _, v := range late {
		if err == nil {
			var n int64
			n, err = s.store.Erase(ctx, sql.Person{Shop: shop, Visitor: v})
			removed += n
		}
	}
	s.presence.touch(shop)
	return removed, err
}

// erasedWithin is for how long after an erasure began its person's lines are looked for: longer than one takes.
const erasedWithin = time.Hour

// sweepErased lets go of the lines of those who were erased beside this process, by the command or another node, and erases once
// more what they have told since.
func (s *Server) sweepErased(ctx context.Context) error {
	for _, shop := range s.presence.shops() {
		var open []zagaj.VisitorID
		for _, sess := range s.visitors.On(shopTopic(shop).String()) {
			if v, ok := sess.Value.(*caller); ok && !v.erased.Load() {
				open = append(open, v.visitor.ID)
			}
		}
		if len(open) == 0 {
			continue
		}
		erased, err := s.store.ErasedAmong(ctx, shop, s.now().Add(-erasedWithin), open)
		if err != nil {
			return err
		}
		for _, v := range erased {
			if _, err := s.erase(ctx, sql.Person{Shop: shop, Visitor: v}); err != nil {
				return err
			}
		}
	}
	return nil
}

// errErased answers what was under way: the page says it again as whoever it is then.
var errErased = zagaj.E(zagaj.CodeUnavailable, "this visitor was erased")

// silence takes nothing more from the lines on some topics, and returns whose they are that were heard so far.
func (s *Server) silence(topics []topic) (visitors []zagaj.VisitorID) {
	for _, t := range topics {
		for _, sess := range s.visitors.On(t.String()) {
			if v, ok := sess.Value.(*caller); ok && !v.erased.Swap(true) {
				visitors = append(visitors, v.visitor.ID)
			}
		}
	}
	return visitors
}

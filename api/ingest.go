package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// ingest appends events to the log and, once they are committed, hands the new ones to the engine. It returns how
// many were new: duplicates change nothing.
func (s *Server) ingest(ctx context.Context, events []zagaj.Event) (int, error) {
	fresh, err := s.ingested(ctx, events)
	return len(fresh), err
}

// ingested is ingest for who needs to see what was new, as the log keeps it.
func (s *Server) ingested(ctx context.Context, events []zagaj.Event) ([]zagaj.Event, error) {
	if len(events) == 0 {
		return nil, nil
	}
	if err := s.petition(ctx, events); err != nil {
		return nil, err
	}
	if err := s.disconnect(ctx, events); err != nil {
		return nil, err
	}
	cleanShop(events)
	fresh, err := s.store.AppendEvents(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("append events: %w", err)
	}
	for _, ev := range fresh {
		s.feed(ev)
	}
	for _, ev := range fresh {
		if ev.Kind == zagaj.KindAlias && ev.Visitor != "" {
			if err := s.adoptCart(ctx, ev); err != nil {
				return fresh, err
			}
		}
	}
	return fresh, nil
}

func (s *Server) feed(ev zagaj.Event) {
	if err := s.engine.Feed(ev); err != nil {
		s.log.Warn("engine refused an event", "kind", ev.Kind, "error", err)
	}
	s.presence.touch(ev.Shop)
}

// adoptCart gives a visitor the cart whose token the browser has just told. The webhook may have come before the
// visitor was known; the adopted snapshot goes through the log too, so that a replay sees the same.
func (s *Server) adoptCart(ctx context.Context, alias zagaj.Event) error {
	cart, err := s.store.CartOf(ctx, alias.Shop, alias.Visitor)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cart: %w", err)
	}
	adopted := zagaj.Event{ID: zagaj.EventID("adopt:" + string(alias.ID)), Shop: alias.Shop, Source: zagaj.FromSystem,
		Visitor: alias.Visitor, Kind: zagaj.KindCart, OccurredAt: cart.ChangedAt, ReceivedAt: s.now(), Cart: &cart}
	_, err = s.ingest(ctx, []zagaj.Event{adopted})
	return err
}

// LoadShop lets the shop be decided for by its rules, schedule and policy as the tables hold them now. A change stands in the
// log, so that a replay decides by what was in force.
func (s *Server) LoadShop(ctx context.Context, id zagaj.ShopID) error {
	s.changing.Lock() // of two changes the one that is logged last is the one read last
	defer s.changing.Unlock()
	c, err := ShopConfig(ctx, s.store, id)
	if err != nil {
		return err
	}
	if !s.engine.Has(id) {
		if err := s.engine.SetShop(c); err != nil {
			return fmt.Errorf("shop %s: %w", id, err)
		}
	}
	if err := s.change(ctx, c); err != nil {
		return fmt.Errorf("shop %s: %w", id, err)
	}
	s.presence.watch(id, s.canAnswer(id))
	open, next := s.engine.Open(id)
	s.publish(s.operators, operatorsTopic(id), zagaj.HoursFrame{Open: open, Next: next})
	return nil
}

// change logs settings that differ from those logged last, and gives them to the engine.
func (s *Server) change(ctx context.Context, c zagaj.Settings) error {
	before, err := s.store.SettingsAt(ctx, c.Shop, zagaj.Forever)
	if err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return err
	}
	if err == nil && sameSettings(before, c) {
		return nil
	}
	if _, err := triggers.NewState(c, s.now()); err != nil {
		return err // what is not valid is not logged
	}
	ev := zagaj.Event{ID: zagaj.EventID(s.newID()), Shop: c.Shop, Source: zagaj.FromSystem, Kind: zagaj.KindConfig, OccurredAt: s.now(), ReceivedAt: s.now(), Settings: &c}
	fresh, err := s.store.AppendEvents(ctx, []zagaj.Event{ev})
	if err != nil {
		return fmt.Errorf("log the settings: %w", err)
	}
	for _, ev := range fresh {
		s.engine.Change(ev)
	}
	return nil
}

// sameSettings compares as the log writes: what differs in nothing that is written is the same.
func sameSettings(a, b zagaj.Settings) bool {
	x, err := json.Marshal(a)
	y, also := json.Marshal(b)
	return err == nil && also == nil && bytes.Equal(x, y)
}

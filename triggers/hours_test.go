package triggers

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

// asksForASize is a visitor who comes at an instant and looks at the size table at others.
func asksForASize(v zagaj.VisitorID, comes zagaj.Instant, looks ...zagaj.Instant) []zagaj.Event {
	base := zagaj.Event{Shop: testShop, Source: zagaj.FromClient, Visitor: v, Tab: "t", ReceivedAt: comes, OccurredAt: comes}
	up, view := base, base
	up.Kind, up.Up = zagaj.KindNet, true
	view.Kind, view.Page = zagaj.KindView, &zagaj.Page{URL: "https://s.example/1", Type: zagaj.PageProduct, Product: "1", Category: "buty"}
	log := []zagaj.Event{up, view}
	for _, at := range looks {
		pulse := base
		pulse.ReceivedAt, pulse.OccurredAt, pulse.Kind, pulse.Pulse = at, at, zagaj.KindPulse, &zagaj.Pulse{Name: "size", Category: "buty"}
		log = append(log, pulse)
	}
	return log
}

// A start decides for what has been by the hours of then: the shop was closed when somebody first looked for a size, so that moment was none, and the
// next one is, whether or not the server was started in between.
func TestARestartDecidesByTheHoursOfThen(t *testing.T) {
	c := config()
	c.Schedule.Open, c.Policy.HoldOut = []string{"* 10-16 * * *"}, 1
	c.Rules = []zagaj.Rule{{ID: "r", Shop: testShop, Name: "r", Enabled: true, PerVisit: 1, When: raw(`{"fact":"pulse","of":"size","within":30}`)}}
	minute := func(n int) zagaj.Instant { return noon.Add(time.Duration(n) * time.Minute) } // from the opening on
	log := byTime([]zagaj.Event{staff("anna", 1)}, asksForASize("v", minute(-6), minute(-4)))
	log[slices.IndexFunc(log, func(ev zagaj.Event) bool { return ev.Kind == zagaj.KindOperator })].ReceivedAt = minute(-7)
	log = byTime(log)
	for _, restart := range []bool{false, true} {
		now, s := minute(1), newState(t, c, minute(-7))
		if restart {
			s = newState(t, c, now)
		}
		for _, ev := range log {
			s.Restore(ev)
		}
		if restart {
			s.Restored(now)
			s.Apply(staff("anna", 1))
			s.Apply(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: "v", Up: true, ReceivedAt: now})
		}
		var got []string
		for _, o := range play(s, asksForASize("v", now, minute(2))) {
			if o.Kind == DoRecord {
				got = append(got, o.Reason)
			}
		}
		if !slices.Contains(got, "would_offer hold_out") {
			t.Errorf("restart %v: got %v, want the moment when the shop is open to be the first", restart, got)
		}
	}
}

// After a start when the shop has closed, what was offered while it was open is still that rule's.
func TestARestartAfterClosingKnowsWhoseOfferItWas(t *testing.T) {
	c := config()
	c.Schedule.Open = []string{"0-29 10 * * *"}
	c.Rules = []zagaj.Rule{{ID: "r", Shop: testShop, Name: "r", Enabled: true, When: raw(`{"fact":"pulse","of":"size","within":30}`)},
		{ID: "had", Shop: testShop, Name: "had", Enabled: true, DryRun: true, When: raw(`{"fact":"offers","of":"shown","rule":"r","op":">=","value":1}`)}}
	first := newState(t, c, noon)
	log := byTime([]zagaj.Event{staff("anna", 1)}, asksForASize("v", noon, noon.Add(time.Minute)))
	_, told := playUntil(first, log, noon.Add(2*time.Minute))
	now := noon.Add(31 * time.Minute)
	s := newState(t, c, now)
	for _, ev := range told {
		s.Restore(ev)
	}
	s.Restored(now)
	if e, err := s.Explain("v", "had", now); err != nil || e.Truth != "true" {
		t.Errorf("got %s, %v, want the offer to be known as the rule's", e.Truth, err)
	}
}

// A start does not make the platform's old word new: carts are as unknown as they were.
func TestARestartDoesNotMakeCartsKnown(t *testing.T) {
	c := config()
	c.Policy.StaleAfter = 900
	c.Rules = []zagaj.Rule{{ID: "r", Shop: testShop, Name: "r", Enabled: true, When: raw(`{"not":{"fact":"cart_empty"}}`)}}
	now := noon.Add(20 * time.Minute)
	s := newState(t, c, now)
	cart := zagaj.Event{Kind: zagaj.KindCart, Source: zagaj.FromShop, Visitor: "v", ReceivedAt: noon.Add(time.Minute), OccurredAt: noon.Add(time.Minute),
		Cart: &zagaj.Cart{ID: "c", Version: 1, Lines: []zagaj.Line{{Product: "1", Quantity: 1}}}}
	for _, ev := range append(asksForASize("v", noon), cart) {
		s.Restore(ev)
	}
	s.Restored(now)
	if e, err := s.Explain("v", "r", now); err != nil || e.Truth != "unknown" {
		t.Errorf("got %s, %v: the platform was silent for 19 minutes, and may be for 15", e.Truth, err)
	}
}

// An event that cannot be applied is left out when the log is replayed, too, as it was when it came: a server must not fail to start over it for a day.
func TestAMalformedEventDoesNotStopTheStart(t *testing.T) {
	e := NewEngine(EngineConfig{Now: func() zagaj.Instant { return noon.Add(time.Minute) }, Log: slog.New(slog.DiscardHandler)})
	if err := e.SetShop(config()); err != nil {
		t.Fatal(err)
	}
	malformed := zagaj.Event{Shop: testShop, Kind: zagaj.KindView, Source: zagaj.FromClient, Visitor: "v", Tab: "t", ReceivedAt: noon} // without its page
	err := e.Restore(testShop, func(yield func(zagaj.Event, error) bool) {
		for _, ev := range append([]zagaj.Event{malformed}, asksForASize("w", noon)...) {
			if !yield(ev, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !e.Knows(testShop, "w") {
		t.Error("who came after it is not known")
	}
}

package triggers_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"strconv"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// storm is what one visitor can send that grows something: new pages, products, tabs, carts, pulses of new names.
func storm(i int, now zagaj.Instant) zagaj.Event {
	name := strconv.Itoa(i)
	ev := zagaj.Event{Shop: "s", Source: zagaj.FromClient, Visitor: "flood", Tab: zagaj.TabID("t" + name), ReceivedAt: now, OccurredAt: now}
	switch i % 4 {
	case 0:
		ev.Kind, ev.Pulse = zagaj.KindPulse, &zagaj.Pulse{Name: "own-" + name, Category: name}
	case 1:
		ev.Kind, ev.Source, ev.Cart = zagaj.KindCart, zagaj.FromShop, &zagaj.Cart{ID: zagaj.CartID(name), Version: 1, Lines: []zagaj.Line{{Product: zagaj.ProductID(name), Quantity: 1}}}
	default:
		ev.Kind, ev.Page = zagaj.KindView, &zagaj.Page{URL: "/" + name, Type: zagaj.PageProduct, Product: zagaj.ProductID(name), Category: name, Brand: name}
		if i%8 == 2 {
			ev.Tab = "t"
		}
	}
	return ev
}

// quiet is what everybody else does meanwhile: who of them looks at a size table three times is offered help.
func quiet(s *triggers.State, flood func(at zagaj.Instant)) (decisions []triggers.Decision) {
	take := func(commands []triggers.Command) {
		for _, c := range commands {
			if c.Kind == triggers.DoRecord && c.Visitor != "flood" {
				decisions = append(decisions, c.Decision)
			}
		}
	}
	s.Apply(zagaj.Event{Shop: "s", Kind: zagaj.KindOperator, Source: zagaj.FromOperator, ReceivedAt: noon, Operator: &zagaj.OperatorState{ID: "a", On: true, Seats: 100}})
	for second := range 60 {
		now := noon + zagaj.Instant(second*1000)
		for at := s.Next(); at <= now; at = s.Next() {
			take(s.Tick(at))
		}
		flood(now)
		for v := range 10 {
			ev := zagaj.Event{Shop: "s", Source: zagaj.FromClient, Visitor: zagaj.VisitorID(fmt.Sprint("v", v)), Tab: "t", ReceivedAt: now, OccurredAt: now}
			switch {
			case second == 0:
				ev.Kind, ev.Up = zagaj.KindNet, true
			case second == 1:
				ev.Kind, ev.Page = zagaj.KindView, &zagaj.Page{URL: "/", Type: zagaj.PageProduct, Product: "p", Category: "c"}
			case second%(10+v) == 9:
				ev.Kind, ev.Pulse = zagaj.KindPulse, &zagaj.Pulse{Name: "size", Category: "c"}
			default:
				continue
			}
			take(s.Apply(ev))
		}
	}
	return decisions
}

func stormState(t *testing.T) *triggers.State {
	t.Helper()
	rules := triggers.DefaultRules("s", "en")
	for i := range 200 {
		rules = append(rules, zagaj.Rule{ID: zagaj.RuleID("r" + strconv.Itoa(i)), Name: "r", Enabled: true, When: []json.RawMessage{
			json.RawMessage(fmt.Sprintf(`{"fact":"dwell","scope":"brand","of":"%d","op":">=","value":%d}`, i, i+5))}})
	}
	s, err := triggers.NewState(triggers.ShopConfig{Shop: "s", Rules: rules, Policy: zagaj.DefaultPolicy(), Schedule: zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}}, noon)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// One visitor's storm of events changes nothing for anybody else, and what is remembered of it does not grow with it.
func TestAStormOfOneVisitorIsBounded(t *testing.T) {
	want := quiet(stormState(t), func(zagaj.Instant) {})
	if len(want) == 0 {
		t.Fatal("nothing is decided in the quiet shop")
	}
	s, sent := stormState(t), 0
	var after [3]uint64
	got := quiet(s, func(now zagaj.Instant) {
		for range 500 {
			s.Apply(storm(sent, now))
			sent++
		}
		for i, n := range []int{5_000, 15_000, 30_000} {
			if sent == n {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				after[i] = m.HeapAlloc
			}
		}
	})
	if !reflect.DeepEqual(got, want) {
		t.Errorf("with the storm others get %v, without %v", got, want)
	}
	// Of 25,000 more events nearly nothing stays: one list of them alone would be half a megabyte.
	if after[2] > after[0]+1<<18 {
		t.Errorf("the heap was %v bytes after 5,000, 15,000 and 30,000 events: it grows with the storm", after)
	}
	runtime.KeepAlive(s)
}

// The queue has room for others when one visitor fills their part of it.
func TestAStormDoesNotFillTheQueue(t *testing.T) {
	e := triggers.NewEngine(triggers.EngineConfig{Now: func() zagaj.Instant { return noon }, Log: slog.New(slog.DiscardHandler)})
	refused := 0
	for i := range 20_000 {
		if err := e.Feed(storm(i, noon)); zagaj.CodeOf(err) == zagaj.CodeUnavailable {
			refused++
		}
	}
	if refused == 0 || refused == 20_000 {
		t.Errorf("%d of 20,000 events were refused", refused)
	}
	for v := range 100 {
		if err := e.Feed(zagaj.Event{Shop: "s", Kind: zagaj.KindNet, Visitor: zagaj.VisitorID(strconv.Itoa(v))}); err != nil {
			t.Fatalf("visitor %d has to suffer for it: %v", v, err)
		}
	}
}

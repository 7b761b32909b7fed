package triggers_test

import (
	"fmt"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// twoDevices is a stage with a phone, v, and a computer, w, of one customer who has logged in on both.
func twoDevices(t *testing.T, condition string) *stage {
	t.Helper()
	g := newStage(t, condition)
	for _, v := range []zagaj.VisitorID{"v", "w"} {
		page := shoe
		g.apply(zagaj.Event{Kind: zagaj.KindNet, Up: true, Visitor: v})
		g.apply(zagaj.Event{Kind: zagaj.KindView, Page: &page, Visitor: v})
		g.apply(zagaj.Event{Kind: zagaj.KindAlias, Visitor: v, Alias: &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: "7"}})
	}
	g.pass(60)
	return g
}

// Who is logged in on two devices is one person: of silences the longer holds on both, and counts are added up.
func TestOneCustomerOnTwoDevicesIsOnePerson(t *testing.T) {
	for want, ev := range map[string]zagaj.Event{
		"dismissed": {Kind: zagaj.KindDismissed},
		"accepted":  {Kind: zagaj.KindAccepted},
		"order":     {Kind: zagaj.KindOrder, Source: zagaj.FromShop, Order: &zagaj.Order{ID: "o"}},
		"visit_cap": {Kind: zagaj.KindShown, Source: zagaj.FromSystem, Offer: "o"},
	} {
		g := twoDevices(t, `{"fact":"page_views","op":">=","value":1}`)
		g.apply(ev)
		g.apply(zagaj.Event{Kind: zagaj.KindAccepted, Visitor: "nobody"}) // another one's changes nothing
		g.pass(61)                                                        // until the offer's life is over
		e, err := g.state.Explain("w", "r", g.now)
		if err != nil || e.Gate != want {
			t.Errorf("%s on the phone: the computer is held by %q, %v, want %s", ev.Kind, e.Gate, err, want)
		}
	}
	g := twoDevices(t, `{"fact":"offers","of":"dismissed","op":">=","value":1}`)
	g.apply(zagaj.Event{Kind: zagaj.KindDismissed})
	if e, err := g.state.Explain("w", "r", g.now); err != nil || e.Truth != "true" {
		t.Errorf("dismissed on the phone: %s on the computer, %v", e.Truth, err)
	}
}

// What is looked at, and for how long, stays each device's own.
func TestDwellIsEachDevicesOwn(t *testing.T) {
	g := twoDevices(t, `{"fact":"dwell","scope":"category","op":">=","value":100}`)
	for _, step := range []struct {
		more int
		want string
	}{{39, "false"}, {1, "true"}} {
		g.pass(step.more)
		for _, v := range []zagaj.VisitorID{"v", "w"} {
			if e, err := g.state.Explain(v, "r", g.now); err != nil || e.Truth != step.want {
				t.Errorf("%s: %s, %v, want %s", v, e.Truth, err, step.want)
			}
		}
	}
}

// offers counts what is offered to whom from a step on, as the desk answers and the browsers show it; all of it goes back into the engine.
func (g *stage) offers(commands []triggers.Command, into map[zagaj.VisitorID]string) {
	for _, c := range commands {
		switch c.Kind {
		case triggers.DoOffer:
			id := zagaj.OfferID("offer to " + c.Visitor)
			into[c.Visitor] += "offer "
			g.offers(g.state.Offered(c.Visitor, id, nil, g.now), into)
			g.offers(g.state.Apply(zagaj.Event{Shop: "s", Kind: zagaj.KindShown, Source: zagaj.FromSystem, Visitor: c.Visitor, Offer: id, ReceivedAt: g.now}), into)
		case triggers.DoWithdraw:
			into[c.Visitor] += "withdraw:" + c.Reason + " "
		}
	}
}

func (g *stage) tick(into map[zagaj.VisitorID]string) {
	for next := g.state.Next(); next <= g.now; next = g.state.Next() {
		g.offers(g.state.Tick(next), into)
	}
}

// Somebody at two screens is offered help at one of them, and not while they talk to a person at the other; a "no" at one takes the offer off the other.
func TestOnePersonIsOfferedHelpAtOneScreen(t *testing.T) {
	free := func(g *stage, into map[zagaj.VisitorID]string) {
		g.offers(g.state.Apply(zagaj.Event{Shop: "s", Kind: zagaj.KindOperator, Source: zagaj.FromOperator, ReceivedAt: g.now, Operator: &zagaj.OperatorState{ID: "anna", On: true, Seats: 5}}), into)
		g.tick(into)
	}
	const condition = `{"fact":"page_views","op":">=","value":1}`
	g, got := twoDevices(t, condition), map[zagaj.VisitorID]string{}
	free(g, got)
	if len(got) != 1 {
		t.Errorf("at two screens at once: %v, want one offer", got)
	}
	g, got = twoDevices(t, condition), map[zagaj.VisitorID]string{}
	g.apply(zagaj.Event{Kind: zagaj.KindChatOpen, Source: zagaj.FromSystem, Visitor: "w"})
	free(g, got)
	if len(got) != 0 {
		t.Errorf("while they talk at the other screen: %v", got)
	}
	for ev, why := range map[zagaj.Kind]string{zagaj.KindDismissed: "dismissed", zagaj.KindChatOpen: "chat", zagaj.KindOrder: "order"} {
		g, got = twoDevices(t, condition), map[zagaj.VisitorID]string{}
		free(g, got)
		other := map[bool]zagaj.VisitorID{true: "w", false: "v"}[got["v"] != ""]
		g.offers(g.state.Apply(zagaj.Event{Shop: "s", Kind: ev, Source: zagaj.FromSystem, Visitor: other, ReceivedAt: g.now, OccurredAt: g.now, Order: &zagaj.Order{ID: "o", PlacedAt: g.now}}), got)
		g.tick(got)
		delete(got, other)
		for _, did := range got {
			if did != "offer withdraw:"+why+" " {
				t.Errorf("%s at the other screen: got %q, want the offer taken back for it", ev, did)
			}
		}
	}
}

// So many at once under one customer's id are no person but a mistake of the shop's: what one of them refuses must not silence all others, and their events must
// not be weighed against each other without end.
func TestACustomerHasABoundedNumberOfDevices(t *testing.T) {
	g := newStage(t, `{"fact":"page_views","op":">=","value":1}`)
	for i := range 200 {
		v, page := zagaj.VisitorID(fmt.Sprint("v", i)), shoe
		g.apply(zagaj.Event{Kind: zagaj.KindNet, Up: true, Visitor: v})
		g.apply(zagaj.Event{Kind: zagaj.KindView, Page: &page, Visitor: v})
		g.apply(zagaj.Event{Kind: zagaj.KindAlias, Visitor: v, Alias: &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: "guest"}})
	}
	g.pass(60)
	g.apply(zagaj.Event{Kind: zagaj.KindDismissed, Visitor: "v0"})
	silent := 0
	for i := range 200 {
		if e, err := g.state.Explain(zagaj.VisitorID(fmt.Sprint("v", i)), "r", g.now); err != nil || e.Gate == "dismissed" {
			silent++
		}
	}
	if silent < 2 || silent > 16 {
		t.Errorf("%d are silent, want those of a person's devices", silent)
	}
}

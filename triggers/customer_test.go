package triggers_test

import (
	"testing"

	"github.com/zagaj/zagaj"
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

package triggers_test

import (
	"testing"

	"github.com/zagaj/zagaj"
)

// What a browser kept for more than ten minutes counts, and is no cause: nothing is offered because of it, until something
// else happens.
func TestWhatIsOldCountsButIsNoCause(t *testing.T) {
	for age, want := range map[int]bool{599_000: true, 601_000: false} {
		g := newStage(t, `{"fact":"page_views","op":">=","value":2}`)
		g.apply(zagaj.Event{Kind: zagaj.KindOperator, Source: zagaj.FromOperator, Operator: &zagaj.OperatorState{ID: "a", On: true, Seats: 1}})
		g.view(shoe)
		g.pass(900)
		late := zagaj.Event{Shop: "s", Kind: zagaj.KindView, Source: zagaj.FromClient, Visitor: "v", Tab: "u", Page: &zagaj.Page{URL: "/2"},
			ReceivedAt: g.now, OccurredAt: g.now - zagaj.Instant(age)}
		offered := false
		for _, c := range g.state.Apply(late) {
			offered = offered || c.Kind == "offer"
		}
		if offered != want || g.truth() != "true" {
			t.Errorf("%d ms old: offered at once %v, want %v; the rule is %s", age, offered, want, g.truth())
		}
	}
}

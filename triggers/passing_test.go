package triggers_test

import (
	"fmt"
	"testing"

	"github.com/zagaj/zagaj"
)

// told is how far the time has come that the stage's rule waits for: "has of needs", with a dot while it stands still.
func (g *stage) told() string {
	g.t.Helper()
	e, err := g.state.Explain("v", "r", g.now)
	switch {
	case err != nil:
		g.t.Fatal(err)
	case e.Passing == nil:
		return ""
	case e.Passing.Until == 0:
		return fmt.Sprintf("%d of %d.", e.Passing.Has, e.Passing.Needs)
	case e.Passing.Until != g.now+zagaj.Instant(e.Passing.Needs-e.Passing.Has)*1000:
		g.t.Errorf("%d of %d ends at %d, which is not so many seconds after %d", e.Passing.Has, e.Passing.Needs, e.Passing.Until, g.now)
	}
	return fmt.Sprintf("%d of %d", e.Passing.Has, e.Passing.Needs)
}

func TestARuleTellsHowFarTheTimeHasComeThatItWaitsFor(t *testing.T) {
	look := func(g *stage, visible bool) {
		g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: map[bool]zagaj.TabState{true: zagaj.TabShown, false: zagaj.TabHidden}[visible]})
	}
	for condition, want := range map[string][4]string{ // after 100 seconds, after 60 more out of sight, back again for 60, then at 600
		`{"fact":"dwell","scope":"category","op":">=","value":600}`:                                                  {"100 of 600", "100 of 600.", "160 of 600", ""},
		`{"fact":"visit_age","op":">=","value":300}`:                                                                 {"100 of 300", "160 of 300", "220 of 300", ""},
		`{"any":[{"fact":"dwell","scope":"site","op":">=","value":600},{"fact":"visit_age","op":">=","value":900}]}`: {"100 of 600", "160 of 900", "160 of 600", ""},
		`{"all":[{"fact":"dwell","scope":"site","op":">=","value":120},{"fact":"pulse","of":"exit","within":10}]}`:   {"100 of 120", "100 of 120.", "", ""},
		`{"fact":"visit_age","op":"<=","value":50}`:                                                                  {"", "", "", ""},
		`{"fact":"cart_unchanged","op":">=","value":600}`:                                                            {"", "", "", ""},
		`{"not":{"fact":"visit_age","op":">=","value":600}}`:                                                         {"", "", "", ""},
	} {
		g := newStage(t, condition)
		g.view(shoe)
		step := func(i, seconds int) {
			g.pass(seconds)
			if got := g.told(); got != want[i] {
				t.Errorf("%s: step %d: got %q, want %q", condition, i, got, want[i])
			}
		}
		step(0, 100)
		look(g, false)
		step(1, 60)
		look(g, true)
		step(2, 60)
		g.pass(700)
		step(3, 0)
	}
}

package triggers

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/zagaj/zagaj"
)

// sameAfterARestart draws where a process ends, lets another begin with the log until then, and demands that both decide the
// same from there on. It returns what they decide.
func sameAfterARestart(t *rapid.T, c ShopConfig, log []zagaj.Event) []outcome {
	cut := rapid.IntRange(1, len(log)-1).Draw(t, "cut")
	now := log[cut-1].ReceivedAt
	end := log[len(log)-1].ReceivedAt.Add(15 * time.Minute)
	anna := staff("anna", 100)
	anna.ReceivedAt = now
	rest := []zagaj.Event{anna}
	for _, v := range []zagaj.VisitorID{"v1", "v2", "v3"} {
		rest = append(rest, zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: v, Up: true, ReceivedAt: now})
	}
	rest = append(rest, log[cut:]...)

	live := newState(t, c, noon)
	_, told := playUntil(live, append([]zagaj.Event{staff("anna", 100)}, log[:cut]...), now)
	live.staff, live.staffing = nil, live.staffing+1 // operators come back by their own sockets
	for _, v := range sorted(live.visits) {
		live.Apply(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromSystem, Visitor: v.visitor, ReceivedAt: now})
	}
	again := newState(t, c, now) // as a start makes it
	for _, ev := range told {
		again.Restore(ev)
	}
	again.Restored(now)
	want, _ := playUntil(live, rest, end)
	got, _ := playUntil(again, rest, end)
	want, got = done(want), done(got)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("after a restart %v\nwithout it %v\nrules %s", relative(got), relative(want), rulesText(c.Rules))
	}
	return want
}

// Rules, hours, policy and experiments change while visitors are there. The log tells it, so that a process that begins with
// the log, knowing no more than the settings of its beginning, decides the same; without being told it does not.
func TestTheSameLogAcrossChangesOfSettingsDecidesTheSame(t *testing.T) {
	offers, differs := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := config()
		log := byTime(anyLog(t, "v1", 20), anyLog(t, "v2", 20), sizeSeeker("v3"))
		var changes []zagaj.Event
		for i := range rapid.IntRange(1, 3).Draw(t, "changes") {
			at := log[rapid.IntRange(0, len(log)-1).Draw(t, fmt.Sprint("changed after", i))].ReceivedAt
			changes = append(changes, zagaj.Event{Kind: zagaj.KindConfig, Source: zagaj.FromSystem, ReceivedAt: at.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "ms")) * time.Millisecond), Settings: anySettings(t)})
		}
		all := byTime(log, changes)
		want := sameAfterARestart(t, c, all)
		offers += count(want, DoOffer)
		told, untold := newState(t, c, noon), newState(t, c, noon)
		told.Apply(staff("anna", 100))
		untold.Apply(staff("anna", 100))
		if !reflect.DeepEqual(done(play(told, all)), done(play(untold, log))) {
			differs++
		}
	})
	if offers == 0 || differs == 0 {
		t.Errorf("%d offers, %d logs on which the changes mattered: the test shows nothing", offers, differs)
	}
}

// anySettings draws what a merchant may change.
func anySettings(t *rapid.T) *zagaj.Settings {
	c := config()
	c.Rules = anyRules(t)
	if rapid.Bool().Draw(t, "also the five") {
		c.Rules = append(c.Rules, DefaultRules(testShop, "pl")...)
	}
	c.Policy.HoldOut = rapid.SampledFrom([]float64{0, 0.5}).Draw(t, "hold-out")
	c.Policy.PerVisit, c.Policy.Gap = rapid.IntRange(1, 3).Draw(t, "per visit"), zagaj.Seconds(rapid.SampledFrom([]int{0, 60, 600}).Draw(t, "gap"))
	c.Schedule.Open = rapid.SampledFrom([][]string{{"* * * * *"}, {"0-19,30-59 * * * *"}}).Draw(t, "open")
	if rapid.Bool().Draw(t, "an experiment") {
		c.Experiments = []zagaj.Experiment{trial(c.Rules[0].ID)}
	}
	return &c
}

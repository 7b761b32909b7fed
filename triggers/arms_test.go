package triggers

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

// trial is an experiment of one rule: half see nothing.
func trial(rule zagaj.RuleID) zagaj.Experiment {
	return zagaj.Experiment{ID: "trial", Shop: testShop, Rule: rule, Name: "trial", Phase: 1, Coverage: 1, Lift: 0.2, Window: zagaj.DefaultWindow,
		Arms: []zagaj.Arm{{Name: "nothing", Weight: 1, Control: true}, {Name: "offer", Weight: 1}}}
}

func visitorNumber(i int) zagaj.VisitorID { return zagaj.VisitorID(fmt.Sprint("visitor-", i)) }

// brought plays a visitor to the moment of the size rule's offer and returns what the engine decided.
func brought(s *State, v zagaj.VisitorID) []Command {
	var out []Command
	for _, ev := range sizeSeeker(v) {
		out = append(out, s.Apply(ev)...)
	}
	return out
}

func exposures(commands []Command) map[zagaj.ExperimentID]string {
	out := map[zagaj.ExperimentID]string{}
	for _, c := range commands {
		if c.Kind == DoExpose {
			out[c.Exposure.Experiment] = c.Exposure.Arm
		}
	}
	return out
}

// Arms have the sizes of their weights; wider coverage and a second experiment move nobody from one arm to another.
func TestArmsFallByWeightAndStay(t *testing.T) {
	e := trial("size_table")
	e.Arms = append(e.Arms, zagaj.Arm{Name: "other words", Weight: 2, Text: map[string]string{"pl": "Pomóc?"}})
	half, whole := e, e
	half.Coverage = 0.5
	const visitors = 20_000
	counts, moved, covered := map[int]int{}, 0, 0
	for i := range visitors {
		a, b := draw(&half, visitorNumber(i)), draw(&whole, visitorNumber(i))
		counts[b]++
		if a >= 0 {
			covered++
			if a != b {
				moved++
			}
		}
	}
	for arm, want := range map[int]float64{-1: 0, 0: 0.25, 1: 0.25, 2: 0.5} {
		if got := float64(counts[arm]) / visitors; math.Abs(got-want) > 0.015 {
			t.Errorf("arm %d has %.3f of the visitors, want %.2f", arm, got, want)
		}
	}
	if moved > 0 || math.Abs(float64(covered)/visitors-0.5) > 0.015 {
		t.Errorf("coverage of a half took %d of %d, and %d changed their arm when it was widened", covered, visitors, moved)
	}
}

// All arms are exposed at the same instant; the control arm differs in nothing but that nothing is shown, and counts
// against the caps as the others do.
func TestAControlArmIsAnOfferThatIsNotShown(t *testing.T) {
	c := config()
	c.Experiments = []zagaj.Experiment{trial("size_table")}
	c.Experiments[0].Arms[1].Text = map[string]string{"pl": "Inne słowa."}
	s := newState(t, c, noon)
	s.Apply(staff("anna", 1000))
	arms := map[string]int{}
	for i := range 200 {
		v := visitorNumber(i)
		out := brought(s, v)
		arm := exposures(out)["trial"]
		arms[arm]++
		offered := ""
		for _, c := range out {
			if c.Kind == DoOffer {
				offered = c.Request.Rule.Text["pl"]
			}
		}
		if (arm == "offer") != (offered == "Inne słowa.") || (arm == "nothing") != (offered == "") {
			t.Fatalf("arm %q, offered %q", arm, offered)
		}
		for _, c := range out {
			if c.Kind == DoExpose && c.Exposure.At != noon.Add(32*time.Second) {
				t.Fatalf("arm %q is exposed at +%d ms, want all arms at the third look at the size table", arm, c.Exposure.At-noon)
			}
		}
		if arm == "nothing" && s.visits[v].offers != 1 {
			t.Fatal("the offer that was not shown did not count")
		}
		if out := brought(s, v); len(exposures(out)) != 0 {
			t.Fatal("exposed twice")
		}
	}
	if arms["offer"] < 70 || arms["nothing"] < 70 || len(arms) != 2 {
		t.Errorf("got %v", arms)
	}
}

// Who has an arm keeps it when the weights change, when the visitor comes back another day, and on the second device.
func TestAnArmIsKept(t *testing.T) {
	c := config()
	c.Experiments = []zagaj.Experiment{trial("size_table")}
	s := newState(t, c, noon)
	s.Apply(staff("anna", 1000))
	var held zagaj.VisitorID
	for i := 0; held == ""; i++ {
		if exposures(brought(s, visitorNumber(i)))["trial"] == "nothing" {
			held = visitorNumber(i)
		}
	}
	changed := config()
	changed.Experiments = []zagaj.Experiment{trial("size_table")}
	changed.Experiments[0].Phase, changed.Experiments[0].Arms[0].Weight = 2, 0.000001
	later := newState(t, changed, noon)
	later.Apply(staff("anna", 1000))
	known := zagaj.Exposure{Experiment: "trial", Phase: 1, Arm: "nothing", Rule: "size_table", At: noon.Add(-time.Hour)}
	later.Apply(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: held, Up: true, ReceivedAt: noon, Arms: []zagaj.Exposure{known}})
	for _, c := range brought(later, held) {
		if c.Kind == DoOffer || c.Kind == DoExpose {
			t.Errorf("%s for somebody who has an arm", c.Kind)
		}
	}
	for _, v := range []zagaj.VisitorID{held, "phone"} {
		later.Apply(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: v, Up: true, ReceivedAt: noon})
		later.Apply(zagaj.Event{Kind: zagaj.KindAlias, Source: zagaj.FromClient, Visitor: v, ReceivedAt: noon, Alias: &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: "7"}})
	}
	for _, c := range brought(later, "phone") {
		if c.Kind == DoOffer || c.Kind == DoExpose {
			t.Errorf("%s on the second device of somebody who has an arm", c.Kind)
		}
	}
}

// The hold-out is kept for both sides, before any experiment; two experiments never share a visitor.
func TestHoldOutAndLayers(t *testing.T) {
	c := config()
	c.Policy.HoldOut = 0.3
	other := trial("cart_left")
	other.ID = "other"
	c.Experiments = []zagaj.Experiment{trial("size_table"), other}
	s := newState(t, c, noon)
	s.Apply(staff("anna", 10_000))
	held, inTrial := 0, 0
	const visitors = 2000
	for i := range visitors {
		got := exposures(brought(s, visitorNumber(i)))
		switch got[zagaj.HoldOutID] {
		case zagaj.ArmHeld:
			held++
			if got["trial"] != "" {
				t.Fatal("held out, and in an experiment")
			}
		case zagaj.ArmOffered:
			if got["trial"] != "" {
				inTrial++
			}
		default:
			t.Fatalf("not exposed to the hold-out: %v", got)
		}
	}
	if math.Abs(float64(held)/visitors-0.3) > 0.04 || math.Abs(float64(inTrial)/visitors-0.35) > 0.04 {
		t.Errorf("%d held out of %d, %d in the first of two experiments", held, visitors, inTrial)
	}
}

// onTheirPhone logs a visitor in on a second device, whose own draw may be another.
func onTheirPhone(s *State, v, phone zagaj.VisitorID) {
	for _, device := range []zagaj.VisitorID{v, phone} {
		s.Apply(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: device, Up: true, ReceivedAt: noon})
		s.Apply(zagaj.Event{Kind: zagaj.KindAlias, Source: zagaj.FromClient, Visitor: device, ReceivedAt: noon,
			Alias: &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: "customer of " + string(v)}})
	}
}

// What fell to somebody on one device holds on the other: nobody is held out, or in a control arm, on one and offered something on the other,
// whether they had logged in there before or after.
func TestBothDevicesAreOnOneSide(t *testing.T) {
	for _, loggedInBefore := range []bool{true, false} {
		c := config()
		c.Policy.PerVisit, c.Policy.Gap, c.Policy.HoldOut = 0, 0, 0.3
		c.Rules[4].PerVisit = 9
		other := trial("cart_left")
		other.ID = "other"
		c.Experiments = []zagaj.Experiment{trial("size_table"), other}
		s := newState(t, c, noon)
		s.Apply(staff("anna", 10_000))
		sides := map[bool]int{}
		for i := range 100 {
			v, phone := visitorNumber(i), zagaj.VisitorID(fmt.Sprint("phone-", i))
			if loggedInBefore {
				onTheirPhone(s, v, phone)
			}
			first := brought(s, v)
			for _, command := range first {
				if command.Kind == DoOffer { // it could not be made, so that nothing stands between them and another
					s.Offered(v, "", zagaj.E(zagaj.CodeUnavailable, "busy"), noon.Add(32*time.Second))
				}
			}
			if !loggedInBefore {
				onTheirPhone(s, v, phone)
			}
			second := brought(s, phone)
			if arm := exposures(first); arm["trial"] == "" && arm[zagaj.HoldOutID] != zagaj.ArmHeld {
				continue // not in the trial: nothing has fallen to them
			}
			offered := func(list []Command) bool {
				return slices.ContainsFunc(list, func(c Command) bool { return c.Kind == DoOffer })
			}
			if offered(first) != offered(second) {
				t.Fatalf("logged in before: %v; person %d is offered something on the first device: %v, on the second: %v; %v, %v", loggedInBefore, i, offered(first), offered(second), exposures(first), exposures(second))
			}
			if got := exposures(second); len(got) != 0 {
				t.Fatalf("counted a second time: %v", got)
			}
			sides[offered(first)]++
		}
		if sides[true] < 20 || sides[false] < 20 {
			t.Errorf("got %v, want some of both", sides)
		}
	}
}

// Another experiment, or another share held out, moves nobody who has been counted: who has seen nothing of a trial goes on seeing nothing.
func TestWhoWasCountedStaysWhereTheyAre(t *testing.T) {
	c := config()
	c.Policy.PerVisit, c.Policy.Gap, c.Policy.HoldOut = 0, 0, 0.2
	c.Rules[4].PerVisit = 9
	c.Experiments = []zagaj.Experiment{trial("size_table")}
	before := newState(t, c, noon)
	before.Apply(staff("anna", 10_000))
	other := trial("cart_left")
	other.ID = "other"
	c.Experiments, c.Policy.HoldOut = append(c.Experiments, other), 0.5
	after := newState(t, c, noon)
	after.Apply(staff("anna", 10_000))
	for i := range 100 {
		v := visitorNumber(i)
		var arms []zagaj.Exposure
		offered := map[bool]bool{}
		for _, command := range brought(before, v) {
			if command.Kind == DoExpose {
				arms = append(arms, *command.Exposure)
			}
			offered[false] = offered[false] || command.Kind == DoOffer
		}
		after.Apply(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: v, Up: true, ReceivedAt: noon, Arms: arms})
		for _, command := range brought(after, v) {
			offered[true] = offered[true] || command.Kind == DoOffer
		}
		if offered[false] != offered[true] {
			t.Fatalf("visitor %d, %v: offered something before %v, after %v", i, arms, offered[false], offered[true])
		}
	}
}

func TestExperimentsThatMakeNoSenseAreRefused(t *testing.T) {
	for what, change := range map[string]func(*ShopConfig){
		"two of a rule":      func(c *ShopConfig) { c.Experiments = append(c.Experiments, trial("size_table")) },
		"one arm":            func(c *ShopConfig) { c.Experiments[0].Arms = c.Experiments[0].Arms[:1] },
		"no coverage":        func(c *ShopConfig) { c.Experiments[0].Coverage = 0 },
		"not a number":       func(c *ShopConfig) { c.Experiments[0].Arms[0].Weight = math.NaN() },
		"equal names":        func(c *ShopConfig) { c.Experiments[0].Arms[0].Name = "offer" },
		"trial of the trial": func(c *ShopConfig) { c.Experiments[0].SameArms = true },
	} {
		c := config()
		c.Experiments = []zagaj.Experiment{trial("size_table")}
		change(&c)
		if _, err := NewState(c, noon); zagaj.CodeOf(err) != zagaj.CodeInvalid {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The hash is the first 53 bits of a SHA-256; the digest of "a\x00b" can be had from any other tool.
func TestTheShareIsTheFirst53Bits(t *testing.T) {
	if got := fmt.Sprintf("%.15f", share("a", "b")); got != "0.350379090315743" {
		t.Errorf("got %s", got)
	}
}

// GrowthBook's published vectors, version 2.
func TestGrowthBooksVectors(t *testing.T) {
	for _, c := range []struct {
		seed, value string
		want        float64
	}{{"seed", "a", 0.0505}, {"foo", "ab", 0.2575}} {
		if got := growthBook(c.seed, c.value); got != c.want {
			t.Errorf("%s %s: got %g, want %g", c.seed, c.value, got, c.want)
		}
	}
	// Two arms, half covered: [0, .25) and [.5, .75).
	e := trial("r")
	e.Coverage, e.Seed = 0.5, "seed"
	for i := range 2000 {
		u, want := growthBook("seed", string(visitorNumber(i))), -1
		switch {
		case u < 0.25:
			want = 0
		case u >= 0.5 && u < 0.75:
			want = 1
		}
		if got := draw(&e, visitorNumber(i)); got != want {
			t.Fatalf("%g: arm %d, want %d", u, got, want)
		}
	}
}

package triggers

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/zagaj/zagaj"
)

// long is asked for by ZAGAJ_LONG=1 (make properties).
var long = os.Getenv("ZAGAJ_LONG") != ""

// TestMain keeps the properties to some seconds and to the same random logs, so that a run that passed passes again. The
// long form looks at a thousand new ones.
func TestMain(m *testing.M) {
	settings := map[string]string{"rapid.checks": "12", "rapid.seed": "20260505", "rapid.nofailfile": "true"}
	if long {
		settings = map[string]string{"rapid.checks": "1000"}
	}
	for name, value := range settings {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

const testShop = zagaj.ShopID("shop")

// noon is a Tuesday in Warsaw, 10:00 local time.
var noon = zagaj.At(time.Date(2026, 5, 5, 8, 0, 0, 0, time.UTC))

func config() ShopConfig {
	return ShopConfig{Shop: testShop, Rules: DefaultRules(testShop, "pl"), Policy: zagaj.DefaultPolicy(),
		Schedule: zagaj.Schedule{Shop: testShop, Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}}
}

func newState(t interface{ Fatal(...any) }, c ShopConfig, now zagaj.Instant) *State {
	s, err := NewState(c, now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func staff(id zagaj.OperatorID, seats int) zagaj.Event {
	return zagaj.Event{Kind: zagaj.KindOperator, Source: zagaj.FromOperator, ReceivedAt: noon,
		Operator: &zagaj.OperatorState{ID: id, Name: string(id), On: true, Seats: seats}}
}

// anyEvent draws something that may happen to a visitor at an instant.
func anyEvent(t *rapid.T, visitor zagaj.VisitorID, at zagaj.Instant) zagaj.Event {
	tab := rapid.SampledFrom([]zagaj.TabID{"a", "b"}).Draw(t, "tab")
	ev := zagaj.Event{Visitor: visitor, Source: zagaj.FromClient, ReceivedAt: at, OccurredAt: at.Add(-time.Duration(rapid.IntRange(0, 3000).Draw(t, "age")) * time.Millisecond)}
	switch rapid.SampledFrom([]string{"view", "view", "view", "tab", "tab", "pulse", "pulse", "pulse", "cart", "cart", "order", "net", "chat", "dismissed", "shown"}).Draw(t, "what") {
	case "view":
		kind := rapid.SampledFrom([]zagaj.PageType{zagaj.PageProduct, zagaj.PageProduct, zagaj.PageCart, zagaj.PageCheckout, zagaj.PagePayment}).Draw(t, "page")
		ev.Kind, ev.Tab, ev.Language, ev.Device = zagaj.KindView, tab, "pl", "desktop"
		ev.Page = &zagaj.Page{URL: "https://shop.example/", Type: kind}
		if kind == zagaj.PageProduct {
			ev.Page.Product, ev.Page.Category = zagaj.ProductID(rapid.SampledFrom([]string{"1", "2", "3", "4"}).Draw(t, "product")), rapid.SampledFrom([]string{"buty", "kurtki"}).Draw(t, "category")
			ev.Page.SizeFamily = map[string]string{"buty": "eu"}[ev.Page.Category]
		}
	case "tab":
		ev.Kind, ev.Tab = zagaj.KindTab, tab
		ev.TabState = rapid.SampledFrom([]zagaj.TabState{zagaj.TabShown, zagaj.TabShown, zagaj.TabHidden, zagaj.TabActive, zagaj.TabActive, zagaj.TabIdle,
			zagaj.TabClosed, zagaj.TabFrozen, zagaj.TabInput, zagaj.TabNoInput}).Draw(t, "state")
	case "pulse":
		ev.Kind, ev.Tab = zagaj.KindPulse, tab
		ev.Pulse = &zagaj.Pulse{Name: rapid.SampledFrom([]string{"exit", "size"}).Draw(t, "pulse"), Category: rapid.SampledFrom([]string{"buty", "kurtki"}).Draw(t, "category")}
	case "cart":
		n := rapid.IntRange(0, 2).Draw(t, "lines")
		c := zagaj.Cart{ID: "cart", Version: int64(ev.OccurredAt), Lines: []zagaj.Line{}, Total: zagaj.Money{Minor: int64(n) * 100, Currency: "PLN"}}
		for i := range n {
			c.Lines = append(c.Lines, zagaj.Line{Product: zagaj.ProductID(fmt.Sprint(i)), Quantity: 1})
		}
		if rapid.IntRange(0, 5).Draw(t, "part") == 0 { // of a new cart, or of one of which something is missing then
			c.Change, c.Lines = &zagaj.CartChange{Added: c.Lines}, nil
		}
		ev.Source, ev.Kind, ev.Cart = zagaj.FromShop, zagaj.KindCart, &c
		ev.OccurredAt = at.Add(-time.Duration(rapid.SampledFrom([]int{0, 1, 5, 3000, 7200}).Draw(t, "late")) * time.Second)
	case "order":
		if rapid.IntRange(0, 5).Draw(t, "order at all") > 0 { // or hardly any rule would ever be true
			return anyEvent(t, visitor, at)
		}
		ev.Source, ev.Kind, ev.Order = zagaj.FromShop, zagaj.KindOrder, &zagaj.Order{ID: "o", PlacedAt: at, Status: zagaj.OrderPlaced}
	case "net":
		ev.Kind, ev.Up = zagaj.KindNet, rapid.IntRange(0, 3).Draw(t, "up") > 0
	case "chat":
		ev.Source, ev.Kind = zagaj.FromSystem, rapid.SampledFrom([]zagaj.Kind{zagaj.KindChatOpen, zagaj.KindChatClose}).Draw(t, "chat")
		ev.SaidAt = ev.OccurredAt
	case "dismissed":
		ev.Source, ev.Kind = zagaj.FromSystem, zagaj.KindDismissed
	case "shown":
		ev.Source, ev.Kind, ev.Offer = zagaj.FromSystem, zagaj.KindShown, "another"
	}
	return ev
}

// anyLog draws a visitor's socket coming up and up to n events with gaps of up to some minutes.
func anyLog(t *rapid.T, visitor zagaj.VisitorID, n int) []zagaj.Event {
	at := noon
	log := []zagaj.Event{{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: visitor, Up: true, ReceivedAt: at}}
	for range rapid.IntRange(1, n).Draw(t, "events") {
		at = at.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 250, 1000, 9999, 20_000, 60_000, 180_000, 600_000}).Draw(t, "gap")+rapid.IntRange(0, 400).Draw(t, "more")) * time.Millisecond)
		log = append(log, anyEvent(t, visitor, at))
	}
	return log
}

// The deadline that evaluation returns is safe: nothing changes before it without another event.
func TestNothingChangesBeforeTheDeadline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := config()
		c.Rules = append(c.Rules, anyRules(t)...)
		s := newState(t, c, noon)
		log := anyLog(t, "v", 8)
		for i, ev := range log {
			v := s.reduce(ev)
			if v == nil {
				continue
			}
			until := ev.ReceivedAt.Add(12 * time.Minute)
			if i+1 < len(log) {
				until = min(until, log[i+1].ReceivedAt)
			}
			v.advance(ev.ReceivedAt)
			was, due := make([]Truth, len(s.rules)), make([]zagaj.Instant, len(s.rules))
			look := func(j int, now zagaj.Instant) { was[j], due[j] = s.rules[j].tree.eval(v, now) }
			for j := range s.rules {
				look(j, ev.ReceivedAt)
			}
			for now := ev.ReceivedAt + 250; now < until; now += 250 {
				v.advance(now)
				for j, r := range s.rules {
					got, next := r.tree.eval(v, now)
					if next <= now {
						t.Fatalf("rule %s at +%d ms: the deadline %d does not lie ahead", r.ID, now-ev.ReceivedAt, next-now)
					}
					if got != was[j] && now < due[j] {
						t.Fatalf("rule %s turned from %v to %v at +%d ms after event %d, its deadline was +%d ms\n%s", r.ID, was[j], got, now-ev.ReceivedAt, i, due[j]-ev.ReceivedAt, rulesText([]zagaj.Rule{r.Rule}))
					}
					if now >= due[j] {
						was[j], due[j] = got, next
					}
				}
			}
		}
	})
}

// outcome is one thing decided, without what depends on other visitors.
type outcome struct {
	At      zagaj.Instant
	Kind    CommandKind
	Visitor zagaj.VisitorID
	Rule    zagaj.RuleID
	Reason  string
}

// play runs a log through a state as the engine does, every offer being made and shown at once.
func play(s *State, log []zagaj.Event) []outcome {
	out, _ := playUntil(s, log, log[len(log)-1].ReceivedAt.Add(15*time.Minute))
	return out
}

// playUntil is play to an instant; it also returns the log with what the browsers answered.
func playUntil(s *State, log []zagaj.Event, end zagaj.Instant) (out []outcome, told []zagaj.Event) {
	n := map[zagaj.VisitorID]int{}
	var note func(at zagaj.Instant, commands []Command)
	note = func(at zagaj.Instant, commands []Command) {
		for _, c := range commands {
			o := outcome{at, c.Kind, c.Visitor, c.Rule, c.Reason}
			if c.Kind == DoRecord {
				o.Reason = c.Decision.Outcome + " " + c.Decision.Reason
			}
			out = append(out, o)
			if c.Kind == DoOffer {
				n[c.Visitor]++
				id := zagaj.OfferID(fmt.Sprint(c.Visitor, n[c.Visitor]))
				note(at, s.Offered(c.Visitor, id, nil, at))
				shown := zagaj.Event{Kind: zagaj.KindShown, Source: zagaj.FromSystem, Visitor: c.Visitor, Offer: id, ReceivedAt: at}
				told = append(told, shown)
				note(at, s.Apply(shown))
			}
		}
	}
	pass := func(until zagaj.Instant) {
		for now := s.Next(); now < until; now = max(now+1, s.Next()) {
			note(now, s.Tick(now))
		}
	}
	for _, ev := range log {
		pass(ev.ReceivedAt)
		told = append(told, ev)
		note(ev.ReceivedAt, s.Apply(ev))
	}
	pass(end)
	return out, told
}

func byTime(logs ...[]zagaj.Event) []zagaj.Event {
	log := slices.Concat(logs...)
	slices.SortStableFunc(log, func(a, b zagaj.Event) int { return int(min(max(a.ReceivedAt-b.ReceivedAt, -1), 1)) })
	return log
}

// sizeSeeker opens the size table three times: whatever the others draw, somebody gets an offer.
func sizeSeeker(v zagaj.VisitorID) []zagaj.Event {
	base := zagaj.Event{Shop: testShop, Source: zagaj.FromClient, Visitor: v, Tab: "t", ReceivedAt: noon, OccurredAt: noon}
	up, view := base, base
	up.Kind, up.Up = zagaj.KindNet, true
	view.Kind, view.Page = zagaj.KindView, &zagaj.Page{URL: "https://s.example/1", Type: zagaj.PageProduct, Product: "1", Category: "buty"}
	log := []zagaj.Event{up, view}
	for i := range 3 {
		pulse := base
		pulse.ReceivedAt = noon.Add(time.Duration(30+i) * time.Second)
		pulse.OccurredAt = pulse.ReceivedAt
		pulse.Kind, pulse.Pulse = zagaj.KindPulse, &zagaj.Pulse{Name: "size", Category: "buty"}
		log = append(log, pulse)
	}
	return log
}

func TestTheSameLogGivesTheSameCommands(t *testing.T) {
	offers := 0
	rapid.Check(t, func(t *rapid.T) {
		log := byTime(anyLog(t, "v1", 20), anyLog(t, "v2", 20), sizeSeeker("v3"))
		var runs [2][]outcome
		for i := range runs {
			s := newState(t, config(), noon)
			s.Apply(staff("anna", 1))
			runs[i] = play(s, log)
		}
		if !reflect.DeepEqual(runs[0], runs[1]) {
			t.Fatalf("got %v\nand then %v", runs[0], runs[1])
		}
		for _, o := range runs[0] {
			if o.Kind == DoOffer {
				offers++
			}
		}
	})
	if offers == 0 {
		t.Error("no log led to an offer: the test shows nothing")
	}
}

// With seats for everybody, visitors do not matter to each other: neither their number nor whose event comes first
// within one instant.
func TestVisitorsDoNotDisturbEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyLog(t, "v1", 15), anyLog(t, "v2", 15)
		run := func(logs ...[]zagaj.Event) map[zagaj.VisitorID][]outcome {
			s := newState(t, config(), noon)
			s.Apply(staff("anna", 100))
			by := map[zagaj.VisitorID][]outcome{}
			log := byTime(logs...)
			end := log[len(log)-1]
			for _, o := range play(s, log) {
				if o.At <= end.ReceivedAt {
					by[o.Visitor] = append(by[o.Visitor], o)
				}
			}
			return by
		}
		ab, ba := run(a, b), run(b, a)
		if !reflect.DeepEqual(ab, ba) {
			t.Fatalf("got %v\nand the other way round %v", ab, ba)
		}
		upTo := func(list []outcome, end zagaj.Instant) []outcome {
			var out []outcome
			for _, o := range list {
				if o.At <= end {
					out = append(out, o)
				}
			}
			return out
		}
		end := a[len(a)-1].ReceivedAt
		if got, want := upTo(ab["v1"], end), upTo(run(a)["v1"], end); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %v beside another visitor, want as alone, %v", got, want)
		}
	})
}

// A restart anywhere, with its sockets gone and come back, changes no decision: the log holds everything.
func TestARestartAnywhereDecidesTheSame(t *testing.T) {
	offers := 0
	rapid.Check(t, func(t *rapid.T) {
		c := config()
		if rapid.Bool().Draw(t, "own rules") {
			c.Rules = anyRules(t)
		}
		c.Policy.HoldOut = rapid.SampledFrom([]float64{0, 0.5}).Draw(t, "hold-out")
		c.Experiments = []zagaj.Experiment{trial(c.Rules[0].ID)}
		log := byTime(anyLog(t, "v1", 20), anyLog(t, "v2", 20), sizeSeeker("v3"))
		offers += count(sameAfterARestart(t, c, log), DoOffer)
	})
	if offers == 0 {
		t.Error("no log led to an offer: the test shows nothing")
	}
}

// Visitors spread over any number of states that know nothing of each other are decided for as in one, as long as there
// are seats for all.
func TestAnyNumberOfShardsDecidesTheSame(t *testing.T) {
	offers := 0
	rapid.Check(t, func(t *rapid.T) {
		c := config()
		c.Rules, c.Policy.HoldOut = append(anyRules(t), c.Rules...), 0.3
		c.Experiments = []zagaj.Experiment{trial(c.Rules[0].ID)}
		log := byTime(anyLog(t, "v1", 15), anyLog(t, "v2", 15), anyLog(t, "v3", 15), sizeSeeker("v4"))
		end := log[len(log)-1].ReceivedAt.Add(15 * time.Minute)
		run := func(shards int) []outcome {
			var all []outcome
			for shard := range shards {
				part := []zagaj.Event{staff("anna", 1000)}
				for _, ev := range log {
					if int(ev.Visitor[1]-'0')%shards == shard {
						part = append(part, ev)
					}
				}
				out, _ := playUntil(newState(t, c, noon), part, end)
				all = append(all, out...)
			}
			all = done(all)
			slices.SortStableFunc(all, func(a, b outcome) int { return compareText(string(a.Visitor), string(b.Visitor)) })
			return all
		}
		one := run(1)
		for shards := 2; shards <= 4; shards++ {
			if got := run(shards); !reflect.DeepEqual(got, one) {
				t.Fatalf("%d shards: %v\none: %v", shards, relative(got), relative(one))
			}
		}
		offers += count(one, DoOffer)
	})
	if offers == 0 {
		t.Error("no log led to an offer: the test shows nothing")
	}
}

func count(list []outcome, kind CommandKind) (n int) {
	for _, o := range list {
		if o.Kind == kind {
			n++
		}
	}
	return n
}

// After a restart anywhere, who has dismissed an offer is offered nothing.
func TestDismissalOutlastsARestart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := anyLog(t, "v", 30)
		cut := rapid.IntRange(1, len(log)).Draw(t, "cut")
		at := rapid.IntRange(1, cut).Draw(t, "dismissed after")
		moment := log[at-1].ReceivedAt
		log = slices.Insert(log, at, zagaj.Event{Kind: zagaj.KindDismissed, Source: zagaj.FromSystem, Visitor: "v", ReceivedAt: moment,
			Up: rapid.Bool().Draw(t, "never")})
		s := newState(t, config(), noon)
		for _, ev := range log[:cut+1] {
			s.Restore(ev)
		}
		now := log[cut].ReceivedAt
		s.Restored(now)
		s.Apply(staff("anna", 5))
		rest := append([]zagaj.Event{{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: "v", Up: true, ReceivedAt: now}}, log[cut+1:]...)
		for _, o := range play(s, rest) {
			if o.Kind == DoOffer {
				t.Fatalf("offered %s at +%d ms, dismissed at +%d ms", o.Rule, o.At-noon, moment-noon)
			}
		}
	})
}

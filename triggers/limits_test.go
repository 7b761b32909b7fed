package triggers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

// A shop has a thousand rules, a rule 64 conditions, eight deep; one more of any is refused.
func TestLimitsOfRules(t *testing.T) {
	c := config()
	c.Rules = make([]zagaj.Rule, 1000)
	for i := range c.Rules {
		c.Rules[i] = zagaj.Rule{ID: zagaj.RuleID(fmt.Sprint("r", i)), Name: "r", Enabled: true, When: raw(`{"fact":"open"}`)}
	}
	if _, err := NewState(c, noon); err != nil {
		t.Errorf("a thousand rules: %v", err)
	}
	c.Rules = append(c.Rules, c.Rules[0])
	if _, err := NewState(c, noon); zagaj.CodeOf(err) != zagaj.CodeInvalid || !strings.HasPrefix(err.Error(), "rules:") {
		t.Errorf("one more: %v", err)
	}
	open := `{"fact":"open"}`
	deep := func(n int) zagaj.Rule {
		return zagaj.Rule{Name: "r", When: raw(strings.Repeat(`{"not":`, n-1) + open + strings.Repeat("}", n-1))}
	}
	wide := func(n int) zagaj.Rule {
		return zagaj.Rule{Name: "r", When: raw(`{"any":[` + strings.Repeat(open+",", n-2) + open + `]}`)}
	}
	spread := func(n int) zagaj.Rule { // over when, who and unless together
		r := zagaj.Rule{Name: "r", When: raw(open)}
		for i := range n - 1 {
			r.Who = append(r.Who, json.RawMessage(fmt.Sprintf(`{"fact":"page_views","op":">=","value":%d}`, i)))
		}
		return r
	}
	for what, c := range map[string]struct {
		rule zagaj.Rule
		path string // of the refusal, "" when it is taken
	}{
		"8 deep":        {deep(8), ""},
		"9 deep":        {deep(9), "when[0]" + strings.Repeat(".not", 8)},
		"64 conditions": {wide(64), ""},
		"65 conditions": {wide(65), "when[0].any[63]"},
		"64 spread":     {spread(64), ""},
		"65 spread":     {spread(65), "who[63]"},
	} {
		err := ValidateRule(c.rule)
		if (c.path == "") != (err == nil) || (err != nil && (zagaj.CodeOf(err) != zagaj.CodeInvalid || !strings.HasPrefix(err.Error(), c.path+":"))) {
			t.Errorf("%s: %v, want the path %q", what, err, c.path)
		}
	}
}

// A rule whose condition panics is switched off with the reason, once; the others go on, for the same visitor and the next.
func TestARuleThatPanicsIsSwitchedOffAndTheOthersGoOn(t *testing.T) {
	c := config()
	c.Rules = []zagaj.Rule{
		{ID: "bad", Shop: testShop, Name: "bad", Enabled: true, Priority: 9, When: raw(`{"fact":"page_views","op":">=","value":1}`)},
		{ID: "good", Shop: testShop, Name: "good", Enabled: true, Priority: 1, When: raw(`{"fact":"page_views","op":">=","value":2}`)},
	}
	s := newState(t, c, noon)
	i := slices.IndexFunc(s.program.rules, func(r *rule) bool { return r.ID == "bad" })
	s.program.atoms[s.program.need(i)[0]].node = &fact{by: touchViews, ask: func(*visit, zagaj.Instant) (Truth, zagaj.Instant) { panic("a fault") }}
	s.Apply(staff("anna", 9))
	broken, offered := []Decision{}, []zagaj.VisitorID{}
	for n, v := range []zagaj.VisitorID{"v", "w"} {
		at := noon.Add(0) + zagaj.Instant(n*1000)
		events := []zagaj.Event{{Kind: zagaj.KindNet, Up: true, ReceivedAt: at},
			{Kind: zagaj.KindView, Tab: "t", Page: &zagaj.Page{URL: "/1", Type: zagaj.PageHome}, ReceivedAt: at},
			{Kind: zagaj.KindView, Tab: "t", Page: &zagaj.Page{URL: "/2", Type: zagaj.PageHome}, ReceivedAt: at + 60_000}}
		for _, ev := range events {
			ev.Shop, ev.Source, ev.Visitor = testShop, zagaj.FromClient, v
			for _, c := range s.Apply(ev) {
				switch {
				case c.Kind == DoOffer:
					offered = append(offered, c.Visitor)
				case c.Decision.Outcome == "broken":
					broken = append(broken, c.Decision)
				}
			}
		}
	}
	if len(broken) != 1 || broken[0].Rule != "bad" || broken[0].Reason != "a fault" {
		t.Errorf("switched off: %+v, want bad, once, with the reason", broken)
	}
	if !slices.Equal(offered, []zagaj.VisitorID{"v", "w"}) {
		t.Errorf("offers to %v, want to both by the good rule", offered)
	}
	if e, err := s.Explain("w", "bad", noon.Add(0)+61_000); err != nil || e.Gate != gateBroken || e.Fault != "a fault" {
		t.Errorf("explained as %+v, %v", e.RuleView, err)
	}
}

// The gates are asked in the order that is written down: with all of them shut, taking away one after the other shows the next.
func TestTheOrderOfTheGates(t *testing.T) {
	c := config()
	c.Policy.NeedConsent, c.Policy.FirstQuiet = true, 61
	c.Schedule.Open = []string{"* 3 * * *"}
	c.Rules = []zagaj.Rule{{ID: "rule", Shop: testShop, Name: "rule", Enabled: false, DryRun: true, When: raw(`{"fact":"page_views","op":">=","value":1}`)}}
	s := newState(t, c, noon)
	s.operatorChanged(*staff("anna", 0).Operator)
	s.reduce(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: "v", Up: true, ReceivedAt: noon})
	v := s.reduce(zagaj.Event{Kind: zagaj.KindView, Source: zagaj.FromClient, Visitor: "v", Tab: "a", Page: &zagaj.Page{URL: "/", Type: zagaj.PagePayment}, ReceivedAt: noon})
	at := noon + 60_000
	v.bot, v.chat, v.consent = true, true, false
	v.hush(at+1, "dismissed")
	v.consume("rule", noon)
	v.offer = &openOffer{rule: "rule", id: "o", made: noon, expires: never}
	v.retryAt = at + 1
	v.tabs[0].visible = false
	s.takes = false
	r := s.rules[0]
	r.ExpiresAt = at
	for _, step := range []struct {
		gate string
		open func()
	}{
		{"disabled", func() { r.Enabled = true }},
		{"expired", func() { r.ExpiresAt = at + 1 }},
		{"consent", func() { v.consent = true }},
		{"bot", func() { v.bot = false }},
		{"chat", func() { v.chat = false }},
		{"dismissed", func() { v.quietUntil = 0 }},
		{"early", func() { s.policy.FirstQuiet = 0 }},
		{"offer", func() { v.offer = nil }},
		{"visit_cap", func() { s.policy.PerVisit = 0 }},
		{"rule_cap", func() { r.PerVisit = 2 }},
		{"gap", func() { s.policy.Gap = 0 }},
		{"retry", func() { v.retryAt = 0 }},
		{"closed", func() { s.open = true }},
		{"closing", func() { s.takes = true }},
		{"operators", func() { s.operator("anna").Seats = 1 }},
		{"tab", func() { v.tabs[0].visible, v.tabs[0].input = true, true }},
		{"input", func() { v.tabs[0].input = false }},
		{"payment", func() { v.tabs[0].page = &zagaj.Page{URL: "/", Type: zagaj.PageHome} }},
		{"dry_run", func() { r.DryRun = false }},
		{"", func() {}},
	} {
		if got, _ := s.gate(v, r, at); got != step.gate {
			t.Errorf("got %q, want %q first", got, step.gate)
		}
		step.open()
	}
}

// Every fact of the vocabulary stands in the table of fields, and none that is not there.
func TestEveryFactSaysWhatItTakes(t *testing.T) {
	for name := range takes {
		_, number := numbers[name]
		_, text := texts[name]
		if number || text {
			t.Errorf("%s is listed twice", name)
		}
		if _, err := (spec{Fact: name}).fact("x"); err != nil && strings.Contains(err.Error(), "unknown fact") {
			t.Errorf("%s is not compiled", name)
		}
	}
}

// Whether consent is needed is the policy's to say as it is now: who has not given it is let alone from the moment the merchant asks for it, and may be
// offered help again when the merchant does not.
func TestConsentIsAskedForAsThePolicySaysNow(t *testing.T) {
	c := config()
	c.Policy.FirstQuiet, c.Policy.PerVisit, c.Policy.Gap = 0, 0, 0
	c.Rules = []zagaj.Rule{{ID: "rule", Shop: testShop, Name: "rule", Enabled: true, PerVisit: 9, When: raw(`{"fact":"page_views","op":">=","value":1}`)}}
	s := newState(t, c, noon)
	s.Apply(staff("anna", 1))
	said := map[zagaj.VisitorID]bool{"no": false, "yes": true}
	for _, v := range []zagaj.VisitorID{"no", "yes"} {
		for _, ev := range []zagaj.Event{{Kind: zagaj.KindNet, Up: true}, {Kind: zagaj.KindConsent, Up: said[v]}, {Kind: zagaj.KindView, Tab: "t", Page: &zagaj.Page{URL: "/1", Type: zagaj.PageHome}}} {
			ev.Shop, ev.Source, ev.Visitor, ev.ReceivedAt = testShop, zagaj.FromClient, v, noon
			for _, command := range s.Apply(ev) {
				if command.Kind == DoOffer {
					s.Offered(command.Visitor, zagaj.OfferID(command.Visitor), nil, noon)
				}
			}
		}
	}
	gates := func() string {
		out := ""
		for _, v := range []zagaj.VisitorID{"no", "yes"} {
			e, err := s.Explain(v, "rule", noon)
			if err != nil {
				t.Fatal(err)
			}
			out += e.Gate + " "
		}
		return out
	}
	if got := gates(); got != "offer offer " {
		t.Fatalf("without a need for it: %q, want an offer for both", got)
	}
	c.Policy.NeedConsent = true
	if err := s.Configure(c, noon); err != nil {
		t.Fatal(err)
	}
	withdrawn := false
	for _, command := range s.Tick(noon) {
		withdrawn = withdrawn || (command.Kind == DoWithdraw && command.Reason == "consent")
	}
	if got := gates(); !withdrawn || got != "consent offer " {
		t.Errorf("with a need for it: %q, withdrawn %v", got, withdrawn)
	}
	c.Policy.NeedConsent = false
	if err := s.Configure(c, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	s.Tick(noon.Add(time.Minute))
	if got := gates(); strings.Contains(got, "consent") {
		t.Errorf("without a need for it again: %q", got)
	}
}

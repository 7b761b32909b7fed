package triggers

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

func TestDefaultRulesAreValid(t *testing.T) {
	for _, lang := range []string{"pl", "en"} {
		for _, r := range DefaultRules(testShop, lang) {
			if err := ValidateRule(r); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
		}
	}
}

func TestMistakesAreNamedByPath(t *testing.T) {
	for condition, path := range map[string]string{
		`{"fact":"mood"}`: "when[0].fact", `{"fact":"dwell","op":">=","scope":"site"}`: "when[0].value",
		`{"fact":"dwell","op":"<=","scope":"site","value":1}`:                            "when[0].op",
		`{"fact":"dwell","op":">=","scope":"shop","value":1}`:                            "when[0].scope",
		`{"fact":"pulse","of":"exit"}`:                                                   "when[0]: a pulse",
		`{"fact":"pulse","of":"exit","within":1,"value":0}`:                              "when[0].value",
		`{"fact":"cart_value","op":"in","value":1}`:                                      "when[0].op",
		`{"fact":"cart_value","op":">=","value":-1}`:                                     "when[0].value",
		`{"fact":"visit_age","op":"=","value":1}`:                                        "when[0].op",
		`{"fact":"url","op":"~","value":"x"}`:                                            "when[0].op",
		`{"fact":"url","op":"in","value":"x"}`:                                           "when[0].value",
		`{"fact":"url","op":"=","value":""}`:                                             "when[0].value",
		`{"all":[{"fact":"tab_visible"},{"not":{"fact":"x"}}]}`:                          "when[0].all[1].not.fact",
		`{"any":[{"fact":"x"}]}`:                                                         "when[0].any[0].fact",
		`{"facts":"x"}`:                                                                  "when[0]: not a condition",
		`[]`:                                                                             "when[0]: not a condition",
		strings.Repeat(`{"not":`, 9) + `{"fact":"tab_visible"}` + strings.Repeat("}", 9): "when[0].not",
	} {
		err := ValidateRule(zagaj.Rule{Name: "rule", When: []json.RawMessage{json.RawMessage(condition)}})
		if zagaj.CodeOf(err) != zagaj.CodeInvalid || !strings.HasPrefix(err.Error(), path) {
			t.Errorf("%s: got %v, want invalid at %s", condition, err, path)
		}
	}
	ok := raw(`{"fact":"tab_visible"}`)
	for path, r := range map[string]zagaj.Rule{"name": {When: ok}, "when": {Name: "rule"}, "who[0].fact": {Name: "rule", When: ok, Who: raw(`{"fact":"x"}`)},
		"unless[0].fact": {Name: "rule", When: ok, Unless: raw(`{"fact":"x"}`)}} {
		if err := ValidateRule(r); zagaj.CodeOf(err) != zagaj.CodeInvalid || !strings.HasPrefix(err.Error(), path) {
			t.Errorf("got %v, want invalid at %s", err, path)
		}
	}
}

// A rule that is switched off is not asked; who wants to know is told so.
func TestARuleThatIsSwitchedOffSaysSo(t *testing.T) {
	c := config()
	c.Rules = []zagaj.Rule{{ID: "rule", Name: "rule", When: raw(`{"fact":"page_views","op":">=","value":0}`)}}
	s := newState(t, c, noon)
	s.Apply(staff("anna", 1))
	s.Apply(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: "v", Up: true, ReceivedAt: noon, OccurredAt: noon})
	if e, err := s.Explain("v", "rule", noon); err != nil || e.Gate != "disabled" || e.Truth != "true" {
		t.Errorf("got %+v, %v, want a true rule held by disabled", e, err)
	}
}

// Each gate alone holds a rule that is true, and is the reason that is recorded.
func TestGates(t *testing.T) {
	viewed := func(tab zagaj.TabID) zagaj.Event {
		return zagaj.Event{Kind: zagaj.KindView, Source: zagaj.FromClient, Visitor: "v", Tab: tab, Page: &zagaj.Page{URL: "/", Type: zagaj.PageHome}, ReceivedAt: noon}
	}
	event := func(ev zagaj.Event) func(*State, *visit) {
		return func(s *State, _ *visit) { ev.Visitor, ev.ReceivedAt = "v", noon; s.reduce(ev) }
	}
	at := noon.Add(time.Minute)
	for want, test := range map[string]struct {
		config func(*ShopConfig)
		spoil  func(*State, *visit)
	}{
		"":          {},
		"consent":   {config: func(c *ShopConfig) { c.Policy.NeedConsent = true }, spoil: event(zagaj.Event{Kind: zagaj.KindConsent})},
		"bot":       {spoil: func(_ *State, v *visit) { v.bot = true }},
		"chat":      {spoil: event(zagaj.Event{Kind: zagaj.KindChatOpen})},
		"dismissed": {spoil: event(zagaj.Event{Kind: zagaj.KindDismissed})},
		"accepted":  {spoil: event(zagaj.Event{Kind: zagaj.KindAccepted})},
		"order":     {spoil: event(zagaj.Event{Kind: zagaj.KindOrder, Order: &zagaj.Order{ID: "o"}})},
		"early":     {config: func(c *ShopConfig) { c.Policy.FirstQuiet = 61 }},
		"offer":     {spoil: func(_ *State, v *visit) { v.offer = &openOffer{id: "o", made: noon, expires: never} }},
		"visit_cap": {spoil: func(_ *State, v *visit) { v.consume("other", noon) }},
		"rule_cap":  {config: func(c *ShopConfig) { c.Policy.PerVisit = 0 }, spoil: func(_ *State, v *visit) { v.consume("rule", noon) }},
		"gap":       {spoil: func(_ *State, v *visit) { v.lastOffer = noon }},
		"retry":     {spoil: func(_ *State, v *visit) { v.retryAt = at + 1 }},
		"closed":    {config: func(c *ShopConfig) { c.Schedule.Open = []string{"* 3 * * *"} }},
		"closing":   {config: func(c *ShopConfig) { c.Schedule.Open, c.Schedule.Guard = []string{"0-29 10 * * *"}, 1790 }},
		"operators": {spoil: func(s *State, _ *visit) { s.operator("anna").Load = 1 }},
		"tab":       {spoil: event(zagaj.Event{Kind: zagaj.KindTab, Source: zagaj.FromClient, Tab: "a", TabState: zagaj.TabHidden})},
		"input":     {spoil: event(zagaj.Event{Kind: zagaj.KindTab, Source: zagaj.FromClient, Tab: "a", TabState: zagaj.TabInput})},
		"dry_run":   {config: func(c *ShopConfig) { c.Rules[0].DryRun = true }},
		"hold_out":  {config: func(c *ShopConfig) { c.Policy.HoldOut = 1 }},
	} {
		t.Run("gate "+want, func(t *testing.T) {
			c := config()
			c.Rules = []zagaj.Rule{{ID: "rule", Shop: testShop, Name: "rule", Enabled: true, When: raw(`{"fact":"page_views","op":">=","value":1}`)}}
			if test.config != nil {
				test.config(&c)
			}
			s := newState(t, c, noon)
			s.operatorChanged(*staff("anna", 1).Operator)
			s.reduce(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: "v", Up: true, ReceivedAt: noon})
			v := s.reduce(viewed("a"))
			if test.spoil != nil {
				test.spoil(s, v)
			}
			s.open, s.takes, s.flip = s.windows.takesOffers(at)
			s.decide(v, at)
			offered, reason := false, ""
			for _, command := range s.take() {
				offered = offered || command.Kind == DoOffer
				if command.Kind == DoRecord {
					reason = command.Decision.Reason
				}
			}
			if reason != want || offered != (want == "") {
				t.Errorf("got reason %q, offered %v, want %q", reason, offered, want)
			}
		})
	}
}

// A rule written in a newer language than this server reads is refused, by the path of what says so.
func TestAnUnknownSchemaIsRefused(t *testing.T) {
	for schema, want := range map[int]string{0: "", 1: "", 2: "schema: conditions of version 2", -1: "schema: conditions of version -1"} {
		r := zagaj.Rule{Name: "r", Schema: schema, When: []json.RawMessage{json.RawMessage(`{"fact":"cart_empty"}`)}}
		err := ValidateRule(r)
		if got := fmt.Sprint(err); (want == "") != (err == nil) || (want != "" && (zagaj.CodeOf(err) != zagaj.CodeInvalid || !strings.Contains(got, want))) {
			t.Errorf("schema %d: %v, want %q", schema, err, want)
		}
	}
}

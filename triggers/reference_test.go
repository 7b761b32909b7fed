package triggers

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/zagaj/zagaj"
)

// anyCondition draws a condition of the vocabulary, most of them such as a drawn log can make true.
func anyCondition(t *rapid.T, depth int) string {
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	n := func(label string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, label) }
	if depth > 0 && n("nest", 0, 3) == 0 {
		switch pick("how", "all", "any", "not") {
		case "not":
			return fmt.Sprintf(`{"not":%s}`, anyCondition(t, depth-1))
		case "any":
			return fmt.Sprintf(`{"any":[%s,%s]}`, anyCondition(t, depth-1), anyCondition(t, depth-1))
		default:
			return fmt.Sprintf(`{"all":[%s,%s]}`, anyCondition(t, depth-1), anyCondition(t, depth-1))
		}
	}
	switch n("fact", 0, 17) {
	case 16:
		return fmt.Sprintf(`{"fact":"dwell","scope":"category","of":%q,"op":">=","value":%d,"products":%d}`, pick("of", "buty", "kurtki"), n("s", 1, 300), n("products", 0, 3))
	case 17:
		return fmt.Sprintf(`{"fact":"product","op":"=","value":%q}`, pick("product", "1", "2", "3"))
	case 0:
		return fmt.Sprintf(`{"fact":"dwell","scope":%q,"op":">=","value":%d,"products":%d}`, pick("scope", "site", "category", "product", "page", "page_type", "size_family"), n("s", 1, 600), n("products", 0, 2))
	case 1:
		return fmt.Sprintf(`{"fact":"pulse","of":%q,"within":%d,"value":%d}`, pick("pulse", "exit", "size", "cart_removed", "returned", "back"), n("s", 1, 900), n("times", 1, 3))
	case 2:
		return fmt.Sprintf(`{"fact":"pulse","of":"size","scope":"category","within":%d,"value":%d}`, n("s", 1, 900), n("times", 1, 2))
	case 3:
		return fmt.Sprintf(`{"fact":"since","of":%q,"op":%q,"value":%d}`, pick("of", "page", "activity", "offer", "dismissal", "message", "chat", "order"), pick("op", ">=", "<="), n("s", 0, 900))
	case 4:
		return fmt.Sprintf(`{"fact":"cart_unchanged","op":"between","value":[%d,%d]}`, n("from", 0, 300), n("to", 300, 4000))
	case 5:
		return fmt.Sprintf(`{"fact":%q,"op":%q,"value":%d}`, pick("number", "page_views", "products", "same_product", "cart_quantity", "cart_value", "orders"), pick("op", ">=", "<=", "="), n("n", 0, 3))
	case 6:
		return fmt.Sprintf(`{"fact":%q,"op":">=","value":%d,"within":%d}`, pick("number", "page_views", "same_product", "products", "visits"), n("n", 1, 3), n("s", 1, 3000))
	case 7:
		return fmt.Sprintf(`{"fact":%q}`, pick("flag", "cart_empty", "cart_known", "cart_changed", "tab_visible", "ordered", "returning", "open"))
	case 8:
		return fmt.Sprintf(`{"fact":"category","op":%q,"value":%q}`, pick("op", "=", "!="), pick("category", "buty", "kurtki"))
	case 9:
		return fmt.Sprintf(`{"fact":"on_page_type","of":%q}`, pick("type", "product", "checkout", "cart"))
	case 10:
		return fmt.Sprintf(`{"fact":"operators_free","op":">=","value":%d}`, n("n", 1, 2))
	case 11:
		return fmt.Sprintf(`{"fact":"calendar","value":["%d-%d * * * *"]}`, n("from", 0, 29), n("to", 30, 59))
	case 12:
		return fmt.Sprintf(`{"fact":"offers","of":%q,"op":">=","value":1,"within":%d}`, pick("what", "shown", "ignored", "dismissed"), n("s", 1, 900))
	case 13:
		return fmt.Sprintf(`{"fact":"closes_in","op":">=","value":%d}`, n("s", 0, 3600))
	case 14:
		return fmt.Sprintf(`{"fact":"visited","value":["https://shop"],"within":%d}`, n("s", 1, 300))
	default:
		return `{"fact":"device","op":"=","value":"desktop"}`
	}
}

func anyRules(t *rapid.T) []zagaj.Rule {
	var rules []zagaj.Rule
	for i := range rapid.IntRange(1, 8).Draw(t, "rules") {
		r := zagaj.Rule{ID: zagaj.RuleID(fmt.Sprint("r", i)), Name: "r", Enabled: true, Priority: rapid.IntRange(0, 2).Draw(t, "priority"),
			For: zagaj.Seconds(rapid.SampledFrom([]int{0, 0, 0, 5, 120}).Draw(t, "for")), PerVisit: 3}
		for range rapid.IntRange(1, 2).Draw(t, "when") {
			r.When = append(r.When, json.RawMessage(anyCondition(t, 2)))
		}
		for range rapid.IntRange(0, 3).Draw(t, "who") {
			r.Who = append(r.Who, json.RawMessage(anyCondition(t, 1)))
		}
		for range rapid.IntRange(0, 1).Draw(t, "unless") {
			r.Unless = append(r.Unless, json.RawMessage(anyCondition(t, 1)))
		}
		rules = append(rules, r)
	}
	return rules
}

// Waiting for one condition of a rule and asking all of them at every step decide the same, at the same instants.
func TestTheWatchDecidesAsTheReferenceDoes(t *testing.T) {
	offers := 0
	rapid.Check(t, func(t *rapid.T) {
		c := config()
		c.Policy.PerVisit, c.Policy.Gap, c.Policy.FirstQuiet = 0, zagaj.Seconds(rapid.SampledFrom([]int{0, 60}).Draw(t, "gap")), 0
		c.Schedule.Open = rapid.SampledFrom([][]string{{"* * * * *"}, {"0-19,30-59 * * * *"}}).Draw(t, "open")
		c.Rules = anyRules(t)
		log := anyLog(t, "v", 40) // one visitor: who of two is first at a seat may depend on who was looked at
		if rapid.Bool().Draw(t, "looks for a size") {
			log, c.Rules = byTime(log, sizeSeeker("v")), append(c.Rules, DefaultRules(testShop, "pl")[4])
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "operator changes") {
			ev := staff("anna", rapid.IntRange(0, 2).Draw(t, "seats"))
			ev.ReceivedAt = log[rapid.IntRange(0, len(log)-1).Draw(t, fmt.Sprint("at", i))].ReceivedAt
			ev.OccurredAt = ev.ReceivedAt
			log = byTime(log, []zagaj.Event{ev})
		}
		watch, reference := newState(t, c, noon), newState(t, c, noon)
		reference.reference = true
		watch.Apply(staff("anna", 1))
		reference.Apply(staff("anna", 1))
		got, want := done(play(watch, log)), done(play(reference, log))
		for _, o := range want {
			if o.Kind == DoOffer {
				offers++
			}
		}
		if !reflect.DeepEqual(got, want) {
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Fatalf("from the %d-th on:\ngot  %v\nwant %v\nrules %s", i, relative(got[i:]), relative(want[i:]), rulesText(c.Rules))
				}
			}
		}
	})
	if offers == 0 {
		t.Error("no log led to an offer: the test shows nothing")
	}
}

// done leaves out why nothing was done: the reference looks more often, so it notes some reasons a moment earlier.
func done(list []outcome) []outcome {
	return slices.DeleteFunc(append([]outcome{}, list...), func(o outcome) bool { return o.Kind == DoRecord && strings.HasPrefix(o.Reason, "blocked") })
}

func relative(list []outcome) (out []string) {
	for _, o := range list[:min(len(list), 5)] {
		out = append(out, fmt.Sprint(o.At-noon, " ", o.Kind, " ", o.Visitor, " ", o.Rule, " ", o.Reason))
	}
	return out
}

func rulesText(rules []zagaj.Rule) string {
	b, err := json.MarshalIndent(rules, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// A visit remembers so many dwellings. What was counted for one that has given its place to others is over: a rule that held
// by it holds no longer, whoever asks.
func TestARuleOverAForgottenDwellingHoldsNoLonger(t *testing.T) {
	c := config()
	c.Rules = []zagaj.Rule{{ID: "one", Shop: testShop, Name: "one", Enabled: true, When: raw(`{"fact":"dwell","scope":"product","of":"p0","op":">=","value":5}`)}}
	for _, reference := range []bool{false, true} {
		s := newState(t, c, noon)
		s.reference = reference
		s.Apply(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: "v", Up: true, ReceivedAt: noon})
		var held []bool
		for i := range maxKeys + 2 {
			s.Apply(zagaj.Event{Kind: zagaj.KindView, Source: zagaj.FromClient, Visitor: "v", Tab: "t", ReceivedAt: noon + zagaj.Instant(10_000*i),
				Page: &zagaj.Page{URL: "/", Type: zagaj.PageProduct, Product: zagaj.ProductID(fmt.Sprint("p", i))}})
			held = append(held, len(s.visits["v"].holding) == 1)
		}
		if held[0] || !held[1] || !held[maxKeys-2] || held[maxKeys+1] {
			t.Errorf("reference %v: held %v, want from the second page on until it is forgotten", reference, held)
		}
	}
}

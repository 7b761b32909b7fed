package triggers_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

func TestRulesThatCanNeverHoldAreRefused(t *testing.T) {
	r := func(when string, who, unless []string) zagaj.Rule {
		out := zagaj.Rule{Name: "r", When: []json.RawMessage{json.RawMessage(when)}}
		for _, c := range who {
			out.Who = append(out.Who, json.RawMessage(c))
		}
		for _, c := range unless {
			out.Unless = append(out.Unless, json.RawMessage(c))
		}
		return out
	}
	const open = `{"fact":"open"}`
	for path, rule := range map[string]zagaj.Rule{
		"who[1]":        r(open, []string{`{"fact":"cart_value","op":">=","value":5000}`, `{"fact":"cart_value","op":"<=","value":4999}`}, nil),
		"who[0].all[1]": r(open, []string{`{"all":[{"fact":"page_type","op":"=","value":"cart"},{"fact":"page_type","op":"=","value":"home"}]}`}, nil),
		"who[0].not":    r(`{"fact":"cart_empty"}`, []string{`{"not":{"fact": "cart_empty"}}`}, nil),
		"unless[0]":     r(`{"fact":"ordered"}`, nil, []string{`{"fact":"ordered"}`}),
		"unless[0].any[0]": r(`{"fact":"visits","op":">=","value":2}`, []string{`{"fact":"returning"}`},
			[]string{`{"any":[{"fact":"returning"},{"fact":"cart_empty"}]}`}),
		"who[0]": r(`{"fact":"cart_age","op":">=","value":3600}`, []string{`{"fact":"cart_age","op":"between","value":[0,60]}`}, nil),
	} {
		err := triggers.ValidateRule(rule)
		if zagaj.CodeOf(err) != zagaj.CodeInvalid || !strings.HasPrefix(err.Error(), path+": can never hold together") {
			t.Errorf("got %v, want a contradiction at %s", err, path)
		}
	}
	for _, pair := range [][2]string{ // either order
		{`{"fact":"page_type","op":"=","value":"cart"}`, `{"fact":"page_type","op":"in","value":["home","product"]}`},
		{`{"fact":"url","op":"=","value":"/cart"}`, `{"fact":"url","op":"prefix","value":"/shop"}`},
		{`{"fact":"brand","op":"=","value":"a"}`, `{"fact":"brand","op":"!=","value":"a"}`},
		{`{"fact":"arm","of":"hold-out","op":"=","value":"held"}`, `{"fact":"arm","of":"hold-out","op":"=","value":"offered"}`},
		{`{"not":{"fact":"device","op":"=","value":"phone"}}`, `{"fact":"device","op":"regex","value":"^p"}`},
		{`{"fact":"cart_empty"}`, `{"fact":"cart_contains","of":"sku","op":"=","value":"1"}`},
		{`{"fact":"cart_empty"}`, `{"fact":"cart_quantity","op":">=","value":1}`},
		{`{"not":{"fact":"cart_empty"}}`, `{"fact":"cart_lines","op":"=","value":0}`},
		{`{"not":{"fact":"cart_known"}}`, `{"fact":"cart_unchanged","op":">=","value":60}`},
		{`{"not":{"fact":"cart_value","op":">=","value":100}}`, `{"fact":"cart_value","op":">=","value":100}`},
		{`{"not":{"fact":"page_views","op":"<=","value":9}}`, `{"fact":"page_views","op":"<=","value":9}`},
		{`{"fact":"page_views","op":">=","value":5,"within":60}`, `{"fact":"page_views","op":"<=","value":4}`},
		{`{"fact":"visits","op":">=","value":3,"within":3600}`, `{"fact":"visits","op":"<=","value":2,"within":86400}`},
		{`{"fact":"dwell","scope":"category","op":">=","value":600}`, `{"fact":"visit_age","op":"<=","value":599}`},
		{`{"fact":"dwell","scope":"site","op":">=","value":1,"products":3}`, `{"fact":"products","op":"<=","value":2}`},
		{`{"fact":"since","of":"activity","op":">=","value":300}`, `{"fact":"visit_age","op":"between","value":[20,200]}`},
		{`{"fact":"date","value":["2026-01-01","2026-02-01"]}`, `{"fact":"date","value":["2026-02-02","2026-02-03"]}`},
	} {
		for i := range pair {
			err := triggers.ValidateRule(r(pair[i], []string{pair[1-i]}, nil))
			if zagaj.CodeOf(err) != zagaj.CodeInvalid || !strings.Contains(err.Error(), "can never hold together with when[0]") {
				t.Errorf("%s and %s: got %v, want a contradiction", pair[i], pair[1-i], err)
			}
		}
	}
	for _, pair := range [][2]string{
		{`{"fact":"page_type","op":"in","value":["cart","home"]}`, `{"fact":"page_type","op":"in","value":["home","product"]}`},
		{`{"fact":"url","op":"prefix","value":"/a"}`, `{"fact":"url","op":"prefix","value":"/b"}`}, // not looked into
		{`{"fact":"page_views","op":"<=","value":4,"within":60}`, `{"fact":"page_views","op":">=","value":5}`},
		{`{"fact":"dwell","scope":"category","op":">=","value":600}`, `{"fact":"visit_age","op":"<=","value":600}`},
		{`{"not":{"fact":"page_views","op":"between","value":[2,3]}}`, `{"fact":"page_views","op":">=","value":3}`},
		{`{"fact":"cart_known"}`, `{"fact":"cart_quantity","op":"=","value":0}`},
		{`{"fact":"since","of":"order","op":">=","value":3600}`, `{"fact":"since","of":"chat","op":"<=","value":60}`},
		{`{"fact":"date","value":["2026-01-01","2026-02-01"]}`, `{"fact":"date","value":["2026-02-01","2026-02-03"]}`},
	} {
		if err := triggers.ValidateRule(r(pair[0], []string{pair[1]}, nil)); err != nil {
			t.Errorf("%s and %s: %v, which can well hold", pair[0], pair[1], err)
		}
	}
	for _, rule := range append(triggers.DefaultRules("s", "pl"),
		r(open, []string{`{"fact":"cart_value","op":">=","value":5000}`, `{"fact":"cart_value","op":"<=","value":5000}`}, nil),
		r(`{"any":[{"fact":"cart_empty"},{"not":{"fact":"cart_empty"}}]}`, nil, nil)) {
		if err := triggers.ValidateRule(rule); err != nil {
			t.Errorf("%s: %v, which can well hold", rule.ID, err)
		}
	}
}

package triggers

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

// FuzzRule reads any condition: it is refused with CodeInvalid, or it can be asked of a visit without a panic.
func FuzzRule(f *testing.F) {
	for _, r := range DefaultRules(testShop, "pl") {
		for _, c := range append(append(r.When, r.Who...), r.Unless...) {
			f.Add([]byte(c))
		}
	}
	for _, s := range []string{`{"all":[{"not":{"fact":"tab_visible"}}]}`, `{"fact":"url","op":"=","value":"*/a*b*"}`, `{"fact":"dwell","scope":"category","op":">=","value":1e400}`, `[]`, `null`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := zagaj.Rule{ID: "rule", Name: "rule", Enabled: true, When: []json.RawMessage{raw}}
		if err := ValidateRule(r); err != nil {
			if zagaj.CodeOf(err) != zagaj.CodeInvalid {
				t.Errorf("%s: got %v, want invalid", raw, err)
			}
			return
		}
		c := config()
		c.Rules = []zagaj.Rule{r}
		s := newState(t, c, noon)
		s.Apply(staff("anna", 1))
		s.Apply(zagaj.Event{ID: "v", Shop: testShop, Visitor: "v", Tab: "t", Kind: zagaj.KindView, OccurredAt: noon, ReceivedAt: noon, Page: &zagaj.Page{URL: "https://x.example/a", Type: zagaj.PageProduct}})
		s.Tick(noon.Add(time.Hour))
	})
}

// FuzzSchedule reads any cron line: refused with a path, or its windows can be asked. The library behind it panics on some.
func FuzzSchedule(f *testing.F) {
	for _, s := range []string{"* 9-16 * * 1-5", "TZ=0", "CRON_TZ=Europe/Warsaw", "@every 1s", "0 0 30 2 *", "*/0 * * * *", "5-1 * * * *", "@reboot", "* * * * 7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		s := zagaj.Schedule{Shop: testShop, Zone: "Europe/Warsaw", Open: []string{line}}
		if err := ValidateSchedule(s); err != nil {
			if zagaj.CodeOf(err) != zagaj.CodeInvalid {
				t.Errorf("%q: got %v, want invalid", line, err)
			}
			return
		}
		if _, err := PreviewSchedule(s, noon); err != nil {
			t.Errorf("%q was taken, and its preview says %v", line, err)
		}
	})
}

package triggers

import (
	"slices"
	"testing"

	"github.com/zagaj/zagaj"
)

func preview(t *testing.T, s zagaj.Schedule, at string) Preview {
	t.Helper()
	p, err := PreviewSchedule(s, local(t, s.Zone, at))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func textsOf(p Preview) (flips, clocks, kinds []string) {
	for _, f := range p.Flips {
		flips = append(flips, f.Text)
	}
	for _, c := range p.Clocks {
		clocks = append(clocks, c.Text)
	}
	for _, w := range p.Warnings {
		kinds = append(kinds, w.Path+" "+w.Kind)
	}
	return flips, clocks, kinds
}

func TestAPreviewSaysWhenTheShopOpensAndCloses(t *testing.T) {
	flips, clocks, _ := textsOf(preview(t, zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* 9-16 * * 1-5", "* 2 * * *"}, Closed: []string{"2026-10-26"}}, "2026-10-24 12:00"))
	want := []string{"opens Sun 25 Oct 02:00", "closes Sun 25 Oct 03:00", "opens Tue 27 Oct 02:00", "closes Tue 27 Oct 03:00", "opens Tue 27 Oct 09:00", "closes Tue 27 Oct 17:00"}
	if !slices.Equal(flips, want) {
		t.Errorf("got %q, want %q", flips, want)
	}
	if !slices.Equal(clocks, []string{"on 25 Oct the hour 02 is repeated", "on 28 Mar the hour 02 is skipped"}) {
		t.Errorf("got %q", clocks)
	}
	if p := preview(t, zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* 9-16 * * *"}}, "2026-10-24 12:00"); p.Clocks[0].Opening || !p.Open {
		t.Errorf("got %+v, and the shop sleeps when the clocks change", p)
	}
	if p := preview(t, zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* 2 * * *"}}, "2026-10-24 12:00"); !p.Clocks[0].Opening || !p.Clocks[1].Opening {
		t.Errorf("got %+v, and the shop opens in the very hour", p)
	}
}

// The clocks of the world: half an hour, midnight, none at all.
func TestAPreviewKnowsTheClocksOfTheWorld(t *testing.T) {
	for zone, want := range map[string][]string{
		"Australia/Lord_Howe": {"on 4 Oct 02:00 to 02:30 is skipped", "on 5 Apr 01:30 to 02:00 is repeated"},
		"America/New_York":    {"on 8 Mar the hour 02 is skipped", "on 1 Nov the hour 01 is repeated"},
		"America/Santiago":    {"on 4 Apr the hour 23 is repeated", "on 6 Sep the hour 00 is skipped"},
		"Africa/Cairo":        {"on 24 Apr the hour 00 is skipped", "on 29 Oct the hour 23 is repeated"},
		"Asia/Kathmandu":      nil,
	} {
		_, clocks, _ := textsOf(preview(t, zagaj.Schedule{Zone: zone, Open: []string{"* 9-16 * * *"}}, "2026-01-01 12:00"))
		for _, text := range want {
			if !slices.Contains(clocks, text) {
				t.Errorf("%s: got %q, want %q", zone, clocks, text)
			}
		}
		if len(want) == 0 && len(clocks) > 0 {
			t.Errorf("%s: got %q, want none", zone, clocks)
		}
	}
}

func TestAPreviewWarns(t *testing.T) {
	for want, s := range map[string]zagaj.Schedule{
		"open[1] either_day":            {Zone: "UTC", Open: []string{"* 9-16 * * 1-5", "* 9-16 1 * 1"}},
		"open never_open":               {Zone: "UTC"},
		"open no_closing":               {Zone: "UTC", Open: []string{"* * * * *"}},
		"trade_sundays sundays_unknown": {Zone: "UTC", Open: []string{"* 9 * * *"}, TradeSundays: true},
	} {
		at := "2026-05-05 12:00"
		if s.TradeSundays {
			at = "2030-05-05 12:00"
		}
		if _, _, kinds := textsOf(preview(t, s, at)); !slices.Equal(kinds, []string{want}) {
			t.Errorf("got %q, want %q", kinds, want)
		}
	}
	if _, _, kinds := textsOf(preview(t, zagaj.Schedule{Zone: "UTC", Open: []string{"* 9-16 */2 * 1"}}, "2026-05-05 12:00")); len(kinds) != 1 {
		t.Errorf("got %q: every second day and every Monday", kinds)
	}
}

func TestRulesAreWarnedAbout(t *testing.T) {
	words := map[string]string{"pl": "Pomóc?"}
	for want, r := range map[string]zagaj.Rule{
		"who[0] early":                         {When: raw(`{"fact":"open"}`), Who: raw(`{"fact":"visit_age","op":"<=","value":15}`), Text: words},
		"when[0] capped":                       {When: raw(`{"fact":"offers","op":">=","value":1}`), Text: words},
		"when[0] short":                        {When: raw(`{"fact":"pulse","of":"exit","within":10}`), For: 10, Text: words},
		"who[0].all[0].value over":             {When: raw(`{"fact":"open"}`), Who: raw(`{"all":[{"fact":"date","value":["2025-12-01","2025-12-24"]}]}`), Text: words},
		"unless[0].any[1].value[0] either_day": {When: raw(`{"fact":"open"}`), Unless: raw(`{"any":[{"fact":"returning"},{"fact":"calendar","value":["* 9 1 * 1"]}]}`), Text: words},
		"expires_at over":                      {When: raw(`{"fact":"open"}`), ExpiresAt: noon, Text: words},
		"text no_text":                         {When: raw(`{"fact":"open"}`)},
	} {
		r.Name = "r"
		if err := ValidateRule(r); err != nil {
			t.Errorf("%s: %v", want, err)
		}
		got := []string{}
		for _, w := range Warnings(r, zagaj.DefaultPolicy(), noon) {
			got = append(got, w.Path+" "+w.Kind)
		}
		if !slices.Equal(got, []string{want}) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, r := range DefaultRules(testShop, "pl") {
		if got := Warnings(r, zagaj.DefaultPolicy(), noon); len(got) > 0 {
			t.Errorf("%s: %+v", r.ID, got)
		}
	}
}

package backtest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
	"github.com/zagaj/zagaj/triggers/backtest"
)

func rules(t *testing.T) []zagaj.Rule {
	t.Helper()
	raw, err := os.ReadFile("testdata/linger.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []zagaj.Rule
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// stream writes rows: session, seconds after the start, what, product, category.
type row struct {
	session  string
	at       int
	what     string
	product  int
	category string
}

func stream(rows []row) string {
	var b strings.Builder
	b.WriteString("event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n")
	start := time.Date(2019, 10, 1, 8, 0, 0, 0, time.UTC)
	for _, r := range rows {
		fmt.Fprintf(&b, "%s,%s,%d,%s,,b,10.00,1,%s\n", start.Add(time.Duration(r.at)*time.Second).Format("2006-01-02 15:04:05 UTC"), r.what, r.product, r.category, r.session)
	}
	return b.String()
}

func run(t *testing.T, rows []row) backtest.Report {
	t.Helper()
	report, err := backtest.Run(triggers.ShopConfig{Shop: "shop", Rules: rules(t), Policy: zagaj.DefaultPolicy(),
		Schedule: zagaj.Schedule{Zone: "UTC", Open: []string{"* * * * *"}}}, backtest.REES46(strings.NewReader(stream(rows))))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestCountsWhoLingersAndWhoDoesNot(t *testing.T) {
	report := run(t, []row{
		{"long", 0, "view", 1, "shoes"}, {"short", 5, "view", 1, "shoes"}, {"mixed", 7, "view", 1, "shoes"},
		{"short", 10, "view", 2, "shoes"}, {"long", 170, "view", 2, "shoes"}, {"mixed", 177, "view", 2, "hats"},
		{"long", 340, "view", 3, "shoes"}, {"mixed", 350, "view", 3, "socks"}, {"long", 500, "view", 4, "shoes"},
		{"mixed", 520, "view", 4, "bags"}, {"long", 640, "purchase", 4, "shoes"}, {"mixed", 690, "view", 5, "gloves"},
	})
	if report.Visits != 3 || report.Fires != 1 || report.Offers != 1 || report.ByHour[8] != 1 || report.ByPage["shoes"] != 1 {
		t.Errorf("got %+v, want one offer of three visits, at eight, over shoes", report)
	}
	if report.Bought != 1 || len(report.Examples) != 1 || !report.Examples[0].Bought {
		t.Errorf("got %+v, want the purchase after the offer counted", report)
	}
}

func TestAPageNobodyComesBackFromDoesNotCountForEver(t *testing.T) {
	report := run(t, []row{
		{"away", 0, "view", 1, "shoes"}, {"away", 100, "view", 2, "shoes"}, {"away", 200, "view", 3, "shoes"}, {"away", 1500, "view", 3, "shoes"},
	})
	if report.Fires != 0 { // 100 + 100 + 180 seconds, then nobody looked
		t.Errorf("got %+v, want none", report)
	}
}

func TestRowsThatCannotBeReadAreCounted(t *testing.T) {
	text := stream([]row{{"a", 0, "view", 1, "shoes"}}) + "half a row\n2019-10-01 08:00:01 UTC,dance,1,shoes,,b,10.00,1,a\n"
	report, err := backtest.Run(triggers.ShopConfig{Shop: "shop", Rules: rules(t), Schedule: zagaj.Schedule{Zone: "UTC", Open: []string{"* * * * *"}}},
		backtest.REES46(strings.NewReader(text)))
	if err != nil || report.Unreadable != 2 || report.Visits != 1 {
		t.Errorf("got %+v, %v, want two rows left out", report, err)
	}
	var b strings.Builder
	if err := report.Text(&b); err != nil || !strings.Contains(b.String(), "visits        1") {
		t.Errorf("got %q, %v", b.String(), err)
	}
}

// A shop's own log: operators as they were, visits that end after half an hour, the rule that is asked about beside the
// shop's others, and a timeline for a person to judge.
func TestTheShopsOwnLogIsReadRuleByRule(t *testing.T) {
	start := zagaj.At(time.Date(2026, 5, 5, 8, 0, 0, 0, time.UTC))
	at := func(s int) zagaj.Instant { return start.Add(time.Duration(s) * time.Second) }
	ev := func(s int, kind zagaj.Kind) zagaj.Event {
		return zagaj.Event{Shop: "shop", Source: zagaj.FromClient, Visitor: "v", Tab: "t", Kind: kind, ReceivedAt: at(s), OccurredAt: at(s)}
	}
	view, size := ev(1, zagaj.KindView), ev(30, zagaj.KindPulse)
	view.Page, size.Pulse = &zagaj.Page{URL: "https://s.example/1", Type: zagaj.PageProduct, Product: "1", Category: "buty"}, &zagaj.Pulse{Name: "size", Category: "buty"}
	up := ev(0, zagaj.KindNet)
	up.Up = true
	idle, back := ev(100, zagaj.KindTab), view
	idle.TabState, back.ReceivedAt = zagaj.TabIdle, at(3*3600)
	order := ev(3*3600+60, zagaj.KindOrder)
	order.Source, order.Order = zagaj.FromShop, &zagaj.Order{ID: "o", PlacedAt: order.ReceivedAt}
	log := []zagaj.Event{{Kind: zagaj.KindOperator, Operator: &zagaj.OperatorState{ID: "anna", On: true, Seats: 1}, ReceivedAt: at(0)}, up, view, size, idle, back, order}
	rule := func(id zagaj.RuleID, priority int, when string) zagaj.Rule {
		return zagaj.Rule{ID: id, Name: "r", Enabled: true, Priority: priority, When: []json.RawMessage{json.RawMessage(when)}}
	}
	policy := zagaj.DefaultPolicy()
	report, err := backtest.RunOwn(triggers.ShopConfig{Shop: "shop", Policy: policy, Schedule: zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}},
		Rules: []zagaj.Rule{rule("new", 1, `{"fact":"ordered"}`), rule("old", 1, `{"fact":"tab_visible"}`)}},
		[]zagaj.Rule{rule("new", 9, `{"fact":"pulse","of":"size","within":900}`)}, func(yield func(zagaj.Event, error) bool) {
			for _, ev := range log {
				if !yield(ev, nil) {
					return
				}
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	if report.Visits != 2 || report.ByRule["old"] != 0 || report.Blocked["visit_cap"]+report.Blocked["gap"]+report.Blocked["offer"] == 0 || report.Overlap["old"] != 1 {
		t.Errorf("got %+v: the old rule offers first, at 20 seconds; the new one holds later and is held back", report)
	}
	var b strings.Builder
	if err := report.Text(&b); err != nil || !strings.Contains(b.String(), "together with") {
		t.Errorf("got %q, %v", b.String(), err)
	}
	// The shop removed its old rule before it could offer: alone, the new one offers, and the visitor bought three hours later.
	removed := zagaj.Event{Kind: zagaj.KindConfig, ReceivedAt: at(0), Settings: &zagaj.Settings{Shop: "shop", Policy: policy, Schedule: zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}}}
	report, err = backtest.RunOwn(triggers.ShopConfig{Shop: "shop", Policy: policy, Schedule: zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}},
		Rules: []zagaj.Rule{rule("old", 1, `{"fact":"tab_visible"}`)}}, []zagaj.Rule{rule("new", 9, `{"fact":"pulse","of":"size","within":900}`)}, func(yield func(zagaj.Event, error) bool) {
		for _, ev := range slices.Insert(log, 2, removed) {
			if !yield(ev, nil) {
				return
			}
		}
	})
	if err != nil || report.Fires != 1 || report.Bought != 1 || report.ByDay["2026-05-05"] != 1 || report.ByHour[10] != 1 {
		t.Fatalf("got %+v, %v", report, err)
	}
	var steps []string
	for _, s := range report.Examples[0].Steps {
		steps = append(steps, s.What+" "+s.Of)
	}
	if got := strings.Join(steps, ", "); got != "view 1, size buty, offer new, idle " {
		t.Errorf("got the timeline %q", got)
	}
}

package backtest_test

import (
	"encoding/json"
	"fmt"
	"os"
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

package triggers_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// noon is a Tuesday, 12:00 in Warsaw.
const noon = zagaj.Instant(1_777_975_200_000)

// stage is one shop with one visitor.
type stage struct {
	t     *testing.T
	state *triggers.State
	now   zagaj.Instant
}

func newStage(t *testing.T, condition string) *stage {
	t.Helper()
	s, err := triggers.NewState(triggers.ShopConfig{Shop: "s", Policy: zagaj.DefaultPolicy(),
		Schedule: zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* 9-16 * * 1-5"}},
		Rules:    []zagaj.Rule{{ID: "r", Name: "r", Enabled: true, When: []json.RawMessage{json.RawMessage(condition)}}}}, noon)
	if err != nil {
		t.Fatalf("%s: %v", condition, err)
	}
	return &stage{t, s, noon}
}

func (g *stage) apply(ev zagaj.Event) {
	ev.Shop, ev.ReceivedAt = "s", g.now
	if ev.OccurredAt == 0 {
		ev.OccurredAt = g.now
	}
	if ev.Visitor == "" && ev.Kind != zagaj.KindOperator {
		ev.Visitor = "v"
	}
	if ev.Source == "" {
		ev.Source = zagaj.FromClient
	}
	if ev.Tab == "" {
		ev.Tab = "t"
	}
	g.state.Apply(ev)
}

func (g *stage) pass(seconds int) {
	end := g.now + zagaj.Instant(seconds*1000)
	for next := g.state.Next(); next <= end; next = g.state.Next() {
		g.state.Tick(next)
	}
	g.now = end
}

func (g *stage) view(p zagaj.Page) {
	g.apply(zagaj.Event{Kind: zagaj.KindNet, Up: true})
	g.apply(zagaj.Event{Kind: zagaj.KindView, Page: &p, Device: "phone", Language: "pl"})
}

func (g *stage) pulse(name string) {
	g.apply(zagaj.Event{Kind: zagaj.KindPulse, Pulse: &zagaj.Pulse{Name: name}})
}

func (g *stage) truth() string {
	g.t.Helper()
	e, err := g.state.Explain("v", "r", g.now)
	if err != nil {
		g.t.Fatal(err)
	}
	return e.Truth
}

func boots(quantity int) *zagaj.Cart {
	return &zagaj.Cart{ID: "c", Version: int64(quantity), Total: zagaj.Money{Minor: int64(quantity) * 100, Currency: "PLN"}, Lines: []zagaj.Line{
		{Product: "1", SKU: "BUT-1", Category: "buty", Quantity: quantity, Price: zagaj.Money{Minor: 100, Currency: "PLN"}, Tags: []string{"zima", "prezent"}}}}
}

// shoe is a page with everything on it.
var shoe = zagaj.Page{URL: "https://s.example/buty/1", Title: "But górski", Type: zagaj.PageProduct, Product: "1", Category: "buty", Brand: "Halny", Referrer: "https://szukaj.example", Campaign: "jesien", SizeFamily: "shoes-eu"}

func TestVocabulary(t *testing.T) {
	for _, c := range []struct {
		condition string
		play      func(g *stage)
		want      string
	}{
		{`{"fact":"dwell","scope":"brand","of":"Halny","op":">=","value":30}`, func(g *stage) { g.pass(30) }, "true"},
		{`{"fact":"dwell","scope":"brand","of":"Inny","op":">=","value":30}`, func(g *stage) { g.pass(30) }, "false"},
		{`{"fact":"since","of":"page","op":">=","value":10}`, func(g *stage) { g.pass(10) }, "true"},
		{`{"fact":"since","of":"page","op":">=","value":10}`, func(g *stage) { g.pass(9); g.view(shoe); g.pass(5) }, "false"},
		{`{"fact":"since","of":"order","op":">=","value":10}`, func(g *stage) { g.pass(99) }, "unknown"},
		{`{"fact":"since","of":"dismissal","op":">=","value":10}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindDismissed}); g.pass(10) }, "true"},
		{`{"fact":"since","of":"chat","op":"<=","value":60}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindChatClose}); g.pass(10) }, "true"},
		{`{"fact":"since","of":"visit","op":">=","value":86400}`, func(g *stage) {}, "unknown"},
		{`{"fact":"returning"}`, func(g *stage) {}, "false"},
		{`{"fact":"visits","op":">=","value":2}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabHidden})
			g.pass(3600)
			g.view(shoe)
		}, "true"},
		{`{"fact":"same_product","op":">=","value":3}`, func(g *stage) { g.pass(5); g.view(shoe); g.pass(5); g.view(shoe) }, "true"},
		{`{"fact":"same_product","op":">=","value":2}`, func(g *stage) { g.pass(4); g.view(shoe) }, "false"}, // the same view, told twice
		{`{"fact":"orders","op":"=","value":1}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOrder, Source: zagaj.FromShop, Order: &zagaj.Order{ID: "o"}})
		}, "true"},
		{`{"fact":"url","op":"regex","value":"/buty/[0-9]+$"}`, func(g *stage) {}, "true"},
		{`{"fact":"url","op":"glob","value":"https://s.example/*/1"}`, func(g *stage) {}, "true"},
		{`{"fact":"title","op":"contains","value":"górski"}`, func(g *stage) {}, "true"},
		{`{"fact":"brand","op":"!=","value":"Halny"}`, func(g *stage) {}, "false"},
		{`{"fact":"campaign","op":"in","value":["wiosna","jesien"]}`, func(g *stage) {}, "true"},
		{`{"fact":"referrer","op":"prefix","value":"https://szukaj"}`, func(g *stage) {}, "true"},
		{`{"fact":"device","op":"=","value":"phone"}`, func(g *stage) {}, "true"},
		{`{"fact":"cart_currency","op":"=","value":"PLN"}`, func(g *stage) {}, "unknown"},
		{`{"fact":"cart_currency","op":"=","value":"PLN"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}) }, "true"},
		{`{"fact":"cart_contains","of":"sku","op":"prefix","value":"BUT-"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}) }, "true"},
		{`{"fact":"cart_contains","of":"category","op":"=","value":"kurtki"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}) }, "false"},
		{`{"not":{"fact":"cart_empty"}}`, func(g *stage) {}, "unknown"},
		{`{"fact":"pulse","of":"cart_removed","within":60}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(2)})
			less := boots(1)
			less.Version = 3
			g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: less})
		}, "true"},
		{`{"fact":"pulse","of":"cart_removed_dearest","within":60}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)})
			g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: &zagaj.Cart{ID: "c", Version: 5}})
			g.pass(59)
		}, "true"},
		{`{"fact":"pulse","of":"returned","within":5}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabHidden})
			g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabShown})
			g.pass(4)
		}, "true"},
		{`{"fact":"pulse","of":"returned","within":5}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabHidden})
			g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabShown})
			g.pass(5)
		}, "false"},
		{`{"fact":"visited","value":["https://s.example/buty","https://s.example/dostawa"],"within":300}`, func(g *stage) {
			g.pass(5)
			g.view(zagaj.Page{URL: "https://s.example/koszyk"})
			g.view(zagaj.Page{URL: "https://s.example/dostawa"})
		}, "true"},
		{`{"fact":"visited","value":["https://s.example/dostawa","https://s.example/buty"],"within":300}`, func(g *stage) { g.view(zagaj.Page{URL: "https://s.example/dostawa"}) }, "false"},
		{`{"fact":"visited","value":["https://s.example/buty"],"within":30}`, func(g *stage) { g.pass(30) }, "false"},
		{`{"fact":"visited","of":"page_type","value":["product","cart","checkout"],"within":300}`, func(g *stage) {
			g.view(zagaj.Page{URL: "/k", Type: zagaj.PageCart})
			g.view(zagaj.Page{URL: "/z", Type: zagaj.PageCheckout})
		}, "true"},
		{`{"fact":"visited","op":"regex","value":["/buty/[0-9]+","dostawa$"],"within":300}`, func(g *stage) { g.view(zagaj.Page{URL: "https://s.example/dostawa"}) }, "true"},
		{`{"fact":"products","op":">=","value":2,"within":60}`, func(g *stage) {
			g.pass(30)
			g.view(zagaj.Page{URL: "/2", Product: "2"})
			g.view(zagaj.Page{URL: "/2", Product: "2"})
			g.pass(29)
		}, "true"},
		{`{"fact":"products","op":">=","value":2,"within":60}`, func(g *stage) { g.pass(30); g.view(zagaj.Page{URL: "/2", Product: "2"}); g.pass(30) }, "false"},
		{`{"fact":"campaign","op":"=","value":"jesien"}`, func(g *stage) { g.view(zagaj.Page{URL: "/2"}) }, "true"}, // of the visit
		{`{"fact":"referrer","op":"prefix","value":"https://szukaj"}`, func(g *stage) { g.view(zagaj.Page{URL: "/2", Referrer: "https://s.example"}) }, "true"},
		{`{"fact":"tag","op":"=","value":"vip"}`, func(g *stage) {}, "false"},
		{`{"fact":"tag","op":"=","value":"vip"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindNet, Up: true, Past: &zagaj.Past{Tags: []string{"b2b", "vip"}}})
		}, "true"},
		{`{"fact":"operators_free","op":"<=","value":0}`, func(g *stage) {}, "true"},
		{`{"fact":"open"}`, func(g *stage) {}, "true"},
		{`{"fact":"open"}`, func(g *stage) { g.pass(5 * 3600) }, "false"},
		{`{"fact":"closes_in","op":">=","value":3600}`, func(g *stage) { g.pass(4 * 3600) }, "true"},
		{`{"fact":"closes_in","op":">=","value":3600}`, func(g *stage) { g.pass(4*3600 + 1) }, "false"},
		{`{"fact":"operators_free","op":">=","value":2}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOperator, Operator: &zagaj.OperatorState{ID: "a", On: true, Seats: 2}})
		}, "true"},
		{`{"fact":"operators_free","op":">=","value":2}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOperator, Operator: &zagaj.OperatorState{ID: "a", On: true, Seats: 2, Load: 1}})
		}, "false"},
		{`{"fact":"calendar","value":["* 12 * * 2"]}`, func(g *stage) { g.pass(3599) }, "true"},
		{`{"fact":"calendar","value":["* 12 * * 2"]}`, func(g *stage) { g.pass(3600) }, "false"},
		{`{"fact":"dwell","scope":"page","op":">=","value":30}`, func(g *stage) { g.pass(30) }, "true"},
		{`{"fact":"dwell","scope":"page","of":"https://s.example/buty/1","op":">=","value":30}`, func(g *stage) { g.view(zagaj.Page{URL: "https://s.example/2"}); g.pass(30) }, "false"},
		{`{"fact":"cart_value","op":"between","value":[100,200]}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(2)}) }, "true"},
		{`{"fact":"cart_value","op":"between","value":[100,200]}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(3)}) }, "false"},
		{`{"fact":"cart_unchanged","op":"between","value":[60,120]}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(2)}); g.pass(120) }, "true"},
		{`{"fact":"cart_unchanged","op":"between","value":[60,120]}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(2)}); g.pass(121) }, "false"},
		{`{"fact":"page_views","op":">=","value":2,"within":60}`, func(g *stage) { g.pass(10); g.view(shoe); g.pass(49) }, "true"},
		{`{"fact":"page_views","op":">=","value":2,"within":60}`, func(g *stage) { g.pass(10); g.view(shoe); g.pass(50) }, "false"},
		{`{"fact":"same_product","op":">=","value":2,"within":60}`, func(g *stage) { g.pass(59); g.view(shoe) }, "true"},
		{`{"fact":"checkout_step","op":"=","value":2}`, func(g *stage) { g.view(zagaj.Page{URL: "/k", Type: zagaj.PageCheckout, Step: 2}) }, "true"},
		{`{"fact":"pulse","of":"scroll","within":60,"min":75}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindPulse, Pulse: &zagaj.Pulse{Name: "scroll", Value: 50}})
		}, "false"},
		{`{"fact":"pulse","of":"scroll","within":60,"min":75}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindPulse, Pulse: &zagaj.Pulse{Name: "scroll", Value: 80}})
		}, "true"},
		{`{"fact":"logged_in"}`, func(g *stage) {}, "false"},
		{`{"fact":"logged_in"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindAlias, Alias: &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: "7"}})
		}, "true"},
		{`{"fact":"offers","of":"dismissed","op":">=","value":1,"within":60}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindDismissed}); g.pass(59) }, "true"},
		{`{"fact":"offers","of":"dismissed","op":">=","value":1,"within":60}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindDismissed}); g.pass(60) }, "false"},
		{`{"fact":"operators_free","op":">=","value":1,"language":"de"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOperator, Operator: &zagaj.OperatorState{ID: "a", On: true, Seats: 2, Languages: []string{"pl", "de"}}})
		}, "true"},
		{`{"fact":"operators_free","op":">=","value":1,"language":"de"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOperator, Operator: &zagaj.OperatorState{ID: "a", On: true, Seats: 2, Languages: []string{"pl"}}})
		}, "false"},
		{`{"fact":"page_views","op":">=","value":2}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindView, Page: &zagaj.Page{URL: shoe.URL, Type: zagaj.PageProduct, Product: "9", Category: "buty"}, Nav: "facts"})
		}, "false"}, // the same page, told more fully
		{`{"fact":"product","op":"=","value":"9"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindView, Page: &zagaj.Page{URL: shoe.URL, Type: zagaj.PageProduct, Product: "9", Category: "buty"}, Nav: "facts"})
		}, "true"},
		{`{"fact":"queue_length","op":"<=","value":1}`, func(g *stage) {}, "true"},
		{`{"fact":"queue_length","op":"<=","value":1}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindQueue, Queue: &zagaj.QueueState{Waiting: 2, Expected: 90}})
		}, "false"},
		{`{"fact":"expected_wait","op":"<=","value":90}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindQueue, Queue: &zagaj.QueueState{Waiting: 2, Expected: 90}})
		}, "true"},
		{`{"fact":"expected_wait","op":"<=","value":90}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindQueue, Queue: &zagaj.QueueState{Waiting: 2, Expected: -1}})
		}, "unknown"},
		{`{"fact":"arm","of":"trial","op":"=","value":"offer"}`, func(g *stage) {}, "unknown"},
		{`{"fact":"arm","of":"trial","op":"=","value":"offer"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindNet, Up: true, Arms: []zagaj.Exposure{{Experiment: "trial", Arm: "offer"}}})
		}, "true"},
		{`{"fact":"arm","of":"hold-out","op":"=","value":"held"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindNet, Up: true, Arms: []zagaj.Exposure{{Experiment: zagaj.HoldOutID, Arm: zagaj.ArmOffered}}})
		}, "false"},
		{`{"fact":"date","value":["2026-05-01","2026-05-05"]}`, func(g *stage) { g.pass(12*3600 - 1) }, "true"},
		{`{"fact":"date","value":["2026-05-01","2026-05-05"]}`, func(g *stage) { g.pass(12 * 3600) }, "false"},
		{`{"fact":"visitor_hour","value":[5,8]}`, func(g *stage) {}, "unknown"},
		{`{"fact":"visitor_hour","value":[5,8]}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindView, Page: &shoe, Zone: "America/New_York"}) // 06:00 there
		}, "true"},
		{`{"fact":"visitor_hour","value":[22,5]}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindView, Page: &shoe, Zone: "America/New_York"})
		}, "false"},
		{`{"fact":"pulse","of":"exit","within":10}`, func(g *stage) { g.pulse("exit"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"size","within":10}`, func(g *stage) { g.pulse("size"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"delivery","within":10}`, func(g *stage) { g.pulse("delivery"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"returns","within":10}`, func(g *stage) { g.pulse("returns"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"search","within":10}`, func(g *stage) { g.pulse("search"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"coupon_failed","within":10}`, func(g *stage) { g.pulse("coupon_failed"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"payment_failed","within":10}`, func(g *stage) { g.pulse("payment_failed"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"copy","within":10}`, func(g *stage) { g.pulse("copy"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"back","within":10}`, func(g *stage) { g.pulse("back"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"configurator","within":10}`, func(g *stage) { g.pulse("configurator"); g.pass(9) }, "true"},
		{`{"fact":"pulse","of":"payment_failed","within":600,"value":2}`, func(g *stage) { g.pulse("payment_failed"); g.pass(60) }, "false"},
		{`{"fact":"pulse","of":"payment_failed","within":600,"value":2}`, func(g *stage) { g.pulse("payment_failed"); g.pass(60); g.pulse("payment_failed") }, "true"},
		{`{"fact":"operators_free","op":">=","value":1,"skill":"buty"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOperator, Operator: &zagaj.OperatorState{ID: "a", On: true, Seats: 2, Skills: []string{"buty"}}})
		}, "true"},
		{`{"fact":"operators_free","op":">=","value":1,"skill":"buty"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOperator, Operator: &zagaj.OperatorState{ID: "a", On: true, Seats: 2, Skills: []string{"kurtki"}}})
		}, "false"},
		{`{"fact":"operators_free","op":"between","value":[1,2]}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOperator, Operator: &zagaj.OperatorState{ID: "a", On: true, Seats: 3}})
		}, "false"},
		{`{"fact":"dwell","scope":"category","op":">=","value":60}`, func(g *stage) { g.pass(60) }, "true"},
		{`{"fact":"dwell","scope":"category","op":">=","value":60}`, func(g *stage) { g.pass(59) }, "false"},
		{`{"fact":"dwell","scope":"product","op":">=","value":60}`, func(g *stage) { g.pass(60) }, "true"},
		{`{"fact":"dwell","scope":"product","op":">=","value":60}`, func(g *stage) { g.pass(59) }, "false"},
		{`{"fact":"dwell","scope":"page_type","op":">=","value":60}`, func(g *stage) { g.pass(60) }, "true"},
		{`{"fact":"dwell","scope":"page_type","op":">=","value":60}`, func(g *stage) { g.pass(59) }, "false"},
		{`{"fact":"dwell","scope":"site","op":">=","value":60}`, func(g *stage) { g.pass(60) }, "true"},
		{`{"fact":"dwell","scope":"site","op":">=","value":60}`, func(g *stage) { g.pass(59) }, "false"},
		{`{"fact":"dwell","scope":"category","op":">=","value":60,"products":2}`, func(g *stage) { g.pass(90) }, "false"},
		{`{"fact":"dwell","scope":"category","op":">=","value":60,"products":2}`, func(g *stage) { g.pass(30); g.view(zagaj.Page{URL: "/2", Product: "2", Category: "buty"}); g.pass(30) }, "true"},
		{`{"fact":"products","op":"=","value":2}`, func(g *stage) { g.view(zagaj.Page{URL: "/2", Product: "2"}); g.view(shoe) }, "true"},
		{`{"fact":"visit_age","op":"between","value":[10,20]}`, func(g *stage) { g.pass(15) }, "true"},
		{`{"fact":"since","of":"activity","op":">=","value":10}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabIdle}); g.pass(10) }, "true"},
		{`{"fact":"since","of":"offer","op":">=","value":10}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindShown, Source: zagaj.FromSystem, Offer: "o"})
			g.pass(10)
		}, "true"},
		{`{"fact":"since","of":"order","op":">=","value":10}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOrder, Source: zagaj.FromShop, Order: &zagaj.Order{ID: "o"}})
			g.pass(10)
		}, "true"},
		{`{"fact":"ordered"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindOrder, Source: zagaj.FromShop, Order: &zagaj.Order{ID: "o"}})
		}, "true"},
		{`{"fact":"cart_known"}`, func(g *stage) {}, "false"},
		{`{"fact":"cart_known"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}) }, "true"},
		{`{"fact":"cart_empty"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}) }, "false"},
		{`{"fact":"cart_changed"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}) }, "true"},
		{`{"fact":"cart_changed"}`, func(g *stage) {
			old := boots(1)
			g.apply(zagaj.Event{Kind: zagaj.KindCart, Source: zagaj.FromShop, Cart: old, OccurredAt: g.now - 7_200_000})
		}, "false"},
		{`{"fact":"cart_age","op":">=","value":7200}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindCart, Source: zagaj.FromShop, Cart: boots(1), OccurredAt: g.now - 7_200_000})
		}, "true"},
		{`{"fact":"cart_unchanged","op":">=","value":600}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}); g.pass(600) }, "true"},
		{`{"fact":"cart_quantity","op":">=","value":2}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(2)}) }, "true"},
		{`{"fact":"cart_lines","op":"<=","value":1}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(2)}) }, "true"},
		{`{"fact":"cart_contains","of":"product","op":"=","value":"1"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}) }, "true"},
		{`{"fact":"language","op":"=","value":"pl"}`, func(g *stage) {}, "true"},
		{`{"fact":"category","op":"in","value":["buty","kurtki"]}`, func(g *stage) {}, "true"},
		{`{"fact":"product","op":"=","value":"1"}`, func(g *stage) {}, "true"},
		{`{"fact":"page_type","op":"=","value":"thanks"}`, func(g *stage) { g.view(zagaj.Page{URL: "/d", Type: zagaj.PageThanks}) }, "true"},
		{`{"fact":"url","op":"=","value":"https://s.example/buty/1"}`, func(g *stage) {}, "true"},
		{`{"fact":"on_page_type","of":"product"}`, func(g *stage) {}, "true"},
		{`{"fact":"tab_visible"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabHidden}) }, "false"},
		{`{"fact":"consent"}`, func(g *stage) {}, "true"},
		{`{"fact":"offers","of":"shown","op":"=","value":1}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindShown, Source: zagaj.FromSystem, Offer: "o"}) }, "true"},
		{`{"fact":"offers","of":"shown","rule":"other","op":"=","value":0}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindShown, Source: zagaj.FromSystem, Offer: "o"}) }, "true"},
		{`{"fact":"offers","op":"=","value":0}`, func(g *stage) {}, "true"},
		{`{"any":[{"fact":"ordered"},{"fact":"consent"}]}`, func(g *stage) {}, "true"},
		{`{"all":[{"fact":"cart_empty"},{"fact":"ordered"}]}`, func(g *stage) {}, "false"},
		{`{"all":[{"fact":"cart_empty"},{"fact":"consent"}]}`, func(g *stage) {}, "unknown"},
		{`{"any":[{"fact":"cart_empty"},{"fact":"consent"}]}`, func(g *stage) {}, "true"},
		{`{"fact":"stock","op":"=","value":"out"}`, func(g *stage) { g.view(zagaj.Page{URL: "/1", Product: "1", Stock: zagaj.StockOut}) }, "true"},
		{`{"fact":"stock","op":"!=","value":"out"}`, func(g *stage) {}, "unknown"}, // the page says nothing of it
		{`{"fact":"pulse","of":"cart_stock_changed","within":60}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)})
			g.view(zagaj.Page{URL: "/1", Product: "1", Stock: zagaj.StockIn})
			g.view(zagaj.Page{URL: "/1", Product: "1", Stock: zagaj.StockOut})
		}, "true"},
		{`{"fact":"pulse","of":"cart_stock_changed","within":60}`, func(g *stage) {
			g.view(zagaj.Page{URL: "/1", Product: "1", Stock: zagaj.StockIn})
			g.view(zagaj.Page{URL: "/1", Product: "1", Stock: zagaj.StockOut})
		}, "false"}, // it is not in the cart
		{`{"fact":"browser","op":"=","value":"firefox"}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindView, Page: &shoe, Browser: "firefox"})
		}, "true"},
		{`{"fact":"dwell","scope":"size_family","op":">=","value":60}`, func(g *stage) { g.pass(60) }, "true"},
		{`{"fact":"dwell","scope":"size_family","of":"shoes-eu","op":">=","value":60,"products":2}`, func(g *stage) {
			g.pass(30)
			g.view(zagaj.Page{URL: "/2", Product: "2", Category: "kalosze", SizeFamily: "shoes-eu"})
			g.pass(30)
		}, "true"},
		{`{"fact":"dwell","scope":"size_family","of":"shoes-eu","op":">=","value":60}`, func(g *stage) {
			g.pass(30)
			g.view(zagaj.Page{URL: "/2", Product: "2", Category: "buty", SizeFamily: "shoes-uk"})
			g.pass(30)
		}, "false"},
		{`{"fact":"size_family","op":"prefix","value":"shoes"}`, func(g *stage) {}, "true"},
		{`{"fact":"since","of":"message","op":">=","value":10}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindChatClose}); g.pass(60) }, "unknown"}, // nothing was said
		{`{"fact":"since","of":"message","op":"between","value":[60,70]}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindChatClose, SaidAt: g.now - 50_000})
			g.pass(10)
		}, "true"},
		{`{"fact":"since","of":"message","op":"between","value":[60,70]}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindChatClose, SaidAt: g.now - 50_000})
			g.pass(21)
		}, "false"},
		{`{"fact":"cart_contains","of":"tag","op":"=","value":"prezent"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}) }, "true"},
		{`{"fact":"cart_contains","of":"tag","op":"=","value":"lato"}`, func(g *stage) { g.apply(zagaj.Event{Kind: zagaj.KindCart, Cart: boots(1)}) }, "false"},
		{`{"fact":"cart_contains","of":"tag","op":"=","value":"lato"}`, func(g *stage) {}, "unknown"},
		{`{"fact":"visits","op":">=","value":2,"within":7200}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabHidden})
			g.pass(3600)
			g.view(shoe)
		}, "true"},
		{`{"fact":"visits","op":">=","value":2,"within":7200}`, func(g *stage) {
			g.apply(zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabHidden})
			g.pass(3600)
			g.view(shoe)
			g.pass(3600)
		}, "false"}, // the first one has left the window
		{`{"fact":"visits","op":"=","value":3,"within":864000}`, func(g *stage) {
			past := zagaj.Past{Visits: 4, VisitsAt: []zagaj.Instant{g.now - 900_000_000, g.now - 500_000_000, g.now - 90_000_000, g.now - 1}}
			g.apply(zagaj.Event{Kind: zagaj.KindNet, Up: true, Past: &past})
		}, "true"}, // the last one told is this one
		{`{"fact":"pulse","of":"back","within":60}`, func(g *stage) { g.pass(10); g.view(zagaj.Page{URL: "/2"}); g.pass(10); g.view(shoe) }, "true"},
		{`{"fact":"pulse","of":"back","within":60}`, func(g *stage) { g.pass(10); g.view(zagaj.Page{URL: "/2"}); g.pass(10); g.view(zagaj.Page{URL: "/2"}) }, "false"}, // again is not back
	} {
		t.Run(c.condition, func(t *testing.T) {
			g := newStage(t, c.condition)
			g.view(shoe)
			c.play(g)
			if got := g.truth(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAReturningVisitorIsKnownByTheLastVisit(t *testing.T) {
	g := newStage(t, `{"fact":"since","of":"visit","op":">=","value":86400}`)
	g.apply(zagaj.Event{Kind: zagaj.KindNet, Up: true, Known: noon - 86_400_000})
	g.apply(zagaj.Event{Kind: zagaj.KindView, Page: &shoe})
	if got := g.truth(); got != "true" {
		t.Errorf("got %s, want true: the last visit was a day ago", got)
	}
}

func TestMistakesInRulesAreNamedByTheirPath(t *testing.T) {
	for condition, path := range map[string]string{
		`{"fact":"nosuch"}`: "when[0].fact",
		`{"all":[{"fact":"dwell","scope":"moon","op":">=","value":1}]}`:               "when[0].all[0].scope",
		`{"fact":"since","of":"moon","op":">=","value":1}`:                            "when[0].of",
		`{"fact":"url","op":"regex","value":"("}`:                                     "when[0].value",
		`{"fact":"url","op":"glob","value":"["}`:                                      "when[0].value",
		`{"fact":"url","op":"like","value":"a"}`:                                      "when[0].op",
		`{"fact":"cart_contains","of":"colour","op":"=","value":"a"}`:                 "when[0].of",
		`{"fact":"visited","value":[],"within":5}`:                                    "when[0].value",
		`{"fact":"visited","value":["a"]}`:                                            "when[0].within",
		`{"fact":"closes_in","op":"<=","value":5}`:                                    "when[0].op",
		`{"fact":"calendar","value":["@every 5m"]}`:                                   "when[0].value",
		`{"not":{"any":[{"fact":"tab_visible"},{"fact":"pulse","of":"exit"}]}}`:       "when[0].not.any[1]",
		`{"fact":"tab_visible","colour":"red"}`:                                       "when[0]",
		`{"fact":"tab_visible","of":"x"}`:                                             "when[0].of",
		`{"fact":"cart_value","op":">=","value":1,"within":5}`:                        "when[0].within",
		`{"all":[{"fact":"open"}],"of":"x"}`:                                          "when[0].of",
		`{"any":[]}`:                                                                  "when[0]",
		`{"not":{"all":[]}}`:                                                          "when[0].not",
		`{"fact":"device","op":"=","value":"watch"}`:                                  "when[0].value",
		`{"fact":"page_type","op":"in","value":["basket"]}`:                           "when[0].value",
		`{"fact":"page_views","op":">=","value":65,"within":60}`:                      "when[0].value",
		`{"fact":"visited","of":"page_type","value":["product","basket"],"within":5}`: "when[0].value[1]",
		`{"fact":"visited","op":"regex","value":["("],"within":5}`:                    "when[0].value",
		`{"fact":"url","op":"regex","value":"` + strings.Repeat("a", 501) + `"}`:      "when[0].value",
		strings.Repeat(`{"not":`, 9) + `{"fact":"open"}` + strings.Repeat(`}`, 9):     "when[0].not",
	} {
		err := triggers.ValidateRule(zagaj.Rule{Name: "r", When: []json.RawMessage{json.RawMessage(condition)}})
		if zagaj.CodeOf(err) != zagaj.CodeInvalid || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want the path %s", condition, err, path)
		}
	}
}

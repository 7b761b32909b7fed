package standard_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/standard"
)

var message = plugintest.Message

// documented is the example of the manual, word for word.
func documented(t testing.TB) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/platforms/any-shop.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(page)
	if found == nil {
		t.Fatal("the manual has no example")
	}
	return string(found[1])
}

const placed = `{"type":"order.created","occurred_at":1795430060000,"data":{"id":"1001","number":"2026/1001","version":1,"cart":"CART-TOKEN",
"customer":"c7","status":"paid","currency":"kwd","total":"12.3455","lines":[{"product":"101","name":"Buty","quantity":3,"price":4.115}]}}`

const emptied = `{"type":"cart.updated","occurred_at":1795430001000,"data":{"id":"CART-TOKEN","version":4,"currency":"PLN","coupons":["WIOSNA"],"lines":[]}}`

func suite(t testing.TB) plugintest.Case {
	pln := func(n int64) zagaj.Money { return zagaj.Money{Minor: n, Currency: "PLN"} }
	kwd := func(n int64) zagaj.Money { return zagaj.Money{Minor: n, Currency: "KWD"} }
	return plugintest.Case{
		Adapter: standard.New(), Sign: plugintest.SignStandard, Secret: plugintest.StandardSecret, Empty: "whsec_", TimeSigned: true,
		Facts: plugintest.MessageFacts(), Guide: "any-shop",
		Recordings: []plugintest.Recording{
			{Name: "the manual's example", Delivery: message("msg_1", documented(t)), Want: []zagaj.Event{{ID: "msg_1", Kind: zagaj.KindCart, OccurredAt: 1795430000000,
				Cart: &zagaj.Cart{ID: "CART-TOKEN", Version: 3, Total: pln(24999), Coupons: []string{}, ChangedAt: 1795430000000,
					Lines: []zagaj.Line{{Product: "101", SKU: "BUT-1-42", Name: "Buty Turnia", Variant: "42", Category: "buty", Quantity: 1, Price: pln(24999), Image: "https://…", Tags: []string{"zima"}}}}}}},
			{Name: "an emptied cart", Delivery: message("msg_2", emptied), Want: []zagaj.Event{{ID: "msg_2", Kind: zagaj.KindCart, OccurredAt: 1795430001000,
				Cart: &zagaj.Cart{ID: "CART-TOKEN", Version: 4, Total: pln(0), Coupons: []string{"WIOSNA"}, Lines: []zagaj.Line{}, ChangedAt: 1795430001000}}}},
			{Name: "an order", Delivery: message("msg_3", placed), Want: []zagaj.Event{{ID: "msg_3", Kind: zagaj.KindOrder, OccurredAt: 1795430060000,
				Order: &zagaj.Order{ID: "1001", Number: "2026/1001", Version: 1, Cart: "CART-TOKEN", Customer: "c7", Status: zagaj.OrderPaid, PlacedAt: 1795430060000,
					Total: kwd(12346), Lines: []zagaj.Line{{Product: "101", Name: "Buty", Quantity: 3, Price: kwd(4115)}}}}}},
			{Name: "the order sent again by hand", Delivery: message("msg_4", strings.Replace(placed, "order.created", "order.updated", 1)),
				Want: []zagaj.Event{{ID: "msg_4", Kind: zagaj.KindOrder, OccurredAt: 1795430060000,
					Order: &zagaj.Order{ID: "1001", Number: "2026/1001", Version: 1, Cart: "CART-TOKEN", Customer: "c7", Status: zagaj.OrderPaid, PlacedAt: 1795430060000,
						Total: kwd(12346), Lines: []zagaj.Line{{Product: "101", Name: "Buty", Quantity: 3, Price: kwd(4115)}}}}}},
		},
		Refused: []plugin.Delivery{
			message("msg_5", strings.Replace(placed, "order.created", "order.deleted", 1)),
			message("msg_6", strings.Replace(placed, `"type":"order.created",`, "", 1)),
			message("msg_7", strings.Replace(placed, `"id":"1001"`, `"id":""`, 1)),
			message("msg_8", strings.Replace(placed, "1795430060000", "0", 1)),
			message("msg_9", strings.Replace(placed, "1795430060000", "-1", 1)),
			message("msg_10", strings.Replace(placed, "1795430060000", `"2026-11-23"`, 1)),
			message("msg_11", strings.Replace(placed, `"12.3455"`, `"12,34"`, 1)),
			message("msg_12", strings.Replace(placed, "4.115", "1e3", 1)),
			message("msg_13", strings.Replace(placed, `"status":"paid"`, `"status":"on its way"`, 1)),
		},
	}
}

func TestConformance(t *testing.T) { plugintest.Run(t, suite(t)) }

func TestOrderWithoutStatusIsPlaced(t *testing.T) {
	d := message("msg_1", strings.Replace(placed, `"status":"paid",`, "", 1))
	events, err := standard.New().Decode(d, zagaj.Installation{ID: "in", Shop: "shop"})
	if err != nil || events[0].Order.Status != zagaj.OrderPlaced {
		t.Errorf("got %+v (%v), want placed", events, err)
	}
}

// The specification's own example.
// Shops write 0 for the customer of who is not signed in. All of them would be one person, who sees the carts of the others.
func TestZeroIsNobody(t *testing.T) {
	for _, body := range []string{strings.Replace(placed, `"customer":"c7"`, `"customer":"0"`, 1), strings.Replace(emptied, `"coupons"`, `"customer":"0","coupons"`, 1)} {
		events, err := standard.New().Decode(message("msg_1", body), zagaj.Installation{ID: "in", Shop: "shop"})
		if err != nil || len(events) != 1 {
			t.Fatalf("got %v, %v", events, err)
		}
		if c := events[0].Cart; c != nil && c.Customer != "" {
			t.Errorf("the cart is of %q", c.Customer)
		}
		if o := events[0].Order; o != nil && o.Customer != "" {
			t.Errorf("the order is of %q", o.Customer)
		}
	}
}

func TestSignatureOfTheSpecificationHolds(t *testing.T) {
	d := message("msg_p5jXN8AQM9LWM0D4loKWxJek", `{"test": 2432232314}`)
	d.Header.Set("webhook-timestamp", "1614265330")
	d.Header.Set("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
	d.ReceivedAt = 1614265330_000
	secrets := []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
	if err := standard.New().Verify(d, secrets); err != nil {
		t.Error(err)
	}
	d.Header.Set("webhook-signature", "v1,AAAA v2,BBBB v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
	if err := standard.New().Verify(d, append([]string{"not base64!", "whsec_!"}, secrets...)); err != nil {
		t.Errorf("one of several signatures and secrets: %v", err)
	}
	for _, header := range []string{"webhook-id", "webhook-timestamp"} {
		for _, value := range []string{"", "1614265331", "abc", "1614265330.5", "1e9", "1614265330 "} {
			spoilt := plugin.Delivery{Header: d.Header.Clone(), Body: d.Body, ReceivedAt: d.ReceivedAt}
			spoilt.Header.Set(header, value)
			if err := standard.New().Verify(spoilt, secrets); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
				t.Errorf("%s %q: got %v, want unauthorized", header, value, err)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(f), func(topic string) http.Header {
		h := http.Header{}
		h.Set("webhook-id", "msg_"+topic)
		return h
	})
}

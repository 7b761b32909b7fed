package woocommerce_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/woocommerce"
)

// recordedSecret is what the recorded shop signed with.
const recordedSecret = "wc-test-secret"

func recorded(t testing.TB, name string) plugin.Delivery {
	t.Helper()
	d := plugin.Delivery{Header: http.Header{}, ReceivedAt: plugintest.ReceivedAt}
	var err error
	if d.Body, err = os.ReadFile("testdata/woocommerce_webhook_" + name + ".observed.body.bin"); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("testdata/woocommerce_webhook_" + name + ".observed.headers.json")
	if err != nil {
		t.Fatal(err)
	}
	headers := map[string]string{}
	if err := json.Unmarshal(raw, &headers); err != nil {
		t.Fatal(err)
	}
	for k, v := range headers {
		d.Header.Set(k, v)
	}
	return d
}

func sign(t testing.TB, d *plugin.Delivery, secret string, sent zagaj.Instant) {
	if d.Header.Get("webhook-id") != "" { // from our plugin in the shop
		plugintest.SignStandard(t, d, secret, sent)
		return
	}
	mac := hmac.New(sha256.New, []byte(html.UnescapeString(secret)))
	mac.Write(d.Body)
	d.Header.Set("X-WC-Webhook-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

func topic(name, body string) plugin.Delivery {
	return plugin.Delivery{Header: http.Header{"X-Wc-Webhook-Topic": {name}}, Body: []byte(body), ReceivedAt: plugintest.ReceivedAt}
}

const orderAt = zagaj.Instant(1_795_419_413_000) // 2026-11-23T07:36:53Z

// event is the order of a delivery; the end of its id is the body's hash.
func event(body []byte, o zagaj.Order) zagaj.Event {
	sum := sha256.Sum256(body)
	return zagaj.Event{ID: zagaj.EventID(fmt.Sprintf("order:%s:%x", o.ID, sum[:12])), Kind: zagaj.KindOrder, Order: &o, OccurredAt: zagaj.Instant(o.Version)}
}

const paid = `{"id":12,"number":"A-12","status":"processing","currency":"JPY","total":"5000","customer_id":7,
"date_created_gmt":"2026-11-23T07:36:53","date_modified_gmt":"2026-11-23T07:37:00","date_paid_gmt":"2026-11-23T07:37:00","line_items":[
{"product_id":1,"sku":"","name":"A","quantity":2,"price":1500,"image":{"id":1,"src":"https://shop.example/a.jpg"}},
{"product_id":2,"sku":"B","name":"B","quantity":1,"price":"2000","image":null}]}`

func suite(t testing.TB) plugintest.Case {
	created, updated := recorded(t, "order_created"), recorded(t, "order_updated")
	mug := zagaj.Order{ID: "11", Number: "11", Version: int64(orderAt), Status: zagaj.OrderPlaced, PlacedAt: orderAt,
		Proof: zagaj.OrderProof{Postcode: "00001", Phone: "0500"},
		Total: zagaj.Money{Minor: 4999, Currency: "PLN"},
		Lines: []zagaj.Line{{Product: "10", SKU: "MUG-1", Name: "Mug", Quantity: 1, Price: zagaj.Money{Minor: 4999, Currency: "PLN"}}}}
	yen := func(n int64) zagaj.Money { return zagaj.Money{Minor: n, Currency: "JPY"} }
	other := zagaj.Order{ID: "12", Number: "A-12", Version: int64(orderAt) + 7000, Status: zagaj.OrderPaid, PlacedAt: orderAt, Total: yen(5000), Customer: "7",
		Lines: []zagaj.Line{{Product: "1", Name: "A", Quantity: 2, Price: yen(1500), Image: "https://shop.example/a.jpg"},
			{Product: "2", SKU: "B", Name: "B", Quantity: 1, Price: yen(2000)}}}
	return plugintest.Case{
		Adapter: woocommerce.New(), Sign: sign, Secret: plugintest.StandardSecret, Facts: facts(), Missed: missed,
		Cannot: map[string]string{"shop-erasure": plugintest.NoShopErasure},
		Recordings: []plugintest.Recording{
			{Name: "an order created", Delivery: created, Want: []zagaj.Event{event(created.Body, mug)}},
			{Name: "the same order updated at once", Again: true, Delivery: updated, Want: []zagaj.Event{event(updated.Body, mug)}},
			{Name: "a paid order", Delivery: topic("order.updated", paid), Want: []zagaj.Event{event([]byte(paid), other)}},
		},
		Ignored: []plugin.Delivery{topic("order.deleted", `{"id":11}`), topic("product.updated", `{"id":10}`), topic("customer.created", `{}`), topic("coupon.deleted", `not read`)},
		Pings:   []plugin.Delivery{recorded(t, "ping"), {Header: http.Header{}, Body: []byte("webhook_id=9223372036854775807")}},
		Refused: []plugin.Delivery{topic("", string(created.Body)), topic("order", string(created.Body)), topic("action.woocommerce_add_to_cart", `{"action":"woocommerce_add_to_cart","arg":"x"}`)},
	}
}

// facts: carts and what concerns people come from our plugin, orders and products from WooCommerce itself.
func facts() map[string]plugin.Delivery {
	out := plugintest.MessageFacts()
	delete(out, "shop-erasure") // our plugin does not say that
	change := func(status, modified string) plugin.Delivery {
		body := strings.Replace(paid, `"status":"processing"`, `"status":"`+status+`"`, 1)
		return topic("order.updated", strings.Replace(body, `07:37:00","date_paid`, modified+`","date_paid`, 1))
	}
	out["order"], out["cancel"], out["refund"] = topic("order.created", paid), change("cancelled", "07:38:00"), change("refunded", "07:39:00")
	out["product"], out["stock"] = topic("product.updated", `{"id":10,"name":"Mug"}`), topic("product.updated", `{"id":10,"stock_quantity":3}`)
	whole := strings.Replace(paid, `"total":"5000"`, `"total":"500"`, 1)
	out["no-decimals"] = topic("order.created", whole)
	out["three-decimals"] = topic("order.created", strings.NewReplacer("JPY", "KWD", `"500"`, `"1.234"`).Replace(whole))
	return out
}

func TestConformance(t *testing.T) { plugintest.Run(t, suite(t)) }

func TestRecordedSignaturesHold(t *testing.T) {
	for _, name := range []string{"order_created", "order_updated"} {
		d := recorded(t, name)
		if err := woocommerce.New().Verify(d, []string{"a new one", recordedSecret}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := woocommerce.New().Verify(d, []string{"a new one"}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
			t.Errorf("%s: got %v with another secret, want unauthorized", name, err)
		}
	}
}

// WooCommerce makes the id of a delivery from its webhook and the second, so two orders within one second share it.
func TestTwoOrdersWithOneDeliveryIDAreBothTold(t *testing.T) {
	first, second := topic("order.created", paid), topic("order.created", strings.Replace(paid, `"id":12,"number":"A-12"`, `"id":13,"number":"A-13"`, 1))
	seen := map[zagaj.EventID]bool{}
	for _, d := range []plugin.Delivery{first, second} {
		d.Header.Set("X-WC-Webhook-ID", "4")
		d.Header.Set("X-WC-Webhook-Delivery-ID", "5e0b6d5e3c0f1a6b7d8c9e0f1a2b3c4d")
		events, err := woocommerce.New().Decode(d, zagaj.Installation{ID: "in", Shop: "s"})
		if err != nil || len(events) != 1 {
			t.Fatalf("got %+v, %v", events, err)
		}
		seen[events[0].ID] = true
	}
	if len(seen) != 2 {
		t.Errorf("got %v, want two events", seen)
	}
}

// The body is made when it is sent, so "updated" can come first and say all that "created" says a moment later.
func TestUpdatedBeforeCreatedIsOneOrder(t *testing.T) {
	created, updated := recorded(t, "order_created"), recorded(t, "order_updated")
	if string(created.Body) != string(updated.Body) {
		t.Fatal("the recording shows this no more: the bodies differ")
	}
	var ids []zagaj.EventID
	for _, d := range []plugin.Delivery{updated, created} {
		events, err := woocommerce.New().Decode(d, zagaj.Installation{ID: "in", Shop: "s"})
		if err != nil || len(events) != 1 || events[0].Order.ID != "11" {
			t.Fatalf("got %+v, %v", events, err)
		}
		ids = append(ids, events[0].ID)
	}
	if ids[0] != ids[1] {
		t.Errorf("got %v, want one event", ids)
	}
}

// What WooCommerce itself computed.
func TestSignaturesOfThePlatformHold(t *testing.T) {
	for _, v := range []struct{ secret, body, signature string }{
		{recordedSecret, `{"id":1,"total":"49.99"}`, "4FULe+3TGrt7uhCOBMQEwPNfhWUogW17ZzDQbG6YRm8="},
		{`a&b<c>"d'e`, `{"id":2}`, "IxdMkF/o5zBliUE8+sawfln8HGySkCoXDWKA9RmaoW4="},
		{`a&amp;b&lt;c&gt;&quot;d&#039;e`, `{"id":2}`, "IxdMkF/o5zBliUE8+sawfln8HGySkCoXDWKA9RmaoW4="},
	} {
		d := topic("order.created", v.body)
		d.Header.Set("X-WC-Webhook-Signature", v.signature)
		if err := woocommerce.New().Verify(d, []string{v.secret}); err != nil {
			t.Errorf("secret %s: %v", v.secret, err)
		}
	}
}

// WordPress makes secrets of all signs that there are, and undoes the entities only that it writes itself.
func TestASecretIsReadAsWordPressReadsIt(t *testing.T) {
	for secret, key := range map[string]string{"aaaa&copy=b": "aaaa&copy=b", "aaaa&#5x&ltd": "aaaa&#5x&ltd", "aaaa&apos;&nbsp;": "aaaa&apos;&nbsp;", "a&#x3C;aaaaa": "a&#x3C;aaaaa",
		"aa&amp;lt;&#038;&#0039;&#x0027;&#34;&#X22;&gt;": "aa&lt;&''\"\">", "plain text": "plain text"} {
		d := topic("order.created", `{"id":2}`)
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write(d.Body)
		d.Header.Set("X-WC-Webhook-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
		if err := woocommerce.New().Verify(d, []string{secret}); err != nil {
			t.Errorf("secret %s: %v", secret, err)
		}
	}
}

func TestOnlyTheUnsignedFormIsAPing(t *testing.T) {
	for _, body := range []string{"", "webhook_id=", "webhook_id=2&x=1", "webhook_id=2\n", " webhook_id=2", "webhook_id=-1", "webhook_id=99999999999999999999", "{}"} {
		d := plugin.Delivery{Header: http.Header{}, Body: []byte(body)}
		if err := woocommerce.New().Verify(d, []string{recordedSecret}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
			t.Errorf("%q: got %v, want unauthorized", body, err)
		}
	}
	d := topic("order.created", "webhook_id=2")
	if err := woocommerce.New().Verify(d, []string{recordedSecret}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("with a topic: got %v, want unauthorized", err)
	}
}

func TestStates(t *testing.T) {
	for state, want := range map[string]zagaj.OrderStatus{"pending": zagaj.OrderPlaced, "on-hold": zagaj.OrderPlaced, "processing": zagaj.OrderPaid,
		"completed": zagaj.OrderDone, "cancelled": zagaj.OrderCancelled, "failed": zagaj.OrderCancelled, "trash": zagaj.OrderCancelled,
		"refunded": zagaj.OrderRefunded, "a plugin's own": zagaj.OrderPlaced} {
		d := topic("order.updated", strings.Replace(paid, `"status":"processing"`, `"status":"`+state+`"`, 1))
		events, err := woocommerce.New().Decode(d, zagaj.Installation{ID: "in", Shop: "shop"})
		if err != nil || events[0].Order.Status != want {
			t.Errorf("%s: got %+v (%v), want %s", state, events, err, want)
		}
	}
}

// WooCommerce makes a draft of an order when somebody opens the checkout, and its API lists it among the orders.
func TestADraftIsNoOrder(t *testing.T) {
	for _, state := range []string{"checkout-draft", "auto-draft", "draft", "new"} {
		d := topic("order.updated", strings.Replace(paid, `"status":"processing"`, `"status":"`+state+`"`, 1))
		if events, err := woocommerce.New().Decode(d, zagaj.Installation{ID: "in", Shop: "shop"}); err != nil || len(events) != 0 {
			t.Errorf("%s: got %+v (%v), want nothing", state, events, err)
		}
	}
}

// A line tells the price of one piece without tax, as PHP writes a fraction; what the customer pays stands in its totals.
func TestALineCostsWhatTheCustomerPays(t *testing.T) {
	for line, want := range map[string]string{
		`"quantity":3,"total":"121.95","total_tax":"28.05","price":40.65`:         "3 x 5000",
		`"quantity":3,"total":"10.00","total_tax":"0.00","price":3.3333333333333`: "3 x 333",
		`"quantity":20,"total":"0.00","total_tax":"0.00","price":1.0e-5`:          "20 x 0",
		`"quantity":0.5,"total":"10.00","total_tax":"2.30","price":20`:            "1 x 1230",
		`"quantity":"2","total":"20.00","total_tax":"","price":10`:                "2 x 1000",
		`"quantity":0,"total":"0.00","total_tax":"0.00","price":0`:                "0 x 0",
	} {
		body := fmt.Sprintf(`{"id":12,"number":"12","status":"processing","currency":"PLN","total":"150.00","date_created_gmt":"2026-11-23T07:36:53","date_modified_gmt":"2026-11-23T07:37:00","line_items":[{"product_id":1,"name":"A",%s}]}`, line)
		events, err := woocommerce.New().Decode(topic("order.created", body), zagaj.Installation{ID: "in", Shop: "shop"})
		if err != nil || len(events) != 1 {
			t.Errorf("%s: got %v (%v)", line, events, err)
			continue
		}
		if l := events[0].Order.Lines[0]; fmt.Sprint(l.Quantity, " x ", l.Price.Minor) != want {
			t.Errorf("%s: got %d x %d, want %s", line, l.Quantity, l.Price.Minor, want)
		}
	}
}

// Our plugin writes into an order which cart it was. An order of days ago that is sent now names it no more: the account has another one by then.
func TestAnOrderNamesItsCartWhileItIsNew(t *testing.T) {
	const token = "0123456789abcdef0123456789abcdef"
	for meta, want := range map[string]zagaj.CartID{
		`{"id":1,"key":"_zagaj_cart","value":"` + token + `"}`: token, `{"id":1,"key":"another","value":{"a":[1]}},{"id":2,"key":"_zagaj_cart","value":"` + token + `"}`: token,
		`{"id":1,"key":"_zagaj_cart","value":7}`: "", `{"id":1,"key":"_zagaj_cart","value":"` + token + `0"}`: "", `{"id":1,"key":"cart","value":"` + token + `"}`: "", `7`: "", ``: "",
	} {
		body := strings.Replace(paid, `"line_items"`, `"meta_data":[`+meta+`],"line_items"`, 1)
		for modified, still := range map[string]bool{"2026-11-23T07:37:00": true, "2026-11-25T07:37:00": false} {
			events, err := woocommerce.New().Decode(topic("order.updated", strings.Replace(body, "2026-11-23T07:37:00", modified, 1)), zagaj.Installation{ID: "in", Shop: "shop"})
			if err != nil || len(events) != 1 || still && events[0].Order.Cart != want || !still && events[0].Order.Cart != "" {
				t.Errorf("%s, changed at %s: got %+v (%v), want %q", meta, modified, events, err, want)
			}
		}
	}
}

func TestMalformedOrdersAreRefused(t *testing.T) {
	for from, to := range map[string]string{
		`"id":12`: `"id":0`, `"id":12,`: `"id":-12,`, `"total":"5000"`: `"total":"5.000,00"`, `"price":1500`: `"price":1e9`,
		`"date_created_gmt":"2026-11-23T07:36:53"`:  `"date_created_gmt":null`,
		`"date_modified_gmt":"2026-11-23T07:37:00"`: `"date_modified_gmt":"yesterday"`,
		`"quantity":2`:   `"quantity":"two"`,
		`"line_items":[`: `"line_items":["x",`,
	} {
		body := strings.Replace(paid, from, to, 1)
		if body == paid {
			t.Fatalf("%s is not there", from)
		}
		if _, err := woocommerce.New().Decode(topic("order.created", body), zagaj.Installation{ID: "in", Shop: "shop"}); zagaj.CodeOf(err) != zagaj.CodeInvalid {
			t.Errorf("%s: got %v, want invalid", to, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(f), func(topic string) http.Header { return http.Header{"X-Wc-Webhook-Topic": {topic}} })
}

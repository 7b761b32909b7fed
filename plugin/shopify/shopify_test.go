package shopify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shopify"
)

func delivery(topic, id, body string) plugin.Delivery {
	h := http.Header{}
	h.Set("X-Shopify-Topic", topic)
	h.Set("X-Shopify-Webhook-Id", id)
	return plugin.Delivery{Header: h, Body: []byte(body), ReceivedAt: plugintest.ReceivedAt}
}

func sign(_ testing.TB, d *plugin.Delivery, secret string, _ zagaj.Instant) {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(d.Body)
	d.Header.Set("X-Shopify-Hmac-Sha256", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// The members of an order that are read, in the form of the documentation's sample.
const order = `{"id":820982911946154508,"order_number":1001,"name":"#1001","currency":"PLN","total_price":"259.98","financial_status":"paid","fulfillment_status":null,
"cancelled_at":null,"created_at":"2026-11-23T08:00:00+01:00","updated_at":"2026-11-23T02:00:05-05:00","cart_token":"c1-abc","customer":{"id":115310627314723954},
"discount_codes":[],"line_items":[{"product_id":788032119674292922,"sku":"B-1","title":"But","variant_title":"42","quantity":2,"price":"129.99"}]}`

// told is the id of the event of a body: nothing else of a delivery is signed.
func told(what, body string) zagaj.EventID {
	return zagaj.EventID(fmt.Sprintf("%s:%x", what, sha256.Sum256([]byte(body)))[:len(what)+1+24])
}

func suite(t testing.TB) plugintest.Case {
	t.Helper()
	cart, err := os.ReadFile("testdata/carts_update.doc.json")
	if err != nil {
		t.Fatal(err)
	}
	dollars := func(n int64) zagaj.Money { return zagaj.Money{Minor: n, Currency: "USD"} }
	zloty := func(n int64) zagaj.Money { return zagaj.Money{Minor: n, Currency: "PLN"} }
	at := zagaj.At(time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC))
	placed := zagaj.At(time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC))
	return plugintest.Case{
		Adapter: shopify.New(), Sign: sign, Secret: func(n int) string { return fmt.Sprint("shpss_", n) },
		Missed: missed,
		Recordings: []plugintest.Recording{
			{Name: "a cart of the documentation", Delivery: delivery("carts/update", "w1", string(cart)), Want: []zagaj.Event{{ID: told("cart", string(cart)), Kind: zagaj.KindCart, OccurredAt: at,
				Cart: &zagaj.Cart{ID: "exampleCartId", Version: int64(at), ChangedAt: at, Total: dollars(5997), Lines: []zagaj.Line{
					{Product: "788032119674292922", SKU: "example-shirt-s", Name: "Example T-Shirt - Small", Quantity: 3, Price: dollars(1999)}}}}}},
			{Name: "a paid order", Delivery: delivery("orders/paid", "w2", order), Want: []zagaj.Event{{ID: told("order", order), Kind: zagaj.KindOrder, OccurredAt: placed + 5000,
				Order: &zagaj.Order{ID: "820982911946154508", Number: "#1001", Version: int64(placed) + 5000, Cart: "c1-abc", Customer: "115310627314723954",
					Status: zagaj.OrderPaid, Total: zloty(25998), PlacedAt: placed, Lines: []zagaj.Line{
						{Product: "788032119674292922", SKU: "B-1", Name: "But", Variant: "42", Quantity: 2, Price: zloty(12999)}}}}}},
		},
		Facts:   facts(),
		Ignored: []plugin.Delivery{delivery("checkouts/delete", "w3", `{"id":1}`), delivery("checkouts/update", "w4", `{"token":"t"}`)},
		Refused: []plugin.Delivery{delivery("", "w5", order), delivery("carts/paid", "w6", order), delivery("orders/paid", "", order), delivery("customers/redact", "w7", `{"shop_id":1}`),
			delivery("customers/data_request", "w8", `{"shop_id":1,"shop_domain":"a.myshopify.com","customer":{"id":0},"data_request":{"id":1}}`),
			delivery("shop/redact", "w9", `{"shop_id":1,"shop_domain":"a.myshopify.com","customer":{"id":5}}`), delivery("shop/redact", "w10", `{"shop_id":1}`),
			delivery("app/uninstalled", "w11", `{"id":1}`), delivery("customers/redact", "w12", `{"shop_domain":"a.myshopify.com","customer":{"id":5},"data_request":{"id":1}}`)},
	}
}

// facts of one cart: Shopify tells its customer and its coupons only from the checkout on.
func facts() map[string]plugin.Delivery {
	out, n := map[string]plugin.Delivery{}, 0
	tell := func(name, topic, body string) {
		n++
		at := fmt.Sprintf(`"created_at":"2026-11-23T08:00:00Z","updated_at":"2026-11-23T09:00:%02dZ",`, n)
		out[name] = delivery(topic, "f-"+name, "{"+at+body+"}")
	}
	line := func(n int) string {
		return fmt.Sprintf(`"line_items":[{"product_id":7,"title":"But","quantity":%d,"price":"129.99","price_set":{"shop_money":{"currency_code":"PLN"}}}]`, n)
	}
	checkout := `"id":37112239489315,"name":"#37112239489315","token":"da4a9d11","cart_token":"t","currency":"PLN","total_price":"389.97",` + line(3)
	order := `"id":820982911946154508,"order_number":1001,"name":"#1001","currency":"PLN","total_price":"389.97",` + line(3)
	tell("add", "carts/create", `"id":"t","token":"t",`+line(1))
	tell("quantity", "carts/update", `"id":"t","token":"t",`+line(3))
	tell("remove", "carts/update", `"id":"t","token":"t","line_items":[]`)
	tell("coupon", "checkouts/update", checkout+`,"discount_codes":[{"code":"WIOSNA"}]`)
	tell("merge", "checkouts/update", checkout+`,"customer":{"id":115310627314723954}`)
	tell("checkout", "checkouts/create", checkout)
	tell("order", "orders/create", order+`,"financial_status":"paid"`)
	tell("cancel", "orders/cancelled", order+`,"cancelled_at":"2026-11-23T09:01:00Z"`)
	tell("refund", "orders/updated", order+`,"financial_status":"refunded"`)
	tell("product", "products/update", `"id":7`)
	tell("stock", "inventory_levels/update", `"inventory_item_id":271878346596884015,"available":3`)
	tell("uninstall", "app/uninstalled", `"id":1,"myshopify_domain":"sklep.myshopify.com"`)
	tell("data-request", "customers/data_request", `"shop_id":1,"shop_domain":"sklep.myshopify.com","customer":{"id":5},"data_request":{"id":9}`)
	tell("erasure", "customers/redact", `"shop_id":1,"shop_domain":"sklep.myshopify.com","customer":{"id":5}`)
	tell("shop-erasure", "shop/redact", `"shop_id":1,"shop_domain":"sklep.myshopify.com"`)
	tell("no-decimals", "orders/create", `"id":1,"order_number":1,"name":"#1","currency":"JPY","total_price":"500","line_items":[]`)
	tell("three-decimals", "orders/create", `"id":2,"order_number":2,"name":"#2","currency":"KWD","total_price":"1.234","line_items":[]`)
	return out
}

func TestConformance(t *testing.T) { plugintest.Run(t, suite(t)) }

// What the vendor's own library, @shopify/shopify-api 15.0.0, accepts.
func TestASignatureOfTheVendorHolds(t *testing.T) {
	d := delivery("carts/update", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", `{"id":"eeafa272cebfd4b22385bc4b645e762c","token":"eeafa272cebfd4b22385bc4b645e762c","line_items":[]}`)
	d.Header.Set("X-Shopify-Hmac-Sha256", "0N9gHIFjnlnpnwHuIGMm//Nm7KI1JN5uKeB/ZVNsxPM=")
	if err := shopify.New().Verify(d, []string{"shpss_test_5f1c0de"}); err != nil {
		t.Error(err)
	}
}

func TestAnOldDeliveryIsStaleARetryIsNot(t *testing.T) {
	for late, want := range map[time.Duration]zagaj.Code{0: "", 4 * time.Hour: "", 25 * time.Hour: zagaj.CodeStale, -6 * time.Minute: zagaj.CodeStale} {
		d := delivery("orders/paid", "w", order)
		sign(t, &d, "s", 0)
		d.Header.Set("X-Shopify-Triggered-At", d.ReceivedAt.Add(-late).Time().Format(time.RFC3339Nano))
		if err := shopify.New().Verify(d, []string{"s"}); zagaj.CodeOf(err) != want {
			t.Errorf("%v late: got %v, want %q", late, err, want)
		}
	}
}

func TestAnEmptyCartIsACart(t *testing.T) {
	events, err := shopify.New().Decode(delivery("carts/update", "w", `{"id":"t","token":"t","updated_at":"2022-01-01T00:00:00.000Z","line_items":[]}`), zagaj.Installation{ID: "in", Shop: "s"})
	if err != nil || len(events) != 1 || len(events[0].Cart.Lines) != 0 || events[0].Cart.Total.Minor != 0 {
		t.Errorf("got %+v, %v", events, err)
	}
}

// A page's cart token has had a key behind it since 2024, a webhook's has none: both must name one cart, and the key stays with the shopper.
func TestACartsTokenIsTheSameWithItsKeyAndWithout(t *testing.T) {
	in := zagaj.Installation{ID: "in", Shop: "s"}
	for _, token := range []string{"c1-abc", "c1-abc?key=824bdj25mhg1242bdb385"} {
		for topic, body := range map[string]string{"carts/update": strings.ReplaceAll(`{"id":"TOKEN","token":"TOKEN","updated_at":"2026-11-23T08:00:00Z","line_items":[]}`, "TOKEN", token),
			"checkouts/update": `{"id":1,"cart_token":"` + token + `","currency":"PLN","total_price":"0","updated_at":"2026-11-23T08:00:00Z"}`,
			"orders/updated":   strings.Replace(order, "c1-abc", token, 1)} {
			events, err := shopify.New().Decode(delivery(topic, "w", body), in)
			if err != nil || len(events) != 1 {
				t.Fatalf("%s: got %v (%v)", topic, events, err)
			}
			if ev := events[0]; ev.Cart != nil && ev.Cart.ID != "c1-abc" || ev.Order != nil && ev.Order.Cart != "c1-abc" {
				t.Errorf("%s of %s: got %+v %+v", topic, token, ev.Cart, ev.Order)
			}
		}
	}
	for _, told := range []string{"../../plugins/shopify/extensions/zagaj-embed/blocks/chat.liquid", "../../docs/platforms/shopify.md"} {
		text, err := os.ReadFile(told)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), `content="{{ cart.token | split: '?' | first`) {
			t.Errorf("%s tells the page the key, too", told)
		}
	}
}

// Shopify's theme editor takes any address, and one that is copied from a browser ends with a slash: the server knows no "//zagaj.js".
func TestTheThemesAddressMayEndWithASlash(t *testing.T) {
	text, err := os.ReadFile("../../plugins/shopify/extensions/zagaj-embed/blocks/chat.liquid")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`src="\{\{ block\.settings\.server \| append: '([^']*)' \| replace: '([^']*)', '([^']*)' \| escape \}\}"`).FindStringSubmatch(string(text))
	if found == nil {
		t.Fatal("the script's address is made in another way")
	}
	for _, server := range []string{"https://chat.example", "https://chat.example/"} {
		if got := strings.ReplaceAll(server+found[1], found[2], found[3]); got != "https://chat.example/zagaj.js" {
			t.Errorf("%s: got %s", server, got)
		}
	}
}

func TestWhatIsPaidBackInPartIsStillPaid(t *testing.T) {
	for financial, want := range map[string]zagaj.OrderStatus{"pending": zagaj.OrderPlaced, "authorized": zagaj.OrderPlaced, "partially_paid": zagaj.OrderPlaced, "paid": zagaj.OrderPaid,
		"partially_refunded": zagaj.OrderPaid, "refunded": zagaj.OrderRefunded, "voided": zagaj.OrderCancelled} {
		events, err := shopify.New().Decode(delivery("orders/updated", "w", strings.Replace(order, `"financial_status":"paid"`, `"financial_status":"`+financial+`"`, 1)), zagaj.Installation{ID: "in", Shop: "s"})
		if err != nil || len(events) != 1 || events[0].Order.Status != want {
			t.Errorf("%s: got %+v (%v), want %s", financial, events, err, want)
		}
	}
}

// A cart's body names nobody, even when it says so: only the checkout that it becomes does, and that is the same cart.
func TestACartHasNoCustomerAndItsCheckoutNamesThem(t *testing.T) {
	in := zagaj.Installation{ID: "in", Shop: "s"}
	cart, checkout := facts()["quantity"], facts()["merge"]
	cart.Body = []byte(strings.Replace(string(cart.Body), "{", `{"email":"ela@shop.example","customer":{"id":5},`, 1))
	before, err1 := shopify.New().Decode(cart, in)
	after, err2 := shopify.New().Decode(checkout, in)
	if err1 != nil || err2 != nil || len(before) != 1 || len(after) != 1 {
		t.Fatalf("got %+v (%v), %+v (%v)", before, err1, after, err2)
	}
	if got := before[0].Cart; got.Customer != "" || len(got.Coupons) != 0 || got.Total.Currency != "PLN" {
		t.Errorf("the cart: got %+v, want nobody's, in the currency of its lines", got)
	}
	if got := after[0].Cart; got.ID != before[0].Cart.ID || got.Customer != "115310627314723954" {
		t.Errorf("its checkout: got %+v, want the same cart of its customer", got)
	}
}

// One app in two shops signs for both with one secret.
func TestAnotherShopsRemovalIsNotThisOnes(t *testing.T) {
	for address, want := range map[string]zagaj.Code{"": "", "https://sklep.myshopify.com": "", "https://another.myshopify.com": zagaj.CodeInvalid} {
		for _, d := range []plugin.Delivery{facts()["uninstall"], facts()["shop-erasure"]} {
			if _, err := shopify.New().Decode(d, zagaj.Installation{ID: "in", Shop: "s", Address: address}); zagaj.CodeOf(err) != want {
				t.Errorf("%s at %q: got %v, want %q", d.Header.Get("X-Shopify-Topic"), address, err, want)
			}
		}
	}
}

// An order or a checkout without an address has a list there.
func TestAnEmptyAddressMayBeAList(t *testing.T) {
	for _, address := range []string{"[]", "null", `{"zip":null,"phone":null}`, "{}"} {
		d := delivery("orders/paid", "w", order[:len(order)-1]+`,"shipping_address":`+address+"}")
		if events, err := shopify.New().Decode(d, zagaj.Installation{ID: "in", Shop: "s"}); err != nil || events[0].Order.Proof != (zagaj.OrderProof{}) {
			t.Errorf("%s: got %+v, %v", address, events, err)
		}
	}
	d := delivery("orders/paid", "w", order[:len(order)-1]+`,"shipping_address":{"zip":"00-950","phone":"+48 500 600 700"}}`)
	if events, err := shopify.New().Decode(d, zagaj.Installation{ID: "in", Shop: "s"}); err != nil || events[0].Order.Proof.Postcode != "00950" {
		t.Errorf("got %+v, %v", events, err)
	}
}

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(f), func(topic string) http.Header { return delivery(topic, "w", "").Header })
}

package medusa_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/medusa"
	"github.com/zagaj/zagaj/plugin/plugintest"
)

func message(body string) plugin.Delivery {
	h := http.Header{}
	h.Set("webhook-id", "msg_1")
	return plugin.Delivery{Header: h, Body: []byte(body), ReceivedAt: plugintest.ReceivedAt}
}

func pln(n int64) zagaj.Money { return zagaj.Money{Minor: n, Currency: "PLN"} }

const (
	firstCart  = "cart_01M83NHPS2NQGXGKF2ASVR3EJ9"
	secondCart = "cart_01M83NJXCHK1ASTE6HVWV3854Y"
	customer   = "cus_01M83NHPQR0NM9NQ11T116AT57"
	order      = "order_01M83NJYBDHF63S7JZ32Q97RGM"
)

func cart(id, name, group string, at zagaj.Instant, total int64, lines ...zagaj.Line) zagaj.Event {
	return zagaj.Event{ID: zagaj.EventID(name + ":" + id + ":" + group), Kind: zagaj.KindCart, OccurredAt: at,
		Cart: &zagaj.Cart{ID: zagaj.CartID(id), Version: int64(at), Lines: lines, Total: pln(total), Customer: customer, ChangedAt: at}}
}

func mugs(n int) zagaj.Line {
	return zagaj.Line{Product: "prod_01M83NFVCW4WYVAX1VJCVR5G6R", SKU: "MUG-1", Name: "Mug", Variant: "one", Quantity: n, Price: pln(4999)}
}

// recorded are the deliveries of a real shop, in its order, with what must come of them.
func recorded(t testing.TB) []plugintest.Recording {
	t.Helper()
	const day = zagaj.Instant(1_795_419_593_000) // 2026-11-23T07:39:53Z
	want := []zagaj.Event{
		cart(firstCart, "cart.created", "01M83NHPQ85K3M5HPEKM9Z9NE6", day+640, 0),
		cart(firstCart, "cart.updated", "01M83NHPZQEGPJNX9GWEPY6GV2", day+1019, 9998, mugs(2)),
		cart(firstCart, "cart.updated", "01M83NHQCHJV0MF0QK36951AGG", day+1375, 14997, mugs(3)),
		cart(firstCart, "cart.updated", "01M83NHQQD6SN6MNH199843VXF", day+1822, 14997, mugs(3)),
		cart(secondCart, "cart.created", "01M83NJXBCAJSQ6K8NBXTXW7CF", day+40159, 0),
		cart(secondCart, "cart.updated", "01M83NJXJ7V3ZSVRWH9KSZE2WY", day+40661, 3980,
			zagaj.Line{Product: "prod_01M83NJWYECQPB34QRMG2SCC3P", SKU: "EB-1", Name: "Ebook", Variant: "one", Quantity: 2, Price: pln(1990)}),
		{ID: "order.placed:" + order + ":01M83NJY740NC63NAPJHN0AJ8P", Kind: zagaj.KindOrder, OccurredAt: day + 41221,
			Order: &zagaj.Order{ID: order, Version: int64(day) + 41221, Status: zagaj.OrderPlaced, PlacedAt: day + 41221}},
	}
	raw, err := os.ReadFile("testdata/medusa_events.observed.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if len(lines) != len(want) {
		t.Fatalf("got %d recordings, want %d", len(lines), len(want))
	}
	var out []plugintest.Recording
	for i, line := range lines {
		out = append(out, plugintest.Recording{Name: fmt.Sprintf("%d %s", i+1, strings.SplitN(string(want[i].ID), ":", 2)[0]), Delivery: message(line), Want: want[i : i+1]})
	}
	return out
}

const whole = `{"name":"order.updated","data":{"id":"order_1"},"metadata":{"eventGroupId":"g1","published_at":"2026-11-23T08:00:00.123Z"},
"order":{"id":"order_1","display_id":42,"currency_code":"jpy","total":1500,"customer_id":"cus_1","cart_id":"cart_1",
"items":[{"product_id":"p1","variant_sku":null,"product_title":"A","variant_title":"S","quantity":1,"unit_price":1500,"thumbnail":"https://shop.example/a.jpg"}]}}`

func suite(t testing.TB) plugintest.Case {
	at := zagaj.Instant(1_795_420_800_123)
	yen := zagaj.Money{Minor: 1500, Currency: "JPY"}
	full := func(id zagaj.EventID, status zagaj.OrderStatus) zagaj.Event {
		return zagaj.Event{ID: id, Kind: zagaj.KindOrder, OccurredAt: at, Order: &zagaj.Order{ID: "order_1", Number: "42", Version: int64(at),
			Status: status, PlacedAt: at, Total: yen, Customer: "cus_1", Cart: "cart_1",
			Lines: []zagaj.Line{{Product: "p1", Name: "A", Variant: "S", Quantity: 1, Price: yen, Image: "https://shop.example/a.jpg"}}}}
	}
	captured := strings.Replace(strings.Replace(whole, "order.updated", "payment.captured", 1), `"data":{"id":"order_1"}`, `"data":{"id":"pay_1"}`, 1)
	change := func(from, to string) plugin.Delivery {
		if !strings.Contains(whole, from) {
			t.Fatalf("%s is not there", from)
		}
		return message(strings.Replace(whole, from, to, 1))
	}
	return plugintest.Case{
		Adapter: medusa.New(), Sign: plugintest.SignStandard, Secret: plugintest.StandardSecret, Empty: "whsec_", TimeSigned: true, Facts: facts(), Missed: missed,
		Cannot: map[string]string{"shop-erasure": plugintest.NoShopErasure, "uninstall": "Medusa tells nobody that a plugin was removed", "data-request": "Medusa has no request for a person's data"},
		Recordings: append(recorded(t),
			plugintest.Recording{Name: "an order with its lines", Delivery: message(whole), Want: []zagaj.Event{full("order.updated:order_1:g1", zagaj.OrderPlaced)}},
			// data.id is the payment's here; the order is the one that comes with it.
			plugintest.Recording{Name: "a captured payment", Delivery: message(captured), Want: []zagaj.Event{full("payment.captured:pay_1:g1", zagaj.OrderPaid)}}),
		Refused: []plugin.Delivery{
			change("order.updated", "order.archived"), change("order.updated", "cart.updated"), change(`"name":"order.updated",`, ""),
			change(`"eventGroupId":"g1",`, ""), change(`"published_at":"2026-11-23T08:00:00.123Z"`, `"published_at":"soon"`),
			change(`,"published_at":"2026-11-23T08:00:00.123Z"`, ""), change(`"data":{"id":"order_1"}`, `"data":{}`),
			change(`"total":1500`, `"total":1.5e3`), change(`"unit_price":1500`, `"unit_price":"1 500"`),
			message(`{"name":"payment.captured","data":{"id":"pay_1"},"metadata":{"eventGroupId":"g1","published_at":"2026-11-23T08:00:00Z"}}`),
		},
	}
}

func facts() map[string]plugin.Delivery {
	out, n := map[string]plugin.Delivery{}, 0
	tell := func(name, event, id, rest string) {
		n++
		out[name] = message(fmt.Sprintf(`{"name":"%s","data":{"id":"%s"},"metadata":{"eventGroupId":"f%d","published_at":"2026-11-23T08:00:%02dZ"}%s}`, event, id, n, n, rest))
	}
	basket := func(n int) string {
		return fmt.Sprintf(`"currency_code":"pln","total":%d.98,"items":[{"product_id":"p","product_title":"Mug","quantity":%d,"unit_price":49.99}]`, n*50-1, n)
	}
	cart := func(n int, more string) string { return `,"cart":{"id":"cart_1",` + basket(n) + more + `}` }
	order := `,"order":{"id":"order_1","display_id":7,"cart_id":"cart_1",` + basket(3) + `}`
	tell("add", "cart.updated", "cart_1", cart(1, ""))
	tell("quantity", "cart.updated", "cart_1", cart(3, ""))
	tell("remove", "cart.updated", "cart_1", `,"cart":{"id":"cart_1","currency_code":"pln","total":0,"items":[]}`)
	tell("coupon", "cart.updated", "cart_1", cart(3, `,"promotions":[{"code":"WIOSNA"}]`))
	tell("merge", "cart.customer_transferred", "cart_1", cart(3, `,"customer_id":"cus_1"`))
	tell("checkout", "cart.updated", "cart_1", cart(3, `,"customer_id":"cus_1"`))
	tell("order", "order.placed", "order_1", order)
	tell("cancel", "order.canceled", "order_1", order)
	tell("refund", "payment.refunded", "pay_1", order)
	tell("product", "product.updated", "prod_1", "")
	tell("stock", "inventory-level.updated", "ilev_1", "")
	tell("erasure", "customer.deleted", "cus_1", "")
	tell("no-decimals", "order.placed", "order_2", `,"order":{"id":"order_2","display_id":8,"currency_code":"jpy","total":500}`)
	tell("three-decimals", "order.placed", "order_3", `,"order":{"id":"order_3","display_id":9,"currency_code":"kwd","total":1.234}`)
	return out
}

func TestConformance(t *testing.T) { plugintest.Run(t, suite(t)) }

// Medusa's cart.updated_at stands still while lines change: only the event's own time orders the snapshots.
func TestVersionsGrowWhereUpdatedAtStandsStill(t *testing.T) {
	var updated []string
	var versions []int64
	for _, r := range recorded(t)[1:3] {
		var b struct {
			Cart struct {
				UpdatedAt string `json:"updated_at"`
			} `json:"cart"`
		}
		if err := json.Unmarshal(r.Body, &b); err != nil {
			t.Fatal(err)
		}
		updated = append(updated, b.Cart.UpdatedAt)
		events, err := medusa.New().Decode(r.Delivery, zagaj.Installation{ID: "in", Shop: "shop"})
		if err != nil {
			t.Fatal(err)
		}
		versions = append(versions, events[0].Cart.Version)
	}
	if updated[0] != updated[1] {
		t.Fatalf("the recording moves updated_at: %v", updated)
	}
	if versions[0] >= versions[1] {
		t.Errorf("got versions %v, want them to grow", versions)
	}
}

func TestOrderStates(t *testing.T) {
	for name, want := range map[string]zagaj.OrderStatus{"order.placed": zagaj.OrderPlaced, "order.completed": zagaj.OrderDone,
		"order.canceled": zagaj.OrderCancelled, "payment.captured": zagaj.OrderPaid} {
		events, err := medusa.New().Decode(message(strings.Replace(whole, "order.updated", name, 1)), zagaj.Installation{ID: "in", Shop: "shop"})
		if err != nil || events[0].Order.Status != want {
			t.Errorf("%s: got %+v (%v), want %s", name, events, err, want)
		}
	}
}

// Our plugin's message and a subscriber's event come to one address.
func TestThePluginsMessageIsTaken(t *testing.T) {
	in := zagaj.Installation{ID: "in", Shop: "shop"}
	for name, d := range plugintest.MessageFacts() {
		got, err := medusa.New().Decode(d, in)
		want, _ := plugin.DecodeMessage(d, in)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v (%v), want %+v", name, got, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(f), func(string) http.Header { return message("").Header })
}

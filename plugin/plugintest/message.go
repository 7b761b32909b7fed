package plugintest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// StandardSecret is the n-th secret in the form of Standard Webhooks.
func StandardSecret(n int) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(fmt.Sprintf("twenty-four bytes of %03d", n)))
}

// SignStandard is a Case's Sign for Standard Webhooks.
func SignStandard(t testing.TB, d *plugin.Delivery, secret string, sent zagaj.Instant) {
	t.Helper()
	at := sent.Time().Truncate(time.Second)
	hook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := hook.Sign(d.Header.Get("webhook-id"), at, d.Body)
	if err != nil {
		t.Fatal(err)
	}
	d.Header.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
	d.Header.Set("webhook-signature", signature)
}

// Message is a delivery of docs/platforms/any-shop.md.
func Message(id, body string) plugin.Delivery {
	h := http.Header{}
	h.Set("webhook-id", id)
	return plugin.Delivery{Header: h, Body: []byte(body), ReceivedAt: ReceivedAt}
}

// beforeFacts is when the story that the facts tell begins; each is a millisecond later than the one before.
const beforeFacts int64 = 1795430000000

// MessageFacts are the facts as a plugin of ours tells them, in the message of docs/platforms/any-shop.md.
func MessageFacts() map[string]plugin.Delivery {
	at, out := beforeFacts, map[string]plugin.Delivery{}
	tell := func(name, kind, data string) {
		at++
		out[name] = Message("msg_"+name, fmt.Sprintf(`{"type":"%s","occurred_at":%d,"data":{"version":%d,%s}}`, kind, at, at, data))
	}
	line := func(n int) string {
		return fmt.Sprintf(`"id":"C1","currency":"PLN","total":"%d.98","lines":[{"product":"101","sku":"BUT","name":"Buty","quantity":%d,"price":"49.99"}]`, n*50-1, n)
	}
	order := `"id":"1001","number":"2026/1001","cart":"C1","customer":"7",` + strings.TrimPrefix(line(3), `"id":"C1",`)
	tell("add", "cart.updated", line(1))
	tell("quantity", "cart.updated", line(3))
	tell("remove", "cart.updated", `"id":"C1","currency":"PLN","total":"0","lines":[]`)
	tell("coupon", "cart.updated", line(3)+`,"coupons":["WIOSNA"]`)
	tell("merge", "cart.updated", line(3)+`,"customer":"7"`)
	tell("checkout", "cart.updated", line(3)+`,"customer":"7"`)
	tell("order", "order.created", order)
	tell("cancel", "order.updated", order+`,"status":"cancelled"`)
	tell("refund", "order.updated", order+`,"status":"refunded"`)
	tell("product", "product.updated", `"id":"101"`)
	tell("stock", "product.updated", `"id":"101","stock":3`)
	tell("uninstall", "shop.uninstalled", `"id":"shop"`)
	tell("data-request", "customer.data_requested", `"id":"7"`)
	tell("erasure", "customer.erased", `"id":"7"`)
	tell("shop-erasure", "shop.erased", `"id":"shop"`)
	tell("no-decimals", "order.created", `"id":"1002","currency":"JPY","total":"500","lines":[]`)
	tell("three-decimals", "order.created", `"id":"1003","currency":"KWD","total":"1.234","lines":[]`)
	return out
}

// toldBy are the facts that the platform's own plugin was seen to tell by its unit tests, where they keep them: what the suite then shows is what the
// plugin says, and not what it should.
func toldBy(platform string) map[string]plugin.Delivery {
	text, err := os.ReadFile("../../plugins/" + platform + "/tests/told.json")
	if err != nil {
		return nil // its facts are the message's
	}
	var told map[string]struct {
		Type string         `json:"type"`
		Data map[string]any `json:"data"`
	}
	if err := json.Unmarshal(text, &told); err != nil {
		panic(err) // a file of ours
	}
	at, out := beforeFacts, map[string]plugin.Delivery{}
	for _, fact := range facts { // in the order of the story: each is newer than the one before
		one, ok := told[fact.name]
		if !ok {
			continue
		}
		at++
		one.Data["version"] = at
		body, err := json.Marshal(map[string]any{"type": one.Type, "occurred_at": at, "data": one.Data})
		if err != nil {
			panic(err)
		}
		out[fact.name] = Message("msg_"+fact.name, string(body))
	}
	return out
}

// NoShopErasure is why most platforms have no such fact, in words of their guides.
const NoShopErasure = "asks for no erasure of a whole shop's data"

// MessageCase is the Case of a platform whose plugin in the shop is ours and sends that message.
func MessageCase(a plugin.Adapter) Case {
	facts := MessageFacts()
	delete(facts, "shop-erasure") // no plugin of ours says that
	told := maps.Clone(facts)
	maps.Copy(told, toldBy(a.Platform()))
	pln := func(n int64) zagaj.Money { return zagaj.Money{Minor: n, Currency: "PLN"} }
	return Case{Adapter: a, Cannot: map[string]string{"shop-erasure": NoShopErasure}, Sign: SignStandard, Secret: StandardSecret, Empty: "whsec_", TimeSigned: true, Facts: told,
		Recordings: []Recording{{Name: "a cart", Delivery: facts["add"], Want: []zagaj.Event{{ID: "msg_add", Kind: zagaj.KindCart, OccurredAt: 1795430000001,
			Cart: &zagaj.Cart{ID: "C1", Version: 1795430000001, Total: pln(4998), ChangedAt: 1795430000001,
				Lines: []zagaj.Line{{Product: "101", SKU: "BUT", Name: "Buty", Quantity: 1, Price: pln(4999)}}}}}}},
		Ignored: []plugin.Delivery{facts["product"], facts["stock"]},
		Refused: []plugin.Delivery{Message("msg_x", `{"type":"cart.deleted","occurred_at":1,"data":{"id":"x"}}`),
			Message("msg_y", `{"type":"order.created","occurred_at":1,"data":{"id":"x","lines":[{"quantity":-1}]}}`)},
	}
}

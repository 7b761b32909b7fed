package shoper_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shoper"
)

const hookURL = "https://chat.example/hooks/shoper/in"

// call is what Shoper posts about the app, in the order of the vendor's library, with its hash.
func call(secret string, fields ...string) plugin.Delivery {
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	text, _ := url.QueryUnescape(values.Encode()) // sorted; what is signed is not encoded
	mac := hmac.New(sha512.New, []byte(secret))
	mac.Write([]byte(text))
	values.Set("hash", hex.EncodeToString(mac.Sum(nil)))
	return plugin.Delivery{Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte(values.Encode()), ReceivedAt: plugintest.ReceivedAt}
}

func TestACallAboutTheAppHoldsByItsHashOnly(t *testing.T) {
	good := call("s", "action", "install", "shop", "abc", "shop_url", "https://sklep.example", "auth_code", "żółty kod", "timestamp", "2026-11-23 08:00:00")
	if err := shoper.New().Verify(good, []string{"other", "s"}); err != nil {
		t.Error(err)
	}
	if got, ok := shoper.New().Called(good); !ok || got.Code != "żółty kod" || got.Shop != "https://sklep.example" {
		t.Errorf("got %+v", got)
	}
	body := string(good.Body)
	for name, text := range map[string]string{"another field": body + "&x=1", "a changed field": strings.Replace(body, "install", "uninstall", 1), "a field twice": body + "&action=install",
		"no hash": body[:strings.Index(body, "&hash=")], "an empty hash": strings.Replace(body, "hash=", "hash=&y=", 1), "two fields for one": strings.Replace(body, "shop=abc&", "shop=abc%26", 1)} {
		d := good
		d.Body = []byte(text)
		if err := shoper.New().Verify(d, []string{"s"}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
			t.Errorf("%s: got %v, want unauthorized", name, err)
		}
	}
	if err := shoper.New().Verify(call("", "action", "install"), []string{""}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("an empty secret: got %v", err)
	}
}

// The formula of two independent PHP sources: no real shop has confirmed it.
func TestAnAppsWebhookIsSignedWithADerivedSecret(t *testing.T) {
	shop, r := installed(t)
	if _, err := shoper.New().Repair(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	made := fmt.Sprint(shop.Hooks[0]["secret"])
	mac := hmac.New(sha512.New, []byte("as-1"))
	mac.Write([]byte("licence-1:" + made))
	d := hook("order.create", order)
	d.Header.Set("X-Shop-License", "licence-1")
	sign(t, &d, hex.EncodeToString(mac.Sum(nil)), 0)
	if err := shoper.New().Verify(d, []string{"as-1"}); err != nil || made == "" || strings.Contains(made, "as-1") {
		t.Errorf("got %v with the webhook's secret %q", err, made)
	}
	d.Header.Set("X-Shop-License", "licence-2")
	if err := shoper.New().Verify(d, []string{"as-1"}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("another licence: got %v", err)
	}
}

// installed is a shop in which the app was let in.
func installed(t testing.TB) (*plugintest.ShoperShop, plugin.Remote) {
	t.Helper()
	shop := plugintest.NewShoperShop(t)
	r := plugin.Remote{Client: shop.Client(), Address: shop.URL, HookURL: hookURL, Secret: "as-1",
		Credentials: map[string]string{"client_id": "app-1", "client_secret": "app-secret", "appstore_secret": "as-1"}, Wait: func(context.Context, time.Duration) error { return nil }}
	credentials, err := shoper.New().Enter(t.Context(), r, "code-1", plugintest.ReceivedAt)
	if err != nil || credentials["access_token"] != "token-1" || credentials["client_id"] != "app-1" {
		t.Fatalf("got %v, %v", credentials, err)
	}
	r.Credentials = credentials
	return shop, r
}

func TestATokenIsRenewedBeforeItEnds(t *testing.T) {
	_, r := installed(t)
	for _, test := range []struct {
		after time.Duration
		want  string
	}{{24 * time.Hour, ""}, {24 * 24 * time.Hour, ""}, {26 * 24 * time.Hour, "token-2"}, {27 * 24 * time.Hour, ""}} {
		got, err := shoper.New().Renew(t.Context(), r, plugintest.ReceivedAt.Add(test.after))
		if err != nil || got["access_token"] != test.want {
			t.Errorf("after %v: got %v (%v), want %q", test.after, got, err, test.want)
		}
		if got != nil {
			r.Credentials = got
		}
	}
	r.Credentials["refresh_token"] = "refresh-1" // one that was traded already
	if _, err := shoper.New().Renew(t.Context(), r, plugintest.ReceivedAt.Add(60*24*time.Hour)); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("an old refresh token: got %v", err)
	}
	if _, err := shoper.New().Enter(t.Context(), r, "code-1", 0); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("a code again: got %v", err)
	}
}

func TestTheWebhookIsMadeAndSwitchedOnAgain(t *testing.T) {
	shop, r := installed(t)
	for i := range 60 { // others' webhooks, more than a page
		shop.Hooks = append(shop.Hooks, map[string]any{"webhook_id": fmt.Sprint("o", i), "url": "https://other.example", "active": 1, "events": []string{"order.create"}})
	}
	shop.Busy = 2
	for _, spoil := range []func(){func() {}, func() { shop.Hooks[60]["active"] = "0" }, func() { shop.Hooks[60]["events"] = []string{"order.create"} }, func() {}} {
		spoil()
		hooks, err := shoper.New().Repair(t.Context(), r)
		if want := "[{order.create active} {order.edit active} {order.paid active} {order.status active}]"; err != nil || fmt.Sprint(hooks) != want || len(shop.Hooks) != 61 {
			t.Errorf("got %v (%v), %d webhooks", hooks, err, len(shop.Hooks))
		}
	}
	shop.Token = "another"
	if _, err := shoper.New().Hooks(t.Context(), r); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("a token that ended: got %v", err)
	}
}

func missed(t testing.TB) plugintest.Missed {
	shop, r := installed(t)
	for i := range 60 {
		shop.Orders = append(shop.Orders, strings.Replace(order, `"17"`, `"`+fmt.Sprint(100+i)+`"`, 1))
	}
	shop.Orders[1] = `{"order_id":"0"}`
	return plugintest.Missed{Remote: r, Now: plugintest.ReceivedAt, Orders: 59, Busy: func(n int) { shop.Busy = n }}
}

func TestMissedOrdersComeWithTheirLines(t *testing.T) {
	shop, r := installed(t)
	for i := range 51 {
		id := fmt.Sprint(100 + i)
		shop.Orders = append(shop.Orders, strings.Replace(order, `"17"`, `"`+id+`"`, 1))
		shop.Lines = append(shop.Lines, `{"order_id":"`+id+`","product_id":"7","code":"MUG","name":"Kubek","option":"","quantity":"3","price":"49.99"}`)
	}
	shop.Orders[1] = `{"order_id":"0"}`
	in := zagaj.Installation{ID: "in", Shop: "shop"}
	first, err := shoper.New().Orders(t.Context(), r, in, 0, plugintest.ReceivedAt, "")
	if err != nil || len(first.Events) != 49 || first.Bad != 1 || first.Pages != 2 || first.Next != "2" {
		t.Fatalf("got %d orders, %d bad, %d pages (%v)", len(first.Events), first.Bad, first.Pages, err)
	}
	o := first.Events[0].Order
	if len(o.Lines) != 1 || o.Lines[0].Quantity != 3 || o.Lines[0].Price != (zagaj.Money{Minor: 4999, Currency: "PLN"}) || first.Events[0].ID != zagaj.EventID(fmt.Sprint("in:order:100:api:", o.Version)) {
		t.Errorf("got %+v", first.Events[0])
	}
	last, err := shoper.New().Orders(t.Context(), r, in, 0, plugintest.ReceivedAt, "2")
	if err != nil || len(last.Events) != 1 || last.Next != "" {
		t.Errorf("got %+v (%v)", last, err)
	}
}

// FuzzCall reads anything as a call about the app: nobody's hash holds but the secret's owner's, and nothing panics.
func FuzzCall(f *testing.F) {
	f.Add("action=install&auth_code=x&hash=00")
	f.Add(string(call("another", "action", "uninstall", "shop", "abc").Body))
	f.Fuzz(func(t *testing.T, body string) {
		d := plugin.Delivery{Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte(body), ReceivedAt: plugintest.ReceivedAt}
		if err := shoper.New().Verify(d, []string{"s"}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
			t.Errorf("a call nobody signed: got %v", err)
		}
		shoper.New().Called(d)
		if _, err := shoper.New().Decode(d, zagaj.Installation{ID: "in", Shop: "shop"}); err != nil && zagaj.CodeOf(err) != zagaj.CodeInvalid {
			t.Errorf("decode: %v", err)
		}
	})
}

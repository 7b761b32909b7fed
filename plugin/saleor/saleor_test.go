package saleor_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/saleor"
)

// pair makes the n-th shop's key once a run: keys are slow to make.
var pair = func() func(n int) *rsa.PrivateKey {
	var mu sync.Mutex
	made := map[int]*rsa.PrivateKey{}
	return func(n int) *rsa.PrivateKey {
		mu.Lock()
		defer mu.Unlock()
		if made[n] == nil {
			key, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				panic(err)
			}
			made[n] = key
		}
		return made[n]
	}
}()

// keySet is the n-th shop's jwks.json.
func keySet(n int) string {
	text, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: pair(n).Public(), KeyID: fmt.Sprint(n), Algorithm: "RS256", Use: "sig"}}})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// sign signs as Saleor does: the payload detached and not in base64 (RFC 7797). An empty secret stands for a signature that
// anybody can make.
func sign(t testing.TB, d *plugin.Delivery, secret string, _ zagaj.Instant) {
	t.Helper()
	if secret == "" {
		d.Header.Set("Saleor-Signature", "eyJhbGciOiJub25lIn0..")
		return
	}
	for n := 1; n <= 7; n++ {
		if secret == keySet(n) {
			d.Header.Set("Saleor-Signature", detached(t, pair(n), jose.RS256, d.Body, false))
			return
		}
	}
	t.Fatal("no such secret")
}

func detached(t testing.TB, key any, alg jose.SignatureAlgorithm, body []byte, base64 bool) string {
	t.Helper()
	opts := (&jose.SignerOptions{}).WithType("JWT").WithBase64(base64)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, opts)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := signer.Sign(body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jws.DetachedCompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func message(body string) plugin.Delivery {
	return plugin.Delivery{Header: http.Header{}, Body: []byte(body), ReceivedAt: plugintest.ReceivedAt}
}

const order = `"order":{"id":"T3JkZXI6MQ==","number":"1001","status":"UNFULFILLED","paymentStatus":"FULLY_CHARGED","checkoutId":"Q2hlY2tvdXQ6MQ==","created":"2026-11-23T08:00:00Z",
"user":{"id":"VXNlcjo3"},"total":{"gross":{"amount":149.98,"currency":"PLN"}},"lines":[{"productSku":"BUT","productName":"Buty","quantity":3,"unitPrice":{"gross":{"amount":49.99,"currency":"PLN"}},"variant":null}]}}`

func typed(kind string, second int, rest string) string {
	return fmt.Sprintf(`{"__typename":"%s","issuedAt":"2026-11-23T08:01:%02d.250000+00:00",%s`, kind, second, rest)
}

func checkout(n int, more string) string {
	return fmt.Sprintf(`"checkout":{"id":"Q2hlY2tvdXQ6MQ==","totalPrice":{"gross":{"amount":%d.98,"currency":"PLN"}},"lines":[{"quantity":%d,"unitPrice":{"gross":{"amount":49.99,"currency":"PLN"}},
"variant":{"sku":"BUT","name":"42","product":{"id":"UHJvZHVjdDo3","name":"Buty","category":{"slug":"buty"},"thumbnail":{"url":"https://shop.example/b.webp"}}}}]%s}}`, n*50-1, n, more)
}

func facts() map[string]plugin.Delivery {
	out, n := map[string]plugin.Delivery{}, 0
	tell := func(name, kind, rest string) { n++; out[name] = message(typed(kind, n, rest)) }
	state := func(from, to string) string { return strings.Replace(order, from, to, 1) }
	small := func(currency, amount string) string {
		return `"order":{"id":"x","number":"2","created":"2026-11-23T08:00:00Z","total":{"gross":{"amount":` + amount + `,"currency":"` + currency + `"}},"lines":[]}}`
	}
	tell("add", "CheckoutCreated", checkout(1, ""))
	tell("quantity", "CheckoutUpdated", checkout(3, ""))
	tell("remove", "CheckoutUpdated", `"checkout":{"id":"Q2hlY2tvdXQ6MQ==","user":null,"voucherCode":null,"totalPrice":{"gross":{"amount":0.0,"currency":"PLN"}},"lines":[]}}`)
	tell("coupon", "CheckoutUpdated", checkout(3, `,"voucherCode":"WIOSNA"`))
	tell("merge", "CheckoutUpdated", checkout(3, `,"user":{"id":"VXNlcjo3"}`))
	tell("checkout", "CheckoutFullyPaid", checkout(3, `,"user":{"id":"VXNlcjo3"}`))
	tell("order", "OrderCreated", order)
	tell("cancel", "OrderCancelled", state("UNFULFILLED", "CANCELED"))
	tell("refund", "OrderUpdated", state("FULLY_CHARGED", "FULLY_REFUNDED"))
	tell("product", "ProductUpdated", `"product":{"id":"UHJvZHVjdDo3"}}`)
	tell("stock", "ProductVariantStockUpdated", `"productVariant":{"id":"x"}}`)
	tell("uninstall", "AppDeleted", `"app":{"identifier":"app.zagaj"}}`)
	tell("erasure", "CustomerDeleted", `"user":{"id":"VXNlcjo3"}}`)
	tell("no-decimals", "OrderCreated", small("JPY", "500.0"))
	tell("three-decimals", "OrderCreated", small("KWD", "1.234"))
	return out
}

func suite() plugintest.Case {
	body := typed("OrderPaid", 59, order)
	sum := sha256.Sum256([]byte(body))
	at := zagaj.At(time.Date(2026, 11, 23, 8, 1, 59, 250_000_000, time.UTC))
	placed := zagaj.At(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
	pln := func(n int64) zagaj.Money { return zagaj.Money{Minor: n, Currency: "PLN"} }
	return plugintest.Case{Adapter: saleor.New(), Sign: sign, Secret: keySet, Facts: facts(), Missed: missed, Cannot: map[string]string{"shop-erasure": plugintest.NoShopErasure, "data-request": "Saleor has no request for a person's data"},
		Recordings: []plugintest.Recording{{Name: "a paid order", Delivery: message(body), Want: []zagaj.Event{{ID: zagaj.EventID("OrderPaid:" + hex.EncodeToString(sum[:12])),
			Kind: zagaj.KindOrder, OccurredAt: at, Order: &zagaj.Order{ID: "T3JkZXI6MQ==", Number: "1001", Version: int64(at), Cart: "Q2hlY2tvdXQ6MQ==", Customer: "VXNlcjo3",
				Status: zagaj.OrderPaid, PlacedAt: placed, Total: pln(14998), Lines: []zagaj.Line{{SKU: "BUT", Name: "Buty", Quantity: 3, Price: pln(4999)}}}}}}},
		Pings:   []plugin.Delivery{message(`{"auth_token": "abc.DEF-1"}`)},
		Ignored: []plugin.Delivery{message(typed("AppDeleted", 1, `"app":{"identifier":"another"}}`))},
		Refused: []plugin.Delivery{message(typed("OrderCreated", 1, `"order":null}`)), message(typed("GiftCardSent", 1, order)), message(`{"__typename":"OrderPaid",` + order),
			message(typed("CustomerDeleted", 1, `"user":null}`)), message(typed("OrderPaid", 1, strings.Replace(order, "49.99", `"49,99"`, 1)))},
	}
}

func TestConformance(t *testing.T) { plugintest.Run(t, suite()) }

func TestTheOlderSecretKeyIsAnHMAC(t *testing.T) {
	d := message(typed("OrderPaid", 1, order))
	mac := hmac.New(sha256.New, []byte("a secret key"))
	mac.Write(d.Body)
	d.Header.Set("Saleor-Signature", hex.EncodeToString(mac.Sum(nil)))
	for secret, want := range map[string]zagaj.Code{"a secret key": "", "another": zagaj.CodeUnauthorized, "": zagaj.CodeUnauthorized, keySet(1): zagaj.CodeUnauthorized} {
		if err := saleor.New().Verify(d, []string{secret}); zagaj.CodeOf(err) != want {
			t.Errorf("%.20s: got %v, want %q", secret, err, want)
		}
	}
}

// A public key set is public: it must not be good as a secret of an HMAC, nor must another algorithm or "none".
func TestAPublicKeyIsNoSecret(t *testing.T) {
	d := message(typed("OrderPaid", 1, order))
	mac := hmac.New(sha256.New, []byte(keySet(1)))
	mac.Write(d.Body)
	for name, signature := range map[string]string{"HS256 with the key set": detached(t, []byte(keySet(1)), jose.HS256, d.Body, false),
		"another algorithm": detached(t, pair(1), jose.PS256, d.Body, false), "a hex HMAC with the key set": hex.EncodeToString(mac.Sum(nil)), "none": "eyJhbGciOiJub25lIn0.."} {
		d.Header.Set("Saleor-Signature", signature)
		if err := saleor.New().Verify(d, []string{keySet(1)}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
			t.Errorf("%s: got %v, want unauthorized", name, err)
		}
	}
	d.Header.Set("Saleor-Signature", detached(t, pair(1), jose.RS256, d.Body, true))
	if err := saleor.New().Verify(d, []string{keySet(2), keySet(1)}); err != nil {
		t.Errorf("a payload in base64, as older Saleors sign: %v", err)
	}
}

func TestTheManifestAsksForWhatIsDecoded(t *testing.T) {
	text, err := saleor.Manifest("1.2.3", "https://chat.example/hooks/saleor/in", "https://chat.example/connect/saleor/in", "https://chat.example/panel/")
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		ID, Version, TokenTargetURL, AppURL string
		Permissions                         []string
		Webhooks                            []struct {
			Name, Query, TargetURL string
			AsyncEvents            []string
			IsActive               bool
		}
	}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	if m.ID != saleor.AppID || m.TokenTargetURL != "https://chat.example/connect/saleor/in" || len(m.Webhooks) == 0 {
		t.Errorf("got %+v", m)
	}
	for _, w := range m.Webhooks {
		types := regexp.MustCompile(`\.\.\. on (\w+)`).FindAllStringSubmatch(w.Query, -1)
		if len(types) != len(w.AsyncEvents) || !w.IsActive || w.TargetURL != "https://chat.example/hooks/saleor/in" || strings.Count(w.Query, "{") != strings.Count(w.Query, "}") {
			t.Errorf("%s: %d types for %v: %s", w.Name, len(types), w.AsyncEvents, w.Query)
		}
		for i, kind := range types {
			name := strings.ToUpper(regexp.MustCompile(`(.)([A-Z])`).ReplaceAllString(kind[1], "${1}_$2"))
			if w.AsyncEvents[i] != name {
				t.Errorf("%s: the query asks of %s, the webhook is of %s", w.Name, kind[1], w.AsyncEvents[i])
			}
			_, err := saleor.New().Decode(message(typed(kind[1], 1, `"app":{"identifier":"app.zagaj"},"user":{"id":"u"},`+checkout(1, "")[:len(checkout(1, ""))-1]+","+order)), zagaj.Installation{ID: "in", Shop: "s"})
			if err != nil {
				t.Errorf("%s is asked for and not taken: %v", kind[1], err)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(), func(topic string) http.Header { return http.Header{"Saleor-Signature": {topic}} })
}

func TestWhatIsPaidBackInPartIsStillPaid(t *testing.T) {
	for payment, want := range map[string]zagaj.OrderStatus{"NOT_CHARGED": zagaj.OrderPlaced, "PARTIALLY_CHARGED": zagaj.OrderPlaced, "FULLY_CHARGED": zagaj.OrderPaid,
		"PARTIALLY_REFUNDED": zagaj.OrderPaid, "FULLY_REFUNDED": zagaj.OrderRefunded} {
		d := message(typed("OrderUpdated", 1, strings.Replace(order, "FULLY_CHARGED", payment, 1)))
		events, err := saleor.New().Decode(d, zagaj.Installation{ID: "in", Shop: "s"})
		if err != nil || len(events) != 1 || events[0].Order.Status != want {
			t.Errorf("%s: got %+v (%v), want %s", payment, events, err, want)
		}
	}
}

// Somebody may copy the public keys in another form than the whole set: nobody can sign with what everybody can read.
func TestPublicKeysAreNoSecretKey(t *testing.T) {
	for _, public := range []string{keySet(1), "[" + keySet(1) + "]", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"} {
		d := plugin.Delivery{Header: http.Header{}, Body: []byte(`{"__typename":"OrderUpdated"}`)}
		mac := hmac.New(sha256.New, []byte(public))
		mac.Write(d.Body)
		d.Header.Set("Saleor-Signature", hex.EncodeToString(mac.Sum(nil)))
		if err := saleor.New().Verify(d, []string{public}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
			t.Errorf("signed with %.20s: got %v, want unauthorized", public, err)
		}
		if plugin.Private(saleor.New(), public) {
			t.Errorf("%.20s proves something", public)
		}
	}
	if !plugin.Private(saleor.New(), "the-older-secret-key") || plugin.Private(saleor.New(), "") {
		t.Error("the older secret key proves nothing, or an empty one something")
	}
}

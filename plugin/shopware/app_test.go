package shopware_test

import (
	"archive/zip"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shopware"
)

const hookURL = "https://chat.example/hooks/shopware/in"

func hexMAC(text, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

// asked is what Shopware sends to register the app.
func asked(query, secret string) plugin.Registration {
	return plugin.Registration{Query: query, Header: http.Header{"Shopware-App-Signature": {hexMAC(query, secret)}}, HookURL: hookURL, ReceivedAt: plugintest.ReceivedAt}
}

func query(seconds int64) string {
	return fmt.Sprintf("shop-id=KnCjYJSmOUpIsXIH&shop-url=https%%3A%%2F%%2Fshop.example&timestamp=%d", seconds)
}

func TestShopwareRegistersTheApp(t *testing.T) {
	now := int64(plugintest.ReceivedAt) / 1000
	in := zagaj.Installation{ID: "in", Shop: "s", Secrets: []string{"new", "app-secret"}}
	answer, err := shopware.New().Register(asked(query(now), "app-secret"), in)
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Proof, Secret, Confirmation_url string }
	text, _ := json.Marshal(answer)
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	// The formula of Shopware's documentation: the shop's id, its address and the app's name, with the app's secret.
	if want := hexMAC("KnCjYJSmOUpIsXIHhttps://shop.exampleZagajChat", "app-secret"); got.Proof != want || got.Confirmation_url != hookURL || len(got.Secret) != 64 {
		t.Errorf("got %+v, want the proof %s", got, want)
	}
	d := hook("checkout.order.placed", order, 1)
	sign(t, &d, got.Secret, 0)
	if err := shopware.New().Verify(d, in.Secrets); err != nil {
		t.Errorf("what the shop signs with the secret that it was given: %v", err)
	}
	if err := shopware.New().Verify(d, []string{"new"}); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("after the rotation: got %v", err)
	}
	bound := in
	bound.Address = "https://another.example"
	spoilt := asked(query(now), "app-secret")
	spoilt.Query += "&x=1"
	unsigned := asked(query(now), "app-secret")
	unsigned.Header = http.Header{}
	for name, test := range map[string]struct {
		q    plugin.Registration
		in   zagaj.Installation
		want zagaj.Code
	}{
		"another secret":    {asked(query(now), "x"), in, zagaj.CodeUnauthorized},
		"an empty secret":   {asked(query(now), ""), zagaj.Installation{Secrets: []string{""}}, zagaj.CodeUnauthorized},
		"no signature":      {unsigned, in, zagaj.CodeUnauthorized},
		"a changed query":   {spoilt, in, zagaj.CodeUnauthorized},
		"six minutes old":   {asked(query(now-360), "app-secret"), in, zagaj.CodeStale},
		"from the future":   {asked(query(now+360), "app-secret"), in, zagaj.CodeStale},
		"no timestamp":      {asked("shop-id=a&shop-url=https://shop.example", "app-secret"), in, zagaj.CodeInvalid},
		"a field twice":     {asked(query(now)+"&shop-id=b", "app-secret"), in, zagaj.CodeInvalid},
		"a malformed query": {asked(query(now)+"&%zz=1", "app-secret"), in, zagaj.CodeInvalid},
		"another shop":      {asked(query(now), "app-secret"), bound, zagaj.CodeInvalid},
	} {
		if _, err := shopware.New().Register(test.q, test.in); zagaj.CodeOf(err) != test.want {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

func TestTheAppHoldsItsConnection(t *testing.T) {
	var out bytes.Buffer
	if err := shopware.WriteApp(&out, hookURL+"?a=1&b=2", `s<"&`, `k"1`); err != nil {
		t.Fatal(err)
	}
	packed, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		file, err := packed.Open("ZagajChat/" + name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var manifest struct {
		Name     string `xml:"meta>name"`
		Register string `xml:"setup>registrationUrl"`
		Secret   string `xml:"setup>secret"`
		Webhooks []struct {
			URL   string `xml:"url,attr"`
			Event string `xml:"event,attr"`
		} `xml:"webhooks>webhook"`
	}
	text := read("manifest.xml")
	if err := xml.Unmarshal([]byte(text), &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Name != shopware.AppName || manifest.Register != hookURL+"?a=1&b=2" || manifest.Secret != `s<"&` || len(manifest.Webhooks) != 8 || strings.Contains(text, "<!--") {
		t.Errorf("got %+v", manifest)
	}
	for i, w := range manifest.Webhooks { // each is one that Decode knows
		d := hook(w.Event, order[:len(order)-1]+`,"customer":{"id":"c1"}}`, i+1)
		if _, err := shopware.New().Decode(d, zagaj.Installation{ID: "in", Shop: "s"}); err != nil || w.URL != manifest.Register {
			t.Errorf("%s to %s: %v", w.Event, w.URL, err)
		}
	}
	if page := read("Resources/views/storefront/base.html.twig"); !strings.Contains(page, `src="https://chat.example/zagaj.js" data-shop="k&#34;1"`) || !strings.Contains(page, "{{ parent() }}") {
		t.Errorf("got %s", page)
	}
}

func FuzzRegister(f *testing.F) {
	f.Add(query(int64(plugintest.ReceivedAt)/1000), "0a")
	f.Add("shop-id=a&shop-url=b&timestamp=9", hexMAC("shop-id=a&shop-url=b&timestamp=9", "app-secret"))
	in := zagaj.Installation{ID: "in", Secrets: []string{"app-secret"}}
	f.Fuzz(func(t *testing.T, query, signature string) {
		q := plugin.Registration{Query: query, Header: http.Header{"Shopware-App-Signature": {signature}}, HookURL: hookURL, ReceivedAt: plugintest.ReceivedAt}
		if _, err := shopware.New().Register(q, in); err == nil && hexMAC(query, "app-secret") != strings.ToLower(signature) {
			t.Error("a registration nobody signed is answered")
		}
		q.Header = http.Header{"Shopware-App-Signature": {hexMAC(query, "app-secret")}}
		if _, err := shopware.New().Register(q, in); err != nil && zagaj.CodeOf(err) == "internal" {
			t.Error(err)
		}
	})
}

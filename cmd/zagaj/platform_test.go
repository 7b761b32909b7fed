package main

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

func TestTheDoctorExplainsEveryConnection(t *testing.T) {
	ctx, data := t.Context(), t.TempDir()
	env := func(string) string { return "" }
	var out strings.Builder
	if err := run(ctx, []string{"platform", "doctor", "--data", data}, &out, env); err == nil {
		t.Error("without a store: it makes one")
	}
	store, err := openStore(ctx, settings{data: data}, env)
	if err != nil {
		t.Fatal(err)
	}
	now := zagaj.At(time.Now())
	if err := store.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k", Language: "pl", Zone: "UTC"}, zagaj.Schedule{}, zagaj.Policy{}); err != nil {
		t.Fatal(err)
	}
	for _, in := range []zagaj.Installation{
		{ID: "well", Platform: "vendure", LastEventAt: now},
		{ID: "secret", Platform: "shoper", Failures: 2, LastError: plugin.WrongSignature},
		{ID: "clock", Platform: "standard", LastEventAt: now, Failures: 1, LastError: plugin.Stale},
		{ID: "api", Platform: "woocommerce", LastEventAt: now, Address: "https://127.0.0.1:1", Credentials: map[string]string{"consumer_key": "a", "consumer_secret": "b"}},
		{ID: "door", Platform: "shopify", LastEventAt: now, Address: "https://mug.myshopify.com", Credentials: map[string]string{"client_id": "a", "client_secret": "b"}},
		{ID: "app", Platform: "shoper", LastEventAt: now, Address: "https://sklep.example", Credentials: map[string]string{"client_id": "a", "client_secret": "b", "appstore_secret": "c"}},
	} {
		in.Shop, in.Secrets, in.CreatedAt = "s", []string{"x"}, now
		if err := store.AddInstallation(ctx, in); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := run(ctx, []string{"platform", "doctor", "--data", data}, &out, env); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"vendure well\n  last delivery: 2", "\n  all is well\n", "shoper secret\n  last delivery: never\n  ! Deliveries are refused because their signature is wrong",
		"  - Not verified on the real platform.", "  - The platform has no cart webhook", "standard clock", "the clock of the shop's server", "The shop's API does not answer",
		"shopify door\n", "Zagaj was not let into the shop: the app is not installed there", "the app is not installed in the shop. Install it there"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := run(ctx, []string{"platform", "doctor", "--data", data, "--installation", "secret", "--lang", "pl"}, &out, env); err != nil ||
		!strings.Contains(out.String(), "ostatnia dostawa: nigdy") || strings.Contains(out.String(), "clock") {
		t.Errorf("got %v\n%s", err, out.String())
	}
	if err := run(ctx, []string{"platform", "doctor", "--data", data, "--lang", "pl"}, &out, env); err != nil || !strings.Contains(out.String(), "nikt nie wpuścił Zagaj do sklepu") {
		t.Errorf("got %v\n%s", err, out.String())
	}
}

func TestTheManifestIsWritten(t *testing.T) {
	var out strings.Builder
	args := []string{"platform", "manifest", "--platform", "saleor", "--url", "https://chat.example/hooks/saleor/in"}
	if err := run(t.Context(), args, &out, nil); err != nil || !strings.Contains(out.String(), `"tokenTargetUrl":"https://chat.example/hooks/saleor/in"`) || !strings.Contains(out.String(), "https://chat.example/panel/") {
		t.Errorf("got %v\n%s", err, out.String())
	}
	for _, bad := range [][]string{{"--url", "https://chat.example/"}, {"--platform", "vendure", "--url", "https://chat.example/hooks/vendure/in"}, {"x"}} {
		if err := run(t.Context(), append([]string{"platform", "manifest"}, bad...), &out, nil); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}

func TestTheAppIsWritten(t *testing.T) {
	var out bytes.Buffer
	args := []string{"platform", "app", "--platform", "shopware", "--url", "https://chat.example/hooks/shopware/in", "--secret", "whsec_a&b", "--key", "k1"}
	if err := run(t.Context(), args, &out, nil); err != nil {
		t.Fatal(err)
	}
	packed, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil || len(packed.File) != 2 {
		t.Fatalf("got %v, %v", packed, err)
	}
	for _, bad := range [][]string{{}, {"--url", "https://chat.example/", "--secret", "s", "--key", "k"}, {"--platform", "saleor", "--url", "https://chat.example/hooks/shopware/in", "--secret", "s", "--key", "k"}} {
		if err := run(t.Context(), append([]string{"platform", "app"}, bad...), &out, nil); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}

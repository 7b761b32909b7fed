package main

import (
	"crypto/tls"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
)

const (
	doctorNow  = zagaj.Instant(1_795_430_100_000)
	doctorHook = "https://chat.example/hooks/"
)

// ill is a connection with something wrong, and how the doctor's words begin.
type ill struct {
	code, en, pl string
	in           zagaj.Installation
}

func noEnv(string) string { return "" }

// clinic keeps connections in a store of its own, and returns what the doctor says of them.
func clinic(t *testing.T, client plugin.Doer, patients ...zagaj.Installation) func(args ...string) (string, error) {
	t.Helper()
	ctx, data := t.Context(), t.TempDir()
	store, err := openStore(ctx, settings{data: data}, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k", Language: "pl", Zone: "UTC"}, zagaj.Schedule{}, zagaj.Policy{}); err != nil {
		t.Fatal(err)
	}
	for _, in := range patients {
		in.Shop, in.Secrets, in.CreatedAt = "s", []string{"whsec_x"}, doctorNow
		if err := store.AddInstallation(ctx, in); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return func(args ...string) (string, error) {
		var out strings.Builder
		err := examination{client, func() zagaj.Instant { return doctorNow }}.run(ctx, append([]string{"--data", data}, args...), &out, noEnv)
		return out.String(), err
	}
}

// wooKey and the others are what a merchant enters.
func wooKey(shop *plugintest.WooShop) map[string]string {
	return map[string]string{"consumer_key": shop.Key, "consumer_secret": shop.Secret}
}

// silentlyIll are connections whose own deliveries show what is wrong.
func silentlyIll() []ill {
	in := func(platform string, change func(*zagaj.Installation)) zagaj.Installation {
		out := zagaj.Installation{Platform: platform, LastEventAt: doctorNow}
		change(&out)
		return out
	}
	refused := func(platform, why string) zagaj.Installation {
		return in(platform, func(in *zagaj.Installation) { in.Failures, in.LastError = 2, why })
	}
	app := map[string]string{"client_id": "a", "client_secret": "b", "appstore_secret": "c"}
	return []ill{
		{"never", "Nothing has come yet. Check in the shop that the address", "Nic jeszcze nie przyszło. Sprawdź w sklepie", zagaj.Installation{Platform: "vendure"}},
		{"silent", "Nothing has come for more than two days", "Od ponad dwóch dni", in("magento", func(in *zagaj.Installation) { in.LastEventAt = doctorNow.Add(-49 * time.Hour) })},
		{"late", "Deliveries come more than five minutes after", "Dostawy przychodzą ponad pięć minut po", in("prestashop", func(in *zagaj.Installation) { in.Lag = 3_600_000 })},
		{"secret", "Deliveries are refused because their signature is wrong", "Dostawy są odrzucane, bo podpis jest zły", refused("shoper", plugin.WrongSignature)},
		{"unsigned", "Deliveries come without a signature (the signature is missing or malformed: X-WC-", "Dostawy przychodzą bez podpisu", refused("woocommerce", plugin.Unsigned("X-WC-Webhook-Signature").Error())},
		{"clock", "Deliveries are refused because they were signed more than five minutes from now", "Dostawy są odrzucane, bo podpisano je ponad pięć minut od teraz", refused("standard", plugin.Stale)},
		{"too-old", "Deliveries are refused because the platform triggered them more than a day ago", "Dostawy są odrzucane, bo platforma wysłała je ponad dobę temu", refused("bigcommerce", plugin.TooOld)},
		{"refused", "The last deliveries were refused or set aside (unknown webhook topic). What was set aside stands in the panel", "Ostatnie dostawy zostały odrzucone albo odłożone", refused("saleor", "unknown webhook topic")},
		{"not-connected", "Zagaj is not in the shop", "Zagaj nie jest w sklepie", in("shopify", func(*zagaj.Installation) {})},
		{"not-let-in", "The app's data are entered, but Zagaj was not let into the shop", "Dane aplikacji są wpisane, ale nikt nie wpuścił Zagaj",
			in("shopify", func(in *zagaj.Installation) { in.Address, in.Credentials = "https://mug.myshopify.com", app })},
		{"not-installed", "The app's data are entered, but the app is not installed", "Dane aplikacji są wpisane, ale aplikacja nie jest zainstalowana",
			in("shoper", func(in *zagaj.Installation) { in.Address, in.Credentials = "https://sklep.example", app })},
	}
}

// wooIll are connections to a WooCommerce whose API shows what is wrong.
func wooIll(t *testing.T) []ill {
	woo := func(id, code, en, pl string, spoil func(shop *plugintest.WooShop, in *zagaj.Installation, hook string)) ill {
		shop, hook := plugintest.NewWooShop(t), doctorHook+"woocommerce/"+id
		for _, topic := range []string{"order.created", "order.updated"} {
			shop.SetHook(topic, hook, "active")
		}
		in := zagaj.Installation{ID: zagaj.InstallationID(id), Platform: "woocommerce", LastEventAt: doctorNow, Address: shop.URL, Credentials: wooKey(shop)}
		spoil(shop, &in, hook)
		return ill{code, en, pl, in}
	}
	report := func(text string) func(*plugintest.WooShop, *zagaj.Installation, string) {
		return func(shop *plugintest.WooShop, _ *zagaj.Installation, _ string) { shop.Status = text }
	}
	return []ill{
		woo("w-nothing", "never", "The webhooks stand on the platform and are on, but nothing has come", "Webhooki są zarejestrowane i włączone, ale nic", func(_ *plugintest.WooShop, in *zagaj.Installation, _ string) { in.LastEventAt = 0 }),
		woo("w-off", "hook-off", "The webhook order.updated is switched off", "Webhook order.updated jest wyłączony", func(shop *plugintest.WooShop, _ *zagaj.Installation, hook string) {
			shop.SetHook("order.updated", hook, "disabled")
		}),
		woo("w-paused", "hook-paused", "Somebody paused the webhook order.updated", "Ktoś wstrzymał w sklepie webhook order.updated", func(shop *plugintest.WooShop, _ *zagaj.Installation, hook string) {
			shop.SetHook("order.updated", hook, "paused")
		}),
		woo("w-moved", "hook-missing", "The webhook order.created is not there, or goes to another address", "Nie ma webhooka order.created albo prowadzi pod inny adres", func(_ *plugintest.WooShop, in *zagaj.Installation, _ string) {
			in.ID = "w-elsewhere"
		}),
		woo("w-key", "credentials", "The shop does not accept the API key", "Sklep nie przyjmuje klucza API", func(shop *plugintest.WooShop, _ *zagaj.Installation, _ string) { shop.Secret = "cs_new" }),
		woo("w-busy", "busy", "The shop's API asks for patience", "API sklepu prosi o cierpliwość", func(shop *plugintest.WooShop, _ *zagaj.Installation, _ string) { shop.Busy = 100 }),
		woo("w-gone", "unreachable", "The shop's API does not answer as it should at the address that was entered (the shop does not answer at its address)", "API sklepu nie odpowiada jak trzeba", func(_ *plugintest.WooShop, in *zagaj.Installation, _ string) {
			in.Address = "https://127.0.0.1:1"
		}),
		woo("w-plugin", "plugin-missing", "The API key is entered, but the plugin Zagaj is not active", "Klucz API jest wpisany, ale wtyczka Zagaj nie jest włączona", report(`{"active_plugins":[{"plugin":"woocommerce/woocommerce.php"}]}`)),
		woo("w-blocked", "blocked", "The shop's server says that it cannot send anything out", "Serwer sklepu zgłasza, że nie może nic wysyłać", report(`{"environment":{"remote_post_successful":false}}`)),
		woo("w-cron", "cron-off", "WordPress' own cron is switched off", "Własny cron WordPressa jest w sklepie wyłączony", report(`{"environment":{"wp_cron":false}}`)),
	}
}

// appsIll are keys that may do too little, and tokens that are good no more.
func appsIll(t *testing.T) []ill {
	big := plugintest.NewBigShop(t)
	big.Closed = []string{"/v2/orders"}
	shut := plugintest.NewBigShop(t)
	shut.Closed = []string{"/v3/hooks"}
	account := func(shop *plugintest.BigShop) zagaj.Installation {
		return zagaj.Installation{Platform: "bigcommerce", LastEventAt: doctorNow, Address: shop.Address(), Credentials: map[string]string{"access_token": shop.Token}}
	}
	shoper := plugintest.NewShoperShop(t)
	expired := zagaj.Installation{Platform: "shoper", LastEventAt: doctorNow, Address: shoper.URL, Credentials: map[string]string{"client_id": "app-1", "client_secret": "app-secret", "appstore_secret": "c",
		"access_token": "of last month", "refresh_token": "used", "expires_at": "1"}}
	return []ill{
		{"scopes", "Zagaj was not given all that it needs in the shop. Missing: Orders (read-only)", "Zagaj nie ma w sklepie wszystkich potrzebnych uprawnień. Brakuje: Orders (read-only)", account(big)},
		{"scopes", "The API key may not read or change webhooks", "Klucz API nie może czytać ani zmieniać webhooków", account(shut)},
		{"credentials", "The platform does not accept Zagaj's token: it has expired", "Platforma nie przyjmuje tokenu Zagaj: wygasł", expired},
	}
}

// TestTheDoctorNamesEveryIllness goes by the doctor's own front door, in both languages: what is wrong is told in its words and what to do about it follows.
func TestTheDoctorNamesEveryIllness(t *testing.T) {
	all := slices.Concat(silentlyIll(), wooIll(t), appsIll(t))
	var patients []zagaj.Installation
	seen := map[string]bool{}
	for i := range all {
		if all[i].in.ID == "" {
			all[i].in.ID = zagaj.InstallationID("ill-" + string(rune('a'+i)))
		}
		patients = append(patients, all[i].in)
		seen[all[i].code] = true
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	ask := clinic(t, client, patients...)
	for _, one := range all {
		t.Run(one.code+" of "+string(one.in.ID), func(t *testing.T) {
			for language, want := range map[string]string{"en": one.en, "pl": one.pl} {
				said, err := ask("--installation", string(one.in.ID), "--lang", language, "--public-url", "https://chat.example/")
				line := findingOf(said, want)
				if err != nil || line == "" {
					t.Errorf("%s: got %v\n%s\nwant a finding that begins %q", language, err, said, want)
				}
				if sentences := strings.Count(line, ". ") + strings.Count(line, ": "); line != "" && sentences == 0 {
					t.Errorf("%s: %q says what is wrong and not what to do", language, line)
				}
			}
		})
	}
	for _, code := range everyCode(t) {
		if !seen[code] {
			t.Errorf("no test meets the finding %q", code)
		}
	}
}

func findingOf(said, begins string) string {
	for line := range strings.Lines(said) {
		if rest, ok := strings.CutPrefix(line, "  ! "); ok && strings.HasPrefix(rest, begins) {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// everyCode reads from the source which findings there are, so that a new one needs its test.
func everyCode(t *testing.T) []string {
	codes, finding := map[string]bool{}, regexp.MustCompile(`\b(?:add|Found)\("([a-z-]+)"`)
	err := filepath.WalkDir("../../plugin", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range finding.FindAllStringSubmatch(string(text), -1) {
			codes[match[1]] = true
		}
		return err
	})
	if err != nil || len(codes) < 15 {
		t.Fatalf("got %d findings, %v", len(codes), err)
	}
	return slices.Sorted(maps.Keys(codes))
}

func TestTheDoctorSaysWhatItDidNotLookAt(t *testing.T) {
	shop := plugintest.NewWooShop(t)
	ask := clinic(t, shop.Client(), zagaj.Installation{ID: "woo", Platform: "woocommerce", LastEventAt: doctorNow, Address: shop.URL, Credentials: wooKey(shop)})
	for _, c := range []struct{ language, want string }{{"en", "How the webhooks stand is left out: say --public-url"}, {"pl", "Stanu webhooków nie sprawdzono: podaj --public-url"}} {
		said, err := ask("--lang", c.language)
		if err != nil || !strings.HasPrefix(said, c.want) || strings.Contains(said, "!") {
			t.Errorf("without an address of ours: got %v\n%s", err, said)
		}
	}
	for name, args := range map[string][]string{"a connection that is not there": {"--installation", "typo"}, "a language that it does not speak": {"--lang", "de"}} {
		if said, err := ask(args...); err == nil {
			t.Errorf("%s: got no error, and %q", name, said)
		}
	}
	if said, err := clinic(t, shop.Client())(); err != nil || !strings.HasPrefix(said, "There is no connection yet. Add one in the panel") {
		t.Errorf("a shop without connections: got %v\n%s", err, said)
	}
}

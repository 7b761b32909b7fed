package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

const handshakeVerifier = "what only the plugin knows"

// wish is what a plugin sends along, with some of it changed.
func wish(t *testing.T, change map[string]string) string {
	t.Helper()
	in := map[string]string{"platform": "woocommerce", "shop": "https://mug.example", "back": "https://mug.example/wp-admin/admin-post.php?action=zagaj_connected",
		"state": "0123456789abcdef0123456789abcdef", "challenge": sum(handshakeVerifier)}
	for name, value := range change {
		in[name] = value
	}
	body, err := json.Marshal(in)
	must(t, err)
	return string(body)
}

// confirmed is the code that an admin's word has brought to the shop.
func confirmed(t *testing.T, anna *browser) string {
	t.Helper()
	var out struct{ URL string }
	anna.want(200, "POST", "/handshake", wish(t, nil), &out)
	to, err := url.Parse(out.URL)
	must(t, err)
	q := to.Query()
	if to.Host != "mug.example" || to.Path != "/wp-admin/admin-post.php" || q.Get("action") != "zagaj_connected" || q.Get("state") != "0123456789abcdef0123456789abcdef" || len(q.Get("code")) < 40 {
		t.Fatalf("the way back is %s", out.URL)
	}
	return q.Get("code")
}

func redeem(code, verifier string) string {
	body, _ := json.Marshal(map[string]string{"code": code, "verifier": verifier})
	return string(body)
}

// TestAShopsPluginIsConnectedByAHandshake: an admin's word, a code that counts once and only with the plugin's own proof, and a
// second handshake that makes a new secret instead of a second connection.
func TestAShopsPluginIsConnectedByAHandshake(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		var at atomic.Int64
		at.Store(int64(clock()))
		h := openWith(t, dsn, func(c *api.Config) { c.Now = func() zagaj.Instant { return zagaj.Instant(at.Load()) } })
		anna, plugin := signedInAs(t, h, "anna@shop.example", password, ""), &browser{t: t, h: h}
		before, err := h.store.Installations(t.Context(), testShop)
		must(t, err)

		for name, change := range map[string]map[string]string{
			"another host to go back to": {"back": "https://evil.example/wp-admin/"}, "another scheme": {"back": "http://mug.example/"}, "no address": {"back": "javascript:alert(1)"},
			"somebody in the address": {"back": "https://mug.example@evil.example/"}, "no TLS": {"shop": "http://mug.example", "back": "http://mug.example/"},
			"a path of the panel": {"shop": "/", "back": "/"}, "no state": {"state": ""}, "no challenge": {"challenge": "x"}, "no platform": {"platform": "nonsense"},
		} {
			if status := anna.call("POST", "/handshake", wish(t, change), nil); status != 400 {
				t.Errorf("%s: got %d, want 400", name, status)
			}
		}
		operator := &browser{t: t, h: h, cookie: "zagaj_session=" + join(t, h, testShop, zagaj.RoleConsultant)}
		operator.want(403, "POST", "/handshake", wish(t, nil), nil)
		plugin.want(401, "POST", "/handshake", wish(t, nil), nil)

		stolen := confirmed(t, anna)
		plugin.want(401, "POST", "/handshake/code", redeem(stolen, "a guess"), nil)
		plugin.want(401, "POST", "/handshake/code", redeem(stolen, handshakeVerifier), nil) // it is used up
		late := confirmed(t, anna)
		at.Add((5*time.Minute + time.Second).Milliseconds())
		plugin.want(401, "POST", "/handshake/code", redeem(late, handshakeVerifier), nil)
		if now, err := h.store.Installations(t.Context(), testShop); err != nil || len(now) != len(before) {
			t.Fatalf("%d connections, want %d: nothing is connected before the plugin came", len(now), len(before))
		}

		var got struct{ URL, Secret, Key, Name string }
		plugin.want(200, "POST", "/handshake/code", redeem(confirmed(t, anna), handshakeVerifier), &got)
		if !strings.HasPrefix(got.URL, "http://zagaj.example/hooks/woocommerce/") || !strings.HasPrefix(got.Secret, "whsec_") || got.Key != "key-shop" || got.Name == "" {
			t.Fatalf("got %+v", got)
		}
		id := zagaj.InstallationID(got.URL[strings.LastIndexByte(got.URL, '/')+1:])
		made, err := h.store.Installation(t.Context(), id)
		must(t, err)
		if made.Shop != testShop || made.Address != "https://mug.example" || made.Secrets[0] != got.Secret {
			t.Errorf("stored: %s %s", made.Shop, made.Address)
		}
		shop, err := h.store.Shop(t.Context(), testShop)
		must(t, err)
		if shop.Origins[len(shop.Origins)-1] != "https://mug.example" || shop.Origins[0] != testOrigin {
			t.Errorf("the chat may show on %v", shop.Origins)
		}
		if made.Credentials != nil {
			t.Errorf("credentials that nobody gave: %v", made.Credentials)
		}
		if status, body := wooDelivery(t, h, string(id), recorded(t), got.Secret); status != 200 {
			t.Errorf("a delivery by the new secret: got %d %s", status, body)
		}
		first := got.Secret
		plugin.want(200, "POST", "/handshake/code", redeem(confirmed(t, anna), handshakeVerifier), &got)
		again, err := h.store.Installation(t.Context(), id)
		must(t, err)
		if !strings.HasSuffix(got.URL, string(id)) || len(again.Secrets) != 2 || again.Secrets[0] != got.Secret || again.Secrets[1] != first {
			t.Errorf("connected again: got %s with %d secrets, want the same one with both", got.URL, len(again.Secrets))
		}
	})
}

// TestAPluginGivesAKeyOfItsShopsAPI: what the plugin has made goes with the code; whatever is none of it connects nothing, and a handshake
// without it leaves the key there.
func TestAPluginGivesAKeyOfItsShopsAPI(t *testing.T) {
	h := open(t, sqltest.SQLite(t))
	anna, plugin := signedInAs(t, h, "anna@shop.example", password, ""), &browser{t: t, h: h}
	keyed := func(credentials map[string]string) string {
		body, err := json.Marshal(map[string]any{"code": confirmed(t, anna), "verifier": handshakeVerifier, "credentials": credentials})
		must(t, err)
		return string(body)
	}
	var got struct{ URL string }
	plugin.want(400, "POST", "/handshake/code", keyed(map[string]string{"consumer_key": "ck_1"}), nil)
	plugin.want(400, "POST", "/handshake/code", keyed(map[string]string{"consumer_key": "ck_1", "consumer_secret": "cs_1", "token": "x"}), nil)
	plugin.want(200, "POST", "/handshake/code", keyed(map[string]string{"consumer_key": "ck_1", "consumer_secret": "cs_1"}), &got)
	plugin.want(200, "POST", "/handshake/code", redeem(confirmed(t, anna), handshakeVerifier), &got)
	in, err := h.store.Installation(t.Context(), zagaj.InstallationID(got.URL[strings.LastIndexByte(got.URL, '/')+1:]))
	if err != nil || in.Credentials["consumer_key"] != "ck_1" || in.Credentials["consumer_secret"] != "cs_1" || len(in.Credentials) != 2 {
		t.Errorf("got %v (%v)", in.Credentials, err)
	}
}

// TestAHandshakeEndsWithWhoConfirmedIt: a code of somebody who was let go meanwhile connects nothing, and who guesses codes is slowed down.
func TestAHandshakeEndsWithWhoConfirmedIt(t *testing.T) {
	h := open(t, sqltest.SQLite(t))
	token := join(t, h, testShop, zagaj.RoleAdmin)
	ewa := &browser{t: t, h: h, cookie: "zagaj_session=" + token}
	code := confirmed(t, ewa)
	person, err := h.store.Operator(t.Context(), testShop, "admin-"+zagaj.OperatorID(testShop))
	must(t, err)
	person.DisabledAt = clock()
	must(t, h.store.SaveOperator(t.Context(), person))
	plugin := &browser{t: t, h: h}
	plugin.want(401, "POST", "/handshake/code", redeem(code, handshakeVerifier), nil)
	status := 401
	for try := 0; try < 20 && status == 401; try++ {
		status = plugin.call("POST", "/handshake/code", redeem("guess", "guess"), nil)
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("after twenty guesses: got %d, want 429", status)
	}
}

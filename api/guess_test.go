package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// TestATokenCannotBeGuessed looks at what a visitor is given, at what is kept of it, and sweeps the doors that take it.
func TestATokenCannotBeGuessed(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, welcome := visit(t, h, "")
		token := text(welcome["token"])
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(raw) != 32 {
			t.Errorf("got %d bytes, %v, want 256 bits", len(raw), err)
		}
		if _, err := h.store.VisitorByToken(t.Context(), testShop, token); zagaj.CodeOf(err) != zagaj.CodeNotFound {
			t.Errorf("got %v: the token itself is kept", err)
		}
		if _, err := h.store.VisitorByToken(t.Context(), testShop, sum(token)); err != nil {
			t.Errorf("got %v, want the visitor by the token's hash", err)
		}
		beacon := func(token string) int {
			req, _ := http.NewRequest("POST", h.URL+"/v1/visitor/beacon", strings.NewReader(fmt.Sprintf(`{"shop":"key-shop","token":%q,"tab":"t","edges":[],"pulses":[]}`, token)))
			status, _ := do(t, h.Client(), req)
			return status
		}
		photo := func(token string) int {
			req, _ := http.NewRequest("GET", h.URL+"/v1/visitor/photos/x", nil)
			req.Header = http.Header{"Zagaj-Shop": {"key-shop"}, "Origin": {testOrigin}, "Authorization": {"Bearer " + token}}
			status, _ := do(t, h.Client(), req)
			return status
		}
		seen := map[int]int{}
		for n := range 150 {
			seen[beacon(fmt.Sprint("guess", n))]++
			seen[photo(fmt.Sprint("guess", n))]++
		}
		if seen[401] < 60 || seen[429] < 100 || seen[401]+seen[429] != 300 {
			t.Errorf("got %v of 300 guesses, want sixty and some told that they are wrong, the others nothing", seen)
		}
		if got := beacon(token); got != 204 {
			t.Errorf("whose token it is: got %d, want 204 all the same", got)
		}
	})
}

// TestAStoreInTroubleIsNoGuess takes the table of visitors away: no browser is told that its token is wrong, and none is counted.
func TestAStoreInTroubleIsNoGuess(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := open(t, dsn)
		_, welcome := visit(t, h, "")
		token := text(welcome["token"])
		ask := func(method, path, body string, header http.Header) int {
			req, _ := http.NewRequest(method, h.URL+path, strings.NewReader(body))
			req.Header = header
			status, _ := do(t, h.Client(), req)
			return status
		}
		beacon := func(token string) int {
			return ask("POST", "/v1/visitor/beacon", fmt.Sprintf(`{"shop":"key-shop","token":%q,"tab":"t","edges":[],"pulses":[]}`, token), http.Header{})
		}
		photo := func() int {
			return ask("GET", "/v1/visitor/photos/x", "", http.Header{"Zagaj-Shop": {"key-shop"}, "Origin": {testOrigin}, "Authorization": {"Bearer " + token}})
		}
		driver, address := "postgres", dsn
		if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
			driver, address = "sqlite", "file:"+path+"?_pragma=busy_timeout(30000)&_pragma=legacy_alter_table(1)&_pragma=foreign_keys(0)"
		}
		db, err := sql.Open(driver, address)
		must(t, err)
		defer db.Close()
		_, err = db.ExecContext(t.Context(), `ALTER TABLE visitors RENAME TO visitors_away`)
		must(t, err)
		seen := map[int]int{}
		for range 100 {
			seen[beacon(token)]++
			seen[photo()]++
		}
		if seen[503] != 200 {
			t.Errorf("got %v, want 503 each time", seen)
		}
		_, err = db.ExecContext(t.Context(), `ALTER TABLE visitors_away RENAME TO visitors`)
		must(t, err)
		if got := beacon(token); got != 204 {
			t.Errorf("back again: got %d, want 204", got)
		}
		if got := beacon("a guess"); got != 401 {
			t.Errorf("a guess: got %d, want 401: nothing was counted against this address", got)
		}
	})
}

// TestAPluginTakenOutLeavesNoToken lets Zagaj into Shopify, has the merchant remove the app, and looks for the token.
func TestAPluginTakenOutLeavesNoToken(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h, shop, cookie := withShopify(t, dsn)
		in := shopifyStored(t, h)
		in.Credentials["access_token"] = shop.Token
		must(t, h.store.SaveInstallation(t.Context(), in))
		tellTopic := func(secret, id string) int {
			const body = `{"id":1}`
			mac := hmac.New(sha256.New, []byte(secret))
			mac.Write([]byte(body))
			req, _ := http.NewRequest("POST", h.URL+"/hooks/shopify/shopify-shop", strings.NewReader(body))
			req.Header = http.Header{"X-Shopify-Topic": {"app/uninstalled"}, "X-Shopify-Webhook-Id": {id}, "X-Shopify-Shop-Domain": {shop.Host},
				"X-Shopify-Triggered-At": {clock().Time().UTC().Format(time.RFC3339Nano)}, "X-Shopify-Hmac-Sha256": {base64.StdEncoding.EncodeToString(mac.Sum(nil))}}
			status, answer := do(t, h.Client(), req)
			if status >= 500 {
				t.Fatal(status, answer)
			}
			return status
		}
		if status := tellTopic("nobody's secret", "w1"); status != 401 || len(shopifyStored(t, h).Credentials) == 0 {
			t.Errorf("forged: got %d, want 401 and nothing changed", status)
		}
		for range 2 { // the platform repeats what it is not sure of
			if status := tellTopic(shop.Secret, "w2"); status != 200 {
				t.Fatalf("got %d", status)
			}
		}
		if left := shopifyStored(t, h); len(left.Credentials) != 0 || len(left.Secrets) == 0 {
			t.Errorf("got %d credentials and %d secrets, want no credential, and the secret of what may still come", len(left.Credentials), len(left.Secrets))
		}
		if status := tell(t, h, cookie, "POST", shopifyPath+"/repair", map[string]any{}, nil); status != 400 {
			t.Errorf("a call of its API: got %d, want 400", status)
		}
	})
}

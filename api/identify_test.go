package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

// proof signs as a shop's server does; docs/widget.md tells it how.
func proof(secret, customer string, until zagaj.Instant) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("zagaj-customer:" + strconv.FormatInt(int64(until), 10) + ":" + customer))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestOnlyTheShopsServerSaysWhoAVisitorIs(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		soon := clock().Add(time.Hour)
		const keys = `{"keys":[{"kty":"RSA","n":"anybody","e":"AQAB"}]}` // what a shop shows to the world
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "saleor-1", Shop: testShop, Platform: "saleor", Secrets: []string{keys, ""}, CreatedAt: clock()}))
		for _, c := range []struct {
			name, proof string
			until       zagaj.Instant
			code        zagaj.Code
		}{
			{"refuses another secret", proof("another", "7", soon), soon, zagaj.CodeUnauthorized},
			{"refuses what a public set of keys proves", proof(keys, "7", soon), soon, zagaj.CodeUnauthorized},
			{"refuses what no secret proves", proof("", "7", soon), soon, zagaj.CodeUnauthorized},
			{"refuses another customer's proof", proof(wooSecret, "8", soon), soon, zagaj.CodeUnauthorized},
			{"refuses a later date than was signed", proof(wooSecret, "7", soon), soon + 1, zagaj.CodeUnauthorized},
			{"refuses what holds no longer", proof(wooSecret, "7", clock()-1), clock() - 1, zagaj.CodeStale},
			{"refuses what holds for days", proof(wooSecret, "7", clock().Add(48*time.Hour)), clock().Add(48 * time.Hour), zagaj.CodeStale},
		} {
			t.Run(c.name, func(t *testing.T) {
				visitor, _ := visit(t, h, "")
				visitor.send(frame{"t": "identify", "customer": "7", "until": c.until, "proof": c.proof})
				if got := visitor.hear("error"); got["code"] != string(c.code) {
					t.Errorf("got %v, want %s", got, c.code)
				}
				if _, err := h.store.VisitorByAlias(t.Context(), testShop, zagaj.AliasCustomer, "7"); zagaj.CodeOf(err) != zagaj.CodeNotFound {
					t.Errorf("got %v, want nobody known as the customer", err)
				}
			})
		}
		visitor, welcome := visit(t, h, "")
		visitor.send(frame{"t": "identify", "customer": "7", "until": soon, "proof": proof(wooSecret, "7", soon)})
		visitor.send(frame{"t": "identify", "customer": "", "until": soon, "proof": ""}) // its answer comes after the other was kept
		visitor.hear("error")
		who, err := h.store.VisitorByAlias(t.Context(), testShop, zagaj.AliasCustomer, "7")
		must(t, err)
		if string(who) != text(welcome["visitor"]) {
			t.Errorf("got %s, want %s", who, welcome["visitor"])
		}
	})
}

func TestTheProofIsWhatThePackageForShopsMakes(t *testing.T) {
	// The same vector stands in widget/visitor/package.test.ts.
	if got, want := proof("whsec_test", "k7", 1_795_433_600_000), "8520627babcf91ce1d7ab2d056e58d02e5b7de9554373aff78909b88815f1409"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

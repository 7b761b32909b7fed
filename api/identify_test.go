package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/saleor"
	"github.com/zagaj/zagaj/plugin/standard"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// proof signs as a shop's server does; docs/widget.md tells it how.
func proof(secret, customer string, until zagaj.Instant) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("zagaj-customer:" + strconv.FormatInt(int64(until), 10) + ":" + customer))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestOnlyTheShopsServerSaysWhoAVisitorIs(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.Platforms = plugin.NewSet(standard.New(), woocommerce.New(), saleor.New()) })
		soon := clock().Add(time.Hour)
		const keys = `{"keys":[{"kty":"RSA","n":"anybody","e":"AQAB"}]}` // what a shop shows to the world
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "saleor-1", Shop: testShop, Platform: "saleor", Secrets: []string{keys, ""}, CreatedAt: clock()}))
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "gone-1", Shop: testShop, Platform: "gone", Secrets: []string{"unknown-platform"}, CreatedAt: clock()}))
		for _, c := range []struct {
			name, proof string
			until       zagaj.Instant
			code        zagaj.Code
		}{
			{"refuses another secret", proof("another", "7", soon), soon, zagaj.CodeUnauthorized},
			{"refuses what a public set of keys proves", proof(keys, "7", soon), soon, zagaj.CodeUnauthorized},
			{"refuses the secret of a platform that nobody knows", proof("unknown-platform", "7", soon), soon, zagaj.CodeUnauthorized},
			{"refuses what no secret proves", proof("", "7", soon), soon, zagaj.CodeUnauthorized},
			{"refuses another customer's proof", proof(wooSecret, "8", soon), soon, zagaj.CodeUnauthorized},
			{"refuses a later date than was signed", proof(wooSecret, "7", soon), soon + 1, zagaj.CodeUnauthorized},
			{"refuses 0, which shops write for nobody", proof(wooSecret, "0", soon), soon, zagaj.CodeInvalid},
			{"refuses what holds no longer", proof(wooSecret, "7", clock()-1), clock() - 1, zagaj.CodeStale},
			{"refuses what holds for days", proof(wooSecret, "7", clock().Add(48*time.Hour)), clock().Add(48 * time.Hour), zagaj.CodeStale},
		} {
			t.Run(c.name, func(t *testing.T) {
				visitor, _ := visit(t, h, "")
				customer := map[bool]string{true: "0", false: "7"}[c.code == zagaj.CodeInvalid]
				visitor.send(frame{"t": "identify", "customer": customer, "until": c.until, "proof": c.proof})
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

// days is a house whose clock can be put forward, with what a merchant sees of one rule.
type days struct {
	*house
	t        *testing.T
	late     atomic.Int64
	sessions int
}

func (d *days) now() zagaj.Instant { return clock() + zagaj.Instant(d.late.Load()) }

func withDays(t *testing.T, dsn string) *days {
	d := &days{t: t}
	d.house = openWith(t, dsn, func(c *api.Config) { c.Now = d.now })
	return d
}

// cookie is a new session of the shop's owner: an old one would be over.
func (d *days) cookie() string {
	d.t.Helper()
	d.sessions++
	token := fmt.Sprint("session-", d.sessions)
	must(d.t, d.store.AddSession(d.t.Context(), zagaj.Session{TokenHash: sum(token), Shop: testShop, Operator: "anna-shop", CreatedAt: d.now(), SeenAt: d.now(),
		ExpiresAt: d.now().Add(time.Hour), ConfirmedAt: d.now()}))
	return "zagaj_session=" + token
}

func (d *days) pass(days int) { d.late.Add(int64(days) * 24 * time.Hour.Milliseconds()) }

// comes opens a page of the customer 7, on the device with the token.
func (d *days) comes(token string) (l *line, visitor, keptToken string) {
	d.t.Helper()
	l, welcome := visit(d.t, d.house, token)
	if kept := text(welcome["token"]); kept != "" {
		token = kept
	}
	until := d.now().Add(time.Hour)
	l.send(frame{"t": "identify", "customer": "7", "until": until, "proof": proof(wooSecret, "7", until)})
	return l, text(welcome["visitor"]), token
}

// leaves closes the page, and waits until that is known: time that passes before counts as spent on it.
func (d *days) leaves(l *line, visitor string) {
	d.t.Helper()
	l.ws.Close()
	cookie, connected := d.cookie(), true
	for deadline := time.Now().Add(time.Minute); connected && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		connected = false
		_, got := panelAsk(d.t, d.house, cookie, http.MethodGet, "/visitors", "")
		for _, v := range got["visitors"].([]any) {
			v := v.(map[string]any)
			connected = connected || (text(v["visitor"]) == visitor && v["connected"] == true)
		}
	}
	if connected {
		d.t.Fatal("still there")
	}
}

// stands waits until the rule r1 stands so for a visitor, which is how and the gate, or status 404.
func (d *days) stands(visitor, want string) {
	d.t.Helper()
	cookie, got := d.cookie(), ""
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		status, e := panelAsk(d.t, d.house, cookie, http.MethodGet, "/visitors/"+visitor+"/explain?rule=r1", "")
		if got = text(e["truth"]) + " " + text(e["gate"]); status != http.StatusOK {
			got = strconv.Itoa(status)
		}
		if got == want {
			return
		}
	}
	d.t.Errorf("the rule stands %q, want %q", got, want)
}

// save keeps r1 with one condition, without the first quiet seconds.
func (d *days) save(condition string) {
	d.t.Helper()
	cookie := d.cookie()
	rule(d.t, d.house, cookie)
	body := fmt.Sprintf(`{"id":"r1","name":"r","enabled":true,"when":[%s],"text":{"pl":"Pomóc?"}}`, condition)
	if status, got := panelAsk(d.t, d.house, cookie, http.MethodPut, "/rules", body); status != http.StatusOK {
		d.t.Fatalf("got %d %v", status, got)
	}
}

// Who was known as a customer on one day is known on another, and whom the shop names last is who it is: on a device that two people share, each in turn.
func TestACustomerIsKnownOnEachDay(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		d := withDays(t, dsn)
		d.save(`{"fact":"logged_in"}`)
		l, visitor, token := d.comes("")
		d.stands(visitor, "true operators")
		d.leaves(l, visitor)
		d.pass(2)
		d.stands(visitor, "404")
		l, _, _ = d.comes(token)
		d.stands(visitor, "true operators")
		owner := func(customer, want string) {
			t.Helper()
			until, who := d.now().Add(time.Hour), zagaj.VisitorID("")
			l.send(frame{"t": "identify", "customer": customer, "until": until, "proof": proof(wooSecret, customer, until)})
			for deadline := time.Now().Add(time.Minute); string(who) != want && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
				who, _ = d.store.VisitorByAlias(t.Context(), testShop, zagaj.AliasCustomer, customer)
			}
			if string(who) != want {
				t.Errorf("customer %s is %q, want %q", customer, who, want)
			}
		}
		owner("8", visitor)
		_, other, _ := d.comes("")
		d.stands(other, "true operators")
		owner("7", visitor) // here again, after the other device
	})
}

// What a customer has refused on the phone is not offered on the computer on another day, when the phone's visit is long forgotten.
func TestASilenceGoesWithTheCustomerToAnotherDevice(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		d := withDays(t, dsn)
		d.save(`{"fact":"tab_visible"}`)
		phone, first, _ := d.comes("")
		d.stands(first, "true operators")
		phone.send(frame{"t": "dismiss", "never": true})
		d.stands(first, "true dismissed")
		d.leaves(phone, first)
		d.pass(40)
		d.stands(first, "404")
		_, second, _ := d.comes("")
		d.stands(second, "true dismissed")
		if v, err := d.store.Visitor(t.Context(), testShop, zagaj.VisitorID(second)); err != nil || v.QuietUntil != zagaj.Forever {
			t.Errorf("kept %v, %v: want it for ever on this device too", v.QuietUntil, err)
		}
	})
}

// One customer has two devices, and one cart on both: it is the cart of the device that is used.
func TestANameIsThatOfTheDeviceInUse(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		const token = "the-account-s-cart"
		soon := clock().Add(time.Hour)
		tokens, visitors := map[string]string{}, map[string]string{}
		for i, device := range []string{"desk", "phone", "desk", "phone", "phone", "phone", "phone"} {
			line, welcome := visit(t, h, tokens[device])
			if tokens[device] == "" {
				tokens[device], visitors[device] = text(welcome["token"]), text(welcome["visitor"])
			}
			line.send(frame{"t": "cart", "token": token})
			line.send(frame{"t": "identify", "customer": "7", "until": soon, "proof": proof(wooSecret, "7", soon)})
			line.send(frame{"t": "identify", "customer": "", "until": soon, "proof": ""}) // its answer comes after the others were kept
			line.hear("error")
			for kind, value := range map[zagaj.AliasKind]string{zagaj.AliasCart: token, zagaj.AliasCustomer: "7"} {
				if who, err := h.store.VisitorByAlias(t.Context(), testShop, kind, value); err != nil || string(who) != visitors[device] {
					t.Errorf("%d. on the %s: the %s is %s's (%v), want %s's", i, device, kind, who, err, visitors[device])
				}
			}
		}
		events, err := h.store.Events(t.Context(), testShop, 0, 100)
		must(t, err)
		aliases := 0
		for _, ev := range events {
			if ev.Kind == zagaj.KindAlias {
				aliases++
			}
		}
		if aliases != 9 { // two each time the device changes, the cart once more of the one that stays, and none after that
			t.Errorf("the log tells of %d names, want 9", aliases)
		}
	})
}

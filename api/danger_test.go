package api_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// harmless are the panel's changes that a session left open at a desk may make: what they do can be undone, shows no secret, opens no
// door and takes no data away for good; or nobody is signed in yet. Whoever adds a route writes it here or into dangerous (policy.go).
var harmless = map[string]bool{
	"POST /v1/panel/setup":                                    true,
	"POST /v1/panel/login":                                    true,
	"POST /v1/panel/logout":                                   true,
	"POST /v1/panel/reset":                                    true,
	"POST /v1/panel/reset/confirm":                            true,
	"POST /v1/panel/invitations/accept":                       true,
	"POST /v1/panel/passkeys":                                 true,
	"POST /v1/panel/passkeys/login":                           true,
	"POST /v1/panel/factors/passkeys/add":                     true,
	"POST /v1/panel/me/confirm":                               true,
	"DELETE /v1/panel/sessions":                               true,
	"DELETE /v1/panel/sessions/:id":                           true,
	"POST /v1/panel/factors/totp/confirm":                     true,
	"DELETE /v1/panel/invitations/:id":                        true,
	"POST /v1/panel/visitors/:id/invite":                      true,
	"POST /v1/panel/schedule/preview":                         true,
	"POST /v1/panel/quarantine/:id/replay":                    true,
	"DELETE /v1/panel/quarantine/:id":                         true,
	"PUT /v1/panel/rules":                                     true,
	"PUT /v1/panel/schedule":                                  true,
	"POST /v1/panel/rules/test":                               true,
	"POST /v1/panel/rules/check":                              true,
	"DELETE /v1/panel/rules/:id":                              true,
	"PUT /v1/panel/policy":                                    true,
	"PUT /v1/panel/experiments":                               true,
	"POST /v1/panel/experiments/:id/end":                      true,
	"PUT /v1/panel/shop":                                      true,
	"POST /v1/panel/answers":                                  true,
	"DELETE /v1/panel/answers/:id":                            true,
	"POST /v1/panel/answers/:id/used":                         true,
	"POST /v1/panel/conversations/:id/claim":                  true,
	"POST /v1/panel/conversations/:id/close":                  true,
	"PUT /v1/panel/installations/:id":                         true,
	"DELETE /v1/panel/installations/:id/secret":               true,
	"POST /v1/panel/handshake/code":                           true, // nobody is signed in: the code was given by who had proved it
	"POST /v1/panel/installations/:id/authorize":              true,
	"POST /v1/panel/installations/:id/check":                  true,
	"POST /v1/panel/installations/:id/repair":                 true,
	"POST /v1/panel/installations/:id/backfill":               true,
	"POST /v1/panel/conversations/:id/transfer":               true,
	"POST /v1/panel/conversations/:id/takeover":               true,
	"POST /v1/panel/conversations/:id/call":                   true,
	"PUT /v1/panel/conversations/:id/label":                   true,
	"POST /v1/panel/conversations/:id/notes":                  true,
	"PUT /v1/panel/questions":                                 true,
	"POST /v1/panel/promises":                                 true,
	"POST /v1/panel/promises/:id/keep":                        true,
	"POST /v1/panel/promises/:id/give":                        true,
	"PUT /v1/panel/desk":                                      true,
	"PUT /v1/panel/profiles/:id":                              true,
	"PUT /v1/panel/guide":                                     true,
	"PUT /v1/panel/shifts":                                    true,
	"PUT /v1/panel/look":                                      true,
	"PUT /v1/panel/me/photo":                                  true,
	"DELETE /v1/panel/me/photo":                               true,
	"POST /v1/panel/push":                                     true,
	"DELETE /v1/panel/push/subscriptions/:id":                 true,
	"POST /v1/panel/push/test":                                true,
	"POST /v1/panel/push/heard":                               true,
	"DELETE /v1/panel/keys/:id":                               true,
	"DELETE /v1/panel/endpoints/:id":                          true,
	"POST /v1/panel/endpoints/:id/test":                       true,
	"POST /v1/panel/endpoints/:id/deliveries/:delivery/retry": true,
}

func TestEveryChangeIsDangerousOrNot(t *testing.T) {
	h, seen := open(t, sqltest.SQLite(t)), map[string]bool{}
	for _, r := range h.api.Routes() {
		route := r.Method + " " + r.Path
		if seen[route] = true; r.Method == http.MethodGet || !strings.HasPrefix(r.Path, "/v1/panel/") {
			continue
		}
		if r.Dangerous == harmless[route] {
			t.Errorf("%s: is it dangerous, or harmless? Say so in one of both lists", route)
		}
	}
	for route := range harmless {
		if !seen[route] {
			t.Errorf("%s: there is no such route", route)
		}
	}
}

// TestDangerousActsAskAgain opens each dangerous door with a session that is good and has proved long ago who it is.
func TestDangerousActsAskAgain(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		must(t, h.store.AddSession(t.Context(), zagaj.Session{TokenHash: sum("old"), Shop: testShop, Operator: "anna-shop",
			CreatedAt: clock(), SeenAt: clock(), ExpiresAt: clock().Add(time.Hour)}))
		anna := &browser{t: t, h: h, cookie: "zagaj_session=old"}
		asked := 0
		for _, r := range h.api.Routes() {
			if !r.Dangerous {
				continue
			}
			var e zagaj.Error
			path := strings.ReplaceAll(strings.TrimPrefix(r.Path, "/v1/panel"), ":id", "x")
			if status := anna.call(r.Method, path, `{}`, &e); status != 403 || e.Code != zagaj.CodeConfirm {
				t.Errorf("%s %s: got %d %s, want 403 confirm", r.Method, r.Path, status, e.Code)
			}
			asked++
		}
		if asked < 15 {
			t.Errorf("only %d dangerous acts were found", asked)
		}
		invite := `{"email":"ewa@shop.example","role":"operator"}`
		anna.want(403, "POST", "/me/confirm", `{"password":"wrong password"}`, nil)
		anna.want(403, "POST", "/invitations", invite, nil)
		anna.want(204, "POST", "/me/confirm", fmt.Sprintf(`{"password":%q}`, password), nil)
		anna.want(200, "POST", "/invitations", invite, nil)
	})
}

// TestLinksEnd opens an invitation after a week and a new password's link after an hour: neither counts any more, and each counted until then.
func TestLinksEnd(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		var at atomic.Int64
		at.Store(int64(clock()))
		pass := func(d time.Duration) { at.Add(d.Milliseconds()) }
		h := openWith(t, dsn, func(c *api.Config) { c.Now = func() zagaj.Instant { return zagaj.Instant(at.Load()) } })
		owner := signedInAs(t, h, "anna@shop.example", password, "")
		var out struct{ URL string }
		owner.want(200, "POST", "/invitations", `{"email":"ewa@shop.example","role":"operator"}`, &out)
		_, invitation, _ := strings.Cut(out.URL, "#")
		<-h.letters
		(&browser{t: t, h: h}).want(204, "POST", "/reset", `{"email":"anna@shop.example"}`, nil)
		_, reset, _ := strings.Cut((<-h.letters).Text, "#")
		reset, _, _ = strings.Cut(reset, "\n")
		set := fmt.Sprintf(`{"token":%q,"password":"całkiem nowe hasło"}`, reset)
		accept := fmt.Sprintf(`{"token":%q,"name":"Ewa","password":"długie hasło Ewy"}`, invitation)
		pass(time.Hour + time.Second)
		(&browser{t: t, h: h}).want(401, "POST", "/reset/confirm", set, nil)
		pass(7*24*time.Hour - time.Hour)
		(&browser{t: t, h: h}).want(401, "POST", "/invitations/accept", accept, nil)
		pass(-2 * time.Hour)
		(&browser{t: t, h: h}).want(200, "POST", "/invitations/accept", accept, nil)
	})
}

// TestNobodyLearnsByTimeWhoIsKnown compares what is done for an address that is known and for one that is not, where time would tell:
// a sign-in hashes a password of the service's own cost, which fills memory, and a forgotten password writes one row.
func TestNobodyLearnsByTimeWhoIsKnown(t *testing.T) {
	cost := api.HashCost{Passes: 1, Memory: 32 << 10} // 32 MB
	hash, err := api.HashPassword(password, cost)
	must(t, err)
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.HashCost = cost })
		must(t, h.store.AddOperator(t.Context(), zagaj.Operator{ID: "known", Shop: testShop, Email: "known@shop.example", Role: zagaj.RoleConsultant, PasswordHash: hash}))
		must(t, h.store.AddOperator(t.Context(), zagaj.Operator{ID: "gone", Shop: testShop, Email: "gone@shop.example", Role: zagaj.RoleConsultant, PasswordHash: hash, DisabledAt: 1}))
		rows := func() (n int) {
			must(t, sqltest.Raw(t, dsn).QueryRowContext(t.Context(), `SELECT COUNT(*) FROM tickets`).Scan(&n))
			return n
		}
		for _, email := range []string{"known@shop.example", "gone@shop.example", "nobody@shop.example"} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			(&browser{t: t, h: h}).want(401, "POST", "/login", fmt.Sprintf(`{"email":%q,"password":"wrong password"}`, email), nil)
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; used < uint64(cost.Memory)<<10 || used > uint64(cost.Memory)<<11 {
				t.Errorf("%s: a sign-in took %d MB, want one hash of %d MB", email, used>>20, cost.Memory>>10)
			}
			had := rows()
			(&browser{t: t, h: h}).want(204, "POST", "/reset", fmt.Sprintf(`{"email":%q}`, email), nil)
			if now := rows(); now != had+1 {
				t.Errorf("%s: %d rows more, want one, whoever it is", email, now-had)
			}
		}
	})
}

// TestASessionEndedElsewhereClosesItsSocket ends a session past this node, as another one does: the hint between them may be lost.
func TestASessionEndedElsewhereClosesItsSocket(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.SweepEvery = 100 * time.Millisecond })
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		socket := dial(t, h, "/v1/panel/socket", http.Header{"Origin": {h.URL}, "Cookie": {anna.cookie}})
		socket.send(frame{"t": "hello", "after": frame{}})
		socket.hear("welcome")
		_, err := sqltest.Raw(t, dsn).ExecContext(t.Context(), `DELETE FROM sessions`)
		must(t, err)
		if code := socket.closedWith(); code != 4001 {
			t.Errorf("closed with %d, want 4001", code)
		}
	})
}

// TestOverTLSTheCookieIsOfThisHostAlone signs in to a server that browsers reach over TLS.
func TestOverTLSTheCookieIsOfThisHostAlone(t *testing.T) {
	h := openWith(t, sqltest.SQLite(t), func(c *api.Config) { c.PublicURL = "https://chat.example" })
	res, err := http.Post(h.URL+"/v1/panel/login", "application/json", strings.NewReader(fmt.Sprintf(`{"email":"anna@shop.example","password":%q}`, password)))
	must(t, err)
	res.Body.Close()
	for i, name := range []string{"__Host-zagaj_session", "__Host-zagaj_browser"} {
		if c := res.Cookies()[i]; c.Name != name || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteStrictMode {
			t.Errorf("got %+v, want one that the browser keeps to this host and to TLS", c)
		}
	}
}

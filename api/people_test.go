package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/pquerna/otp/totp"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/api/mail"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// mailbox keeps letters in the order they are sent.
type mailbox chan mail.Letter

func (m mailbox) Send(_ context.Context, l mail.Letter) error {
	m <- l
	return nil
}

// browser is a cookie jar of one cookie with the panel in front of it.
type browser struct {
	t      *testing.T
	h      *house
	cookie string
}

func (b *browser) call(method, path, body string, answer any) int {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.h.URL+"/v1/panel"+path, strings.NewReader(body))
	must(b.t, err)
	if b.cookie != "" {
		req.Header.Set("Cookie", b.cookie)
	}
	resp, err := b.h.Client().Do(req)
	must(b.t, err)
	defer resp.Body.Close()
	if set := resp.Cookies(); len(set) > 0 {
		b.cookie = set[0].Name + "=" + set[0].Value // the session's
	}
	if answer != nil {
		if err := json.NewDecoder(resp.Body).Decode(answer); err != nil && resp.StatusCode < 300 {
			b.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return resp.StatusCode
}

func (b *browser) want(status int, method, path, body string, answer any) {
	b.t.Helper()
	if got := b.call(method, path, body, answer); got != status {
		b.t.Fatalf("%s %s %s: got %d, want %d", method, path, body, got, status)
	}
}

func signedInAs(t *testing.T, h *house, email, password, code string) *browser {
	t.Helper()
	b := &browser{t: t, h: h}
	b.want(200, "POST", "/login", fmt.Sprintf(`{"email":%q,"password":%q,"code":%q}`, email, password, code), nil)
	return b
}

// closedWith reads until the socket ends and returns the close code.
func (l *line) closedWith() int {
	l.t.Helper()
	must(l.t, l.ws.SetReadDeadline(time.Now().Add(time.Minute)))
	for {
		if _, _, err := l.ws.ReadMessage(); err != nil {
			var c *websocket.CloseError
			if ok := asClose(err, &c); ok {
				return c.Code
			}
			l.t.Fatalf("the socket ended with %v", err)
		}
	}
}

func asClose(err error, into **websocket.CloseError) bool {
	c, ok := err.(*websocket.CloseError)
	*into = c
	return ok
}

func TestSessionsAndTheirSockets(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		here := signedInAs(t, h, "anna@shop.example", password, "")
		there := signedInAs(t, h, "anna@shop.example", password, "")
		socket := dial(t, h, "/v1/panel/socket", http.Header{"Origin": {h.URL}, "Cookie": {there.cookie}})
		socket.send(frame{"t": "hello", "after": frame{}})
		socket.hear("welcome")
		var out struct {
			Sessions []struct {
				ID      string
				Current bool
			}
		}
		here.want(200, "GET", "/sessions", "", &out)
		if len(out.Sessions) != 2 {
			t.Fatalf("got %d sessions, want 2", len(out.Sessions))
		}
		for _, s := range out.Sessions {
			if !s.Current {
				here.want(204, "DELETE", "/sessions/"+s.ID, "", nil)
			}
		}
		if code := socket.closedWith(); code != 4001 {
			t.Errorf("the revoked session's socket: closed with %d, want 4001", code)
		}
		there.want(401, "GET", "/me", "", nil)
		here.want(200, "GET", "/me", "", nil)
	})
}

func TestPeopleComeAndGo(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		owner := signedInAs(t, h, "anna@shop.example", password, "")
		invite := func(by *browser, email, role string) (int, string) {
			var out struct{ URL string }
			status := by.call("POST", "/invitations", fmt.Sprintf(`{"email":%q,"role":%q}`, email, role), &out)
			_, token, _ := strings.Cut(out.URL, "#")
			if status == 200 && !strings.HasPrefix(out.URL, "http://zagaj.example/panel/invitation#") {
				t.Errorf("the link is %q", out.URL)
			}
			return status, token
		}
		_, token := invite(owner, "ewa@shop.example", "admin")
		accept := fmt.Sprintf(`{"token":%q,"name":"Ewa","password":"długie hasło Ewy"}`, token)
		admin := &browser{t: t, h: h}
		admin.want(200, "POST", "/invitations/accept", accept, nil)
		(&browser{t: t, h: h}).want(401, "POST", "/invitations/accept", accept, nil)
		if status, _ := invite(admin, "x@shop.example", "owner"); status != 403 {
			t.Errorf("an admin invites an owner: got %d, want 403", status)
		}
		admin.want(403, "PUT", "/people/anna-shop", `{"name":"Anna","role":"viewer","seats":3,"disabled":false}`, nil)
		owner.want(409, "PUT", "/people/anna-shop", `{"name":"Anna","role":"viewer","seats":3,"disabled":false}`, nil)

		var me struct{ Operator zagaj.Operator }
		admin.want(200, "GET", "/me", "", &me)
		socket := dial(t, h, "/v1/panel/socket", http.Header{"Origin": {h.URL}, "Cookie": {admin.cookie}})
		socket.send(frame{"t": "hello", "after": frame{}})
		socket.hear("welcome")
		owner.want(200, "PUT", "/people/"+string(me.Operator.ID), `{"name":"Ewa","role":"admin","seats":3,"disabled":true}`, nil)
		if code := socket.closedWith(); code != 4001 {
			t.Errorf("the disabled person's socket: closed with %d, want 4001", code)
		}
		admin.want(401, "GET", "/me", "", nil)
		(&browser{t: t, h: h}).want(401, "POST", "/login", `{"email":"ewa@shop.example","password":"długie hasło Ewy"}`, nil)

		var log struct{ Deeds []zagaj.Deed }
		owner.want(200, "GET", "/audit", "", &log)
		seen := map[string]bool{}
		for _, d := range log.Deeds {
			seen[d.Action] = true
			if d.Network != "127.0.0.0/24" {
				t.Errorf("%s: the address is %q, want it cut", d.Action, d.Network)
			}
		}
		for _, action := range []string{"login", "invitation.add", "invitation.accept", "person.save"} {
			if !seen[action] {
				t.Errorf("the audit log has no %q", action)
			}
		}
	})
}

func TestAForgottenPassword(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		before := signedInAs(t, h, "anna@shop.example", password, "")
		ask := func(email string) (int, string) {
			req, _ := http.NewRequest("POST", h.URL+"/v1/panel/reset", strings.NewReader(fmt.Sprintf(`{"email":%q}`, email)))
			req.Host = "evil.example"
			req.Header.Set("X-Forwarded-Host", "evil.example")
			return do(t, h.Client(), req)
		}
		unknown, body1 := ask("nobody@shop.example")
		known, body2 := ask("anna@shop.example")
		if unknown != 204 || known != 204 || body1 != body2 {
			t.Errorf("got %d %q and %d %q, want equal answers", unknown, body1, known, body2)
		}
		var letter mail.Letter
		select {
		case letter = <-h.letters:
		case <-time.After(time.Minute):
			t.Fatal("no letter came")
		}
		if letter.To != "anna@shop.example" || strings.Contains(letter.Text, "evil") || !strings.Contains(letter.Text, "http://zagaj.example/panel/reset#") {
			t.Fatalf("got the letter %+v", letter)
		}
		_, token, _ := strings.Cut(letter.Text, "#")
		token, _, _ = strings.Cut(token, "\n")
		set := fmt.Sprintf(`{"token":%q,"password":"całkiem nowe hasło"}`, token)
		(&browser{t: t, h: h}).want(204, "POST", "/reset/confirm", set, nil)
		(&browser{t: t, h: h}).want(401, "POST", "/reset/confirm", set, nil)
		before.want(401, "GET", "/me", "", nil)
		signedInAs(t, h, "anna@shop.example", "całkiem nowe hasło", "")
		if len(h.letters) != 0 {
			t.Error("a letter went to a stranger")
		}
	})
}

// TestAMailboxIsNotFloodedThroughUs asks for one person's link from ever new addresses: each is answered alike, and three letters go.
func TestAMailboxIsNotFloodedThroughUs(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.TrustedProxies = []string{"127.0.0.1"} })
		ask := func(email string, from int) {
			req, _ := http.NewRequest("POST", h.URL+"/v1/panel/reset", strings.NewReader(fmt.Sprintf(`{"email":%q}`, email)))
			req.Header.Set("X-Forwarded-For", fmt.Sprint("198.51.100.", from))
			if status, answer := do(t, h.Client(), req); status != 204 {
				t.Fatalf("from address %d: got %d %s, want 204", from, status, answer)
			}
		}
		for n := range 8 {
			ask("anna@shop.example", n+1)
		}
		ask("anna@other.example", 9) // posted after the others, though it may be sent before them
		to := map[string]int{}
		for to["anna@other.example"] == 0 || to["anna@shop.example"] < 3 {
			select {
			case l := <-h.letters:
				to[l.To]++
			case <-time.After(time.Minute):
				t.Fatalf("got %v, and no more letters came", to)
			}
		}
		posted, err := h.store.Letters(t.Context(), testShop, zagaj.Forever, 100)
		must(t, err)
		if len(posted) != 3 {
			t.Errorf("got %d letters to one mailbox, want three", len(posted))
		}
	})
}

func TestASecondFactor(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		var made struct{ Secret string }
		anna.want(200, "POST", "/factors/totp", "{}", &made)
		signedInAs(t, h, "anna@shop.example", password, "") // an authenticator that has shown no code yet locks nobody out
		code, err := totp.GenerateCode(made.Secret, time.Now())
		must(t, err)
		var out struct{ Codes []string }
		anna.want(200, "POST", "/factors/totp/confirm", fmt.Sprintf(`{"code":%q}`, code), &out)
		if len(out.Codes) != 10 {
			t.Fatalf("got %d recovery codes, want 10", len(out.Codes))
		}
		login := func(code string) (int, zagaj.Code) {
			var e zagaj.Error
			status := (&browser{t: t, h: h}).call("POST", "/login", fmt.Sprintf(`{"email":"anna@shop.example","password":%q,"code":%q}`, password, code), &e)
			return status, e.Code
		}
		for _, c := range []struct{ name, code string }{{"no code", ""}, {"a wrong code", "000000"}, {"a code that was used", code}} {
			if status, got := login(c.code); status != 401 || got != zagaj.CodeSecondFactor {
				t.Errorf("%s: got %d %s, want 401 second_factor", c.name, status, got)
			}
		}
		if status, _ := login(strings.ToUpper(out.Codes[0])); status != 200 {
			t.Errorf("a recovery code: got %d, want 200", status)
		}
		if status, _ := login(out.Codes[0]); status != 401 {
			t.Errorf("the same recovery code again: got %d, want 401", status)
		}
		var left struct {
			RecoveryCodes int `json:"recovery_codes"`
		}
		anna.want(200, "GET", "/factors", "", &left)
		if left.RecoveryCodes != 9 {
			t.Errorf("got %d codes left, want 9", left.RecoveryCodes)
		}
	})
}

func TestTriesAreCounted(t *testing.T) {
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	refused := 0
	for range 14 {
		if (&browser{t: t, h: h}).call("POST", "/login", `{"email":"anna@shop.example","password":"wrong password"}`, nil) == 429 {
			refused++
		}
	}
	if refused != 4 {
		t.Errorf("%d of 14 tries were not even checked, want 4", refused)
	}
}

// TestAnAddressThatIsRefusedUsesUpNobodysTries: else one address could keep a whole team out, as its own limit stops no try from
// being counted against them.
func TestAnAddressThatIsRefusedUsesUpNobodysTries(t *testing.T) {
	h := openWith(t, sqltest.SQLite(t), func(c *api.Config) { c.TrustedProxies = []string{"127.0.0.1"} })
	try := func(email, password, address string) int {
		req, _ := http.NewRequest(http.MethodPost, h.URL+"/v1/panel/login", strings.NewReader(fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)))
		req.Header.Set("X-Forwarded-For", address)
		status, _ := do(t, h.Client(), req)
		return status
	}
	for i := range 10 { // what looks like an address is nobody's address here
		if status := try("198.51.100.2", "wrong password", "192.0.2.1"); status != 401 {
			t.Fatalf("try %d: got %d, want 401", i+1, status)
		}
	}
	for range 11 {
		if status := try("anna@shop.example", "wrong password", "192.0.2.1"); status != 429 {
			t.Fatalf("an address over its limit: got %d, want 429", status)
		}
	}
	if status := try("anna@shop.example", password, "198.51.100.2"); status != 200 {
		t.Errorf("from elsewhere: got %d, want 200", status)
	}
	for i := range 9 { // one was used up by the right password
		if status := try("anna@shop.example", "wrong password", fmt.Sprint("203.0.113.", i)); status != 401 {
			t.Fatalf("guess %d, each from another address: got %d, want 401", i+1, status)
		}
	}
	if status := try("anna@shop.example", password, "203.0.113.99"); status != 429 {
		t.Errorf("guesses from many addresses: got %d, want 429", status)
	}
}

// TestGuessesElsewhereKeepNobodyOutOfTheirOwnBrowser: who knows an e-mail address could lock its owner out for as long as they go on guessing.
func TestGuessesElsewhereKeepNobodyOutOfTheirOwnBrowser(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.TrustedProxies = []string{"127.0.0.1"} })
		addresses := 0
		try := func(email, password, known string) (status int, cookie string) {
			addresses++
			req, _ := http.NewRequest(http.MethodPost, h.URL+"/v1/panel/login", strings.NewReader(fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)))
			req.Header.Set("X-Forwarded-For", fmt.Sprint("192.0.2.", addresses))
			req.AddCookie(&http.Cookie{Name: "zagaj_browser", Value: known})
			res, err := h.Client().Do(req)
			must(t, err)
			defer res.Body.Close()
			for _, c := range res.Cookies() {
				if c.Name == "zagaj_browser" {
					cookie = c.Value
				}
			}
			return res.StatusCode, cookie
		}
		_, first := try("anna@shop.example", password, "")
		_, known := try("anna@shop.example", password, first)
		if known == "" || known == first {
			t.Fatalf("got %q after %q, want another secret with each sign-in", known, first)
		}
		for range 10 { // two tries were Anna's own
			try("anna@shop.example", "wrong password", "")
		}
		for what, secret := range map[string]string{"a new browser": "", "one that is known by another secret now": first} {
			if status, _ := try("anna@shop.example", password, secret); status != 429 {
				t.Errorf("in %s: got %d, want 429", what, status)
			}
		}
		if status, next := try("anna@shop.example", password, known); status != 200 || next == "" {
			t.Errorf("in her own browser: got %d, want 200", status)
		} else {
			known = next
		}
		for n := range 14 {
			if status, _ := try("anna@shop.example", "wrong password", known); (status == 429) != (n >= 10) {
				t.Errorf("guess %d in a known browser: got %d", n+1, status)
			}
		}
		for n := range 14 {
			if status, _ := try("anna@"+string(otherShop)+".example", "wrong password", known); (status == 429) != (n >= 10) {
				t.Errorf("guess %d of somebody else in it: got %d", n+1, status)
			}
		}
	})
}

package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/api/mail"
	"github.com/zagaj/zagaj/api/mail/mailtest"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// withMail runs a test on both stores against a server that sends its letters to a mail server of the test. later moves
// the server's clock, in milliseconds.
func withMail(t *testing.T, test func(t *testing.T, h *house, box *mailtest.Server, later *atomic.Int64)) {
	t.Helper()
	sqltest.Each(t, func(t *testing.T, dsn string) {
		box, later := mailtest.New(t), &atomic.Int64{}
		sender, err := mail.New(mail.Config{Host: box.Host, Port: box.Port, From: "czat@zagaj.example", User: mailtest.User, Password: mailtest.Password, Roots: box.Roots})
		must(t, err)
		h := openWith(t, dsn, func(c *api.Config) {
			c.Mailer = sender
			c.Now = func() zagaj.Instant { return clock() + zagaj.Instant(later.Load()) }
		})
		test(t, h, box, later)
	})
}

// delivered waits for a letter and returns its subject, its plain text and its HTML.
func delivered(t *testing.T, box *mailtest.Server, to string) (subject, text, html string) {
	t.Helper()
	select {
	case got := <-box.Letters:
		if got.To != to {
			t.Fatalf("a letter to %s, want %s: %s", got.To, to, got.Raw)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
		must(t, err)
		_, params, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
		must(t, err)
		parts := multipart.NewReader(strings.NewReader(got.Body), params["boundary"])
		var both []string
		for range 2 {
			p, err := parts.NextRawPart()
			must(t, err)
			body, err := io.ReadAll(quotedprintable.NewReader(p))
			must(t, err)
			both = append(both, strings.ReplaceAll(string(body), "\r\n", "\n"))
		}
		return subject, both[0], both[1]
	case <-time.After(time.Minute):
		t.Fatalf("no letter to %s came", to)
	}
	return "", "", ""
}

func noLetter(t *testing.T, box *mailtest.Server, why string) {
	t.Helper()
	if n := len(box.Letters); n != 0 {
		t.Errorf("%s: %d letters too many: %s", why, n, (<-box.Letters).Raw)
	}
}

// onRecord counts the letters still to be sent, at whatever time, that are as is says.
func onRecord(t *testing.T, h *house, is func(zagaj.Letter) bool) int {
	t.Helper()
	due, err := h.store.DueLetters(t.Context(), testShop, clock().Add(1000*time.Hour), true, 100)
	must(t, err)
	return len(slices.DeleteFunc(due, func(l zagaj.Letter) bool { return !is(l) }))
}

func TestLettersToThePeopleOfAShop(t *testing.T) {
	withMail(t, func(t *testing.T, h *house, box *mailtest.Server, later *atomic.Int64) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		anna.want(200, "POST", "/invitations", `{"email":"nowa@shop.example","role":"operator"}`, nil)
		subject, text, html := delivered(t, box, "nowa@shop.example")
		for _, form := range []string{text, html} {
			if subject != "Zaproszenie do Zagaj" || !strings.Contains(form, "http://zagaj.example/panel/invitation#") {
				t.Errorf("got %q: %s", subject, form)
			}
		}
		box.Answer.Store("450 4.2.1 mailbox is busy")
		(&browser{t: t, h: h}).want(204, "POST", "/reset", `{"email":"anna@shop.example"}`, nil)
		within(t, "a try on record", func() bool {
			return box.Attempts.Load() == 2 && onRecord(t, h, func(l zagaj.Letter) bool { return l.Failure != "" }) == 1
		})
		box.Answer.Store("")
		later.Store(2 * 60_000)
		subject, text, _ = delivered(t, box, "anna@shop.example")
		if subject != "Nowe hasło do Zagaj" || !strings.Contains(text, "http://zagaj.example/panel/reset#") {
			t.Errorf("got %q: %s", subject, text)
		}
		box.Answer.Store("550 5.1.1 no such mailbox")
		anna.want(200, "POST", "/invitations", `{"email":"nikt@shop.example","role":"operator"}`, nil)
		within(t, "a refusal on record", func() bool {
			return box.Attempts.Load() == 4 && onRecord(t, h, func(zagaj.Letter) bool { return true }) == 0
		})
		box.Answer.Store("")
		later.Store(48 * 3_600_000)
		noLetter(t, box, "refused for good")
	})
}

// within waits until a condition holds; a busy machine is slow, not wrong.
func within(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waiting for %s", what)
		}
	}
}

// stored is all that the store has of a visitor, as text.
func stored(t *testing.T, h *house, visitor string) string {
	t.Helper()
	rows, err := h.store.Export(t.Context(), sql.Person{Shop: testShop, Visitor: zagaj.VisitorID(visitor)})
	must(t, err)
	out, err := json.Marshal(rows)
	must(t, err)
	return string(out)
}

func TestAPromisedAnswerComesByLetter(t *testing.T) {
	withMail(t, func(t *testing.T, h *house, box *mailtest.Server, _ *atomic.Int64) {
		operator, cookie := work(t, h, testShop)
		operator.goOn()
		visitor, welcome := visit(t, h, "")
		if welcome["letters"] != true {
			t.Errorf("got %v, want letters", welcome)
		}
		visitor.send(frame{"t": "say", "id": "m1", "text": "Moje tajne pytanie"})
		id := text(visitor.hear("ack")["conversation"])
		for _, p := range []string{"p1", "p2"} {
			if status, got := deskAsk(t, h, cookie, "POST", "/promises", fmt.Sprintf(`{"id":%q,"conversation":%q,"text":"spytać","due_at":%d}`, p, id, clock().Add(time.Hour))); status != 200 {
				t.Fatalf("promise: got %d %v", status, got)
			}
		}
		stranger, _ := visit(t, h, "")
		stranger.send(frame{"t": "reach", "promise": "p1", "email": "ofiara@x.example"})
		if e := stranger.hear("error"); e["code"] != "not_found" {
			t.Errorf("a stranger's address: got %v, want not_found", e)
		}
		for _, wrong := range []string{"ala", "a@x.example\r\nBcc: ofiara@x.example", "a@x.example,b@x.example"} {
			visitor.send(frame{"t": "reach", "promise": "p1", "email": wrong})
			if e := visitor.hear("error"); e["code"] != "invalid" {
				t.Errorf("%q: got %v, want invalid", wrong, e)
			}
		}
		for _, p := range []string{"p1", "p2"} {
			visitor.send(frame{"t": "reach", "promise": p, "email": "Ala@X.example"})
			if got := visitor.hear("reach"); got["promise"] != p || got["on"] != true {
				t.Errorf("got %v, want it kept", got)
			}
		}
		visitor.send(frame{"t": "reach", "promise": "p2"})
		if got := visitor.hear("reach"); got["on"] != false {
			t.Errorf("got %v, want it forgotten", got)
		}
		_, back := visit(t, h, text(welcome["token"]))
		for i, want := range []bool{true, false} {
			if p := back["promises"].([]any)[i].(map[string]any); p["promise"] != fmt.Sprint("p", i+1) || p["reach"] != want {
				t.Errorf("got %v, want both, the first one with an address", p)
			}
		}
		for _, p := range []string{"p1", "p2", "p1"} {
			if status, got := deskAsk(t, h, cookie, "POST", "/promises/"+p+"/keep", `{"id":"a`+p+`","text":"Tak, <b>jest</b>."}`); status != 200 {
				t.Fatalf("keep: got %d %v", status, got)
			}
		}
		subject, plain, html := delivered(t, box, "ala@x.example")
		if subject != "Obiecana odpowiedź: Sklep" || !strings.Contains(plain, "Tak, <b>jest</b>.") || !strings.Contains(html, "Tak, &lt;b&gt;jest&lt;/b&gt;.") {
			t.Errorf("got %q\n%s\n%s", subject, plain, html)
		}
		if strings.Contains(plain+html, "tajne") {
			t.Error("the letter quotes the visitor")
		}
		within(t, "the address to be erased", func() bool { return !strings.Contains(stored(t, h, text(welcome["visitor"])), "ala@x.example") })
		visitor.send(frame{"t": "reach", "promise": "p1", "email": "ala@x.example"})
		if e := visitor.hear("error"); e["code"] != "conflict" {
			t.Errorf("after it was kept: got %v, want conflict", e)
		}
		noLetter(t, box, "one promise with an address")
	})
}

func TestATranscriptGoesToAProvedAddressOnly(t *testing.T) {
	digits := regexp.MustCompile(`(?m)^\d{6}$`)
	withMail(t, func(t *testing.T, h *house, box *mailtest.Server, later *atomic.Int64) {
		visitor, welcome := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Moje tajne pytanie"})
		id := text(visitor.hear("ack")["conversation"])
		ask := func(l *line, email, kind string) frame {
			l.send(frame{"t": "transcript", "conversation": id, "email": email})
			return l.hear(kind)
		}
		stranger, _ := visit(t, h, "")
		if e := ask(stranger, "ala@x.example", "error"); e["code"] != "not_found" {
			t.Errorf("a stranger: got %v, want not_found", e)
		}
		if got := ask(visitor, "ala@x.example", "transcript"); got["state"] != "code" {
			t.Errorf("got %v, want a code on its way", got)
		}
		_, plain, html := delivered(t, box, "ala@x.example")
		code := digits.FindString(plain)
		if code == "" || strings.Contains(plain+html, "tajne") {
			t.Fatalf("got %s, want a code and nothing of the conversation", plain)
		}
		for range 3 {
			if e := ask(visitor, "ala@x.example", "error"); e["code"] != "too_many" {
				t.Errorf("the same address within the hour: got %v, want too_many", e)
			}
		}
		tell := func(l *line, code, kind string) frame {
			l.send(frame{"t": "code", "conversation": id, "code": code})
			return l.hear(kind)
		}
		if e := tell(visitor, "x"+code, "error"); e["code"] != "unauthorized" {
			t.Errorf("a wrong code: got %v, want unauthorized", e)
		}
		if e := tell(stranger, code, "error"); e["code"] != "not_found" {
			t.Errorf("a stranger with the code: got %v, want not_found", e)
		}
		if got := tell(visitor, code, "transcript"); got["state"] != "sent" {
			t.Errorf("got %v, want it sent", got)
		}
		subject, plain, _ := delivered(t, box, "ala@x.example")
		if subject != "Zapis rozmowy: Sklep" || !strings.Contains(plain, "Moje tajne pytanie") || !strings.Contains(plain, "Ty ") {
			t.Errorf("got %q: %s", subject, plain)
		}
		within(t, "the address to be erased", func() bool { return !strings.Contains(stored(t, h, text(welcome["visitor"])), "ala@x.example") })
		if e := tell(visitor, code, "error"); e["code"] != "unauthorized" {
			t.Errorf("the code again: got %v, want unauthorized", e)
		}
		var last frame
		for range 5 {
			last = tell(visitor, "000000", "error")
		}
		if last["code"] != "too_many" {
			t.Errorf("the sixth guess: got %v, want too_many", last)
		}
		noLetter(t, box, "one transcript")
	})
}

func TestAServerWithoutMailSaysSo(t *testing.T) {
	h := openWith(t, "sqlite:"+t.TempDir()+"/zagaj.db", func(c *api.Config) { c.Mailer = nil })
	visitor, welcome := visit(t, h, "")
	if welcome["letters"] != false {
		t.Errorf("got %v, want no letters", welcome["letters"])
	}
	visitor.send(frame{"t": "say", "id": "m1", "text": "Dzień dobry"})
	id := visitor.hear("ack")["conversation"]
	visitor.send(frame{"t": "transcript", "conversation": id, "email": "ala@x.example"})
	if e := visitor.hear("error"); e["code"] != "unavailable" {
		t.Errorf("got %v, want unavailable", e)
	}
}

package mail_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj/api/mail"
	"github.com/zagaj/zagaj/api/mail/mailtest"
)

func sender(t *testing.T, s *mailtest.Server, change func(*mail.Config)) *mail.Sender {
	t.Helper()
	c := mail.Config{Host: s.Host, Port: s.Port, From: "Zagaj <czat@zagaj.example>", User: mailtest.User, Password: mailtest.Password, Roots: s.Roots}
	if change != nil {
		change(&c)
	}
	out, err := mail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func letter() mail.Letter {
	return mail.Letter{ID: "l1", To: "anna@sklep.example", FromName: "Sklep „Źdźbło”", Subject: "Obiecana odpowiedź", Text: "Tak, jest.\n", HTML: "<p>Tak, jest.</p>",
		At: time.UnixMilli(1_790_000_000_000).UTC()}
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	s := mailtest.New(t)
	if err := sender(t, s, nil).Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	got := <-s.Letters
	if got.From != "czat@zagaj.example" || got.To != "anna@sklep.example" || !got.TLS || got.User != mailtest.User {
		t.Errorf("envelope: got %+v", got)
	}
	from, err := got.Header.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Name != "Sklep „Źdźbło”" {
		t.Errorf("from: got %v, %v", from, err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if err != nil || subject != "Obiecana odpowiedź" {
		t.Errorf("subject: got %q, %v", subject, err)
	}
	for name, want := range map[string]string{"Message-Id": "<l1@zagaj.example>", "Auto-Submitted": "auto-generated"} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, got.Header.Get(name), want)
		}
	}
	_, params, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(strings.NewReader(got.Body), params["boundary"])
	for _, want := range []string{"Tak, jest.", "<p>Tak, jest.</p>"} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil || strings.TrimSpace(string(body)) != want {
			t.Errorf("part: got %q, %v, want %q", body, err, want)
		}
	}
}

func TestNothingAddsAHeaderOrARecipient(t *testing.T) {
	s := mailtest.New(t)
	m := sender(t, s, nil)
	l := letter()
	l.FromName, l.Subject = "Sklep\r\nBcc: ofiara@x.example", "Witaj\r\nX-Evil: 1\r\n\r\nbody"
	if err := m.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	got := <-s.Letters
	if got.Header.Get("Bcc") != "" || got.Header.Get("X-Evil") != "" || got.To != "anna@sklep.example" {
		t.Errorf("got %s", got.Raw)
	}
	for _, to := range []string{"a@x.example, b@x.example", "a@x.example\r\nBcc: b@x.example", "a@x.example>\r\nRCPT TO:<b@x.example", "Anna <a@x.example>", "a@x.example\n", "", "ab"} {
		l := letter()
		l.To = to
		if err := m.Send(t.Context(), l); !errors.Is(err, mail.ErrRefused) {
			t.Errorf("to %q: got %v, want it refused", to, err)
		}
	}
	if n := s.Attempts.Load(); n != 1 {
		t.Errorf("%d recipients were named, want 1", n)
	}
}

func TestWhatTheServerSaysDecides(t *testing.T) {
	s := mailtest.New(t)
	m := sender(t, s, nil)
	s.Answer.Store("450 4.2.1 mailbox is busy")
	if err := m.Send(t.Context(), letter()); err == nil || errors.Is(err, mail.ErrRefused) {
		t.Errorf("a busy mailbox: got %v, want an error that may pass", err)
	}
	s.Answer.Store("550 5.1.1 no such mailbox")
	if err := m.Send(t.Context(), letter()); !errors.Is(err, mail.ErrRefused) {
		t.Errorf("no such mailbox: got %v, want it refused for good", err)
	}
	s.Answer.Store("")
	plain := sender(t, s, func(c *mail.Config) { c.Encryption, c.User = mail.None, "" })
	if err := plain.Send(t.Context(), letter()); err != nil {
		t.Errorf("without encryption: %v", err)
	}
	stranger := sender(t, s, func(c *mail.Config) { c.Roots = nil })
	if err := stranger.Send(t.Context(), letter()); err == nil {
		t.Error("a certificate nobody vouches for: got nil, want an error")
	}
	for name, c := range map[string]mail.Config{"no host": {From: "a@x.example"}, "no sender": {Host: "h"}, "an unknown mode": {Host: "h", From: "a@x.example", Encryption: "ssl3"}} {
		if _, err := mail.New(c); err == nil {
			t.Errorf("%s: got nil, want an error", name)
		}
	}
}

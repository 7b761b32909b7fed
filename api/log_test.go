package api_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// keptLog is a log that can be read.
type keptLog struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *keptLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *keptLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// TestNoSecretIsWrittenToTheLog uses every kind of secret, well and badly, with the log at its most talkative, and looks for
// each in what was logged and in the addresses that answers send browsers to.
func TestNoSecretIsWrittenToTheLog(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		log := &keptLog{}
		h := openWith(t, dsn, func(c *api.Config) {
			c.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		secrets := map[string]string{"a session": strings.SplitN(anna.cookie, "=", 2)[1], "a password": password, "a webhook's secret": wooSecret}
		visitor, welcome := visit(t, h, "")
		secrets["a visitor's token"] = text(welcome["token"])
		visitor.send(frame{"t": "say", "id": "m", "text": "tajne-slowa"})
		visitor.hear("ack")
		visitor.send(frame{"t": "identify", "customer": "c", "until": int64(clock()) + 60_000, "proof": "proof-that-is-wrong"})
		visitor.hear("error")
		secrets["what a visitor said"], secrets["a proof"] = "tajne-slowa", "proof-that-is-wrong"
		var key struct{ Text string }
		anna.want(200, "POST", "/keys", `{"name":"x","scope":"read"}`, &key)
		var invitation struct{ URL string }
		anna.want(200, "POST", "/invitations", `{"email":"x@shop.example","role":"viewer"}`, &invitation)
		var factor struct{ Secret string }
		anna.want(200, "POST", "/factors/totp", `{}`, &factor)
		secrets["a key"], secrets["an invitation"], secrets["an authenticator"] = key.Text, strings.SplitN(invitation.URL, "#", 2)[1], factor.Secret
		stranger := &browser{t: t, h: h, cookie: "zagaj_session=made-up-session"}
		stranger.call("GET", "/me", "", nil)
		stranger.call("POST", "/login", fmt.Sprintf(`{"email":"anna@shop.example","password":%q}`, "wrong-password-1"), nil)
		secrets["a made-up session"], secrets["a wrong password"] = "made-up-session", "wrong-password-1"
		req, _ := http.NewRequest("GET", h.URL+"/v1/conversations", nil)
		req.Header.Set("Authorization", "Bearer zgj_made-up-key")
		do(t, h.Client(), req)
		secrets["a made-up key"] = "zgj_made-up-key"
		if status, answer := wooDelivery(t, h, "woo-shop", []byte("{"), wooSecret); !strings.Contains(answer, "quarantined") {
			t.Errorf("half a body: got %d %s", status, answer)
		}
		for name, secret := range secrets {
			if secret == "" {
				t.Errorf("%s: there is none to look for", name)
			} else if strings.Contains(log.String(), secret) {
				t.Errorf("%s stands in the log", name)
			}
		}
	})
}

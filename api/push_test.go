package api_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/zagaj/zagaj"
)

// pushBrowser is a browser that has agreed to be called; its service is the merchant's server of the test.
type pushBrowser struct {
	key  *ecdh.PrivateKey
	auth []byte
}

func newPushBrowser(t *testing.T) pushBrowser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	must(t, err)
	auth := make([]byte, 16)
	rand.Read(auth)
	return pushBrowser{key, auth}
}

func (b pushBrowser) subscription(endpoint string) string {
	raw := base64.RawURLEncoding
	return fmt.Sprintf(`{"endpoint":%q,"p256dh":%q,"auth":%q}`, endpoint, raw.EncodeToString(b.key.PublicKey().Bytes()), raw.EncodeToString(b.auth))
}

// open decrypts a body as RFC 8291 and RFC 8188 have it: salt, record size, key length, the sender's key, one record.
func (b pushBrowser) open(t *testing.T, body []byte) string {
	t.Helper()
	salt, length := body[:16], int(body[20])
	sender, record := body[21:21+length], body[21+length:]
	public, err := ecdh.P256().NewPublicKey(sender)
	must(t, err)
	secret, err := b.key.ECDH(public)
	must(t, err)
	info := "WebPush: info\x00" + string(b.key.PublicKey().Bytes()) + string(sender)
	ikm, err := hkdf.Key(sha256.New, secret, b.auth, info, 32)
	must(t, err)
	cek, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	must(t, err)
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	must(t, err)
	block, err := aes.NewCipher(cek)
	must(t, err)
	aead, err := cipher.NewGCM(block)
	must(t, err)
	plain, err := aead.Open(nil, nonce, record, nil)
	must(t, err)
	text, _, ok := strings.Cut(string(plain), "\x02")
	if !ok {
		t.Fatal("the record has no end")
	}
	return text
}

// checkVAPID checks the header by which the server proves who it is (RFC 8292).
func checkVAPID(t *testing.T, header, key, audience string) {
	t.Helper()
	rest, ok := strings.CutPrefix(header, "vapid t=")
	token, public, found := strings.Cut(rest, ", k=")
	if !ok || !found || public != key {
		t.Fatalf("Authorization: got %q, want a token and the key %s", header, key)
	}
	point, err := base64.RawURLEncoding.DecodeString(public)
	must(t, err)
	verifier, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	must(t, err)
	claims := jwt.MapClaims{}
	_, err = jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return verifier, nil }, jwt.WithValidMethods([]string{"ES256"}), jwt.WithExpirationRequired())
	if err != nil || claims["aud"] != audience {
		t.Errorf("VAPID: got %v, %v, want a token for %s", claims, err, audience)
	}
}

func TestAnOperatorIsCalledByWebPush(t *testing.T) {
	withMerchant(t, func(t *testing.T, h *house, m *merchant, later *atomic.Int64) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		mine := newPushBrowser(t)
		var shown struct {
			Key           string
			Subscriptions []zagaj.PushSubscription
		}
		anna.want(200, "GET", "/push", "", &shown)
		anna.want(400, "POST", "/push", `{"endpoint":"https://push.example/x","p256dh":"x","auth":"y"}`, nil)
		anna.want(200, "POST", "/push", mine.subscription(m.URL+"/anna"), nil)
		stranger := newPushBrowser(t)
		signedInAs(t, h, "anna@other.example", password, "").want(200, "POST", "/push", stranger.subscription(m.URL+"/other"), nil)
		called := func() (call map[string]any) {
			t.Helper()
			n := m.hear(t, "") // what is sealed tells no kind
			if n.path != "/anna" || n.header.Get("Content-Encoding") != "aes128gcm" || n.header.Get("TTL") != "60" || n.header.Get("Urgency") != "high" {
				t.Errorf("got %s %v", n.path, n.header)
			}
			checkVAPID(t, n.header.Get("Authorization"), shown.Key, m.URL)
			must(t, json.Unmarshal([]byte(mine.open(t, []byte(n.body))), &call))
			return call
		}
		m.status.Store(201)
		anna.want(204, "POST", "/push/test", "{}", nil)
		if call := called(); call["title"] != "Powiadomienia działają" {
			t.Errorf("got %v", call)
		}
		within(t, "the receipt", func() bool {
			anna.want(200, "GET", "/push", "", &shown)
			return len(shown.Subscriptions) == 1 && shown.Subscriptions[0].PushedAt > 0
		})

		anna.want(200, "PUT", "/desk", `{"alarm":{"sound":0,"notify":1,"next":0}}`, nil)
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Moje tajne pytanie"})
		id := text(visitor.hear("ack")["conversation"])
		call := called()
		if call["conversation"] != id || call["step"] != "notify" || call["title"] != "Klient czeka na odpowiedź" || strings.Contains(fmt.Sprint(call), "tajne") {
			t.Errorf("got %v, want the conversation and nothing of it", call)
		}
		receipt, _ := json.Marshal(map[string]any{"conversation": id, "seq": call["seq"], "round": call["round"], "step": "notify"})
		anna.want(204, "POST", "/push/heard", string(receipt), nil)
		var waits struct{ Alarms []zagaj.Alarm }
		anna.want(200, "GET", "/conversations/"+id+"/waits", "", &waits)
		if len(waits.Alarms) == 0 || waits.Alarms[0].HeardBy != "anna-shop" || waits.Alarms[0].HeardAt == 0 {
			t.Errorf("got %v, want Anna's receipt", waits)
		}
		due := clock() + zagaj.Instant(30*time.Minute.Milliseconds())
		anna.want(200, "POST", "/promises", fmt.Sprintf(`{"id":"p1","conversation":%q,"text":"tajne","due_at":%d}`, id, due), nil)
		for _, title := range []string{"Zbliża się pora obiecanej odpowiedzi", "Obiecana odpowiedź się spóźnia"} {
			later.Add(21 * time.Minute.Milliseconds()) // once past the reminder, and once past the promise
			if call := called(); call["title"] != title || call["conversation"] != id || strings.Contains(fmt.Sprint(call), "tajne") {
				t.Errorf("got %v, want %q and nothing of what was promised", call, title)
			}
		}
		m.status.Store(410)
		anna.want(204, "POST", "/push/test", "{}", nil)
		within(t, "a browser that is gone to be forgotten", func() bool {
			anna.want(200, "GET", "/push", "", &shown)
			return len(shown.Subscriptions) == 0
		})
		for len(m.got) > 0 {
			if n := <-m.got; n.path != "/anna" {
				t.Errorf("the other shop was called: %s", n.path)
			}
		}
	})
}

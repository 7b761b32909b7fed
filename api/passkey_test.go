package api_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

const panelOrigin = "https://zagaj.example"

// device is an authenticator with one key, as a phone has one.
type device struct {
	key    *ecdsa.PrivateKey
	id     []byte
	handle string
	count  uint32
	origin string
	flags  byte // 1: somebody is there, 4: and has proved who they are, 0x40: a new key follows
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	id := make([]byte, 16)
	rand.Read(id)
	return &device{key: key, id: id, origin: panelOrigin, flags: 5}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// asked is what the server hands out; the challenge is all that a device needs of it.
type asked struct {
	Ticket  string `json:"ticket"`
	Options struct {
		PublicKey struct {
			Challenge string `json:"challenge"`
			User      struct {
				ID string `json:"id"`
			} `json:"user"`
		} `json:"publicKey"`
	} `json:"options"`
}

func (d *device) client(kind, challenge string) []byte {
	return fmt.Appendf(nil, `{"type":%q,"challenge":%q,"origin":%q,"crossOrigin":false}`, "webauthn."+kind, challenge, d.origin)
}

// data is the authenticator's data: whose page, flags, the count, and for a new key the key.
func (d *device) data(t *testing.T, isNew bool) []byte {
	t.Helper()
	d.count++
	rp := sha256.Sum256([]byte("zagaj.example"))
	out := binary.BigEndian.AppendUint32(append(rp[:], d.flags), d.count)
	if !isNew {
		return out
	}
	out[32] |= 0x40
	point, err := d.key.PublicKey.Bytes()
	must(t, err)
	cose, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	must(t, err)
	out = append(out, make([]byte, 16)...)
	out = binary.BigEndian.AppendUint16(out, uint16(len(d.id)))
	return append(append(out, d.id...), cose...)
}

// register answers a challenge with a new key.
func (d *device) register(t *testing.T, a asked) string {
	t.Helper()
	d.handle = a.Options.PublicKey.User.ID
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.data(t, true)})
	must(t, err)
	return d.answer(t, a.Ticket, map[string]any{"attestationObject": b64(object), "clientDataJSON": b64(d.client("create", a.Options.PublicKey.Challenge))})
}

// sign answers a challenge with the key.
func (d *device) sign(t *testing.T, a asked) string {
	t.Helper()
	client, data := d.client("get", a.Options.PublicKey.Challenge), d.data(t, false)
	of := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte{}, data...), of[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	must(t, err)
	return d.answer(t, a.Ticket, map[string]any{"authenticatorData": b64(data), "clientDataJSON": b64(client), "signature": b64(signature), "userHandle": d.handle})
}

func (d *device) answer(t *testing.T, ticket string, response map[string]any) string {
	t.Helper()
	out, err := json.Marshal(map[string]any{"ticket": ticket, "name": "Telefon",
		"credential": map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response}})
	must(t, err)
	return string(out)
}

func TestPasskeys(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.PublicURL = panelOrigin })
		anna, phone := signedInAs(t, h, "anna@shop.example", password, ""), newDevice(t)
		challenge := func(b *browser, path string) (a asked) {
			b.want(200, "POST", path, `{}`, &a)
			return a
		}
		a := challenge(anna, "/factors/passkeys")
		answer := phone.register(t, a)
		anna.want(200, "POST", "/factors/passkeys/add", answer, nil)
		anna.want(401, "POST", "/factors/passkeys/add", answer, nil) // once
		var list struct {
			Factors []struct{ ID, Kind, Name string } `json:"factors"`
		}
		anna.want(200, "GET", "/factors", "", &list)
		if len(list.Factors) != 1 || list.Factors[0].Kind != "passkey" || list.Factors[0].Name != "Telefon" {
			t.Fatalf("got %+v, want the phone", list.Factors)
		}
		somebody := &browser{t: t, h: h}
		answer = phone.sign(t, challenge(somebody, "/passkeys"))
		somebody.want(200, "POST", "/passkeys/login", answer, nil)
		somebody.want(200, "GET", "/me", "", nil)
		stranger := &browser{t: t, h: h}
		stranger.want(401, "POST", "/passkeys/login", answer, nil) // what was answered once is worth nothing
		for name, change := range map[string]func(d *device){
			"a page of another address":       func(d *device) { d.origin = "https://zagaj.example.evil.example" },
			"a device that asked nobody":      func(d *device) { d.flags = 1 },
			"a copy that counts differently":  func(d *device) { d.count = 0 },
			"a key of somebody else's device": func(d *device) { *d = *newDevice(t) },
			"another's handle":                func(d *device) { d.handle = b64([]byte("another")) },
		} {
			bad := *phone
			change(&bad)
			if status := stranger.call("POST", "/passkeys/login", bad.sign(t, challenge(stranger, "/passkeys")), nil); status != 401 && status != 400 {
				t.Errorf("%s: got %d, want a refusal", name, status)
			}
		}
		// A challenge for a new key is no sign-in, and one person's is not another's.
		a = challenge(anna, "/factors/passkeys")
		stranger.want(401, "POST", "/passkeys/login", phone.sign(t, a), nil)
		eve := signedInAs(t, h, "anna@other.example", password, "")
		eve.want(401, "POST", "/factors/passkeys/add", newDevice(t).register(t, challenge(anna, "/factors/passkeys")), nil)
		anna.want(204, "DELETE", "/factors/"+list.Factors[0].ID, "", nil)
		phone.count += 10
		stranger.want(401, "POST", "/passkeys/login", phone.sign(t, challenge(stranger, "/passkeys")), nil)
	})
}

func TestPasskeysNeedAName(t *testing.T) {
	h := openWith(t, "sqlite:"+t.TempDir()+"/zagaj.db", func(c *api.Config) { c.PublicURL = "https://192.0.2.1" })
	var ways struct{ Passkeys bool }
	b := &browser{t: t, h: h}
	b.want(200, "GET", "/sign-in", "", &ways)
	b.want(400, "POST", "/passkeys", `{}`, nil)
	if ways.Passkeys {
		t.Error("an address of numbers is told to have passkeys")
	}
}

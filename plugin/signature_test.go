package plugin_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// FuzzStandardAsTheLibrary holds what is accepted against the vendors' own library, for any headers and body.
func FuzzStandardAsTheLibrary(f *testing.F) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	hook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		f.Fatal(err)
	}
	good, err := hook.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if err != nil {
		f.Fatal(err)
	}
	for _, signature := range []string{good, "v1,AAAA " + good, good + ",x", "v2" + good[2:], " " + good, good + " ", "v1", "v1,", ",", good[3:]} {
		for _, sent := range []string{"1614265330", "+1614265330", "01614265330", "1614265330.0", "", " 1614265330", "-1", "99999999999999999999"} {
			f.Add("msg_p5jXN8AQM9LWM0D4loKWxJek", sent, signature, []byte(`{"test": 2432232314}`))
		}
	}
	f.Fuzz(func(t *testing.T, id, sent, signature string, body []byte) {
		d := plugin.Delivery{Header: http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {sent}, "Webhook-Signature": {signature}}, Body: body}
		if seconds, err := strconv.ParseInt(sent, 10, 64); err == nil && seconds > -1<<40 && seconds < 1<<40 {
			d.ReceivedAt = zagaj.At(time.Unix(seconds, 0)) // so that only the signature decides
		} else {
			return
		}
		for round := range 2 {
			if round == 1 { // the same, but signed
				if d.Header["Webhook-Signature"][0], err = hook.Sign(id, time.Unix(int64(d.ReceivedAt)/1000, 0), body); err != nil {
					t.Fatal(err)
				}
			}
			theirs := hook.VerifyIgnoringTimestamp(body, d.Header) == nil
			if ours := plugin.VerifyStandard(d, []string{"whsec_AAAA", secret}) == nil; ours != theirs {
				t.Errorf("%q %q %q: got %v, the library says %v", id, sent, d.Header["Webhook-Signature"][0], ours, theirs)
			}
		}
	})
}

// TestASignerIsNoOtherSecrets: signers are used again, each for its own secret only.
func TestASignerIsNoOtherSecrets(t *testing.T) {
	secrets, at := []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA", "whsec_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"}, time.Unix(1614265330, 0)
	for round := range 30 {
		body := []byte(strings.Repeat("x", round))
		signing := secrets[round%len(secrets)]
		hook, err := standardwebhooks.NewWebhook(signing)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := hook.Sign("msg", at, body)
		if err != nil {
			t.Fatal(err)
		}
		d := plugin.Delivery{Header: http.Header{"Webhook-Id": {"msg"}, "Webhook-Timestamp": {"1614265330"}, "Webhook-Signature": {signed}}, Body: body, ReceivedAt: zagaj.At(at)}
		for _, secret := range secrets {
			if err := plugin.VerifyStandard(d, []string{secret}); (err == nil) != (secret == signing) {
				t.Errorf("round %d: signed with %s, asked with %s: got %v", round, signing, secret, err)
			}
		}
	}
}

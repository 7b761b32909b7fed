package plugin_test

import (
	"net/http"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// FuzzVerifyStandard offers any headers and body: none is taken without the secret.
func FuzzVerifyStandard(f *testing.F) {
	f.Add("msg_1", "1795430000", "v1,AAAA", []byte("{}"))
	f.Add("", "-1", "v1,", []byte(""))
	f.Add("msg_1", "1795430000", "v1a,x v1,AAAA v2,", []byte("\x00"))
	f.Fuzz(func(t *testing.T, id, at, signature string, body []byte) {
		d := plugin.Delivery{Header: http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {at}, "Webhook-Signature": {signature}}, Body: body, ReceivedAt: zagaj.Instant(1795430000000)}
		if err := plugin.VerifyStandard(d, []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", ""}); err == nil {
			t.Errorf("%q %q %q is taken", id, at, signature)
		}
	})
}

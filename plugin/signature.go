package plugin

import (
	"errors"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/zagaj/zagaj"
)

// What a verifier says of a signature that does not hold, and of one that was made at another time: the doctor knows them by
// these words.
const (
	WrongSignature = "the signature is wrong"
	Stale          = "the delivery was signed more than five minutes ago, or in the future"
	TooOld         = "the delivery was triggered more than a day ago"
)

// tolerance is the specification's: five minutes either way.
const tolerance = 5 * time.Minute

// VerifyStandard checks the Standard Webhooks headers against any of the secrets. Other adapters whose senders we write
// ourselves use it too.
func VerifyStandard(d Delivery, secrets []string) error {
	if d.Header.Get("Webhook-Id") == "" || d.Header.Get("Webhook-Signature") == "" {
		return zagaj.E(zagaj.CodeUnauthorized, "the signature headers are missing")
	}
	signed := false
	for _, secret := range secrets {
		if strings.TrimPrefix(secret, "whsec_") == "" {
			continue // anybody can sign with nothing
		}
		hook, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			continue
		}
		if err := hook.VerifyIgnoringTimestamp(d.Body, d.Header); err == nil {
			signed = true
		} else if errors.Is(err, standardwebhooks.ErrRequiredHeaders) {
			return zagaj.E(zagaj.CodeUnauthorized, "the signature headers are missing")
		}
	}
	if !signed {
		return zagaj.E(zagaj.CodeUnauthorized, WrongSignature)
	}
	return fresh(d)
}

// fresh checks the signed timestamp against the moment of receipt, not against a clock of its own.
func fresh(d Delivery) error {
	sent, err := strconv.ParseInt(d.Header.Get("Webhook-Timestamp"), 10, 64)
	if err != nil {
		return zagaj.E(zagaj.CodeUnauthorized, "webhook-timestamp is not a number of seconds")
	}
	age := d.ReceivedAt.Time().Sub(time.Unix(sent, 0))
	if age > tolerance || age < -tolerance {
		return zagaj.E(zagaj.CodeStale, Stale)
	}
	return nil
}

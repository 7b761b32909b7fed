package plugin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
)

// What a verifier says of a signature that does not hold, and of one that was made at another time: the doctor knows them by
// these words.
const (
	WrongSignature = "the signature is wrong"
	NoSignature    = "the signature is missing" // what follows says which header
	Stale          = "the delivery was signed more than five minutes ago, or in the future"
	TooOld         = "the delivery was triggered more than a day ago"
)

// Unsigned is a verifier's refusal of a delivery without a signature that can be read. It is CodeUnauthorized.
func Unsigned(headers string) error {
	return zagaj.E(zagaj.CodeUnauthorized, NoSignature+" or malformed: "+headers)
}

// tolerance is the specification's: five minutes either way.
const tolerance = 5 * time.Minute

// VerifyStandard checks the Standard Webhooks headers against any of the secrets. Other adapters whose senders we write
// ourselves use it too. The body is not copied to be signed, see docs/decisions/0018-signatures-without-a-copy.md.
func VerifyStandard(d Delivery, secrets []string) error {
	id, told, sent := d.Header.Get("Webhook-Id"), d.Header.Get("Webhook-Signature"), d.Header.Get("Webhook-Timestamp")
	if id == "" || told == "" || sent == "" {
		return Unsigned("webhook-id, webhook-timestamp and webhook-signature")
	}
	at, err := strconv.ParseInt(sent, 10, 64)
	if err != nil {
		return zagaj.E(zagaj.CodeUnauthorized, "webhook-timestamp is not a number of seconds")
	}
	for _, secret := range secrets {
		s := signerOf(secret)
		if s == nil {
			continue
		}
		s.begin = strconv.AppendInt(append(append(s.begin[:0], id...), '.'), at, 10)
		s.mac.Write(append(s.begin, '.'))
		s.mac.Write(d.Body)
		held := holds(told, s.mac.Sum(s.room[:0]))
		signers.Put(s)
		if held {
			return Fresh(d.ReceivedAt, at)
		}
	}
	return zagaj.E(zagaj.CodeUnauthorized, WrongSignature)
}

// signer signs with one secret. Beginning with a key takes as long as half a kilobyte of body, and deliveries of one shop come in crowds.
type signer struct {
	secret string
	mac    hash.Hash
	begin  []byte
	room   [sha256.Size]byte
}

var signers sync.Pool

// signerOf returns one that has signed nothing yet; nil when the secret is no key, or an empty one, with which anybody can sign.
func signerOf(secret string) *signer {
	if s, _ := signers.Get().(*signer); s != nil && s.secret == secret {
		s.mac.Reset()
		return s
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) == 0 {
		return nil
	}
	return &signer{secret: secret, mac: hmac.New(sha256.New, key)}
}

// holds reports whether one of the signatures, which spaces part, is the one wanted. Other versions than the first are for keys of
// other kinds.
func holds(told string, want []byte) bool {
	text := base64.StdEncoding.AppendEncode(make([]byte, 0, 44), want)
	for one := range strings.SplitSeq(told, " ") {
		version, signature, _ := strings.Cut(one, ",")
		signature, _, _ = strings.Cut(signature, ",")
		if version == "v1" && hmac.Equal([]byte(signature), text) {
			return true
		}
	}
	return false
}

// Fresh checks a signed timestamp, in seconds, against the moment of receipt, not against a clock of its own. It fails with CodeStale.
func Fresh(receivedAt zagaj.Instant, sent int64) error {
	age := receivedAt.Time().Sub(time.Unix(sent, 0))
	if age > tolerance || age < -tolerance {
		return zagaj.E(zagaj.CodeStale, Stale)
	}
	return nil
}

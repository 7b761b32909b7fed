// Package plugin turns what shop platforms send into events.
//
// An Adapter verifies the raw bytes before anything reads them, and decodes them without I/O: the same delivery
// gives the same events with the same ids, so that a duplicate changes nothing.
package plugin

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
)

// MaxBody is the largest delivery taken, in bytes. The largest platforms' orders stay well below it.
const MaxBody = 1 << 20

// ErrPing is what Verify returns for a platform's unsigned "are you there": it is answered 200 and stored nowhere.
var ErrPing = errors.New("ping")

// Delivery is one webhook request as it came.
type Delivery struct {
	Header     http.Header
	Body       []byte
	ReceivedAt zagaj.Instant
}

// Adapter is one shop platform.
type Adapter interface {
	// Platform is the name in the webhook's path: the folder under plugin/.
	Platform() string
	// Verify checks the delivery against the installation's secrets, newest first. It fails with CodeUnauthorized
	// or CodeStale, or with ErrPing.
	Verify(d Delivery, secrets []string) error
	// Decode gives the delivery's events, none for a topic of no interest. It fails with CodeInvalid.
	Decode(d Delivery, in zagaj.Installation) ([]zagaj.Event, error)
}

// Published is an Adapter some of whose secrets are known to everybody: what verifies a delivery is not always what signs it.
type Published interface {
	Adapter
	// IsPublic reports whether a secret is one of those.
	IsPublic(secret string) bool
}

// Private reports whether only the shop and we can know a secret of an adapter's, so that what is made with it proves something. Nothing is
// proved with an empty one, or with one of a platform that is not known: a is nil then.
func Private(a Adapter, secret string) bool {
	open, ok := a.(Published)
	return a != nil && secret != "" && !(ok && open.IsPublic(secret))
}

// Set is the platforms a server knows, by name.
type Set map[string]Adapter

// NewSet makes a Set.
func NewSet(adapters ...Adapter) Set {
	s := Set{}
	for _, a := range adapters {
		s[a.Platform()] = a
	}
	return s
}

// Decode reads strict JSON: duplicate keys and invalid UTF-8 are refused, keys match exactly. Unknown members are
// let through, for platforms add fields. U+0000 is refused, because one database takes it and the other does not.
func Decode(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return zagaj.E(zagaj.CodeInvalid, "the body is not the JSON this topic carries")
	}
	if bytes.Contains(body, escapedNull) {
		return zagaj.E(zagaj.CodeInvalid, "the body holds the character U+0000")
	}
	return nil
}

var escapedNull = []byte(`\u0000`)

// Decimal is an amount that a platform writes as a JSON string or number. It is kept as text: never a float.
type Decimal string

// UnmarshalJSON implements json.Unmarshaler.
func (d *Decimal) UnmarshalJSON(raw []byte) error {
	v := jsontext.Value(raw)
	if v.Kind() == '"' {
		if bytes.IndexByte(raw, '\\') < 0 { // nothing to undo, as in every amount of an honest shop
			*d = Decimal(raw[1 : len(raw)-1])
			return nil
		}
		unquoted, err := jsontext.AppendUnquote(nil, raw)
		*d = Decimal(unquoted)
		return err
	}
	*d = Decimal(raw)
	if string(raw) == "null" {
		*d = ""
	}
	return nil
}

// Money reads the amount in a currency; an empty one is zero.
func (d Decimal) Money(currency string) (zagaj.Money, error) {
	if d == "" {
		d = "0"
	}
	return zagaj.ParseMoney(string(d), currency)
}

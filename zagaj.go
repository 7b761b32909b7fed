// Package zagaj holds the words of the product: shop, visitor, cart, event, rule, schedule, offer,
// conversation, message, operator, frame and error.
//
// It is the floor all other packages stand on: standard library only, no I/O, no clock, no goroutines.
// There are no interfaces for other packages here; each consumer declares the one it calls.
package zagaj

import "time"

// Ids are opaque text, typed so that one cannot be passed for another. Ids that Zagaj makes are UUIDv7;
// ids that a shop platform makes are kept as they came.
type (
	ShopID         string // a merchant's shop; every query names one
	InstallationID string // one connection between a shop and its platform
	VisitorID      string // one browser in one shop, never a person's name
	TabID          string // one browser tab of a visitor, made by the widget
	EventID        string // unique within (shop, source)
	CartID         string // the platform's cart token
	OrderID        string // the platform's order number or id
	ProductID      string // the platform's product id
	RuleID         string
	OfferID        string
	ConversationID string
	MessageID      string // made by the author's browser, so that a retry is recognised
	OperatorID     string
	AnswerID       string // a ready answer
)

// Instant is a moment in milliseconds since the Unix epoch, UTC. Time is passed in from the edge: nothing
// below cmd reads a clock.
type Instant int64

// At converts a time.Time, dropping what is finer than a millisecond.
func At(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Time returns the instant in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// Add returns i moved by d, dropping what is finer than a millisecond.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// Sub returns the duration from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Millisecond }

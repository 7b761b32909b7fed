// Package shoper takes Shoper's webhooks, orders, and the calls that install and remove an app there; it asks Shoper's API for webhooks and
// orders. No real shop has confirmed any of it.
//
// Shoper documents the signature as SHA-1 of "id:secret:body", which is no HMAC and covers no time; people who tried it on
// a live shop could not reproduce it. X-Webhook-Id is the subscription's id, so an event is known by its body. There is
// no webhook for carts: they come from the page, marked as a hint.
package shoper

import (
	"crypto/sha1" // what the platform prescribes
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "shoper" }

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit { return []plugin.Limit{plugin.NotVerified, plugin.NoCarts} }

// Verify implements plugin.Adapter.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	if call := form(d); call != nil {
		return verifyCall(call, secrets)
	}
	got, err := hex.DecodeString(d.Header.Get("X-Webhook-SHA1"))
	id := d.Header.Get("X-Webhook-Id")
	if err != nil || len(got) != sha1.Size || id == "" {
		return plugin.Unsigned("X-Webhook-Id and X-Webhook-SHA1")
	}
	for _, secret := range secrets {
		if secret == "" {
			continue // anybody can sign with nothing
		}
		for _, key := range signing(secret, d.Header.Get("X-Shop-License")) {
			sum := sha1.New()
			sum.Write([]byte(id + ":" + key + ":"))
			sum.Write(d.Body)
			if subtle.ConstantTimeCompare(got, sum.Sum(nil)) == 1 {
				return nil
			}
		}
	}
	return zagaj.E(zagaj.CodeUnauthorized, plugin.WrongSignature)
}

type order struct {
	ID       plugin.Decimal `json:"order_id"` // a string or a number
	Customer plugin.Decimal `json:"user_id"`
	Date     string         `json:"date"`
	Changed  string         `json:"status_date"`
	Sum      plugin.Decimal `json:"sum"`
	Paid     plugin.Decimal `json:"paid"`
	Currency string         `json:"currency_name"`
}

// Decode implements plugin.Adapter. The shop's own states are numbers that each shop names, so an order is placed, or
// paid once what was paid is not less than its sum.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	if call := form(d); call != nil {
		return removed(d, in, call.Get("action"))
	}
	switch d.Header.Get("X-Webhook-Name") {
	case "order.create", "order.edit", "order.paid", "order.status":
	case "order.delete", "client.create", "client.edit", "client.delete", "product.create", "product.edit", "product.delete",
		"parcel.create", "parcel.dispatch", "parcel.delete":
		return nil, nil
	default:
		return nil, zagaj.E(zagaj.CodeInvalid, "unknown X-Webhook-Name")
	}
	ev, err := read(d.Body, in, d.ReceivedAt)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(d.Body)
	ev.ID = zagaj.EventID(string(in.ID) + ":order:" + string(ev.Order.ID) + ":" + hex.EncodeToString(sum[:12]))
	return []zagaj.Event{ev}, nil
}

// removed: of the calls about the app only its removal is an event.
func removed(d plugin.Delivery, in zagaj.Installation, action string) ([]zagaj.Event, error) {
	if action != "uninstall" {
		return nil, nil
	}
	sum := sha256.Sum256(d.Body)
	return []zagaj.Event{{ID: zagaj.EventID(string(in.ID) + ":app:" + hex.EncodeToString(sum[:12])), Shop: in.Shop, Source: zagaj.FromShop, Installation: in.ID,
		Kind: zagaj.KindUninstall, OccurredAt: d.ReceivedAt, ReceivedAt: d.ReceivedAt}}, nil
}

// read is an order of a webhook or of the API; the event has no id yet.
func read(body []byte, in zagaj.Installation, now zagaj.Instant) (zagaj.Event, error) {
	var none zagaj.Event
	var o order
	if err := plugin.Decode(body, &o); err != nil {
		return none, err
	}
	if o.Currency == "" {
		o.Currency = "PLN" // Shoper is a Polish platform; the member is told to be missing in some versions
	}
	placed, err1 := local(o.Date)
	total, err2 := o.Sum.Money(o.Currency)
	paid, err3 := o.Paid.Money(o.Currency)
	if o.ID == "" || o.ID == "0" || err1 != nil || err2 != nil || err3 != nil {
		return none, zagaj.E(zagaj.CodeInvalid, "order_id, date, sum or paid is missing or malformed")
	}
	changed := placed
	if at, err := local(o.Changed); err == nil && at > placed {
		changed = at
	}
	out := &zagaj.Order{ID: zagaj.OrderID(o.ID), Number: string(o.ID), Version: int64(changed), Status: zagaj.OrderPlaced, Total: total, PlacedAt: placed}
	if o.Customer != "0" {
		out.Customer = string(o.Customer)
	}
	if total.Minor > 0 && paid.Minor >= total.Minor {
		out.Status = zagaj.OrderPaid
	}
	return zagaj.Event{Shop: in.Shop, Source: zagaj.FromShop, Installation: in.ID, Kind: zagaj.KindOrder, Order: out, OccurredAt: changed, ReceivedAt: now}, nil
}

// local reads a time that carries no zone: the wall clock of a Polish platform's servers. Where it is another shop's, it still orders the shop's own
// messages.
func local(s string) (zagaj.Instant, error) {
	t, err := time.ParseInLocation(time.DateTime, s, warsaw)
	return zagaj.At(t), err
}

// warsaw is where Shoper's clocks are; UTC on a machine that knows no zones.
var warsaw = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		return time.UTC
	}
	return zone
}()

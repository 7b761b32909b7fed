// Package shopware takes the webhooks of a Shopware 6 app: orders, their states, customers who are deleted, and the app's removal.
//
// Shopware lists no webhook for carts: they come from the page, marked as a hint. The signature is a hex HMAC-SHA256 of
// the raw body with the shop's own secret; source.eventId stays the same over retries. The shop's secret comes of the handshake with
// which Shopware registers our app, or is entered by hand. Not verified on a real shop.
package shopware

import (
	"crypto/hmac"
	"encoding/hex"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "shopware" }

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit { return []plugin.Limit{plugin.NotVerified, plugin.NoCarts} }

// Verify implements plugin.Adapter.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	got, err := hex.DecodeString(d.Header.Get("shopware-shop-signature"))
	if err != nil || len(got) == 0 {
		return plugin.Unsigned("shopware-shop-signature")
	}
	for _, secret := range secrets {
		if secret == "" {
			continue // anybody can sign with nothing
		}
		for _, key := range []string{secret, shopSecret(secret)} { // as entered by hand, or as the handshake gave it
			if hmac.Equal(got, sign(d.Body, key)) {
				return nil
			}
		}
	}
	return zagaj.E(zagaj.CodeUnauthorized, plugin.WrongSignature)
}

type order struct {
	ID       string         `json:"id"`
	Number   string         `json:"orderNumber"`
	Total    plugin.Decimal `json:"amountTotal"`
	PlacedAt string         `json:"orderDateTime"`
	Currency struct {
		Code string `json:"isoCode"`
	} `json:"currency"`
	Customer *struct {
		ID string `json:"customerId"`
	} `json:"orderCustomer"`
	Lines []struct {
		Product  string         `json:"productId"`
		Label    string         `json:"label"`
		Quantity int            `json:"quantity"`
		Price    plugin.Decimal `json:"unitPrice"`
		Payload  payload        `json:"payload"`
	} `json:"lineItems"`
}

// payload is what is read of a line's data. A line that is no product's has none, which PHP writes as a list.
type payload struct{ Number string }

// UnmarshalJSON implements json.Unmarshaler.
func (p *payload) UnmarshalJSON(raw []byte) error {
	if raw[0] != '{' {
		return nil
	}
	var told struct {
		Number string `json:"productNumber"`
	}
	err := json.Unmarshal(raw, &told)
	p.Number = told.Number
	return err
}

type envelope struct {
	Data struct {
		Event string `json:"event"`
	} `json:"data"`
	Source struct {
		EventID string `json:"eventId"`
	} `json:"source"`
	Timestamp jsontext.Value `json:"timestamp"` // seconds; a text in a confirmation
	APIKey    string         `json:"apiKey"`    // of a confirmation only
}

// states are the events that carry an order, with the state each says.
var states = map[string]zagaj.OrderStatus{"checkout.order.placed": zagaj.OrderPlaced, "state_enter.order_transaction.state.paid": zagaj.OrderPaid,
	"state_enter.order_delivery.state.shipped": zagaj.OrderShipped, "state_enter.order.state.completed": zagaj.OrderDone,
	"state_enter.order.state.cancelled": zagaj.OrderCancelled, "state_enter.order_transaction.state.refunded": zagaj.OrderRefunded}

// ignored are the events that are taken and give nothing.
var ignored = map[string]bool{"order.written": true, "product.written": true, "customer.written": true, "checkout.customer.login": true,
	"checkout.customer.logout": true, "app.installed": true, "app.updated": true, "app.activated": true, "app.deactivated": true}

// Decode implements plugin.Adapter.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	var e envelope
	if err := plugin.Decode(d.Body, &e); err != nil {
		return nil, err
	}
	if e.APIKey != "" && e.Data.Event == "" && e.Source.EventID == "" {
		return nil, nil // the registration is confirmed. We ask Shopware's API for nothing, so its key is dropped
	}
	sent, ok := seconds(string(e.Timestamp))
	if e.Source.EventID == "" || !ok {
		return nil, zagaj.E(zagaj.CodeInvalid, "source.eventId or timestamp is missing or malformed")
	}
	ev := zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":" + e.Source.EventID), Shop: in.Shop, Source: zagaj.FromShop, Installation: in.ID,
		OccurredAt: zagaj.Instant(sent * 1000), ReceivedAt: d.ReceivedAt}
	if status, ok := states[e.Data.Event]; ok {
		return withOrder(ev, d.Body, status)
	}
	switch {
	case e.Data.Event == "checkout.customer.deleted":
		return withCustomer(ev, d.Body)
	case e.Data.Event == "app.deleted":
		ev.Kind = zagaj.KindUninstall
		return []zagaj.Event{ev}, nil
	case ignored[e.Data.Event]:
		return nil, nil
	}
	return nil, zagaj.E(zagaj.CodeInvalid, "unknown event")
}

// withCustomer is a customer who was deleted in the shop.
func withCustomer(ev zagaj.Event, body []byte) ([]zagaj.Event, error) {
	var b struct {
		Data struct {
			Payload struct {
				Customer struct {
					ID string `json:"id"`
				} `json:"customer"`
			} `json:"payload"`
		} `json:"data"`
	}
	if err := plugin.Decode(body, &b); err != nil {
		return nil, err
	}
	id := b.Data.Payload.Customer.ID
	if id == "" {
		return nil, zagaj.E(zagaj.CodeInvalid, "the customer's id is missing")
	}
	ev.Kind, ev.Alias = zagaj.KindErase, &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: id}
	return []zagaj.Event{ev}, nil
}

// withOrder reads the payload a second time, now knowing its shape: other events carry a list there.
func withOrder(ev zagaj.Event, body []byte, status zagaj.OrderStatus) ([]zagaj.Event, error) {
	var b struct {
		Data struct {
			Payload struct {
				Order *order `json:"order"`
			} `json:"payload"`
		} `json:"data"`
	}
	if err := plugin.Decode(body, &b); err != nil {
		return nil, err
	}
	o := b.Data.Payload.Order
	if o == nil || o.ID == "" {
		return nil, zagaj.E(zagaj.CodeInvalid, "the order or its id is missing")
	}
	placed, err1 := time.Parse(time.RFC3339Nano, o.PlacedAt)
	total, err2 := o.Total.Money(o.Currency.Code)
	if err1 != nil || err2 != nil || o.Currency.Code == "" {
		return nil, zagaj.E(zagaj.CodeInvalid, "orderDateTime, currency or amountTotal is missing or malformed")
	}
	ev.Kind = zagaj.KindOrder
	ev.Order = &zagaj.Order{ID: zagaj.OrderID(o.ID), Number: o.Number, Version: int64(ev.OccurredAt), Status: status, Total: total, PlacedAt: zagaj.At(placed)}
	if o.Customer != nil {
		ev.Order.Customer = o.Customer.ID
	}
	for _, l := range o.Lines {
		price, err := l.Price.Money(o.Currency.Code)
		if err != nil || l.Quantity < 0 {
			return nil, zagaj.E(zagaj.CodeInvalid, "a line's price or quantity is malformed")
		}
		ev.Order.Lines = append(ev.Order.Lines, zagaj.Line{Product: zagaj.ProductID(l.Product), SKU: l.Payload.Number, Name: l.Label, Quantity: l.Quantity, Price: price})
	}
	return []zagaj.Event{ev}, nil
}

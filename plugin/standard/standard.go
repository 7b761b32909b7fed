// Package standard takes the webhooks of any shop that can sign by the Standard Webhooks specification
// (https://www.standardwebhooks.com). The schema of the bodies stands in docs/platforms/any-shop.md.
package standard

import (
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "standard" }

// Verify implements plugin.Adapter: webhook-id, webhook-timestamp (five minutes either way) and webhook-signature.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	return plugin.VerifyStandard(d, secrets)
}

type line struct {
	Product  zagaj.ProductID `json:"product"`
	SKU      string          `json:"sku"`
	Name     string          `json:"name"`
	Variant  string          `json:"variant"`
	Category string          `json:"category"`
	Quantity int             `json:"quantity"`
	Price    plugin.Decimal  `json:"price"`
	Image    string          `json:"image"`
}

type body struct {
	Type       string        `json:"type"`
	OccurredAt zagaj.Instant `json:"occurred_at"`
	Data       struct {
		ID       string         `json:"id"`
		Number   string         `json:"number"`
		Version  int64          `json:"version"`
		Cart     zagaj.CartID   `json:"cart"`
		Customer string         `json:"customer"`
		Status   string         `json:"status"`
		Currency string         `json:"currency"`
		Total    plugin.Decimal `json:"total"`
		Coupons  []string       `json:"coupons"`
		Lines    []line         `json:"lines"`
	} `json:"data"`
}

// statuses are the order states taken; an order without one is placed.
var statuses = map[string]zagaj.OrderStatus{"": zagaj.OrderPlaced, "placed": zagaj.OrderPlaced, "paid": zagaj.OrderPaid, "shipped": zagaj.OrderShipped,
	"done": zagaj.OrderDone, "cancelled": zagaj.OrderCancelled, "refunded": zagaj.OrderRefunded}

// Decode implements plugin.Adapter.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	var b body
	if err := plugin.Decode(d.Body, &b); err != nil {
		return nil, err
	}
	if b.Data.ID == "" || b.OccurredAt <= 0 {
		return nil, zagaj.E(zagaj.CodeInvalid, "occurred_at or data.id is missing")
	}
	ev := zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":" + d.Header.Get("webhook-id")), Shop: in.Shop, Source: zagaj.FromShop,
		Installation: in.ID, OccurredAt: b.OccurredAt, ReceivedAt: d.ReceivedAt}
	lines, err := b.lines()
	if err != nil {
		return nil, err
	}
	total, err := b.Data.Total.Money(b.Data.Currency)
	if err != nil {
		return nil, zagaj.E(zagaj.CodeInvalid, "data.total is not a decimal amount")
	}
	switch b.Type {
	case "cart.updated":
		ev.Kind = zagaj.KindCart
		ev.Cart = &zagaj.Cart{ID: zagaj.CartID(b.Data.ID), Version: b.Data.Version, Lines: lines, Total: total, Coupons: b.Data.Coupons,
			Customer: b.Data.Customer, ChangedAt: b.OccurredAt}
	case "order.created", "order.updated":
		status, ok := statuses[b.Data.Status]
		if !ok {
			return nil, zagaj.E(zagaj.CodeInvalid, "unknown data.status; docs/platforms/any-shop.md lists them")
		}
		ev.Kind = zagaj.KindOrder
		ev.Order = &zagaj.Order{ID: zagaj.OrderID(b.Data.ID), Number: b.Data.Number, Version: b.Data.Version, Cart: b.Data.Cart,
			Customer: b.Data.Customer, Status: status, Lines: lines, Total: total, PlacedAt: b.OccurredAt}
	default:
		return nil, zagaj.E(zagaj.CodeInvalid, "unknown type; docs/platforms/any-shop.md lists them")
	}
	return []zagaj.Event{ev}, nil
}

func (b body) lines() ([]zagaj.Line, error) {
	out := make([]zagaj.Line, 0, len(b.Data.Lines))
	for _, l := range b.Data.Lines {
		price, err := l.Price.Money(b.Data.Currency)
		if err != nil {
			return nil, zagaj.E(zagaj.CodeInvalid, "a line's price is not a decimal amount")
		}
		out = append(out, zagaj.Line{Product: l.Product, SKU: l.SKU, Name: l.Name, Variant: l.Variant, Category: l.Category,
			Quantity: l.Quantity, Price: price, Image: l.Image})
	}
	return out, nil
}

// Package medusa takes what our plugin in a Medusa v2 shop sends, the message of docs/platforms/any-shop.md, and what a
// subscriber of the shop's own posts: the event's name and metadata with the cart or order beside it. Both are signed with
// Standard Webhooks headers.
//
// Its traps, seen on the real software: cart.updated_at does not move when lines change, so versions come from
// metadata.published_at; amounts are JSON numbers in major units; currency codes are lower case.
package medusa

import (
	"strconv"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "medusa" }

// Verify implements plugin.Adapter with Standard Webhooks headers.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	return plugin.VerifyStandard(d, secrets)
}

type basket struct {
	ID         string         `json:"id"`
	DisplayID  int64          `json:"display_id"`
	Currency   string         `json:"currency_code"`
	Total      plugin.Decimal `json:"total"`
	CustomerID string         `json:"customer_id"`
	CartID     string         `json:"cart_id"`
	Promotions []struct {
		Code string `json:"code"`
	} `json:"promotions"`
	Shipping struct {
		Postcode string `json:"postal_code"`
		Phone    string `json:"phone"`
	} `json:"shipping_address"`
	Items []struct {
		ProductID string         `json:"product_id"`
		SKU       string         `json:"variant_sku"`
		Title     string         `json:"product_title"`
		Variant   string         `json:"variant_title"`
		Quantity  int            `json:"quantity"`
		Price     plugin.Decimal `json:"unit_price"`
		Thumbnail string         `json:"thumbnail"`
	} `json:"items"`
}

type body struct {
	Type string `json:"type"` // only our plugin's message has one
	Name string `json:"name"`
	Data struct {
		ID string `json:"id"`
	} `json:"data"`
	Metadata struct {
		Group       string    `json:"eventGroupId"`
		PublishedAt time.Time `json:"published_at"`
	} `json:"metadata"`
	Cart  *basket `json:"cart"`
	Order *basket `json:"order"`
}

// statuses are the order events taken and the state each says.
var statuses = map[string]zagaj.OrderStatus{"order.placed": zagaj.OrderPlaced, "order.updated": zagaj.OrderPlaced,
	"order.completed": zagaj.OrderDone, "order.canceled": zagaj.OrderCancelled, "payment.captured": zagaj.OrderPaid, "payment.refunded": zagaj.OrderRefunded}

// Decode implements plugin.Adapter.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	var b body
	if err := plugin.Decode(d.Body, &b); err != nil {
		return nil, err
	}
	if b.Type != "" {
		return plugin.DecodeMessage(d, in)
	}
	if b.Metadata.Group == "" || b.Metadata.PublishedAt.IsZero() || b.Data.ID == "" {
		return nil, zagaj.E(zagaj.CodeInvalid, "data.id, metadata.eventGroupId or metadata.published_at is missing")
	}
	at := zagaj.At(b.Metadata.PublishedAt)
	ev := zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":" + b.Name + ":" + b.Data.ID + ":" + b.Metadata.Group), Shop: in.Shop,
		Source: zagaj.FromShop, Installation: in.ID, OccurredAt: at, ReceivedAt: d.ReceivedAt}
	switch b.Name {
	case "cart.created", "cart.updated", "cart.customer_updated", "cart.region_updated", "cart.customer_transferred":
		if b.Cart == nil {
			return nil, zagaj.E(zagaj.CodeInvalid, "the cart is missing")
		}
		lines, total, err := b.Cart.lines()
		ev.Kind = zagaj.KindCart
		ev.Cart = &zagaj.Cart{ID: zagaj.CartID(b.Cart.ID), Version: int64(at), Lines: lines, Total: total, Customer: b.Cart.CustomerID, ChangedAt: at}
		for _, p := range b.Cart.Promotions {
			ev.Cart.Coupons = append(ev.Cart.Coupons, p.Code)
		}
		return []zagaj.Event{ev}, err
	case "customer.deleted":
		ev.Kind, ev.Alias = zagaj.KindErase, &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: b.Data.ID}
		return []zagaj.Event{ev}, nil
	case "product.created", "product.updated", "product.deleted", "inventory-level.updated":
		return nil, nil
	}
	status, ok := statuses[b.Name]
	if !ok {
		return nil, zagaj.E(zagaj.CodeInvalid, "unknown event name")
	}
	ev.Kind = zagaj.KindOrder
	ev.Order = &zagaj.Order{ID: zagaj.OrderID(b.Data.ID), Version: int64(at), Status: status, PlacedAt: at}
	if b.Order == nil && strings.HasPrefix(b.Name, "payment.") {
		return nil, zagaj.E(zagaj.CodeInvalid, "the order is missing: data.id is the payment's")
	}
	if b.Order == nil {
		return []zagaj.Event{ev}, nil
	}
	if b.Order.ID != "" {
		ev.Order.ID = zagaj.OrderID(b.Order.ID)
	}
	lines, total, err := b.Order.lines()
	ev.Order.Lines, ev.Order.Total, ev.Order.Customer = lines, total, b.Order.CustomerID
	ev.Order.Cart, ev.Order.Number = zagaj.CartID(b.Order.CartID), strconv.FormatInt(b.Order.DisplayID, 10)
	ev.Order.Proof = zagaj.ProofOf(b.Order.Shipping.Postcode, b.Order.Shipping.Phone)
	return []zagaj.Event{ev}, err
}

func (b *basket) lines() ([]zagaj.Line, zagaj.Money, error) {
	bad := zagaj.E(zagaj.CodeInvalid, "an amount is not a decimal number")
	total, err := b.Total.Money(b.Currency)
	if err != nil {
		return nil, total, bad
	}
	var out []zagaj.Line
	for _, i := range b.Items {
		price, err := i.Price.Money(b.Currency)
		if err != nil || i.Quantity < 0 {
			return nil, total, bad
		}
		out = append(out, zagaj.Line{Product: zagaj.ProductID(i.ProductID), SKU: i.SKU, Name: i.Title, Variant: i.Variant,
			Quantity: i.Quantity, Price: price, Image: i.Thumbnail})
	}
	return out, total, nil
}

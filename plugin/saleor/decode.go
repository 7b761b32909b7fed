package saleor

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

type gross struct {
	Gross struct {
		Amount   plugin.Decimal `json:"amount"` // a JSON number in major units
		Currency string         `json:"currency"`
	} `json:"gross"`
}

func (g gross) money() (zagaj.Money, error) { return g.Gross.Amount.Money(g.Gross.Currency) }

type line struct {
	Quantity int    `json:"quantity"`
	Price    gross  `json:"unitPrice"`
	SKU      string `json:"productSku"`  // orders
	Product  string `json:"productName"` // orders
	Variant  *struct {
		SKU     string `json:"sku"`
		Name    string `json:"name"`
		Product struct {
			ID       zagaj.ProductID `json:"id"`
			Name     string          `json:"name"`
			Category *struct {
				Slug string `json:"slug"`
			} `json:"category"`
			Thumbnail *struct {
				URL string `json:"url"`
			} `json:"thumbnail"`
		} `json:"product"`
	} `json:"variant"` // null once the product is gone
}

type user struct {
	ID string `json:"id"`
}

// customer is empty for a guest.
func (u *user) customer() string {
	if u == nil {
		return ""
	}
	return u.ID
}

type body struct {
	Type     string    `json:"__typename"`
	IssuedAt time.Time `json:"issuedAt"`
	Checkout *struct {
		ID      zagaj.CartID `json:"id"`
		User    *user        `json:"user"`
		Voucher string       `json:"voucherCode"`
		Total   gross        `json:"totalPrice"`
		Lines   []line       `json:"lines"`
	} `json:"checkout"`
	Order *struct {
		ID       zagaj.OrderID `json:"id"`
		Number   string        `json:"number"`
		Status   string        `json:"status"`
		Payment  string        `json:"paymentStatus"`
		Checkout zagaj.CartID  `json:"checkoutId"`
		Created  time.Time     `json:"created"`
		User     *user         `json:"user"`
		Total    gross         `json:"total"`
		Lines    []line        `json:"lines"`
	} `json:"order"`
	User *user `json:"user"`
	App  *struct {
		Identifier string `json:"identifier"`
	} `json:"app"`
}

// Decode implements plugin.Adapter. No header carries an id, so an event is known by its body, which holds when it was issued.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	var b body
	if err := plugin.Decode(d.Body, &b); err != nil {
		return nil, err
	}
	if b.IssuedAt.Year() < 2000 {
		return nil, zagaj.E(zagaj.CodeInvalid, "issuedAt is missing: the webhook's subscription is not that of our manifest")
	}
	sum := sha256.Sum256(d.Body)
	ev := zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":" + b.Type + ":" + hex.EncodeToString(sum[:12])), Shop: in.Shop, Source: zagaj.FromShop,
		Installation: in.ID, OccurredAt: zagaj.At(b.IssuedAt), ReceivedAt: d.ReceivedAt}
	switch b.Type {
	case "CheckoutCreated", "CheckoutUpdated", "CheckoutFullyPaid":
		return b.cart(ev)
	case "OrderCreated", "OrderUpdated", "OrderPaid", "OrderFullyPaid", "OrderCancelled", "OrderRefunded", "OrderFullyRefunded", "OrderFulfilled":
		return b.order(ev)
	case "CustomerDeleted":
		if b.User.customer() == "" {
			return nil, zagaj.E(zagaj.CodeInvalid, "user.id is missing")
		}
		ev.Kind, ev.Alias = zagaj.KindErase, &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: b.User.ID}
		return []zagaj.Event{ev}, nil
	case "AppDeleted":
		if b.App == nil || b.App.Identifier != AppID {
			return nil, nil // another app of the shop
		}
		ev.Kind = zagaj.KindUninstall
		return []zagaj.Event{ev}, nil
	case "ProductUpdated", "ProductVariantStockUpdated":
		return nil, nil
	}
	return nil, zagaj.E(zagaj.CodeInvalid, "unknown __typename")
}

func (b body) cart(ev zagaj.Event) ([]zagaj.Event, error) {
	c := b.Checkout
	if c == nil || c.ID == "" {
		return nil, zagaj.E(zagaj.CodeInvalid, "checkout.id is missing")
	}
	lines, total, err := amounts(c.Lines, c.Total)
	if err != nil {
		return nil, err
	}
	ev.Kind = zagaj.KindCart
	ev.Cart = &zagaj.Cart{ID: c.ID, Version: int64(ev.OccurredAt), Lines: lines, Total: total, Customer: c.User.customer(), ChangedAt: ev.OccurredAt}
	if c.Voucher != "" {
		ev.Cart.Coupons = []string{c.Voucher}
	}
	return []zagaj.Event{ev}, nil
}

func (b body) order(ev zagaj.Event) ([]zagaj.Event, error) {
	o := b.Order
	if o == nil || o.ID == "" || o.Created.Year() < 2000 {
		return nil, zagaj.E(zagaj.CodeInvalid, "order.id or order.created is missing")
	}
	lines, total, err := amounts(o.Lines, o.Total)
	if err != nil {
		return nil, err
	}
	ev.Kind = zagaj.KindOrder
	ev.Order = &zagaj.Order{ID: o.ID, Number: o.Number, Version: int64(ev.OccurredAt), Cart: o.Checkout, Customer: o.User.customer(),
		Status: status(o.Status, o.Payment), Lines: lines, Total: total, PlacedAt: zagaj.At(o.Created)}
	return []zagaj.Event{ev}, nil
}

// status maps Saleor's two states of an order, its own and its payment's.
func status(order, payment string) zagaj.OrderStatus {
	switch {
	case order == "CANCELED" || order == "EXPIRED":
		return zagaj.OrderCancelled
	case payment == "FULLY_REFUNDED" || order == "RETURNED":
		return zagaj.OrderRefunded
	case order == "FULFILLED":
		return zagaj.OrderShipped
	case payment == "FULLY_CHARGED", payment == "PARTIALLY_REFUNDED": // the rest is paid for
		return zagaj.OrderPaid
	}
	return zagaj.OrderPlaced
}

func amounts(from []line, sum gross) ([]zagaj.Line, zagaj.Money, error) {
	total, err := sum.money()
	if err != nil {
		return nil, total, zagaj.E(zagaj.CodeInvalid, "the total is no decimal amount")
	}
	lines := make([]zagaj.Line, 0, len(from))
	for _, l := range from {
		price, err := l.Price.money()
		if err != nil || l.Quantity < 0 {
			return nil, total, zagaj.E(zagaj.CodeInvalid, "a line's price or quantity is malformed")
		}
		out := zagaj.Line{SKU: l.SKU, Name: l.Product, Quantity: l.Quantity, Price: price}
		if v := l.Variant; v != nil {
			out.Product, out.SKU, out.Name, out.Variant = v.Product.ID, v.SKU, v.Product.Name, v.Name
			if v.Product.Category != nil {
				out.Category = v.Product.Category.Slug
			}
			if v.Product.Thumbnail != nil {
				out.Image = v.Product.Thumbnail.URL
			}
		}
		lines = append(lines, out)
	}
	return lines, total, nil
}

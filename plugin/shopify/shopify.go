// Package shopify takes Shopify's webhooks: carts, orders, and the mandatory ones.
//
// Its traps, as documented: a cart has no currency of its own and no customer; ids are larger than a float holds; a secret that was
// rotated signs for up to an hour more. The signature covers the body alone: neither the topic nor the webhook's id. So an event is known
// by its body, and a body counts only as what it is: a recorded checkout is no order, whatever its topic says.
package shopify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// tolerance is how far the time a delivery was triggered may lie ahead of ours. It may lie hours behind: Shopify tries
// again for four hours with the same headers.
const (
	ahead  = 5 * time.Minute
	behind = 24 * time.Hour
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "shopify" }

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit { return []plugin.Limit{plugin.NotVerified} }

// Verify implements plugin.Adapter: base64 HMAC-SHA256 of the raw body with the app's secret. An empty body is refused.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	got, err := base64.StdEncoding.DecodeString(d.Header.Get("X-Shopify-Hmac-Sha256"))
	if err != nil || len(got) == 0 {
		return plugin.Unsigned("X-Shopify-Hmac-Sha256")
	}
	if len(d.Body) == 0 {
		return zagaj.E(zagaj.CodeUnauthorized, "the body is empty")
	}
	for _, secret := range secrets {
		if secret == "" {
			continue // anybody can sign with nothing
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(d.Body)
		if hmac.Equal(got, mac.Sum(nil)) {
			return fresh(d)
		}
	}
	return zagaj.E(zagaj.CodeUnauthorized, plugin.WrongSignature)
}

// fresh refuses what was triggered too long ago. The header is not signed, so this only stops honest mistakes; that an event is known by
// its body makes a replay change nothing.
func fresh(d plugin.Delivery) error {
	text := d.Header.Get("X-Shopify-Triggered-At")
	if text == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return zagaj.E(zagaj.CodeInvalid, "X-Shopify-Triggered-At is no time")
	}
	switch age := d.ReceivedAt.Time().Sub(at); {
	case age > behind:
		return zagaj.E(zagaj.CodeStale, plugin.TooOld)
	case age < -ahead:
		return zagaj.E(zagaj.CodeStale, plugin.Stale)
	}
	return nil
}

type line struct {
	ProductID *int64         `json:"product_id"`
	SKU       string         `json:"sku"`
	Title     string         `json:"title"`
	Variant   string         `json:"variant_title"`
	Quantity  int            `json:"quantity"`
	Price     plugin.Decimal `json:"price"`
	PriceSet  struct {
		Shop struct {
			Currency string `json:"currency_code"`
		} `json:"shop_money"`
	} `json:"price_set"`
}

// address is what is read of one. An order or checkout without any has a list there instead of nothing.
type address struct {
	Zip   string
	Phone string
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *address) UnmarshalJSON(raw []byte) error {
	if raw[0] != '{' {
		return nil
	}
	var told struct {
		Zip   string `json:"zip"`
		Phone string `json:"phone"`
	}
	err := json.Unmarshal(raw, &told)
	a.Zip, a.Phone = told.Zip, told.Phone
	return err
}

type body struct {
	ID          plugin.Decimal `json:"id"`               // kept as text: it is larger than a float holds
	OrderNumber int64          `json:"order_number"`     // of an order only
	Shop        string         `json:"myshopify_domain"` // of a shop only
	ShopDomain  string         `json:"shop_domain"`      // of the privacy topics only
	Token       string         `json:"token"`
	CartToken   string         `json:"cart_token"`
	Name        string         `json:"name"`
	Currency    string         `json:"currency"`
	Total       plugin.Decimal `json:"total_price"`
	Financial   string         `json:"financial_status"`
	Fulfillment string         `json:"fulfillment_status"`
	Cancelled   string         `json:"cancelled_at"`
	Created     string         `json:"created_at"`
	Updated     string         `json:"updated_at"`
	Lines       []line         `json:"line_items"`
	Discounts   []struct {
		Code string `json:"code"`
	} `json:"discount_codes"`
	Customer *struct {
		ID int64 `json:"id"`
	} `json:"customer"`
	Request *struct {
		ID plugin.Decimal `json:"id"`
	} `json:"data_request"` // of a request for a person's data only
	Shipping address `json:"shipping_address"`
}

// Decode implements plugin.Adapter. Topics other than carts, checkouts, orders, erasure and the uninstalling
// give no events.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	webhook := d.Header.Get("X-Shopify-Webhook-Id")
	if webhook == "" {
		return nil, zagaj.E(zagaj.CodeInvalid, "X-Shopify-Webhook-Id is missing")
	}
	var b body
	if err := plugin.Decode(d.Body, &b); err != nil {
		return nil, err
	}
	about := func(what string) zagaj.Event {
		sum := sha256.Sum256(d.Body)
		return zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":" + what + ":" + hex.EncodeToString(sum[:12])), Shop: in.Shop, Source: zagaj.FromShop,
			Installation: in.ID, ReceivedAt: d.ReceivedAt}
	}
	switch topic := d.Header.Get("X-Shopify-Topic"); topic {
	case "carts/create", "carts/update":
		return b.cart(about("cart"))
	case "orders/create", "orders/updated", "orders/paid", "orders/fulfilled", "orders/cancelled":
		if b.OrderNumber <= 0 {
			return nil, zagaj.E(zagaj.CodeInvalid, "order_number is missing: this is no order")
		}
		return b.order(about("order"))
	case "checkouts/create", "checkouts/update":
		return b.checkout(about("checkout"))
	case "customers/redact":
		return b.person(about("redact"), zagaj.KindErase)
	case "customers/data_request":
		return b.person(about("request"), zagaj.KindExport)
	case "app/uninstalled":
		return ofShop(about("uninstalled"), zagaj.KindUninstall, b.Shop, in)
	case "shop/redact":
		if b.Customer != nil {
			return nil, zagaj.E(zagaj.CodeInvalid, "this is about one person and not about the shop")
		}
		ev := about("shop")
		ev.ID = zagaj.EventID(string(in.ID) + ":shop:" + webhook) // a shop that came back and left again is told of by the same bytes
		return ofShop(ev, zagaj.KindClear, b.ShopDomain, in)
	case "checkouts/delete", "products/create", "products/update", "products/delete", "inventory_levels/update":
		return nil, nil
	}
	return nil, zagaj.E(zagaj.CodeInvalid, "unknown webhook topic")
}

// ofShop is what concerns the whole shop. One app may be in several shops and signs for all of them with one secret: only its own counts.
func ofShop(ev zagaj.Event, kind zagaj.Kind, host string, in zagaj.Installation) ([]zagaj.Event, error) {
	if host == "" || in.Address != "" && in.Address != "https://"+host {
		return nil, zagaj.E(zagaj.CodeInvalid, "the body names no shop, or another one")
	}
	ev.Kind, ev.OccurredAt = kind, ev.ReceivedAt
	return []zagaj.Event{ev}, nil
}

// person is what Shopify asks on a customer's behalf.
func (b body) person(ev zagaj.Event, kind zagaj.Kind) ([]zagaj.Event, error) {
	if b.Customer == nil || b.Customer.ID <= 0 || b.ShopDomain == "" {
		return nil, zagaj.E(zagaj.CodeInvalid, "customer.id or shop_domain is missing")
	}
	if asks := b.Request != nil; asks != (kind == zagaj.KindExport) {
		return nil, zagaj.E(zagaj.CodeInvalid, "the body asks for something else than its topic")
	}
	ev.Kind, ev.OccurredAt = kind, ev.ReceivedAt
	ev.Alias = &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: strconv.FormatInt(b.Customer.ID, 10)}
	return []zagaj.Event{ev}, nil
}

// cartID leaves out the key that Shopify puts behind a cart's token where the cart may be changed with it: webhooks do without, and it is nobody's
// business but the shopper's.
func cartID(token string) zagaj.CartID {
	id, _, _ := strings.Cut(token, "?")
	return zagaj.CartID(id)
}

// cart: its currency is that of its lines; an empty cart has none, and is worth nothing in any.
func (b body) cart(ev zagaj.Event) ([]zagaj.Event, error) {
	at, err := time.Parse(time.RFC3339Nano, b.Updated)
	if err != nil || cartID(b.Token) == "" || string(b.ID) != b.Token { // a checkout's and an order's id is a number
		return nil, zagaj.E(zagaj.CodeInvalid, "token or updated_at is missing or malformed")
	}
	currency := "XXX"
	if len(b.Lines) > 0 {
		currency = b.Lines[0].PriceSet.Shop.Currency
	}
	lines, total, err := toLines(b.Lines, currency)
	if err != nil {
		return nil, err
	}
	ev.Kind, ev.OccurredAt = zagaj.KindCart, zagaj.At(at)
	ev.Cart = &zagaj.Cart{ID: cartID(b.Token), Version: at.UnixMilli(), Lines: lines, Total: total, ChangedAt: ev.OccurredAt}
	return []zagaj.Event{ev}, nil
}

// checkout is the cart it began as, with what a cart does not tell: its currency, its customer and its coupons. A checkout
// without a cart, such as a draft of the shop's own staff, gives nothing.
func (b body) checkout(ev zagaj.Event) ([]zagaj.Event, error) {
	if b.OrderNumber != 0 {
		return nil, zagaj.E(zagaj.CodeInvalid, "this is an order and no checkout")
	}
	if cartID(b.CartToken) == "" {
		return nil, nil
	}
	at, err1 := time.Parse(time.RFC3339Nano, b.Updated)
	total, err2 := b.Total.Money(b.Currency)
	if err1 != nil || err2 != nil {
		return nil, zagaj.E(zagaj.CodeInvalid, "updated_at or total_price is missing or malformed")
	}
	lines, _, err := toLines(b.Lines, b.Currency)
	if err != nil {
		return nil, err
	}
	ev.Kind, ev.OccurredAt = zagaj.KindCart, zagaj.At(at)
	ev.Cart = &zagaj.Cart{ID: cartID(b.CartToken), Version: at.UnixMilli(), Lines: lines, Total: total, ChangedAt: ev.OccurredAt}
	for _, discount := range b.Discounts {
		ev.Cart.Coupons = append(ev.Cart.Coupons, discount.Code)
	}
	if b.Customer != nil && b.Customer.ID > 0 {
		ev.Cart.Customer = strconv.FormatInt(b.Customer.ID, 10)
	}
	return []zagaj.Event{ev}, nil
}

func (b body) order(ev zagaj.Event) ([]zagaj.Event, error) {
	created, err1 := time.Parse(time.RFC3339Nano, b.Created)
	updated, err2 := time.Parse(time.RFC3339Nano, b.Updated)
	total, err3 := b.Total.Money(b.Currency)
	if err1 != nil || err2 != nil || err3 != nil || b.ID == "" || b.Name == "" {
		return nil, zagaj.E(zagaj.CodeInvalid, "id, name, a date or the total of the order is missing or malformed")
	}
	lines, _, err := toLines(b.Lines, b.Currency)
	if err != nil {
		return nil, err
	}
	ev.Kind, ev.OccurredAt = zagaj.KindOrder, zagaj.At(updated)
	ev.Order = &zagaj.Order{ID: zagaj.OrderID(b.ID), Number: b.Name, Version: updated.UnixMilli(), Cart: cartID(b.CartToken),
		Status: b.status(), Lines: lines, Total: total, PlacedAt: zagaj.At(created),
		Proof: zagaj.ProofOf(b.Shipping.Zip, b.Shipping.Phone)}
	if b.Customer != nil && b.Customer.ID > 0 {
		ev.Order.Customer = strconv.FormatInt(b.Customer.ID, 10)
	}
	return []zagaj.Event{ev}, nil
}

func (b body) status() zagaj.OrderStatus {
	switch {
	case b.Cancelled != "" || b.Financial == "voided":
		return zagaj.OrderCancelled
	case b.Financial == "refunded":
		return zagaj.OrderRefunded
	case b.Fulfillment == "fulfilled":
		return zagaj.OrderShipped
	case b.Financial == "paid", b.Financial == "partially_refunded": // the rest is paid for
		return zagaj.OrderPaid
	}
	return zagaj.OrderPlaced
}

func toLines(from []line, currency string) ([]zagaj.Line, zagaj.Money, error) {
	total := zagaj.Money{Currency: currency}
	lines := make([]zagaj.Line, 0, len(from))
	for _, l := range from {
		price, err := l.Price.Money(currency)
		if err != nil || l.Quantity < 0 {
			return nil, total, zagaj.E(zagaj.CodeInvalid, "a line's price or quantity is malformed")
		}
		out := zagaj.Line{SKU: l.SKU, Name: l.Title, Variant: l.Variant, Quantity: l.Quantity, Price: price}
		if l.ProductID != nil {
			out.Product = zagaj.ProductID(strconv.FormatInt(*l.ProductID, 10))
		}
		total.Minor += price.Minor * int64(l.Quantity)
		lines = append(lines, out)
	}
	return lines, total, nil
}

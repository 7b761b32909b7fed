// Package woocommerce takes WooCommerce's own webhooks, and what our plugin in the shop sends: WooCommerce has no webhook
// for carts. Both come to one address and are signed with one secret.
//
// Its traps, seen on the real software: the delivery id is the same for two deliveries within one second, so it is
// never the key; order.updated may come before order.created with the same bytes; the form ping is unsigned; the
// key of the HMAC is the HTML-decoded secret; dates "gmt" carry no zone.
package woocommerce

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"html"
	"math"
	"regexp"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "woocommerce" }

var ping = regexp.MustCompile(`^webhook_id=\d{1,19}$`)

// ours reports whether our plugin sent the delivery, and not WooCommerce.
func ours(d plugin.Delivery) bool {
	return d.Header.Get("X-WC-Webhook-Topic") == "" && d.Header.Get("webhook-id") != ""
}

// Verify implements plugin.Adapter: base64 HMAC-SHA256 of the raw body. WooCommerce signs no time, so nothing can be
// stale; the event's id makes a replay change nothing.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	if d.Header.Get("X-WC-Webhook-Topic") == "" && ping.Match(d.Body) {
		return plugin.ErrPing
	}
	if ours(d) {
		return plugin.VerifyStandard(d, secrets)
	}
	got, err := base64.StdEncoding.DecodeString(d.Header.Get("X-WC-Webhook-Signature"))
	if err != nil || len(got) == 0 {
		return plugin.Unsigned("X-WC-Webhook-Signature")
	}
	for _, secret := range secrets {
		if secret == "" {
			continue // anybody can sign with nothing
		}
		mac := hmac.New(sha256.New, []byte(signingKey(secret)))
		mac.Write(d.Body)
		if hmac.Equal(got, mac.Sum(nil)) {
			return nil
		}
	}
	return zagaj.E(zagaj.CodeUnauthorized, plugin.WrongSignature)
}

// decoded are the entities that WordPress undoes in a secret (wp_specialchars_decode with both quotation marks), and no others: in a secret that it has
// made itself "&copy" and "&#5" are what they look like.
var decoded = regexp.MustCompile(`&(?:amp|lt|gt|quot|#0*(?:38|60|62|34|39)|#[xX]0*(?:26|22|27));`)

// signingKey is what WooCommerce signs with.
func signingKey(secret string) string {
	return decoded.ReplaceAllStringFunc(secret, html.UnescapeString)
}

// address is what is read of one: enough to prove that an order is the visitor's.
type address struct {
	Postcode string `json:"postcode"`
	Phone    string `json:"phone"`
}

type order struct {
	ID          int64          `json:"id"`
	Number      string         `json:"number"`
	Status      string         `json:"status"`
	Currency    string         `json:"currency"`
	Total       plugin.Decimal `json:"total"`
	CustomerID  int64          `json:"customer_id"`
	CreatedGMT  string         `json:"date_created_gmt"`
	ModifiedGMT string         `json:"date_modified_gmt"`
	PaidGMT     string         `json:"date_paid_gmt"`
	Billing     address        `json:"billing"`
	Shipping    address        `json:"shipping"`
	Lines       []line         `json:"line_items"`
	Meta        jsontext.Value `json:"meta_data"` // whatever plugins keep
}

type line struct {
	ProductID int64          `json:"product_id"`
	SKU       string         `json:"sku"`
	Name      string         `json:"name"`
	Quantity  plugin.Decimal `json:"quantity"`
	Total     plugin.Decimal `json:"total"`     // of all pieces, without tax
	TotalTax  plugin.Decimal `json:"total_tax"` // of all pieces
	Price     plugin.Decimal `json:"price"`     // of one, without tax, and whatever PHP makes of a fraction
	Image     struct {
		Src string `json:"src"`
	} `json:"image"`
}

// whole reads a quantity: shops that sell by length or weight have parts of a piece, which count as one.
func whole(quantity plugin.Decimal) (int, error) {
	n, err := strconv.ParseFloat(cmp.Or(string(quantity), "0"), 64)
	if err != nil || n < 0 || n > 1e9 || n != n {
		return 0, zagaj.E(zagaj.CodeInvalid, "the quantity is malformed")
	}
	return int(math.Ceil(n)), nil
}

// unit is what the customer pays for one of the pieces, as in the cart: with tax, and from amounts that WooCommerce writes as decimals.
func (l line) unit(currency string, pieces int) (zagaj.Money, error) {
	if l.Total == "" {
		return l.Price.Money(currency)
	}
	all, err1 := l.Total.Money(currency)
	tax, err2 := l.TotalTax.Money(currency)
	if err1 != nil || err2 != nil {
		return all, zagaj.E(zagaj.CodeInvalid, "the line's total is malformed")
	}
	n := int64(max(pieces, 1))
	all.Minor = (all.Minor + tax.Minor + n/2) / n
	return all, nil
}

// Decode implements plugin.Adapter. Topics other than orders give no events.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	if ours(d) {
		return plugin.DecodeMessage(d, in)
	}
	switch d.Header.Get("X-WC-Webhook-Topic") {
	case "order.created", "order.updated", "order.restored":
	case "order.deleted", "product.created", "product.updated", "product.deleted", "product.restored", "product.published",
		"customer.created", "customer.updated", "customer.deleted", "coupon.created", "coupon.updated", "coupon.deleted", "coupon.restored":
		return nil, nil
	default:
		return nil, zagaj.E(zagaj.CodeInvalid, "unknown webhook topic")
	}
	var o order
	if err := plugin.Decode(d.Body, &o); err != nil {
		return nil, err
	}
	if drafts[o.Status] {
		return nil, nil
	}
	out, err := o.order()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(d.Body)
	return []zagaj.Event{{ID: zagaj.EventID(string(in.ID) + ":order:" + string(out.ID) + ":" + hex.EncodeToString(sum[:12])),
		Shop: in.Shop, Source: zagaj.FromShop, Installation: in.ID, Kind: zagaj.KindOrder, Order: out,
		OccurredAt: zagaj.Instant(out.Version), ReceivedAt: d.ReceivedAt}}, nil
}

const (
	// cartMeta is where our plugin in the shop writes which cart an order was.
	cartMeta = "_zagaj_cart"
	// named is for how long an order counts as its cart: later the same session, or account, has another one.
	named = time.Hour
)

var cartToken = regexp.MustCompile(`^"([0-9a-f]{32})"$`)

// cart is the token of the cart that the order was, "" when it does not say.
func (o order) cart() zagaj.CartID {
	var all []struct {
		Key   string         `json:"key"`
		Value jsontext.Value `json:"value"`
	}
	if plugin.Decode(o.Meta, &all) != nil {
		return ""
	}
	for _, m := range all {
		if found := cartToken.FindSubmatch(m.Value); m.Key == cartMeta && found != nil {
			return zagaj.CartID(found[1])
		}
	}
	return ""
}

// drafts are states of what nobody has ordered: WooCommerce makes a draft when somebody only opens the checkout, and its API lists it.
var drafts = map[string]bool{"checkout-draft": true, "auto-draft": true, "draft": true, "new": true}

func (o order) order() (*zagaj.Order, error) {
	created, err1 := gmt(o.CreatedGMT)
	modified, err2 := gmt(o.ModifiedGMT)
	total, err3 := o.Total.Money(o.Currency)
	if o.ID <= 0 || err1 != nil || err2 != nil || err3 != nil {
		return nil, zagaj.E(zagaj.CodeInvalid, "id, a date or the total of the order is missing or malformed")
	}
	out := &zagaj.Order{ID: zagaj.OrderID(strconv.FormatInt(o.ID, 10)), Number: o.Number, Version: int64(modified), Status: o.status(), Total: total, PlacedAt: created}
	out.Proof = zagaj.ProofOf(cmp.Or(o.Shipping.Postcode, o.Billing.Postcode), cmp.Or(o.Shipping.Phone, o.Billing.Phone))
	if o.CustomerID > 0 {
		out.Customer = strconv.FormatInt(o.CustomerID, 10)
	}
	if modified.Sub(created) < named {
		out.Cart = o.cart()
	}
	for _, l := range o.Lines {
		pieces, err1 := whole(l.Quantity)
		price, err2 := l.unit(o.Currency, pieces)
		if err1 != nil || err2 != nil {
			return nil, zagaj.E(zagaj.CodeInvalid, "a line's price or quantity is malformed")
		}
		out.Lines = append(out.Lines, zagaj.Line{Product: zagaj.ProductID(strconv.FormatInt(l.ProductID, 10)), SKU: l.SKU, Name: l.Name,
			Quantity: pieces, Price: price, Image: l.Image.Src})
	}
	return out, nil
}

// status maps WooCommerce's states. Cash on delivery is "processing" without a date of payment: placed.
func (o order) status() zagaj.OrderStatus {
	switch o.Status {
	case "processing":
		if o.PaidGMT != "" {
			return zagaj.OrderPaid
		}
	case "completed":
		return zagaj.OrderDone
	case "cancelled", "failed", "trash":
		return zagaj.OrderCancelled
	case "refunded":
		return zagaj.OrderRefunded
	}
	return zagaj.OrderPlaced
}

func gmt(s string) (zagaj.Instant, error) {
	t, err := time.Parse("2006-01-02T15:04:05", s)
	return zagaj.At(t), err
}

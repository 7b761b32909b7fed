package zagaj

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Line is one line of a cart or order.
type Line struct {
	Product  ProductID `json:"product"`
	SKU      string    `json:"sku,omitempty"`
	Name     string    `json:"name"`
	Variant  string    `json:"variant,omitempty"`
	Category string    `json:"category,omitempty"`
	Quantity int       `json:"quantity"`
	Price    Money     `json:"price"` // of one piece
	Image    string    `json:"image,omitempty"`
	Tags     []string  `json:"tags,omitempty"` // the shop's own words for the product, at most MaxLineTags
}

// MaxLineTags is how many tags a line may have.
const MaxLineTags = 20

// Cart is a snapshot of a shopping cart, or with Change what is new since one. The snapshot with the largest (Version,
// OccurredAt) wins, and of two that have them in common the one received later.
type Cart struct {
	ID         CartID   `json:"id"`
	Version    int64    `json:"version"` // the platform's, or its updated_at in ms; larger is newer
	Lines      []Line   `json:"lines"`
	Total      Money    `json:"total"`
	Coupons    []string `json:"coupons,omitempty"`
	Customer   string   `json:"customer,omitempty"` // the platform's customer id
	MergedInto CartID   `json:"merged_into,omitempty"`
	Hint       bool     `json:"hint,omitempty"` // reported by the browser, not by the platform
	ChangedAt  Instant  `json:"changed_at"`     // when the lines last really changed

	Change *CartChange `json:"change,omitempty"` // Lines and Total are not told; this is how they change
	Lost   bool        `json:"lost,omitzero"`    // a change is missing: Lines are those of before, until a snapshot comes
}

// Quantity returns the number of pieces in the cart.
func (c Cart) Quantity() int {
	n := 0
	for _, l := range c.Lines {
		n += l.Quantity
	}
	return n
}

// OrderStatus is where an order stands, in words every platform's own states map to.
type OrderStatus string

// The order states.
const (
	OrderPlaced    OrderStatus = "placed"
	OrderPaid      OrderStatus = "paid"
	OrderShipped   OrderStatus = "shipped"
	OrderDone      OrderStatus = "done"
	OrderCancelled OrderStatus = "cancelled"
	OrderRefunded  OrderStatus = "refunded"
)

// steps are the states in the order in which an order comes to them.
var steps = []OrderStatus{OrderPlaced, OrderPaid, OrderShipped, OrderDone, OrderCancelled, OrderRefunded}

// Before reports whether an order comes to the other state after this one.
func (s OrderStatus) Before(other OrderStatus) bool {
	return slices.Index(steps, s) < slices.Index(steps, other)
}

// Order is an order as the platform last told it. The one with the largest (Version, OccurredAt) wins. Platforms that know seconds only
// tell two states with both in common: of these the one that an order comes to later wins, and of two equal ones the one received later.
type Order struct {
	ID       OrderID     `json:"id"`
	Number   string      `json:"number"` // what the customer sees
	Version  int64       `json:"version"`
	Cart     CartID      `json:"cart,omitempty"`
	Customer string      `json:"customer,omitempty"`
	Status   OrderStatus `json:"status"`
	Lines    []Line      `json:"lines"`
	Total    Money       `json:"total"`
	PlacedAt Instant     `json:"placed_at"`
	Proof    OrderProof  `json:"-"` // beside the order, never in it
}

// Stands reports whether an order is one still: it was neither cancelled nor paid back.
func (o Order) Stands() bool { return o.Status != OrderCancelled && o.Status != OrderRefunded }

// toldWithin is how long after an order was placed its first news may come and still date it: some platforms date an order by the beginning of the checkout.
const toldWithin = time.Hour

// MadeBy returns the instant up to which what was put into a cart may be part of the order, which was told of as of occurred.
func (o Order) MadeBy(occurred Instant) Instant {
	if o.PlacedAt > 0 && occurred.Sub(o.PlacedAt) > toldWithin {
		return o.PlacedAt
	}
	return max(o.PlacedAt, occurred)
}

// OrderProof is what only who ordered knows, taken from the platform's own address: with it a visitor without an
// account may ask for the order's status. It stands in no log, list or export of orders.
type OrderProof struct {
	Postcode string // letters and digits only, upper case
	Phone    string // the last PhoneTail digits
}

// PhoneTail is how many of a phone number's last digits count.
const PhoneTail = 4

// ProofOf takes from an address what proves an order, and nothing else. A part that is too short to prove anything is
// left out.
func ProofOf(postcode, phone string) OrderProof {
	p := OrderProof{Postcode: plainCode(postcode), Phone: digits(phone)}
	if len(p.Postcode) < PhoneTail {
		p.Postcode = ""
	}
	if len(p.Phone) < PhoneTail {
		p.Phone = ""
	}
	p.Phone = p.Phone[max(0, len(p.Phone)-PhoneTail):]
	return p
}

// Proves reports whether what a visitor tells is the order's: the postal code or the phone's last digits.
func (p OrderProof) Proves(told OrderProof) bool {
	return same(p.Postcode, told.Postcode) || same(p.Phone, told.Phone)
}

func same(a, b string) bool {
	return a != "" && b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// OrderNumber is an order's number as it is looked up: "#1042 " and "1042" are one.
func OrderNumber(s string) string { return plainCode(s) }

// plainCode keeps letters and digits, upper case.
func plainCode(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

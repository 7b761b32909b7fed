package zagaj

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
}

// Cart is a snapshot of a shopping cart. The snapshot with the largest (Version, OccurredAt) wins.
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

// Order is an order as the platform last told it. The one with the largest (Version, OccurredAt) wins.
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
}

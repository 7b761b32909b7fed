package zagaj

// Visitor is one browser in one shop. It carries no name, address or e-mail.
type Visitor struct {
	ID         VisitorID `json:"id" db:"id"`
	Shop       ShopID    `json:"shop" db:"shop_id"`
	TokenHash  string    `json:"-" db:"token_hash"` // hex SHA-256 of the 256-bit token the browser keeps
	Language   string    `json:"language" db:"language"`
	CreatedAt  Instant   `json:"created_at" db:"created_at"`
	SeenAt     Instant   `json:"seen_at" db:"seen_at"`
	PeekOff    bool      `json:"peek_off" db:"peek_off"`       // the visitor turned sneak peek off
	QuietUntil Instant   `json:"quiet_until" db:"quiet_until"` // no offers before; Forever after "never again"
	Visits     int       `json:"visits" db:"visits"`           // this one and all before it
}

// Forever is the QuietUntil of a visitor who never wants an offer again (year 9999).
const Forever Instant = 253_370_764_800_000

// AliasKind names what a visitor is known as elsewhere.
type AliasKind string

// The kinds of alias.
const (
	AliasCart     AliasKind = "cart"     // a platform's cart token
	AliasCustomer AliasKind = "customer" // a platform's customer id
)

// Page is what the widget says of the page in view. All of it is the browser's claim, never trusted for money.
type Page struct {
	URL      string    `json:"url"`
	Title    string    `json:"title,omitempty"`
	Type     PageType  `json:"type,omitempty"`
	Product  ProductID `json:"product,omitempty"`
	Name     string    `json:"name,omitempty"` // product's name
	Category string    `json:"category,omitempty"`
	Brand    string    `json:"brand,omitempty"`
	// SizeFamily is which sizes the product comes in, in the shop's own word ("shoes-eu"): a visitor who doubts about one doubts about all.
	SizeFamily string   `json:"size_family,omitempty"`
	Price      *Money   `json:"price,omitempty"`
	Image      string   `json:"image,omitempty"`
	Campaign   string   `json:"campaign,omitempty"`
	Step       int      `json:"step,omitempty"`     // checkout step, 1 = first
	Variants   []string `json:"variants,omitempty"` // sizes or colours on offer
	Referrer   string   `json:"referrer,omitempty"`
	// What a product's page says of it, by structured data or the shop's own marks.
	SKU      string `json:"sku,omitempty"`
	Stock    Stock  `json:"stock,omitempty"`
	Delivery string `json:"delivery,omitempty"` // in the page's own words, such as "1–2 dni"
	Returns  int    `json:"returns,omitzero"`   // days in which it may be given back
	Specs    []Spec `json:"specs,omitempty"`
}

// Spec is one line of a product's specification, in the page's own words.
type Spec struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// MaxSpecs is how many lines of a specification a page may tell.
const MaxSpecs = 30

// Stock is whether a product can be bought, as its page says.
type Stock string

// The states; empty when the page does not say.
const (
	StockIn       Stock = "in"
	StockOut      Stock = "out"
	StockPreorder Stock = "preorder"
)

// PageType is the kind of a shop's page.
type PageType string

// The page types rules can ask for.
const (
	PageHome     PageType = "home"
	PageCategory PageType = "category"
	PageProduct  PageType = "product"
	PageCart     PageType = "cart"
	PageCheckout PageType = "checkout"
	PagePayment  PageType = "payment"
	PageThanks   PageType = "thanks"
	PageOther    PageType = "other"
)

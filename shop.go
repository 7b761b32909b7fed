package zagaj

// PeekMode says what the operator sees of a visitor's unsent text.
type PeekMode string

// The three modes. Dots is the default until the merchant chooses otherwise.
const (
	PeekDots      PeekMode = "dots"      // only that somebody is typing
	PeekDraft     PeekMode = "draft"     // the text as it stands
	PeekDeletions PeekMode = "deletions" // the text and what was removed; needs the visitor's own switch-on
)

// Shop is one merchant's shop and its settings.
type Shop struct {
	ID       ShopID   `json:"id" db:"id"`
	Key      string   `json:"key" db:"key"` // public, stands in the embed snippet; worth nothing off Origins
	Name     string   `json:"name" db:"name"`
	Language string   `json:"language" db:"language"` // BCP 47, e.g. "pl"
	Zone     string   `json:"zone" db:"zone"`         // IANA, e.g. "Europe/Warsaw"
	Currency string   `json:"currency" db:"currency"` // ISO 4217
	Origins  []string `json:"origins" db:"-"`         // exact origins the widget may run on
	Peek     PeekMode `json:"peek" db:"peek"`
	// Seats is how many conversations an operator holds at once, 1 to 6.
	Seats int `json:"seats" db:"seats"`
}

// Installation is one connection between a shop and its platform. Its id stands in the webhook's path.
type Installation struct {
	ID          InstallationID `json:"id" db:"id"`
	Shop        ShopID         `json:"shop" db:"shop_id"`
	Platform    string         `json:"platform" db:"platform"` // folder name under plugin/
	Secrets     []string       `json:"-" db:"-"`               // newest first; two while one is rotated
	CreatedAt   Instant        `json:"created_at" db:"created_at"`
	LastEventAt Instant        `json:"last_event_at" db:"last_event_at"` // 0 before the first delivery
	Failures    int            `json:"failures" db:"failures"`           // refused deliveries since the last good one
	LastError   string         `json:"last_error" db:"last_error"`
	LastErrorAt Instant        `json:"last_error_at" db:"last_error_at"`
	Accepted    int64          `json:"accepted" db:"accepted"` // deliveries taken; the last seconds before a stop may be missing
	Refused     int64          `json:"refused" db:"refused"`   // deliveries refused or quarantined, likewise
	Lag         int64          `json:"lag_ms" db:"lag_ms"`     // how long after it happened the last delivery came, in ms
	// Address is where the platform's own API is, with the Credentials that it asks for; both empty where nobody gave them.
	Address     string            `json:"address" db:"address"`
	Credentials map[string]string `json:"-" db:"-"`
}

// DeliveryHealth is what became of the deliveries since it was last kept. Failure is why the last one was refused, empty
// when it was taken; Failures are those since the last good one.
type DeliveryHealth struct {
	At                Instant
	Accepted, Refused int64
	Failures          int
	Lag               int64
	Failure           string
}

// Quarantined is a delivery that was signed well and could not be understood. It waits for somebody to look, and is
// played again when the adapter understands it.
type Quarantined struct {
	ID           string            `json:"id" db:"id"` // a digest of installation and body, so that a repeat is the same
	Shop         ShopID            `json:"shop" db:"shop_id"`
	Installation InstallationID    `json:"installation" db:"installation_id"`
	Platform     string            `json:"platform" db:"platform"`
	Reason       string            `json:"reason" db:"reason"`
	Header       map[string]string `json:"-" db:"-"`
	Body         []byte            `json:"-" db:"-"`
	ReceivedAt   Instant           `json:"received_at" db:"received_at"`
}

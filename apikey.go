package zagaj

// KeyScope is what a program with an API key may do.
type KeyScope string

// The scopes. Writing includes reading. Neither says a word to a visitor: people do.
const (
	ScopeRead  KeyScope = "read"
	ScopeWrite KeyScope = "write"
)

// APIKey lets a program of the merchant's read, or change, a shop's data.
type APIKey struct {
	TokenHash string     `json:"-" db:"token_hash"` // hex SHA-256 of the key
	Shop      ShopID     `json:"-" db:"shop_id"`
	ID        string     `json:"id" db:"id"` // names the key in lists; worth nothing as a key
	Name      string     `json:"name" db:"name"`
	Scope     KeyScope   `json:"scope" db:"scope"`
	Operator  OperatorID `json:"operator" db:"operator_id"` // who made it
	CreatedAt Instant    `json:"created_at" db:"created_at"`
	UsedAt    Instant    `json:"used_at" db:"used_at"` // 0: never
}

// MaxKeys is how many keys a shop may have.
const MaxKeys = 20

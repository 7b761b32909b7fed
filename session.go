package zagaj

// Session is one signed-in browser of an operator.
type Session struct {
	TokenHash string     `db:"token_hash"` // hex SHA-256 of the cookie
	Shop      ShopID     `db:"shop_id"`
	Operator  OperatorID `db:"operator_id"`
	Device    string     `db:"device"`
	CreatedAt Instant    `db:"created_at"`
	SeenAt    Instant    `db:"seen_at"`
	ExpiresAt Instant    `db:"expires_at"`
}

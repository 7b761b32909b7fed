package zagaj

// Session is one signed-in browser of an operator.
type Session struct {
	ID          string     `json:"id" db:"id"`         // names the session in lists; worth nothing as a key
	TokenHash   string     `json:"-" db:"token_hash"`  // hex SHA-256 of the cookie
	Shop        ShopID     `json:"-" db:"shop_id"`     //
	Operator    OperatorID `json:"-" db:"operator_id"` //
	Device      string     `json:"device" db:"device"` // the browser's own description
	CreatedAt   Instant    `json:"created_at" db:"created_at"`
	SeenAt      Instant    `json:"seen_at" db:"seen_at"`
	ExpiresAt   Instant    `json:"expires_at" db:"expires_at"`
	ConfirmedAt Instant    `json:"-" db:"confirmed_at"` // when the person last proved who they are
}

// FactorKind is what a person proves themselves with beside the password.
type FactorKind string

// The kinds of factor.
const (
	FactorTOTP     FactorKind = "totp"     // six digits of an authenticator, RFC 6238
	FactorRecovery FactorKind = "recovery" // a code on paper that works once
	FactorPasskey  FactorKind = "passkey"  // a key pair in a device, WebAuthn
)

// Factor is one of them. Body is secret: the store seals it.
type Factor struct {
	Shop      ShopID     `json:"-" db:"shop_id"`
	Operator  OperatorID `json:"-" db:"operator_id"`
	ID        string     `json:"id" db:"id"`
	Kind      FactorKind `json:"kind" db:"kind"`
	Name      string     `json:"name" db:"name"`
	Body      string     `json:"-" db:"body"`
	CreatedAt Instant    `json:"created_at" db:"created_at"`
	UsedAt    Instant    `json:"used_at" db:"used_at"` // 0: never; of an authenticator the last time step taken
}

// TicketKind is what a link that works once is good for.
type TicketKind string

// The kinds of ticket.
const (
	TicketInvite   TicketKind = "invite"   // joins a shop's people
	TicketReset    TicketKind = "reset"    // sets a new password
	TicketProvider TicketKind = "provider" // comes back from a sign-in provider
	TicketPasskey  TicketKind = "passkey"  // answers a passkey's challenge
	TicketConnect  TicketKind = "connect"  // comes back from a shop platform's page
	// TicketHandshake lets a shop's plugin fetch the connection that somebody has confirmed in the panel.
	TicketHandshake TicketKind = "handshake"
	// TicketTranscript proves that an address is the visitor's who wants a conversation copied there.
	TicketTranscript TicketKind = "transcript"
)

// Ticket is a link that works once.
type Ticket struct {
	TokenHash string       `json:"-" db:"token_hash"`
	Shop      ShopID       `json:"-" db:"shop_id"`
	ID        string       `json:"id" db:"id"`
	Kind      TicketKind   `json:"-" db:"kind"`
	Email     string       `json:"email" db:"email"`
	Role      OperatorRole `json:"role" db:"role"`
	Operator  OperatorID   `json:"-" db:"operator_id"`
	Body      string       `json:"-" db:"body"`
	CreatedAt Instant      `json:"created_at" db:"created_at"`
	ExpiresAt Instant      `json:"expires_at" db:"expires_at"`
}

// Deed is one line of the audit log: who did what to whom. It holds no texts of conversations.
type Deed struct {
	Shop     ShopID     `json:"-" db:"shop_id"`
	Seq      int64      `json:"seq" db:"seq"`
	At       Instant    `json:"at" db:"at"`
	Operator OperatorID `json:"operator" db:"operator_id"` // "" when nobody was signed in
	Action   string     `json:"action" db:"action"`
	Target   string     `json:"target" db:"target"`
	Detail   string     `json:"detail" db:"detail"`
	Network  string     `json:"network" db:"network"` // the address cut to /24 or /48
}

package zagaj

// Call asks all operators of a shop at once to take a conversation: the first who takes it has it.
type Call struct {
	Shop         ShopID         `json:"-" db:"shop_id"`
	Conversation ConversationID `json:"conversation" db:"conversation_id"`
	At           Instant        `json:"at" db:"at"`
	UntilAt      Instant        `json:"until_at" db:"until_at"`
	AskedBy      OperatorID     `json:"asked_by" db:"asked_by"` // empty when the visitor asked
	TakenBy      OperatorID     `json:"taken_by" db:"taken_by"` // empty while nobody has taken it, and when nobody did
	EndedAt      Instant        `json:"ended_at" db:"ended_at"` // 0 while it is open
}

// The bounds of a call, in seconds.
const (
	// CallFor is how long routing leaves the conversation to whoever is first; then it is given as all others are.
	CallFor = 30
	// CallPause is how soon a visitor may let everybody be called again.
	CallPause = 120
	// CallAfter is how long somebody who holds the conversation has to answer before the visitor may call everybody.
	CallAfter = 30
)

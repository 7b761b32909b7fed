package zagaj

// Watch says that an operator looked at a visitor's unsent words. It never holds the words.
type Watch struct {
	ID           string         `json:"id" db:"id"`
	Shop         ShopID         `json:"-" db:"shop_id"`
	Conversation ConversationID `json:"conversation" db:"conversation_id"`
	Operator     OperatorID     `json:"operator" db:"operator_id"`
	Mode         PeekMode       `json:"mode" db:"mode"` // the shop's mode; the visitor may have allowed less
	BeganAt      Instant        `json:"began_at" db:"began_at"`
	EndedAt      Instant        `json:"ended_at" db:"ended_at"` // 0 while it lasts, or when the process ended meanwhile
}

package zagaj

// Note is a line among operators; the visitor never sees it. A supervisor's whisper is one too.
type Note struct {
	ID           MessageID      `json:"id" db:"id"` // made by the author's browser
	Shop         ShopID         `json:"-" db:"shop_id"`
	Conversation ConversationID `json:"conversation" db:"conversation_id"`
	Operator     OperatorID     `json:"operator" db:"operator_id"`
	Name         string         `json:"name" db:"name"`
	Text         string         `json:"text" db:"body"`
	At           Instant        `json:"at" db:"at"`
}

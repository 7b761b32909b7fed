package zagaj

import "unicode/utf8"

// ConversationState is where a conversation stands.
type ConversationState string

// A conversation waits for an operator, is open with one, or is closed.
const (
	ConversationWaiting ConversationState = "waiting"
	ConversationOpen    ConversationState = "open"
	ConversationClosed  ConversationState = "closed"
)

// Conversation is one visitor's talk with the shop.
type Conversation struct {
	ID        ConversationID    `json:"id" db:"id"`
	Shop      ShopID            `json:"shop" db:"shop_id"`
	Visitor   VisitorID         `json:"visitor" db:"visitor_id"`
	Operator  OperatorID        `json:"operator" db:"operator_id"` // empty while waiting
	Offer     OfferID           `json:"offer" db:"offer_id"`       // empty when the visitor began it
	State     ConversationState `json:"state" db:"state"`
	Seq       int64             `json:"seq" db:"seq"`         // of its last message
	Preview   string            `json:"preview" db:"preview"` // the last message, cut
	Waiting   bool              `json:"waiting" db:"waiting"` // the visitor wrote last
	CreatedAt Instant           `json:"created_at" db:"created_at"`
	UpdatedAt Instant           `json:"updated_at" db:"updated_at"`
	ClosedAt  Instant           `json:"closed_at" db:"closed_at"`
}

// Role says who wrote a message.
type Role string

// The roles. System lines are facts such as "Anna joined", never words of a person.
const (
	RoleVisitor  Role = "visitor"
	RoleOperator Role = "operator"
	RoleSystem   Role = "system"
)

// Message is one stored line of a conversation.
type Message struct {
	ID           MessageID      `json:"id" db:"id"`
	Shop         ShopID         `json:"-" db:"shop_id"`
	Conversation ConversationID `json:"conversation" db:"conversation_id"`
	Seq          int64          `json:"seq" db:"seq"` // 1, 2, 3 … without a gap in its conversation
	Role         Role           `json:"role" db:"role"`
	Author       string         `json:"author" db:"author"` // VisitorID or OperatorID; "" for system
	Name         string         `json:"name" db:"name"`     // an operator's first name
	Text         string         `json:"text" db:"body"`
	SentAt       Instant        `json:"sent_at" db:"sent_at"`
	Kind         MessageKind    `json:"kind,omitempty" db:"kind"`
	Width        int            `json:"width,omitzero" db:"width"` // of a photo, in pixels
	Height       int            `json:"height,omitzero" db:"height"`
	Question     QuestionID     `json:"-" db:"-"` // the suggested question a visitor tapped to say this
}

// MessageKind says what a message is beside its words.
type MessageKind string

// The kinds. Whoever does not know a kind shows the text.
const (
	MessageWords    MessageKind = ""          // nothing but words
	MessagePhoto    MessageKind = "photo"     // a photo of the visitor's; its id is the message's
	MessagePhotoAsk MessageKind = "photo_ask" // an operator asks the visitor for a photo
)

// Limits of the conversation, the same in the widget, the panel and the server.
const (
	MaxMessageRunes   = 4000 // characters of a message
	MaxVisitorFrame   = 16 << 10
	MaxOperatorFrame  = 64 << 10
	MessagesPerWindow = 20 // messages a visitor may send in MessageWindow seconds
	MessageWindow     = 10
)

// CheckText returns CodeInvalid for text that is empty or not UTF-8 and CodeTooLarge for text over the limit.
func CheckText(s string) error {
	switch {
	case s == "":
		return E(CodeInvalid, "the message is empty")
	case !utf8.ValidString(s):
		return E(CodeInvalid, "the message is not valid UTF-8")
	case utf8.RuneCountInString(s) > MaxMessageRunes:
		return E(CodeTooLarge, "the message is longer than 4000 characters")
	}
	return nil
}

// Answer is a ready answer, one click away.
type Answer struct {
	ID       AnswerID `json:"id" db:"id"`
	Shop     ShopID   `json:"-" db:"shop_id"`
	Shortcut string   `json:"shortcut" db:"shortcut"`
	Text     string   `json:"text" db:"body"`
	Language string   `json:"language" db:"language"`
	Used     int      `json:"used" db:"used"`
	Folder   string   `json:"folder" db:"folder"`
	// Owner is the operator it is personal to, empty when the shop shares it.
	Owner OperatorID `json:"owner" db:"owner_id"`
}

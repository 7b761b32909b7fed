package zagaj

// Frame is one frame that the server sends over a socket; docs/protocol.md lists them. On the wire "t" names the kind and
// comes first. The set is closed: FramesToVisitor and FramesToOperator name all of it.
type Frame interface{ FrameKind() string }

// FramesToVisitor returns one empty frame of each kind a visitor's browser may get.
func FramesToVisitor() []Frame {
	return []Frame{VisitorWelcome{}, AvailableFrame{}, OfferFrame{}, WithdrawFrame{}, ConversationFrame{}, QueueFrame{}, MessageFrame{},
		TailFrame{}, ResetFrame{}, AckFrame{}, ReadFrame{}, TypingFrame{}, WatchFrame{}, DraftSyncAsked{}, QuestionsFrame{}, OrderFrame{}, PushFrame{}, ReachFrame{}, TranscriptFrame{},
		ErrorFrame{}, BackFrame{}}
}

// FramesToOperator returns one empty frame of each kind an operator's panel may get.
func FramesToOperator() []Frame {
	return []Frame{OperatorWelcome{}, VisitorsFrame{}, ConversationFrame{}, MessageFrame{}, TailFrame{}, ResetFrame{}, AckFrame{}, ErrorFrame{}, BackFrame{},
		TypingFrame{}, DraftFrame{}, DraftWhole{}, StruckFrame{}, HesitationFrame{}, MoodFrame{}, NoteFrame{}, AlarmFrame{}, CallFrame{}, PromiseFrame{}, RatedFrame{},
		OperatorsFrame{}, OfferStateFrame{}, HoursFrame{}}
}

// VisitorWelcome answers a visitor's hello.
type VisitorWelcome struct {
	Visitor      VisitorID     `json:"visitor"`
	Token        string        `json:"token,omitempty"` // only when new
	Epoch        string        `json:"epoch"`
	Name         string        `json:"name"` // of the shop
	Lang         string        `json:"lang"`
	Available    bool          `json:"available"`
	Peek         PeekMode      `json:"peek"`
	PeekOn       bool          `json:"peek_on"`
	Conversation *Conversation `json:"conversation,omitempty"` // the one that is not closed, or the last that ended and was not put away
	Face         *Face         `json:"face,omitempty"`         // of who holds it
	Quiet        bool          `json:"quiet"`
	Closed       *Closed       `json:"closed,omitempty"`
	Photos       bool          `json:"photos"`  // photos may be sent now
	Letters      bool          `json:"letters"` // the server can send e-mail
	Promises     []Owed        `json:"promises,omitempty"`
	Look         *Look         `json:"look,omitempty"`  // without its texts
	Texts        LookTexts     `json:"texts,omitempty"` // the merchant's own, of lang only
}

// Owed is what a visitor hears of a promise made to them.
type Owed struct {
	Promise PromiseID `json:"promise"`
	DueAt   Instant   `json:"due_at"`
	Reach   bool      `json:"reach"` // an address is kept for it
	Push    bool      `json:"push"`  // a browser is told when it is kept
}

// PushFrame says that a browser is called when a promise is kept, or not, and by which key it may be.
type PushFrame struct {
	Promise PromiseID `json:"promise"`
	On      bool      `json:"on"`
	Key     string    `json:"key,omitempty"`
}

// ReachFrame says that an address is kept for a promise, or forgotten.
type ReachFrame struct {
	Promise PromiseID `json:"promise"`
	On      bool      `json:"on"`
}

// TranscriptFrame says where the copy of a conversation stands: "code" or "sent".
type TranscriptFrame struct {
	Conversation ConversationID `json:"conversation"`
	State        string         `json:"state"`
}

// Closed says that the shop takes messages while nobody can answer.
type Closed struct {
	Mode    ClosedMode `json:"mode"`
	OpensAt Instant    `json:"opens_at,omitzero"` // only when the shop's hours tell
}

// AvailableFrame says whether somebody can answer now.
type AvailableFrame struct {
	On     bool    `json:"on"`
	Closed *Closed `json:"closed,omitempty"`
}

// OfferFrame shows the card.
type OfferFrame struct {
	Offer     OfferID         `json:"offer"`
	Tab       TabID           `json:"tab"`
	Face      Face            `json:"face"`
	Text      string          `json:"text"`
	Questions []AskedQuestion `json:"questions"`
	ExpiresMS int64           `json:"expires_ms"`
}

// WithdrawFrame takes the card away.
type WithdrawFrame struct {
	Offer  OfferID `json:"offer"`
	Reason string  `json:"reason"`
}

// ConversationFrame says that a conversation is new or has changed; the visitor also gets the face of who holds it.
type ConversationFrame struct {
	Conversation Conversation `json:"conversation"`
	Face         *Face        `json:"face,omitempty"`
}

// QueueFrame is a place in the queue, 1 is next.
type QueueFrame struct {
	Conversation ConversationID `json:"conversation"`
	Place        int            `json:"place"`
	WaitS        *int64         `json:"wait_s,omitempty"` // only when enough is known
}

// MessageFrame is one stored message and the number before it.
type MessageFrame struct {
	Message Message `json:"message"`
	Prev    int64   `json:"prev"`
}

// TailFrame answers resume.
type TailFrame struct {
	Conversation ConversationID `json:"conversation"`
	Messages     []Message      `json:"messages"`
	More         bool           `json:"more"`
}

// ResetFrame says that the cursor is of no use.
type ResetFrame struct {
	Conversation ConversationID `json:"conversation"`
}

// AckFrame says that a message is committed.
type AckFrame struct {
	ID           MessageID      `json:"id"`
	Conversation ConversationID `json:"conversation"`
	Seq          int64          `json:"seq"`
	At           Instant        `json:"at"`
}

// ReadFrame tells a visitor that a person has the conversation on the screen, up to a message.
type ReadFrame struct {
	Conversation ConversationID `json:"conversation"`
	Seq          int64          `json:"seq"`
}

// TypingFrame says that the other side is typing; an operator is told in which conversation.
type TypingFrame struct {
	Conversation ConversationID `json:"conversation,omitempty"`
	On           bool           `json:"on"`
}

// WatchFrame tells the visitor's browser to send drafts, or to stop.
type WatchFrame struct {
	On bool `json:"on"`
}

// DraftSyncAsked asks the browser for the whole draft.
type DraftSyncAsked struct{}

// QuestionsFrame is what the widget suggests to ask.
type QuestionsFrame struct {
	Questions []AskedQuestion `json:"questions"`
}

// OrderFrame answers a visitor's question for an order. Whatever the reason, nothing found looks the same.
type OrderFrame struct {
	ID       string      `json:"id"` // of the question
	Found    bool        `json:"found"`
	Number   string      `json:"number,omitempty"`
	Status   OrderStatus `json:"status,omitempty"`
	PlacedAt Instant     `json:"placed_at,omitzero"`
}

// ErrorFrame refuses a frame.
type ErrorFrame struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	ID      string `json:"id,omitempty"` // of the message refused
}

// BackFrame asks the browser to come back after a restart, or when there is room.
type BackFrame struct {
	InMS int64 `json:"in_ms"`
}

// OperatorWelcome answers a panel's hello.
type OperatorWelcome struct {
	Operator  Operator `json:"operator"`
	Shop      Shop     `json:"shop"`
	Available bool     `json:"available"`
	Epoch     string   `json:"epoch"`
	Open      bool     `json:"open"`
}

// HoursFrame says that somebody has changed the shop's hours.
type HoursFrame struct {
	Open bool    `json:"open"`
	Next Instant `json:"next"` // when it opens or closes by itself; 0 when it does not within eight days
}

// VisitorsFrame is who is on the site.
type VisitorsFrame struct {
	Visitors []VisitView `json:"visitors"`
}

// DraftFrame is a change of a watched draft.
type DraftFrame struct {
	Conversation ConversationID `json:"conversation"`
	R            int64          `json:"r"`
	P            int            `json:"p"`
	N            int            `json:"n"`
	S            string         `json:"s"`
}

// DraftWhole is a watched draft as it stands; with R 0 it is empty.
type DraftWhole struct {
	Conversation ConversationID `json:"conversation"`
	R            int64          `json:"r"`
	S            string         `json:"s"`
	Mode         PeekMode       `json:"mode,omitempty"`
}

// StruckFrame is what a visitor has just taken out, to be shown struck through for MS milliseconds.
type StruckFrame struct {
	Conversation ConversationID `json:"conversation"`
	P            int            `json:"p"`
	S            string         `json:"s"`
	MS           int            `json:"ms"`
	Grown        bool           `json:"grown,omitzero"` // it takes the place of the stretch told last, which went on
}

// HesitationFrame is what a visitor did to the draft.
type HesitationFrame struct {
	Conversation ConversationID `json:"conversation"`
	Facts        Hesitation     `json:"facts"`
}

// MoodFrame names the words of a sent message that sound upset or pleased.
type MoodFrame struct {
	Conversation ConversationID `json:"conversation"`
	Mood
}

// NoteFrame is a line among operators.
type NoteFrame struct {
	Note Note `json:"note"`
}

// AlarmFrame says that nobody has answered since Since.
type AlarmFrame struct {
	Conversation ConversationID `json:"conversation"`
	Seq          int64          `json:"seq"`
	Round        int            `json:"round"`
	Step         AlarmStep      `json:"step"`
	Operator     OperatorID     `json:"operator"` // who is called, empty for everybody
	Since        Instant        `json:"since"`
	At           Instant        `json:"at"`
}

// CallFrame calls all operators of the shop: whoever takes the conversation first has it.
type CallFrame struct {
	Conversation ConversationID `json:"conversation"`
	By           OperatorID     `json:"by"` // who asked; empty for the visitor
	At           Instant        `json:"at"`
	UntilAt      Instant        `json:"until_at"` // then it is given as all others are
}

// PromiseFrame says what became of a promise: made, given, reminder, overdue or kept.
type PromiseFrame struct {
	Promise Promise `json:"promise"`
	Event   string  `json:"event"`
	// To is who is asked at a reminder or an alarm: the owner while available, else the colleague who suits best, "" when
	// nobody is available, and so everybody.
	To OperatorID `json:"to,omitempty"`
}

// RatedFrame is a visitor's rating.
type RatedFrame struct {
	Conversation ConversationID `json:"conversation"`
	Rating       int            `json:"rating"`
}

// OperatorsFrame is who is available, with the seats in use; those not named have not changed.
type OperatorsFrame struct {
	Operators []Seat `json:"operators"`
}

// OfferStateFrame is what became of an offer.
type OfferStateFrame struct {
	Offer    OfferID    `json:"offer"`
	Visitor  VisitorID  `json:"visitor"`
	Rule     RuleID     `json:"rule"`
	State    OfferState `json:"state"`
	Operator OperatorID `json:"operator"`
}

// FrameKind implements Frame, here and below.
func (VisitorWelcome) FrameKind() string { return "welcome" }

func (AvailableFrame) FrameKind() string { return "available" }

func (OfferFrame) FrameKind() string { return "offer" }

func (WithdrawFrame) FrameKind() string { return "withdraw" }

func (ConversationFrame) FrameKind() string { return "conversation" }

func (QueueFrame) FrameKind() string { return "queue" }

func (MessageFrame) FrameKind() string { return "message" }

func (TailFrame) FrameKind() string { return "tail" }

func (ResetFrame) FrameKind() string { return "reset" }

func (AckFrame) FrameKind() string { return "ack" }

// FrameKind implements Frame.
func (ReadFrame) FrameKind() string { return "read" }

func (TypingFrame) FrameKind() string { return "typing" }

func (WatchFrame) FrameKind() string { return "watch" }

func (DraftSyncAsked) FrameKind() string { return "dsync" }

func (QuestionsFrame) FrameKind() string { return "questions" }

func (OrderFrame) FrameKind() string { return "order" }

func (ErrorFrame) FrameKind() string { return "error" }

func (BackFrame) FrameKind() string { return "back" }

func (OperatorWelcome) FrameKind() string { return "welcome" }

func (VisitorsFrame) FrameKind() string { return "visitors" }

// FrameKind returns hours.
func (HoursFrame) FrameKind() string { return "hours" }

func (DraftFrame) FrameKind() string { return "draft" }

func (DraftWhole) FrameKind() string { return "draftsync" }

func (StruckFrame) FrameKind() string { return "struck" }

func (HesitationFrame) FrameKind() string { return "hesitation" }

func (MoodFrame) FrameKind() string { return "mood" }

func (NoteFrame) FrameKind() string { return "note" }

func (AlarmFrame) FrameKind() string { return "alarm" }

func (CallFrame) FrameKind() string { return "call" }

func (PushFrame) FrameKind() string    { return "push" }
func (PromiseFrame) FrameKind() string { return "promise" }

func (RatedFrame) FrameKind() string { return "rated" }

func (OperatorsFrame) FrameKind() string { return "operators" }

func (OfferStateFrame) FrameKind() string { return "offer" }

func (ReachFrame) FrameKind() string { return "reach" }

func (TranscriptFrame) FrameKind() string { return "transcript" }

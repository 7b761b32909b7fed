package zagaj

// LetterKind is what an e-mail is about.
type LetterKind string

// The kinds of letter.
const (
	LetterInvite     LetterKind = "invite"     // joins a shop's people
	LetterReset      LetterKind = "reset"      // sets a new password
	LetterPromise    LetterKind = "promise"    // the answer that was promised
	LetterPush       LetterKind = "push"       // no e-mail: a visitor's browser is told that the promised answer is there
	LetterCode       LetterKind = "code"       // six digits that prove whose the address is
	LetterTranscript LetterKind = "transcript" // a conversation's messages
)

// LetterState is where a letter stands.
type LetterState string

// What waits for a promise is held until the promise is kept; the others are due at once.
const (
	LetterHeld   LetterState = "held"
	LetterDue    LetterState = "due"
	LetterSent   LetterState = "sent"
	LetterFailed LetterState = "failed"
)

// Letter is one e-mail in the outbox. It is written out when it is sent: the row holds what it is about.
type Letter struct {
	Shop      ShopID         `json:"-" db:"shop_id"`
	ID        string         `json:"id" db:"id"` // made from what it is about, so that nothing is posted twice
	Kind      LetterKind     `json:"kind" db:"kind"`
	About     ConversationID `json:"about" db:"conversation_id"` // "" when no conversation is meant
	Part      string         `json:"part" db:"part"`             // of a promise: conversation/message of the answer
	Language  string         `json:"language" db:"language"`
	State     LetterState    `json:"state" db:"state"`
	Attempts  int            `json:"attempts" db:"attempts"`
	NextAt    Instant        `json:"next_at" db:"next_at"`
	CreatedAt Instant        `json:"created_at" db:"created_at"`
	SentAt    Instant        `json:"sent_at" db:"sent_at"`
	Failure   string         `json:"failure" db:"failure"`
	// To and Secret are sealed in the store, and gone from it once the letter is sent or given up.
	To     string `json:"-" db:"-"`
	Secret string `json:"-" db:"-"` // the link of an invitation or a new password, or the code
}

// PromisePushID names the call of a browser that waits for a promise.
func PromisePushID(id PromiseID) string { return "push:" + string(id) }

// PromiseLetterID names the letter that waits for a promise.
func PromiseLetterID(id PromiseID) string { return "promise:" + string(id) }

// MaxLetters is how many letters of a shop may wait; one more is refused as CodeUnavailable.
const MaxLetters = 1000

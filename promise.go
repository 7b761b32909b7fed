package zagaj

// PromiseID names a promise; the panel makes it.
type PromiseID string

// Promise is what an operator says instead of "I don't know": an answer by a time.
type Promise struct {
	ID           PromiseID      `json:"id" db:"id"`
	Shop         ShopID         `json:"-" db:"shop_id"`
	Conversation ConversationID `json:"conversation" db:"conversation_id"` // in which it was made
	Visitor      VisitorID      `json:"visitor" db:"visitor_id"`
	Operator     OperatorID     `json:"operator" db:"operator_id"` // who keeps it
	Text         string         `json:"text" db:"body"`            // what is to be answered, for the operators
	CreatedAt    Instant        `json:"created_at" db:"created_at"`
	DueAt        Instant        `json:"due_at" db:"due_at"`
	RemindedAt   Instant        `json:"reminded_at" db:"reminded_at"` // 0 until the owner was reminded
	OverdueAt    Instant        `json:"overdue_at" db:"overdue_at"`   // 0 until the alarm that it is late
	KeptAt       Instant        `json:"kept_at" db:"kept_at"`         // 0 while it is open
}

// MaxPromise is the farthest a promise may reach, in days: later nobody remembers who asked.
const MaxPromise = 30

// RemindAt is when the owner is reminded: ten minutes before, or half-way of a shorter promise.
func (p Promise) RemindAt() Instant {
	const before = 10 * 60 * 1000
	if half := (p.DueAt - p.CreatedAt) / 2; half < before {
		return p.DueAt - half
	}
	return p.DueAt - before
}

// PromiseCount is how a shop keeps its word.
type PromiseCount struct {
	Open    int `json:"open" db:"open_count"`
	Overdue int `json:"overdue" db:"overdue_count"` // of the open ones
	Kept    int `json:"kept" db:"kept_count"`       // in time
	Late    int `json:"late" db:"late_count"`       // kept, but too late
}

package zagaj

// PromiseID names a promise; the panel makes it.
type PromiseID string

// Promise is what an operator says instead of "I don't know": an answer by a time.
type Promise struct {
	ID           PromiseID      `json:"id" db:"id"`
	Shop         ShopID         `json:"-" db:"shop_id"`
	Conversation ConversationID `json:"conversation" db:"conversation_id"` // in which it was made
	Visitor      VisitorID      `json:"visitor" db:"visitor_id"`
	Operator     OperatorID     `json:"operator" db:"operator_id"` // who keeps it; "" when the owner left and nobody has taken it
	Text         string         `json:"text" db:"body"`            // what is to be answered, for the operators
	CreatedAt    Instant        `json:"created_at" db:"created_at"`
	DueAt        Instant        `json:"due_at" db:"due_at"`
	RemindedAt   Instant        `json:"reminded_at" db:"reminded_at"` // 0 until the owner was reminded
	OverdueAt    Instant        `json:"overdue_at" db:"overdue_at"`   // 0 until the alarm that it is late
	KeptAt       Instant        `json:"kept_at" db:"kept_at"`         // 0 while it is open
	Moves        []PromiseMove  `json:"moves,omitempty" db:"-"`       // how it came to its owner, the latest last
}

// PromiseMove is that a promise went from one person to another.
type PromiseMove struct {
	From OperatorID `json:"from"` // "" when nobody had it
	To   OperatorID `json:"to"`   // "" when its owner left: somebody has to take it
	By   OperatorID `json:"by"`   // who did it
	At   Instant    `json:"at"`
}

// MaxPromiseMoves is how many moves of a promise are kept, the latest: more often nobody hands one on within 30 days.
const MaxPromiseMoves = 20

// Move gives the promise to somebody else.
func (p *Promise) Move(m PromiseMove) {
	p.Moves = append(p.Moves, m)
	p.Moves = p.Moves[max(0, len(p.Moves)-MaxPromiseMoves):]
	p.Operator = m.To
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

package zagaj

// OfferState is where an offer stands.
type OfferState string

// An offer goes created → shown → one of the ends; or created → withdrawn. Virtual offers stay virtual.
const (
	OfferCreated   OfferState = "created"
	OfferShown     OfferState = "shown"
	OfferAccepted  OfferState = "accepted"
	OfferDismissed OfferState = "dismissed"
	OfferIgnored   OfferState = "ignored"
	OfferWithdrawn OfferState = "withdrawn"
	OfferVirtual   OfferState = "virtual" // control arm or hold-out: logged, not shown
)

// Offer is one proposal of help to one visitor, with the seat of the operator who will answer.
type Offer struct {
	ID        OfferID    `json:"id" db:"id"`
	Shop      ShopID     `json:"shop" db:"shop_id"`
	Visitor   VisitorID  `json:"visitor" db:"visitor_id"`
	Visit     int64      `json:"visit" db:"visit"` // the visit's first instant; unique with Rule episode
	Rule      RuleID     `json:"rule" db:"rule_id"`
	Operator  OperatorID `json:"operator" db:"operator_id"`
	Seatless  bool       `json:"-" db:"-"` // when it is made: no seat is reserved
	Tab       TabID      `json:"tab" db:"tab_id"`
	State     OfferState `json:"state" db:"state"`
	Reason    string     `json:"reason" db:"reason"` // why withdrawn, or the arm of a virtual offer
	CreatedAt Instant    `json:"created_at" db:"created_at"`
	ShownAt   Instant    `json:"shown_at" db:"shown_at"`
	EndedAt   Instant    `json:"ended_at" db:"ended_at"`
	ExpiresAt Instant    `json:"expires_at" db:"expires_at"`
}

// Face is what a visitor sees of an operator: the first name and a real photo, or initials.
type Face struct {
	Operator OperatorID `json:"operator"`
	Name     string     `json:"name"`
	Initials string     `json:"initials"`
	Photo    string     `json:"photo,omitempty"` // address, empty when there is none
}

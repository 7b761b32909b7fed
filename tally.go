package zagaj

// Tally is how often something was decided in an hour. Outcome is offer, would_offer (hold-out and control arms), blocked, or
// moment: so many visitors were, by any rule, worth talking to, whether or not anybody was there.
type Tally struct {
	Shop    ShopID  `json:"-" db:"shop_id"`
	Hour    Instant `json:"hour" db:"hour"` // the hour's first instant, in UTC
	Rule    RuleID  `json:"rule" db:"rule_id"`
	Outcome string  `json:"outcome" db:"outcome"`
	Reason  string  `json:"reason" db:"reason"`
	N       int     `json:"n" db:"n"`
}

// TallyMoment is the outcome under which the visitors worth talking to are counted.
const TallyMoment = "moment"

// OfferCount is what became of the offers of a rule.
type OfferCount struct {
	Rule      RuleID `json:"rule" db:"rule_id"`
	Made      int    `json:"made" db:"made"`
	Shown     int    `json:"shown" db:"shown"`
	Accepted  int    `json:"accepted" db:"accepted"`
	Dismissed int    `json:"dismissed" db:"dismissed"`
	Ignored   int    `json:"ignored" db:"ignored"`
	Withdrawn int    `json:"withdrawn" db:"withdrawn"`
	Ordered   int    `json:"ordered" db:"ordered"` // accepted ones whose visitor ordered within a day of them
}

// Talk is one conversation as reports count it.
type Talk struct {
	Offer     OfferID `db:"offer_id"`
	CreatedAt Instant `db:"created_at"`
	ClosedAt  Instant `db:"closed_at"`
}

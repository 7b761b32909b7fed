package zagaj

// VisitView is one visitor on the site as the panel shows it.
type VisitView struct {
	Visitor   VisitorID  `json:"visitor"`
	Page      *Page      `json:"page"`
	Since     Instant    `json:"since"`
	SeenAt    Instant    `json:"seen_at"`
	Tabs      int        `json:"tabs"`
	Device    string     `json:"device"`
	Language  string     `json:"language"`
	Views     int        `json:"views"`
	Cart      *Cart      `json:"cart"`
	Rules     []RuleView `json:"rules"`
	Connected bool       `json:"connected"`
	Offer     bool       `json:"offer"` // an offer is on its way or on the screen
	Chat      bool       `json:"chat"`
}

// RuleView is how one rule stands for one visitor.
type RuleView struct {
	Rule     RuleID  `json:"rule"`
	Truth    string  `json:"truth"`           // true, false or unknown
	Progress string  `json:"progress"`        // conditions that hold, of how many: "2/3"
	Next     Instant `json:"next"`            // when it could change by time alone, 0 when only an event can
	Gate     string  `json:"gate"`            // why a true rule does not offer, "" when it may
	Fault    string  `json:"fault,omitempty"` // with the gate broken: how the rule's conditions failed
	// Passing is the time that it waits for, of several the one that is over first; nil when it waits for none.
	Passing *Passing `json:"passing,omitempty"`
}

// Passing is a time that has come so far: 460 seconds of 600.
type Passing struct {
	Has   Seconds `json:"has"`
	Needs Seconds `json:"needs"`
	Until Instant `json:"until"` // when it is over if the visitor goes on as now, 0 while it stands still
}

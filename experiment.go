package zagaj

import "time"

// ExperimentID names an experiment.
type ExperimentID string

// HoldOutID is the experiment every shop with a hold-out runs: what all offers together are worth.
const HoldOutID ExperimentID = "hold-out"

// Experiment tries one rule's offer in several arms. A visitor gets an arm at the first moment at which the rule would
// offer, keeps it, and counts in it whatever happens then.
type Experiment struct {
	ID       ExperimentID `json:"id"`
	Shop     ShopID       `json:"shop"`
	Rule     RuleID       `json:"rule"`
	Name     string       `json:"name"`
	Phase    int          `json:"phase"`    // 1, and one more whenever arms or coverage change: phases are read apart
	Coverage float64      `json:"coverage"` // share of the visitors that takes part, above 0 to 1; the others get the rule as it is
	Arms     []Arm        `json:"arms"`     // 2 to 6; the first is compared with the others
	Lift     float64      `json:"lift"`     // the effect one hopes for, as a share of the orders: 0.2
	Window   Seconds      `json:"window"`   // how long after the first exposure an order counts
	SameArms bool         `json:"same_arms,omitempty"`
	// Seed lets arms fall as in GrowthBook (its hash version 2, of seed and visitor), for a shop that compares with tests it
	// runs there; empty for Zagaj's own hash.
	Seed      string  `json:"seed,omitempty"`
	StartedAt Instant `json:"started_at"`
	EndedAt   Instant `json:"ended_at"` // 0 while it runs
}

// Arm is one way of treating a visitor.
type Arm struct {
	Name    string            `json:"name"`
	Weight  float64           `json:"weight"`         // above 0; the arms' weights need not add up to 1
	Control bool              `json:"control"`        // nothing is shown
	Text    map[string]string `json:"text,omitempty"` // the offer's sentence by language, instead of the rule's
}

// Exposure says that a visitor has come to the moment of an offer in an arm. There is one for each visitor and
// experiment, the first.
type Exposure struct {
	Shop       ShopID       `json:"shop" db:"shop_id"`
	Experiment ExperimentID `json:"experiment" db:"experiment_id"`
	Visitor    VisitorID    `json:"visitor" db:"visitor_id"`
	Phase      int          `json:"phase" db:"phase"`
	Arm        string       `json:"arm" db:"arm"`
	Rule       RuleID       `json:"rule" db:"rule_id"`
	At         Instant      `json:"at" db:"at"`
}

// Bounds of an experiment.
const (
	maxArms   = 6
	maxWindow = Seconds(14 * 24 * time.Hour / time.Second)
)

// DefaultWindow is a day: a conversation helps with what is bought now, not with what is bought next month.
const DefaultWindow = Seconds(24 * time.Hour / time.Second)

// Check returns CodeInvalid with the path of what is wrong.
func (e Experiment) Check() error {
	switch {
	case e.Name == "":
		return E(CodeInvalid, "name: an experiment needs a name")
	case e.Rule == "":
		return E(CodeInvalid, "rule: an experiment tries a rule")
	case !(e.Coverage > 0 && e.Coverage <= 1):
		return E(CodeInvalid, "coverage: above 0, 1 at most")
	case len(e.Arms) < 2 || len(e.Arms) > maxArms:
		return E(CodeInvalid, "arms: 2 to 6")
	case !(e.Lift > 0 && e.Lift <= 10):
		return E(CodeInvalid, "lift: above 0, as a share: 0.2 is a fifth more orders")
	case len(e.Seed) > 100:
		return E(CodeInvalid, "seed: 100 characters at most")
	case e.Window < 60 || e.Window > maxWindow:
		return E(CodeInvalid, "window: a minute to 14 days")
	}
	names := map[string]bool{}
	for _, a := range e.Arms {
		switch {
		case a.Name == "" || names[a.Name]:
			return E(CodeInvalid, "arms: every arm needs a name of its own")
		case !(a.Weight > 0 && a.Weight <= 1000):
			return E(CodeInvalid, "arms: a weight is above 0")
		case a.Control && len(a.Text) > 0:
			return E(CodeInvalid, "arms: a control arm shows nothing, so it has no text")
		case e.SameArms && (a.Control || len(a.Text) > 0):
			return E(CodeInvalid, "arms: in a trial of the trial itself all arms are the rule as it is")
		}
		names[a.Name] = true
	}
	return nil
}

// Unit is one exposed visitor of an experiment with what became of them.
type Unit struct {
	Visitor   VisitorID
	Arm       string
	Phase     int
	At        Instant    // first exposure
	Orders    []Purchase // at or after it, in any order
	Dismissed bool       // closed the offer
	Bounced   bool       // did nothing more after ten seconds
	Minutes   float64    // of operators, in conversations begun within a day
}

// Purchase is one order of a unit that was not cancelled or paid back.
type Purchase struct {
	At    Instant
	Minor int64
}

// Names of the arms of the hold-out.
const (
	ArmHeld    = "held"
	ArmOffered = "offered"
)

// HoldOut returns the experiment that a shop's hold-out is: a share of all visitors is never offered anything.
func HoldOut(shop ShopID, p Policy) Experiment {
	return Experiment{ID: HoldOutID, Shop: shop, Name: "hold-out", Phase: max(1, p.HoldOutPhase), Coverage: 1, Lift: 0.2, Window: DefaultWindow,
		Arms: []Arm{{Name: ArmHeld, Weight: p.HoldOut, Control: true}, {Name: ArmOffered, Weight: 1 - p.HoldOut}}}
}

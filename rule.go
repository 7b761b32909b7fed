package zagaj

import (
	"encoding/json"
	"time"
)

// Rule says when to offer help. Its conditions are a typed JSON tree which triggers compiles and checks when it
// is saved; here they are opaque.
type Rule struct {
	ID        RuleID            `json:"id"`
	Shop      ShopID            `json:"shop"`
	Version   int               `json:"version"`          // of the rule: it counts its changes
	Schema    int               `json:"schema,omitempty"` // of the conditions' language, RuleSchema; 0 when not told, which is 1
	Name      string            `json:"name"`
	Enabled   bool              `json:"enabled"`
	DryRun    bool              `json:"dry_run,omitempty"`
	Priority  int               `json:"priority"`         // larger wins
	When      []json.RawMessage `json:"when"`             // any of
	Who       []json.RawMessage `json:"who,omitempty"`    // all of
	Unless    []json.RawMessage `json:"unless,omitempty"` // none of
	For       Seconds           `json:"for,omitempty"`    // must stay true this long
	Text      map[string]string `json:"text"`             // the offer's sentence by language
	PerVisit  int               `json:"per_visit,omitempty"`
	ExpiresAt Instant           `json:"expires_at,omitempty"` // nothing is offered from then on; 0 for never
	UpdatedAt Instant           `json:"updated_at"`
}

// RuleSchema is the version of the language conditions are written in.
const RuleSchema = 1

// MaxRules is how many rules a shop may have.
const MaxRules = 1000

// Seconds is a duration in whole seconds on the wire.
type Seconds int64

// Duration converts to time.Duration.
func (s Seconds) Duration() time.Duration { return time.Duration(s) * time.Second }

// Schedule says when the shop is open for offers: open while the local minute matches any of the cron
// expressions and the day is no exception.
type Schedule struct {
	Shop     ShopID   `json:"shop"`
	Zone     string   `json:"zone"`
	Open     []string `json:"open"`               // five-field cron expressions
	Closed   []string `json:"closed"`             // exception days, YYYY-MM-DD
	Holidays string   `json:"holidays,omitempty"` // ISO country whose public holidays are closed, "" for none
	Guard    Seconds  `json:"guard"`              // no offer this long before closing
	// TradeSundays closes on the Sundays on which shops in Poland may not trade.
	TradeSundays bool `json:"trade_sundays,omitempty"`
}

// Policy is a shop's caps and quiet periods. The zero value is not the default: see DefaultPolicy.
type Policy struct {
	PerVisit       int     `json:"per_visit"`       // shown offers a visit
	FirstQuiet     Seconds `json:"first_quiet"`     // nothing in the first … of a visit
	Gap            Seconds `json:"gap"`             // between any two offers
	AfterDismissed Seconds `json:"after_dismissed"` // silence of all rules
	AfterAccepted  Seconds `json:"after_accepted"`
	AfterOrder     Seconds `json:"after_order"`
	OfferLife      Seconds `json:"offer_life"`  // how long a shown offer stays
	IgnoredMax     int     `json:"ignored_max"` // the n-th ignored offer in IgnoredIn counts as a dismissal
	IgnoredIn      Seconds `json:"ignored_in"`
	NeedConsent    bool    `json:"need_consent"`
	HoldOut        float64 `json:"hold_out"` // share of visitors never offered anything, 0 to 1
	// HoldOutPhase counts the shares that HoldOut has had, from 1 on: visitors who fell to one share are read apart from those of another.
	HoldOutPhase int `json:"hold_out_phase,omitempty"`
	// Acceptance is the share of offers that visitors take up; above 0 more offers stand at once than seats are free, so many
	// that too many are taken up in one case of twenty. 0 reserves a seat for each.
	Acceptance float64 `json:"acceptance"`
	// StaleAfter makes every cart unknown when the platform has told nothing at all for so long; 0 for never. It is for
	// shops that are never silent while they are well.
	StaleAfter Seconds `json:"stale_after"`
}

// DefaultPolicy returns the defaults of the trigger engine's specification.
func DefaultPolicy() Policy {
	const day = 24 * 3600
	return Policy{PerVisit: 1, FirstQuiet: 20, Gap: 600, AfterDismissed: 30 * day, AfterAccepted: day, AfterOrder: day,
		OfferLife: 60, IgnoredMax: 3, IgnoredIn: 30 * day}
}

// HeldSince returns the policy as it comes after another: with another share held out another phase begins.
func (p Policy) HeldSince(before Policy) Policy {
	p.HoldOutPhase = before.HoldOutPhase
	if before.HoldOut > 0 { // also when it was set before phases were counted
		p.HoldOutPhase = max(1, p.HoldOutPhase)
	}
	if p.HoldOut > 0 && p.HoldOut != before.HoldOut {
		p.HoldOutPhase++
	}
	return p
}

// Check returns CodeInvalid with the name of what is wrong.
func (p Policy) Check() error {
	for name, n := range map[string]Seconds{"first_quiet": p.FirstQuiet, "gap": p.Gap, "after_dismissed": p.AfterDismissed, "after_accepted": p.AfterAccepted,
		"after_order": p.AfterOrder, "ignored_in": p.IgnoredIn, "stale_after": p.StaleAfter} {
		if n < 0 || n > 366*24*3600 {
			return E(CodeInvalid, name+": 0 seconds to a year")
		}
	}
	switch {
	case p.PerVisit < 0 || p.PerVisit > 100:
		return E(CodeInvalid, "per_visit: 0 for no limit, to 100")
	case p.OfferLife < 5 || p.OfferLife > 3600:
		return E(CodeInvalid, "offer_life: 5 seconds to an hour")
	case p.IgnoredMax < 0 || p.IgnoredMax > 100:
		return E(CodeInvalid, "ignored_max: 0 to 100")
	case !(p.Acceptance >= 0 && p.Acceptance <= 1):
		return E(CodeInvalid, "acceptance: a share of 0 to 1")
	case !(p.HoldOut >= 0 && p.HoldOut <= 0.5):
		return E(CodeInvalid, "hold_out: a share of 0 to 0.5")
	}
	return nil
}

// Package experiment reads what a trial of a rule has shown: how many visitors it needs, whether the split was fair, and
// whether the arms differ. It is pure: figures in, a reading out.
//
// The unit is the visitor, by intention to treat: everybody who passed all other gates counts in the arm they were given,
// whatever was shown to them and whether or not they talked.
package experiment

import (
	"math"

	"github.com/zagaj/zagaj"
)

// Alpha is the error that is accepted: one in twenty experiments without an effect may seem to have one.
const Alpha = 0.05

// Power is how often a true effect of the wanted size must be found.
const Power = 0.8

// Size returns how many visitors each of two equal arms needs, so that an effect that lifts the base rate of orders by
// the share lift (0.2: from 3 % to 3.6 %) is found with probability Power at error Alpha, looking once. It is
// n = (z(1-Alpha/2) + z(Power))² (p1 q1 + p2 q2) / (p2 - p1)², the usual figure for two proportions, rounded.
// CodeInvalid unless both rates lie between 0 and 1 and differ.
func Size(base, lift float64) (int, error) {
	n, _, err := SizeUneven(base, lift, 1)
	return n, err
}

// SizeUneven is Size for a control arm and a treated arm that is so many times larger: a hold-out of 10 % has 9.
func SizeUneven(base, lift, times float64) (control, treated int, err error) {
	better := base * (1 + lift)
	if !(base > 0 && base < 1 && better > 0 && better < 1 && lift != 0 && times > 0) {
		return 0, 0, zagaj.E(zagaj.CodeInvalid, "the rate of orders and the rate wanted must differ and lie between 0 and 1")
	}
	z := quantile(1-Alpha/2) + quantile(Power)
	d := better - base
	n := z * z * (base*(1-base) + better*(1-better)/times) / (d * d)
	return int(math.Round(n)), int(math.Round(n * times)), nil
}

// Weeks returns how long an experiment takes that needs so many visitors in all, when so many a day come to the moment
// of an offer. It is at least one: a week has its own rhythm.
func Weeks(visitors int, perDay float64) float64 {
	if perDay <= 0 {
		return math.Inf(1)
	}
	return max(1, float64(visitors)/perDay/7)
}

// quantile of the standard normal distribution.
func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// twoSided is the probability of a standard normal value at least as far from 0 as z.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// Arm is what is known of one arm.
type Arm struct {
	Name    string  `json:"name"`
	Control bool    `json:"control"`
	Weight  float64 `json:"weight"` // share of the experiment's visitors it should have
	Exposed int     `json:"exposed"`
	Orders  int     `json:"orders"` // visitors with at least one order within the window
	Harm
	Revenue Revenue `json:"revenue"`
}

// Harm is what an offer may cost.
type Harm struct {
	Dismissed       int     `json:"dismissed"`        // visitors who closed the offer
	Bounced         int     `json:"bounced"`          // who left within ten seconds of it
	OperatorMinutes float64 `json:"operator_minutes"` // spent in conversations that came of it
}

// Rate is the share of exposed visitors who ordered.
func (a Arm) Rate() float64 {
	if a.Exposed == 0 {
		return 0
	}
	return float64(a.Orders) / float64(a.Exposed)
}

// difference returns how much b's rate is above a's, and the variance of that.
func difference(a, b Arm) (d, variance float64) {
	p, q := a.Rate(), b.Rate()
	return q - p, p*(1-p)/float64(a.Exposed) + q*(1-q)/float64(b.Exposed)
}

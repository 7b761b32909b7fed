package experiment

import (
	"math"
	"math/rand/v2"
	"testing"
)

// simulate plays experiments of two arms, looked at every 500 visitors of each, and returns the shares in which a plain
// test was ever wrong or right, in which it was at the last look only, and in which the sequential test ever was.
func simulate(experiments, most int, base, lift float64) (ever, last, valid float64) {
	dice := rand.New(rand.NewPCG(11, 13))
	orders := func(rate float64) int { // of 500 visitors; the binomial's normal approximation would lose its skew
		n := 0
		for u := dice.Float64(); ; n++ {
			p := binomial(500, n, rate)
			if u < p || n == 500 {
				return n
			}
			u -= p
		}
	}
	for range experiments {
		a, b, wasEver, wasValid, isLast := Arm{}, Arm{}, false, false, false
		for a.Exposed < most {
			a.Exposed, b.Exposed = a.Exposed+500, b.Exposed+500
			a.Orders, b.Orders = a.Orders+orders(base), b.Orders+orders(base*(1+lift))
			l := Peek(a, b, 0.2*base)
			isLast = l.FixedP < Alpha
			wasEver, wasValid = wasEver || isLast, wasValid || l.ValidP < Alpha
		}
		ever += float64(count(wasEver))
		last += float64(count(isLast))
		valid += float64(count(wasValid))
	}
	n := float64(experiments)
	return ever / n, last / n, valid / n
}

func binomial(n, k int, p float64) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}

// The specification's simulation: a base of 3 %, looks every 500 visitors of each arm. Without an effect 28 looks with a
// plain test are wrong in 29.4 of a hundred, the sequential test in 1.8, one look at the end in 5.3. With an effect of a
// fifth one look at 14,000 finds it in 80 of a hundred; the sequential test in 50 there, and in 88 at 28,000.
func TestTheSimulationIsThatOfTheSpecification(t *testing.T) {
	const experiments = 1500
	near := func(what string, got, want, off float64) {
		if math.Abs(got-want) > off {
			t.Errorf("%s: %.3f, want about %.3f", what, got, want)
		}
	}
	ever, last, valid := simulate(experiments, 14_000, 0.03, 0)
	near("plain test, ever wrong", ever, 0.294, 0.04)
	near("plain test, wrong at the end", last, 0.053, 0.02)
	near("sequential test, ever wrong", valid, 0.018, 0.012)
	_, last, valid = simulate(experiments, 14_000, 0.03, 0.2)
	near("plain test, right at the end", last, 0.80, 0.04)
	near("sequential test by 14,000", valid, 0.50, 0.05)
	_, _, valid = simulate(experiments, 28_000, 0.03, 0.2)
	near("sequential test by 28,000", valid, 0.88, 0.04)
}

package experiment

import "math"

// Better returns the probability that b's true rate is above a's, and the expected loss of choosing b: how much of the
// rate is given away on average if a was better after all. Both start from a flat prior, Beta(1, 1). It is a reading for
// people, never a reason to stop: looked at every day it errs as often as a plain test does.
func Better(a, b Arm) (probability, loss float64) {
	return better(a.beta(), b.beta())
}

// beta is a Beta distribution with whole parameters: successes+1 and failures+1.
type beta struct{ yes, no float64 }

func (a Arm) beta() beta { return beta{float64(a.Orders + 1), float64(a.Exposed - a.Orders + 1)} }

func (b beta) mean() float64 { return b.yes / (b.yes + b.no) }

func better(a, b beta) (probability, loss float64) {
	probability = above(a, b)
	// E[(A-B)+] = E[A] P(A' > B) - E[B] P(A > B'), where a prime means one more success.
	loss = a.mean()*above(b, beta{a.yes + 1, a.no}) - b.mean()*above(beta{b.yes + 1, b.no}, a)
	return probability, max(0, loss)
}

// above is P(B > A), an exact sum over b's successes (Evan Miller, "Formulas for Bayesian A/B testing").
func above(a, b beta) float64 {
	sum := 0.0
	for i := range int(b.yes) {
		n := float64(i)
		sum += math.Exp(logBeta(a.yes+n, b.no+a.no) - math.Log(b.no+n) - logBeta(1+n, b.no) - logBeta(a.yes, a.no))
	}
	return min(1, sum)
}

func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

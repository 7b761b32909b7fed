package experiment

import "math"

// Look is one look at two arms in an experiment that may be looked at every day.
type Look struct {
	Difference float64 `json:"difference"` // of the rates
	Z          float64 `json:"z"`
	FixedP     float64 `json:"fixed_p"`  // valid only for one look, planned before
	Lambda     float64 `json:"lambda"`   // likelihood ratio of the mixture test
	ValidP     float64 `json:"valid_p"`  // valid at every look: 1/lambda, at most 1
	From       float64 `json:"from"`     // of the confidence sequence: it holds the true difference at all looks together
	To         float64 `json:"to"`       // with probability 1-Alpha
	Relative   float64 `json:"relative"` // Difference as a share of the control's rate
}

// tauOfBase is the width of the mixture as a share of the base rate: effects of some 20 % are what shops hope for.
const tauOfBase = 0.2

// Peek compares b with the control a by the mixture sequential probability ratio test with a normal mixture (Johari,
// Koomen, Pekelis, Walsh, "Always Valid Inference", 2022): lambda = sqrt(V/(V+tau²)) exp(tau² d² / (2V(V+tau²))), and the
// confidence sequence d ± sqrt(V(V+tau²)/tau² (2 ln(1/Alpha) + ln((V+tau²)/V))). tau is the standard deviation of the
// effects that are expected; 0 stands for a fifth of the control's rate. Without orders in either arm nothing is known.
func Peek(a, b Arm, tau float64) Look {
	out := Look{ValidP: 1, FixedP: 1, Lambda: 1, From: -1, To: 1}
	if a.Exposed == 0 || b.Exposed == 0 {
		return out
	}
	if tau <= 0 {
		tau = tauOfBase * a.Rate()
	}
	d, v := difference(a, b)
	out.Difference = d
	if v <= 0 || tau <= 0 {
		return out
	}
	t := tau * tau
	out.Z = d / math.Sqrt(v)
	out.FixedP = twoSided(out.Z)
	out.Lambda = math.Sqrt(v/(v+t)) * math.Exp(t*d*d/(2*v*(v+t)))
	out.ValidP = min(1, 1/out.Lambda)
	half := math.Sqrt(v * (v + t) / t * (2*math.Log(1/Alpha) + math.Log((v+t)/v)))
	out.From, out.To = d-half, d+half
	if a.Orders > 0 {
		out.Relative = d / a.Rate()
	}
	return out
}

// Holm returns the p-values adjusted for having asked several questions at once (Holm 1979), in the order given.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	for i := 1; i < len(order); i++ { // an experiment has a handful of arms
		for j := i; j > 0 && p[order[j]] < p[order[j-1]]; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	out, largest := make([]float64, len(p)), 0.0
	for rank, i := range order {
		largest = max(largest, min(1, p[i]*float64(len(p)-rank)))
		out[i] = largest
	}
	return out
}

// UnfairSplit is the p-value below which the arms' sizes cannot be chance: something loses visitors of one arm.
const UnfairSplit = 0.001

// SplitP is the chance of sizes at least as far from the weights as these (chi-square test of the sample ratio). It is 1 while an arm has no weight:
// a hold-out that is switched off.
func SplitP(arms []Arm) float64 {
	total, weights, x := 0, 0.0, 0.0
	for _, a := range arms {
		total += a.Exposed
		weights += a.Weight
		if a.Weight <= 0 {
			return 1
		}
	}
	if total == 0 {
		return 1
	}
	for _, a := range arms {
		want := float64(total) * a.Weight / weights
		x += (float64(a.Exposed) - want) * (float64(a.Exposed) - want) / want
	}
	return chiSquare(x, len(arms)-1)
}

// chiSquare is the probability of at least x with so many degrees of freedom, by the closed form for whole numbers
// (Abramowitz and Stegun 26.4.4 and 26.4.5).
func chiSquare(x float64, freedom int) float64 {
	if freedom < 1 {
		return 1
	}
	half := x / 2
	if freedom%2 == 0 {
		sum, term := 0.0, 1.0
		for i := range freedom / 2 {
			if i > 0 {
				term *= half / float64(i)
			}
			sum += term
		}
		return math.Exp(-half) * sum
	}
	sum, term := 0.0, math.Sqrt(2*x/math.Pi)
	for i := 1; i < freedom; i += 2 {
		if i > 1 {
			term *= x / float64(i)
		}
		sum += term
	}
	return math.Erfc(math.Sqrt(half)) + math.Exp(-half)*sum
}

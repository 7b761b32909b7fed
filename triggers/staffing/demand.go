package staffing

import "math"

// Cells are the hours of a week, Monday 0:00 to 1:00 first.
const Cells = 7 * 24

// Weeks is how far back demand is read.
const Weeks = 8

const (
	halfLife = 4.0 // weeks after which a week counts half
	prior    = 2.0 // weeks that the pattern of hours and days weighs beside what one hour has shown
	quarters = 0.75
	low      = 0.1
	high     = 0.9
)

// Rate is what is believed of one hour's demand: a gamma distribution.
type Rate struct {
	shape, rate float64
}

// Mean is the expected number of moments an hour.
func (r Rate) Mean() float64 { return r.shape / r.rate }

// Quantile is the number that demand stays below with probability p.
func (r Rate) Quantile(p float64) float64 {
	if r.shape == 0 {
		return 0
	}
	from, to := 0.0, 1.0
	for lowerGamma(r.shape, to) < p {
		from, to = to, to*2
	}
	for range 60 {
		if mid := (from + to) / 2; lowerGamma(r.shape, mid) < p {
			from = mid
		} else {
			to = mid
		}
	}
	return (from + to) / 2 / r.rate
}

// Busy is the demand staff is planned for: it is exceeded in one week of four.
func (r Rate) Busy() float64 { return r.Quantile(quarters) }

// Demand reads counts of whole weeks, the newest first, at most Weeks of them. Hours that have shown little lean on the pattern
// of their hour and their day (Gamma–Poisson shrinkage).
func Demand(weeks [][Cells]float64) [Cells]Rate {
	var sum [Cells]float64
	var hours [24]float64
	var days [7]float64
	weight, all := 0.0, 0.0
	for age, week := range weeks[:min(len(weeks), Weeks)] {
		w := math.Exp2(-float64(age) / halfLife)
		weight += w
		for c, x := range week {
			sum[c] += w * x
			hours[c%24] += w * x
			days[c/24] += w * x
			all += w * x
		}
	}
	var out [Cells]Rate
	for c := range out {
		mean := 0.0
		if all > 0 { // (mean of the hour × mean of the day) / mean of all
			mean = (hours[c%24] / (7 * weight)) * (days[c/24] / (24 * weight)) / (all / (Cells * weight))
		}
		out[c] = Rate{shape: sum[c] + prior*mean, rate: weight + prior}
	}
	return out
}

// lowerGamma is the regularised lower incomplete gamma function P(s, x), by its series or its continued fraction.
func lowerGamma(s, x float64) float64 {
	if x <= 0 {
		return 0
	}
	lg, _ := math.Lgamma(s)
	front := math.Exp(s*math.Log(x) - x - lg)
	if x < s+1 {
		term, total := 1/s, 1/s
		for k := 1.0; k < 1000 && term > total*1e-14; k++ {
			term *= x / (s + k)
			total += term
		}
		return front * total
	}
	b, c := x+1-s, 1e300
	d := 1 / b
	h := d
	for k := 1.0; k < 1000; k++ {
		an := -k * (k - s)
		b += 2
		d = 1 / (an*d + b)
		c = b + an/c
		h *= d * c
		if math.Abs(d*c-1) < 1e-14 {
			break
		}
	}
	return 1 - front*h
}

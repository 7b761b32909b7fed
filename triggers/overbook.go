package triggers

import "math"

// tooMany is how often more offers may be taken up than seats are free.
const tooMany = 0.05

// mostOffers bounds the offers that stand for one operator at once.
const mostOffers = 200

// Overbooked returns how many offers may stand at once for so many free seats when visitors take up the share acceptance of
// them: the most for which more than free are taken up with a probability of 5 % at most. At least free; free itself when
// acceptance is 0 or less, because then nothing is known of it.
func Overbooked(free int, acceptance float64) int {
	if free <= 0 || acceptance <= 0 {
		return max(0, free)
	}
	k := free
	for k < mostOffers && moreThan(free, k+1, acceptance) <= tooMany {
		k++
	}
	return k
}

// moreThan is P(Bin(n, p) > m).
func moreThan(m, n int, p float64) float64 {
	if p >= 1 {
		return 1
	}
	term := math.Pow(1-p, float64(n))
	sum := term
	for i := 1; i <= m; i++ {
		term *= float64(n-i+1) / float64(i) * p / (1 - p)
		sum += term
	}
	return 1 - sum
}

// takesOne reports whether one more offer may stand for an operator.
func (s *State) takesOne(o *operator) bool {
	if s.policy.Acceptance <= 0 {
		return o.free() > 0
	}
	return o.offers < Overbooked(o.Seats-o.Load, s.policy.Acceptance)
}

// setOffer gives the visit an offer, or takes it away.
func (v *visit) setOffer(o *openOffer) {
	count := func(n int) {
		if v.offer == nil {
			return
		}
		if who := v.house.operator(v.offer.operator); who != nil {
			who.offers += n
		}
	}
	count(-1)
	v.offer = o
	count(1)
	if o != nil {
		v.house.concern(v, true)
	}
	v.tellOthers()
}

// Package staffing says how many operators a shop needs and in which hours it pays to have them. It is pure: counts in, an
// answer with its uncertainty out. Formulas are A. K. Erlang's and C. Palm's; every figure in the tests was computed apart.
package staffing

import (
	"math"
	"time"
)

// ErlangB is the share of arrivals lost at n places without a queue, at an offered load of a (arrivals × holding time).
func ErlangB(n int, a float64) float64 {
	b := 1.0
	for k := 1; k <= n; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b
}

// ErlangC is the share of arrivals that wait at n places with a patient queue; 1 when the load is not below the places.
func ErlangC(n int, a float64) float64 {
	if a >= float64(n) {
		return 1
	}
	b := ErlangB(n, a)
	return b / (1 - a/float64(n)*(1-b))
}

// Service is what visitors meet.
type Service struct {
	Wait    float64       // share who wait at all
	Mean    time.Duration // wait of all, those who do not wait among them; the longest duration there is when the queue only grows
	Within  float64       // share answered within the limit asked about
	Abandon float64       // share who give up
}

// Patient is the service of a queue that nobody leaves, and the share answered within a limit.
func Patient(n int, a float64, holding, limit time.Duration) Service {
	c := ErlangC(n, a)
	spare := float64(n) - a
	if spare <= 0 {
		return Service{Wait: 1, Mean: math.MaxInt64}
	}
	return Service{Wait: c, Mean: time.Duration(c * float64(holding) / spare), Within: 1 - c*math.Exp(-spare*limit.Seconds()/holding.Seconds())}
}

// maxQueue bounds the chain that Impatient sums: with any patience at all, so long a queue has no weight.
const maxQueue = 5000

// Impatient is the service of a queue whose members give up after patience on average (Erlang A). Within is left out.
func Impatient(n int, a float64, holding, patience time.Duration) Service {
	perSecond := a / holding.Seconds()
	mu, theta := 1/holding.Seconds(), 1/patience.Seconds()
	weight, total, waiting, queue := 1.0, 1.0, 0.0, 0.0
	if n == 0 {
		waiting = 1
	}
	for k := 1; k < n+maxQueue; k++ {
		busy, behind := float64(min(k, n)), float64(max(0, k-n))
		weight *= perSecond / (busy*mu + behind*theta)
		total += weight
		if k >= n {
			waiting += weight
		}
		queue += behind * weight
		if k > n && weight < total*1e-15 {
			break
		}
	}
	if perSecond == 0 {
		return Service{}
	}
	queue /= total
	return Service{Wait: waiting / total, Mean: time.Duration(queue / perSecond * float64(time.Second)), Abandon: theta * queue / perSecond}
}

// MaxAtOnce is how many conversations at once the stretch is known for.
const MaxAtOnce = 3

// stretch is how much longer a conversation takes for somebody who holds so many at once: an assumption until the shop's own
// conversations say otherwise.
var stretch = [MaxAtOnce + 1]float64{1, 1, 1.2, 1.35}

// Handling returns how long one conversation takes an operator who holds so many at once (1 to MaxAtOnce), from how long it
// takes alone.
func Handling(alone time.Duration, atOnce int) time.Duration {
	return time.Duration(float64(alone) * stretch[min(max(atOnce, 1), MaxAtOnce)])
}

// maxOperators bounds the search of Operators.
const maxOperators = 500

// Operators returns the fewest operators, holding so many conversations at once, who answer the wanted share within the limit.
func Operators(perHour float64, alone time.Duration, atOnce int, share float64, limit time.Duration) (int, Service) {
	holding := Handling(alone, atOnce)
	a := perHour * holding.Hours()
	for n := 1; n < maxOperators; n++ {
		if s := Patient(n*min(max(atOnce, 1), MaxAtOnce), a, holding, limit); s.Within >= share {
			return n, s
		}
	}
	return maxOperators, Service{}
}

package experiment

import (
	"math"
	"slices"
)

// Revenue is money per exposed visitor, in minor units of the shop's currency. What a visitor spent is cut at the 99th
// percentile of what the buyers of all arms spent (winsorised): one wedding order must not decide an experiment.
type Revenue struct {
	PerVisitor float64 `json:"per_visitor"`
	From       float64 `json:"from"` // 95 % confidence interval of the mean, for one look
	To         float64 `json:"to"`
	Limit      int64   `json:"limit"`
}

// cutAt is the quantile at which revenue is cut.
const cutAt = 0.99

// Revenues returns the revenue of each arm. spent holds, for each arm, what each of its exposed visitors spent, 0 for
// those who did not order.
func Revenues(spent [][]int64) []Revenue {
	buyers := slices.DeleteFunc(slices.Concat(spent...), func(x int64) bool { return x <= 0 })
	limit := quantileOf(buyers, cutAt)
	out := make([]Revenue, len(spent))
	for i, list := range spent {
		out[i] = revenue(list, limit)
	}
	return out
}

func revenue(spent []int64, limit int64) Revenue {
	r := Revenue{Limit: limit}
	n := float64(len(spent))
	if n == 0 {
		return r
	}
	sum, squares := 0.0, 0.0
	for _, s := range spent {
		x := float64(min(s, limit))
		sum += x
		squares += x * x
	}
	r.PerVisitor = sum / n
	half := 0.0
	if n > 1 {
		half = quantile(1-Alpha/2) * math.Sqrt(max(0, squares/n-r.PerVisitor*r.PerVisitor)/(n-1))
	}
	r.From, r.To = r.PerVisitor-half, r.PerVisitor+half
	return r
}

// quantileOf is the smallest value that at least the share q of the values does not exceed.
func quantileOf(values []int64, q float64) int64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[max(0, int(math.Ceil(q*float64(len(values))))-1)]
}

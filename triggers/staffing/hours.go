package staffing

import (
	"math"
	"time"
)

const (
	minShift  = 3                // hours: nobody comes for less
	maxStaff  = 6                // operators at a time that are looked at
	patience  = 90 * time.Second // how long a visitor who has written waits on average
	minWeeks  = 4
	minMoment = 30 // fewer moments are noise
)

// Shop is what recommending hours needs to know.
type Shop struct {
	Weeks   [][Cells]float64 // moments: visitors who wrote or to whom a rule would have offered help, closed hours among them
	Inbound float64          // share of them who wrote on their own
	Accept  float64          // share of offers that are taken up
	Alone   time.Duration    // how long one conversation takes
	AtOnce  int              // conversations an operator holds at once
	Staff   int              // operators there are
	Open    [Cells]bool      // the hours as they are
}

// Shift is a run of hours of one day with so many operators. To is the hour after the last.
type Shift struct {
	Day       int `json:"day"` // 0 is Monday
	From      int `json:"from"`
	To        int `json:"to"`
	Operators int `json:"operators"`
}

// Advice is a week of shifts with as many operator hours as now, and what it would bring.
type Advice struct {
	Enough  bool    `json:"enough"` // false: not enough has been seen, and the rest is empty
	Weeks   int     `json:"weeks"`
	Moments int     `json:"moments"`
	Hours   int     `json:"hours"` // operator hours a week, of both
	Now     float64 `json:"now"`   // interested visitors served a week, in the hours as they are
	Then    float64 `json:"then"`  // in the recommended ones
	Low     float64 `json:"low"`   // of the difference: 10 % of the weeks lie below
	High    float64 `json:"high"`
	Shifts  []Shift `json:"shifts"`
	Added   []Shift `json:"added"`   // open then, closed now
	Dropped []Shift `json:"dropped"` // open now, closed then
}

// Recommend returns the shifts that serve most interested visitors with the operator hours the shop has now (those of one
// operator, or a working week when it is never open).
func Recommend(s Shop) Advice {
	a := Advice{Weeks: min(len(s.Weeks), Weeks), Shifts: []Shift{}, Added: []Shift{}, Dropped: []Shift{}}
	for _, w := range s.Weeks[:a.Weeks] {
		for _, x := range w {
			a.Moments += int(x)
		}
	}
	if a.Weeks < minWeeks || a.Moments < minMoment {
		return a
	}
	a.Enough = true
	demand := Demand(s.Weeks)
	now := [Cells]int{}
	for c, open := range s.Open {
		if open {
			now[c] = 1
			a.Hours++
		}
	}
	if a.Hours == 0 {
		a.Hours = 40
	}
	var gain [Cells][maxStaff + 1]float64
	for c := range gain {
		for n := 1; n <= min(max(s.Staff, 1), maxStaff); n++ {
			gain[c][n] = s.served(demand[c].Mean(), n)
		}
	}
	plan := withinBudget(gain, min(max(s.Staff, 1), maxStaff), a.Hours)
	lows, highs := 0.0, 0.0
	for c := range plan {
		a.Now += gain[c][now[c]]
		a.Then += gain[c][plan[c]]
		if plan[c] != now[c] {
			spread := (demand[c].Quantile(high) - demand[c].Quantile(low)) / 2
			d := s.served(spread, max(plan[c], now[c]))
			lows, highs = lows+d*d, highs+d*d // hours vary apart from each other
		}
	}
	a.Low, a.High = a.Then-a.Now-math.Sqrt(lows), a.Then-a.Now+math.Sqrt(highs)
	a.Shifts = shifts(func(c int) int { return plan[c] })
	a.Added = shifts(func(c int) int { return max(0, plan[c]-now[c]) })
	a.Dropped = shifts(func(c int) int { return max(0, now[c]-plan[c]) })
	return a
}

// Busiest is how many conversations staff is planned for in the busiest hour that is open, or of all when none is.
func (s Shop) Busiest() float64 {
	most := 0.0
	for c, r := range Demand(s.Weeks) {
		if s.Open[c] || s.Open == [Cells]bool{} {
			most = max(most, r.Busy()*(s.Inbound+(1-s.Inbound)*s.Accept))
		}
	}
	return most
}

// served is how many of an hour's moments become conversations that are answered: who writes waits and may give up, an offer is
// made only when a place is free.
func (s Shop) served(moments float64, operators int) float64 {
	if operators == 0 || moments == 0 {
		return 0
	}
	holding := Handling(s.Alone, s.AtOnce)
	wrote, offered := moments*s.Inbound, moments*(1-s.Inbound)*s.Accept
	places := operators * min(max(s.AtOnce, 1), MaxAtOnce)
	load := (wrote + offered) * holding.Hours()
	return wrote*(1-Impatient(places, load, holding, patience).Abandon) + offered*(1-ErlangB(places, load))
}

// dayPlan is the best plan of one day for every number of operator hours.
type dayPlan struct {
	worth []float64
	staff [][24]int
}

// withinBudget shares the operator hours out among the days, so that most is gained; hours that gain nothing are left.
func withinBudget(gain [Cells][maxStaff + 1]float64, staff, budget int) (best [Cells]int) {
	most := make([]float64, budget+1)
	var spent [7][]int
	var days [7]dayPlan
	for day := range days {
		days[day] = planDay(gain[day*24:day*24+24], staff, budget)
		next := make([]float64, budget+1)
		spent[day] = make([]int, budget+1)
		for hours := range next {
			for k := 0; k <= hours && k < len(days[day].worth); k++ {
				if worth := most[hours-k] + days[day].worth[k]; worth > next[hours]+1e-9 {
					next[hours], spent[day][hours] = worth, k
				}
			}
		}
		most = next
	}
	for day, left := 6, budget; day >= 0; day-- {
		k := spent[day][left]
		copy(best[day*24:], days[day].staff[k][:])
		left -= k
	}
	return best
}

// planDay chooses a day's shifts of at least minShift hours by dynamic programming over the hours and the operator hours spent.
func planDay(gain [][maxStaff + 1]float64, staff, budget int) dayPlan {
	size := min(budget, 24*staff) + 1
	worth := make([][25]float64, size) // worth[k][h]: the best of the first h hours for k operator hours
	plans := make([][25][24]int, size)
	for end := 1; end <= 24; end++ {
		for k := range size {
			worth[k][end], plans[k][end] = worth[k][end-1], plans[k][end-1]
			for n := 1; n <= staff; n++ {
				run := 0.0
				for begin := end - 1; begin >= 0 && (end-begin)*n <= k; begin-- {
					run += gain[begin][n]
					from := k - (end-begin)*n
					if end-begin < minShift || worth[from][begin]+run <= worth[k][end]+1e-9 {
						continue
					}
					worth[k][end], plans[k][end] = worth[from][begin]+run, plans[from][begin]
					for h := begin; h < end; h++ {
						plans[k][end][h] = n
					}
				}
			}
		}
	}
	out := dayPlan{make([]float64, size), make([][24]int, size)}
	for k := range size {
		out.worth[k], out.staff[k] = worth[k][24], plans[k][24]
	}
	return out
}

// shifts gathers neighbouring hours of a day with equally many operators.
func shifts(of func(cell int) int) []Shift {
	out := []Shift{}
	for day := range 7 {
		for h := 0; h < 24; {
			n, begin := of(day*24+h), h
			for h < 24 && of(day*24+h) == n {
				h++
			}
			if n > 0 {
				out = append(out, Shift{Day: day, From: begin, To: h, Operators: n})
			}
		}
	}
	return out
}

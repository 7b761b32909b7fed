package experiment

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// The figures of the engine's specification, to the digits printed there.
func TestSizesAreThoseOfTheTable(t *testing.T) {
	lifts := []float64{0.05, 0.1, 0.2, 0.3, 0.5}
	for base, want := range map[float64][]int{
		0.02:  {315203, 80679, 21106, 9795, 3822},
		0.03:  {207935, 53208, 13911, 6451, 2514},
		0.05:  {122121, 31231, 8155, 3777, 1468},
		0.10:  {57760, 14748, 3838, 1771, 683},
		0.064: {0, 0, 6266, 0, 0},
	} {
		for i, lift := range lifts {
			if got, err := Size(base, lift); want[i] != 0 && (got != want[i] || err != nil) {
				t.Errorf("base %g lift %g: %d (%v), want %d", base, lift, got, err, want[i])
			}
		}
	}
	if control, treated, _ := SizeUneven(0.03, 0.2, 9); control != 7185 || treated != 64667 {
		t.Errorf("hold-out of a tenth: %d and %d", control, treated)
	}
	if days := Weeks(2*6266, 110) * 7; fmt.Sprintf("%.0f", days) != "114" {
		t.Errorf("%.1f days", days)
	}
	for _, bad := range [][2]float64{{0, 0.1}, {1, 0.1}, {0.6, 0.8}, {0.1, 0}, {math.NaN(), 1}} {
		if _, err := Size(bad[0], bad[1]); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}

func TestALookReadsAsInTheExample(t *testing.T) {
	a, b := Arm{Exposed: 4000, Orders: 120}, Arm{Exposed: 4000, Orders: 170}
	l := Peek(a, b, 0.006)
	got := fmt.Sprintf("%.4f %.2f %.4f %.2f %.4f", l.Difference, l.Z, l.FixedP, l.Lambda, l.ValidP)
	if want := "0.0125 2.99 0.0028 11.66 0.0858"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if l.From >= 0 || l.To <= l.Difference || math.Abs(l.From+l.To-2*l.Difference) > 1e-12 {
		t.Errorf("confidence sequence %g to %g", l.From, l.To)
	}
	if l := Peek(a, b, 0); math.Abs(l.Lambda-Peek(a, b, 0.2*0.03).Lambda) > 1e-12 {
		t.Error("a fifth of the base is not the default")
	}
	if l := Peek(Arm{}, b, 0); l.ValidP != 1 {
		t.Errorf("nothing is known, and yet %+v", l)
	}
}

// A p-value says the same as the interval: below Alpha exactly when 0 lies outside.
func TestTheIntervalAgreesWithTheTest(t *testing.T) {
	for orders := 80; orders < 400; orders++ {
		l := Peek(Arm{Exposed: 4000, Orders: 120}, Arm{Exposed: 4000, Orders: orders}, 0.006)
		if (l.ValidP < Alpha) != (l.From > 0 || l.To < 0) {
			t.Fatalf("%d orders: p %g, from %g to %g", orders, l.ValidP, l.From, l.To)
		}
	}
}

func TestBayesReadsAsInTheExample(t *testing.T) {
	p, loss := better(beta{121, 3881}, beta{171, 3831})
	if got := fmt.Sprintf("%.5f", p); got != "0.99862" {
		t.Errorf("P(B > A) = %s", got)
	}
	if q, _ := better(beta{171, 3831}, beta{121, 3881}); math.Abs(p+q-1) > 1e-9 {
		t.Errorf("%g and %g are not complementary", p, q)
	}
	// The loss, by simulation.
	dice, sum := rand.New(rand.NewPCG(1, 1)), 0.0
	draw := func(b beta) float64 { // normal approximation, good enough for parameters this large
		m := b.mean()
		return m + dice.NormFloat64()*math.Sqrt(m*(1-m)/(b.yes+b.no+1))
	}
	const rounds = 2_000_000
	for range rounds {
		sum += max(0, draw(beta{121, 3881})-draw(beta{171, 3831}))
	}
	if want := sum / rounds; loss <= 0 || math.Abs(loss-want) > want/5 {
		t.Errorf("expected loss %g, simulated %g", loss, want)
	}
	if q, _ := Better(Arm{Exposed: 4000, Orders: 120}, Arm{Exposed: 4000, Orders: 170}); math.Abs(p-q) > 1e-12 {
		t.Errorf("the prior is not flat: %g and %g", p, q)
	}
}

func TestChiSquareIsThatOfTheTables(t *testing.T) {
	for _, c := range []struct {
		x       float64
		freedom int
		p       string
	}{{3.841, 1, "0.0500"}, {5.991, 2, "0.0500"}, {7.815, 3, "0.0500"}, {9.488, 4, "0.0500"}, {10.828, 1, "0.0010"}, {16.266, 3, "0.0010"}, {0, 3, "1.0000"}} {
		if got := fmt.Sprintf("%.4f", chiSquare(c.x, c.freedom)); got != c.p {
			t.Errorf("chi-square %g with %d: %s, want %s", c.x, c.freedom, got, c.p)
		}
	}
	even := []Arm{{Weight: 0.5, Exposed: 5000}, {Weight: 0.5, Exposed: 5080}}
	if SplitP(even) < 0.1 {
		t.Errorf("a fair split: p = %g", SplitP(even))
	}
	if lost := []Arm{{Weight: 0.5, Exposed: 5000}, {Weight: 0.5, Exposed: 5400}}; SplitP(lost) >= UnfairSplit {
		t.Errorf("an arm that loses visitors: p = %g", SplitP(lost))
	}
}

func TestHolmHoldsTheErrorOfAllQuestionsTogether(t *testing.T) {
	got := Holm([]float64{0.01, 0.04, 0.03, 0.005})
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("got %v", got)
			break
		}
	}
}

// Looking every 500 visitors at two arms that are the same: a plain test errs in about three of ten experiments, the
// sequential one in no more than it promises.
func TestLookingOftenDoesNotDeceive(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	const experiments, most = 400, 14_000
	plain, valid := 0, 0
	for range experiments {
		a, b, p1, p2 := Arm{}, Arm{}, false, false
		for a.Exposed < most {
			for range 500 {
				a.Exposed, b.Exposed = a.Exposed+1, b.Exposed+1
				if dice.Float64() < 0.03 {
					a.Orders++
				}
				if dice.Float64() < 0.03 {
					b.Orders++
				}
			}
			l := Peek(a, b, 0.006)
			p1, p2 = p1 || l.FixedP < Alpha, p2 || l.ValidP < Alpha
		}
		plain += count(p1)
		valid += count(p2)
	}
	t.Logf("of %d experiments without an effect a plain test was wrong in %d, the sequential one in %d", experiments, plain, valid)
	if plain < experiments/6 || valid > experiments*5/100 {
		t.Errorf("plain %d, sequential %d of %d", plain, valid, experiments)
	}
}

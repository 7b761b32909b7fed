package staffing

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// Every figure below was computed apart from this code, most by a direct sum over the birth–death chain; they are compared to
// the digit they were printed with.
func TestCheckedNumbers(t *testing.T) {
	same := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	same("ErlB(5,3)", fmt.Sprintf("%.5f", ErlangB(5, 3)), "0.11005")
	same("ErlC(5,3)", fmt.Sprintf("%.5f", ErlangC(5, 3)), "0.23615")
	same("ErlC(4,2.4)", fmt.Sprintf("%.5f", ErlangC(4, 2.4)), "0.28704")

	for _, c := range []struct {
		atOnce, operators, slots int
		aht, wait, asa, within   string
		load                     string
	}{
		{1, 4, 4, "600", "0.174", "52", "84.3", "2.0"},
		{2, 3, 6, "720", "0.040", "8", "96.6", "2.4"},
		{3, 2, 6, "810", "0.065", "16", "94.2", "2.7"},
	} {
		n, s := Operators(12, 10*time.Minute, c.atOnce, 0.8, 30*time.Second)
		holding := Handling(10*time.Minute, c.atOnce)
		what := fmt.Sprintf("12 an hour, %d at once", c.atOnce)
		same(what+", operators and slots", fmt.Sprint(n, n*c.atOnce), fmt.Sprint(c.operators, c.slots))
		same(what+", handling time", fmt.Sprintf("%.0f", holding.Seconds()), c.aht)
		same(what+", load", fmt.Sprintf("%.1f", 12*holding.Hours()), c.load)
		same(what+", wait", fmt.Sprintf("%.3f", s.Wait), c.wait)
		same(what+", mean wait", fmt.Sprintf("%.0f", s.Mean.Seconds()), c.asa)
		same(what+", within 30 s", fmt.Sprintf("%.1f", 100*s.Within), c.within)
	}

	for _, c := range []struct {
		n                                         int
		wait, within, impatient, abandon, meanOfA string
	}{
		// 1 - 0.28704·e^(-1.6·30/720) is 0.73147; whoever rounds the wait to 0.287 first prints 73.2.
		{4, "0.287", "73.1", "0.165", "11.4", "10.3"},
		{5, "0.114", "89.8", "0.074", "4.8", "4.3"},
		{6, "0.040", "96.6", "0.029", "1.7", "1.6"},
		{7, "0.013", "99.0", "0.010", "0.5", "0.5"},
	} {
		p := Patient(c.n, 2.4, 720*time.Second, 30*time.Second)
		i := Impatient(c.n, 2.4, 720*time.Second, 90*time.Second)
		what := fmt.Sprintf("load 2.4 at %d places", c.n)
		same(what+", patient", fmt.Sprintf("%.3f %.1f", p.Wait, 100*p.Within), c.wait+" "+c.within)
		same(what+", impatient", fmt.Sprintf("%.3f %.1f %.1f", i.Wait, 100*i.Abandon, i.Mean.Seconds()), c.impatient+" "+c.abandon+" "+c.meanOfA)
	}

	for atOnce, want := range map[int]int{1: 7, 2: 4, 3: 3} {
		if n, _ := Operators(30, 8*time.Minute, atOnce, 0.8, 30*time.Second); n != want {
			t.Errorf("30 an hour, %d at once: got %d operators, want %d", atOnce, n, want)
		}
	}
}

func TestAnOverfullQueueOnlyGrows(t *testing.T) {
	if s := Patient(2, 2, time.Minute, time.Second); s.Wait != 1 || s.Within != 0 || ErlangC(2, 3) != 1 {
		t.Errorf("got %+v", s)
	}
	if s := Impatient(0, 1, time.Minute, time.Minute); math.Abs(s.Abandon-1) > 1e-9 || s.Wait != 1 {
		t.Errorf("nobody there: got %+v, want everybody to give up", s)
	}
	if s := Impatient(2, 0, time.Minute, time.Minute); s != (Service{}) {
		t.Errorf("nobody comes: got %+v", s)
	}
}

func TestGammaQuantiles(t *testing.T) {
	for _, c := range []struct{ shape, p, want float64 }{{1, 0.5, math.Ln2}, {1, 0.75, math.Log(4)}, {10, 0.75, 11.9139}, {0.5, 0.5, 0.227468}} {
		if got := (Rate{c.shape, 1}).Quantile(c.p); math.Abs(got-c.want) > 1e-3 {
			t.Errorf("gamma %g at %g: got %.5f, want %.5f", c.shape, c.p, got, c.want)
		}
	}
}

// weeks returns n equal weeks with x moments in each of the given hours of each of the given days.
func weeks(n int, x float64, days, hours []int) [][Cells]float64 {
	var w [Cells]float64
	for _, d := range days {
		for _, h := range hours {
			w[d*24+h] = x
		}
	}
	out := make([][Cells]float64, n)
	for i := range out {
		out[i] = w
	}
	return out
}

func TestDemandLeansOnThePattern(t *testing.T) {
	every, evening := []int{0, 1, 2, 3, 4, 5, 6}, []int{18, 19, 20}
	d := Demand(weeks(8, 4, every, evening))
	if got := d[18].Mean(); math.Abs(got-4) > 1e-9 {
		t.Errorf("a regular hour: got %g, want 4", got)
	}
	if d[18].Busy() <= d[18].Mean() || d[3].Mean() != 0 {
		t.Errorf("got busy %g of %g and %g at night", d[18].Busy(), d[18].Mean(), d[3].Mean())
	}
	one := weeks(1, 0, every, evening)
	one[0][2*24+19] = 21 // one odd hour in one week is pulled back: all of it at (21 + 2·3)/(1 + 2)
	if got := Demand(one)[2*24+19].Mean(); math.Abs(got-21) > 1e-9 {
		// hour mean 21/7, day mean 21/24, mean of all 21/168: the pattern says 21 as well
		t.Errorf("got %g", got)
	}
	one[0][4*24+9] = 21
	if got := Demand(one)[2*24+19].Mean(); got >= 21 || got <= 7 {
		t.Errorf("two odd hours: got %g, want it pulled toward the pattern", got)
	}
}

func shop(w [][Cells]float64, open ...int) Shop {
	s := Shop{Weeks: w, Inbound: 0.5, Accept: 0.2, Alone: 8 * time.Minute, AtOnce: 2, Staff: 3}
	for _, d := range []int{0, 1, 2, 3, 4} {
		for _, h := range open {
			s.Open[d*24+h] = true
		}
	}
	return s
}

// A planted evening peak is recommended instead of empty mornings, with the hours there are; noise is not acted upon.
func TestRecommendedHours(t *testing.T) {
	work, evening := []int{0, 1, 2, 3, 4}, []int{18, 19, 20, 21}
	a := Recommend(shop(weeks(6, 3, work, evening), 8, 9, 10, 11))
	if !a.Enough || a.Hours != 20 || a.Now != 0 || a.Then <= 0 || a.Low <= 0 || a.High <= a.Low {
		t.Fatalf("got %+v, want a certain gain", a)
	}
	used := 0
	for _, s := range a.Shifts {
		used += (s.To - s.From) * s.Operators
		if s.To-s.From < minShift {
			t.Errorf("got a shift of %d hours", s.To-s.From)
		}
		if s.To <= 18 || s.From > 21 || s.Day > 4 {
			t.Errorf("got %+v, want evenings of working days", s)
		}
	}
	if used > a.Hours || len(a.Dropped) != 5 || a.Dropped[0] != (Shift{0, 8, 12, 1}) {
		t.Errorf("got %d hours, dropped %v", used, a.Dropped)
	}
	// More equal evenings than there are hours for: as many are opened as the hours reach.
	if some := Recommend(shop(weeks(6, 3, []int{0, 1, 2, 3, 4, 5, 6}, evening), 8, 9, 10, 11)); len(some.Shifts) != 5 || some.Then <= 0 {
		t.Errorf("seven equal evenings: got %+v, want five of them", some)
	}
	if few := Recommend(shop(weeks(3, 3, work, evening), 8)); few.Enough {
		t.Error("three weeks were enough")
	}
	if quiet := Recommend(shop(weeks(8, 1, []int{0}, []int{18}), 8)); quiet.Enough || quiet.Moments != 8 {
		t.Errorf("got %+v, want too few moments", quiet)
	}
}

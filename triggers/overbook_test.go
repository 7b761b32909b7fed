package triggers

import "testing"

// The specification's figures: one free seat, 5 % and 10 % taken up.
func TestOverbookingIsThatOfTheSpecification(t *testing.T) {
	for _, c := range []struct {
		free       int
		acceptance float64
		want       int
	}{{1, 0.05, 7}, {1, 0.10, 3}, {1, 0, 1}, {2, 0, 2}, {0, 0.05, 0}, {-1, 0.05, 0}, {1, 1, 1}, {3, 0.5, 3}, {2, 0.05, 16}} {
		if got := Overbooked(c.free, c.acceptance); got != c.want {
			t.Errorf("%d seats at %g: %d offers, want %d", c.free, c.acceptance, got, c.want)
		}
		if k := Overbooked(c.free, c.acceptance); c.free > 0 && c.acceptance > 0 && k > c.free && (moreThan(c.free, k, c.acceptance) > 0.05 || moreThan(c.free, k+1, c.acceptance) <= 0.05) {
			t.Errorf("%d seats at %g: %d is not the most", c.free, c.acceptance, k)
		}
	}
}

package sql_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/zagaj/zagaj/sql"
)

// TestFoldingInStretchesIsFoldingTheWhole: Fold looks at what is not ASCII only; the whole text folded at once is the same.
func TestFoldingInStretchesIsFoldingTheWhole(t *testing.T) {
	whole := func(text string) string {
		keep := func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}
		return strings.NewReplacer("ł", "l", "ß", "ss").Replace(strings.Map(keep, norm.NFD.String(strings.ToLower(text))))
	}
	signs := []rune("aZ e1.ąŁßÉńę\u0301\u0323\u0308ıİΣςЖй한\u200d👍ﬁǅK\uFFFD")
	for r := rune(0x80); r < 0x280; r++ { // letters that are folded without room, and some behind them
		signs = append(signs, r)
		if got, want := sql.Fold(string(r)), whole(string(r)); got != want {
			t.Errorf("%q: got %q, want %q", r, got, want)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 40_000 {
		text := make([]rune, rng.IntN(12))
		for i := range text {
			text[i] = signs[rng.IntN(len(signs))]
		}
		if got, want := sql.Fold(string(text)), whole(string(text)); got != want {
			t.Fatalf("%q: got %q, want %q", string(text), got, want)
		}
	}
	if got := sql.Fold("Gęślą JAŹŃ, Straße"); got != "gesla jazn, strasse" {
		t.Errorf("got %q", got)
	}
}

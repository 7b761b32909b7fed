package live

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// vectors are the cases that the browser's mask is held to as well.
func vectors(t *testing.T) (v struct {
	Hides  [][2]string
	Leaves []string
	Typed  [][3]any // text, place of the last change in characters, what is seen
}) {
	t.Helper()
	raw, err := os.ReadFile("../../widget/wire/testdata/mask.json")
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil || len(v.Hides) == 0 || len(v.Leaves) == 0 || len(v.Typed) == 0 {
		t.Fatalf("got %v, %v", v, err)
	}
	return v
}

func TestMaskHides(t *testing.T) {
	for _, c := range vectors(t).Hides {
		if got := Mask(c[0]); got != c[1] {
			t.Errorf("%q: got %q, want %q", c[0], got, c[1])
		}
	}
}

func TestMaskLeaves(t *testing.T) {
	for _, text := range vectors(t).Leaves {
		if got := Mask(text); got != text {
			t.Errorf("%q: got %q, want it as it is", text, got)
		}
	}
}

func TestMaskHidesWhatIsBeingTyped(t *testing.T) {
	for _, c := range vectors(t).Typed {
		if got := MaskAt(c[0].(string), int(c[1].(float64))); got != c[2] {
			t.Errorf("%q at %v: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// Whatever is hidden stays hidden, and hiding again hides no more.
func TestMaskAgainChangesNothing(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{" ", "-", ",", "hasło ", "cvv:", "4111 1111 1111 1111", "44051401359", "BE68 5390 0754 7034", "DE89370400440532013000",
			"61 1090 1014 0000 0712 1981 2874", "PL", "ż", "\n", masked, "x", "12"}),
		rapid.StringMatching(`[0-9]{1,12}`), rapid.StringMatching(`[A-Za-z0-9 ]{0,20}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "")
		once := Mask(text)
		if again := Mask(once); again != once {
			t.Fatalf("%q: got %q and then %q", text, once, again)
		}
	})
}

func TestMaskLeavesTextWithoutNumbersAndSecrets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("abdefgijklmnoqrtuxyzABDEFGĄĘÓŁŻ,.!? \n-😀"))).Draw(t, "text")
		if got := Mask(text); got != text {
			t.Fatalf("got %q, want %q", got, text)
		}
	})
}

// A number that holds is hidden wherever it stands between words.
func TestMaskFindsCardsAmongWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.SampledFrom([]string{"4", "51", "6011", "37"}).Draw(t, "issuer")
		for len(digits) < 15 {
			digits += rapid.StringMatching(`[0-9]`).Draw(t, "digit")
		}
		for check := '0'; check <= '9'; check++ {
			if cardLike(digits + string(check)) {
				digits += string(check)
				break
			}
		}
		before, after := words.Draw(t, "before"), words.Draw(t, "after")
		if got := Mask(before + " " + digits + " " + after); strings.Contains(got, digits) {
			t.Fatalf("got %q, want %q hidden", got, digits)
		}
	})
}

// A draft is masked at every keystroke: the longest one must not take long.
func BenchmarkMaskOfTheLongestDraft(b *testing.B) {
	text := strings.Repeat("1 ", draftRunes/2)
	for b.Loop() {
		Mask(text)
	}
}

// What is taken for plain is never in need of a mask; most of what is typed is taken for plain.
func TestPlainHidesNothing(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"hasło", "HASLO", "paſſword", "password", "\u212aennwort", "kennwort", "heslo", "пароль", "ПАРОЛЮ", "cvv", "CVC:", " to ", ": ", "=", " ", "-", "4", "41", "4111 1111 1111 1111",
		"44051401359", "GB82WEST12345698765432", "pl61", "ab", "Kot123", "rozmiar 42", "ile kosztuje", "5901234123457", "٣٤", "ż"})
	rapid.Check(t, func(t *rapid.T) {
		text := []rune(strings.Join(rapid.SliceOfN(pieces, 0, 8).Draw(t, "pieces"), ""))
		edit := rapid.IntRange(0, len(text)).Draw(t, "edit")
		if isPlain(text) && MaskAt(string(text), edit) != string(text) {
			t.Fatalf("%q is taken for plain, and is seen as %q", string(text), MaskAt(string(text), edit))
		}
	})
	for _, c := range append(vectors(t).Hides, [2]string{"iban GB82ABCDEFGHIJKLMN"}) {
		if isPlain([]rune(c[0])) {
			t.Errorf("%q is taken for plain", c[0])
		}
	}
	if text := "Dzień dobry, czy ta kurtka jest cieplejsza? Rozmiar 42, za 99,99 zł"; !isPlain([]rune(text)) {
		t.Errorf("%q is not taken for plain", text)
	}
}

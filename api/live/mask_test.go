package live

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMaskHides(t *testing.T) {
	for text, want := range map[string]string{
		"4111111111111111":                                  "•••",
		"moja karta 4111 1111 1111 1111, tak":               "moja karta •••, tak",
		"4111-1111-1111-1111":                               "•••",
		"5555555555554444":                                  "•••",
		"2223003122003222":                                  "•••",
		"6011111111111117":                                  "•••",
		"378282246310005":                                   "•••",
		"3782 822463 10005":                                 "•••",
		"4000056655665556123":                               "4000056655665556123", // nineteen digits, Luhn does not hold
		"4111 1111 1111 1111 123":                           "••• 123",             // the card's code right behind it
		"4111111111111111 12/27":                            "••• 12/27",
		"4111 1111 1111 1111 12 27 123":                     "••• 12 27 123",
		"12 4111 1111 1111 1111":                            "12 •••",
		"4111 1111 1111 1111BE68 5390 0754 7034":            "••••••", // an account right behind the card
		"4111111111111111 5555555555554444":                 "••• •••",
		"PESEL 44051401359":                                 "PESEL •••",
		"44051401359 600700800":                             "••• 600700800",
		"600700800 44051401359":                             "600700800 •••",
		"02070803628":                                       "•••", // born in 2002: the century is in the month
		"PL61 1090 1014 0000 0712 1981 2874":                "•••",
		"pl61109010140000071219812874":                      "•••",
		"61 1090 1014 0000 0712 1981 2874":                  "•••",
		"61109010140000071219812874":                        "•••",
		"konto DE89 3704 0044 0532 0130 00 moje":            "konto ••• moje",
		"de89370400440532013000":                            "•••",
		"GB29 NWBK 6016 1331 9268 19":                       "•••",
		"BE68 5390 0754 7034":                               "•••",
		"BE68 5390 0754 7034 mam takie":                     "••• mam takie", // a word that follows looks like more of it
		"CZ65 0800 0000 1920 0014 5399 Tomek":               "••• Tomek",
		"NO93 8601 1117 947 i to":                           "••• i to",
		"PL61 1090 1014 0000 0712 1981 2874 oto konto":      "••• oto konto",
		"MT84 MALT 0110 0001 2345 MTLC AST0 01S":            "•••",
		"MT84 MALT 0110 0001 2345 MTLC AST0 01S dwa trzy":   "••• dwa trzy",
		"BE68 5390 0754 7034 CZ65 0800 0000 1920 0014 5399": "••• •••",
		"hasło: tajne123":                                   "hasło: •••",
		"HASŁO tajne123 i już":                              "HASŁO ••• i już",
		"haslo=tajne":                                       "haslo=•••",
		"password:hunter2":                                  "password:•••",
		"Password   hunter2":                                "Password   •••",
		"cvv 123":                                           "cvv •••",
		"CVC: 1234 to wszystko":                             "CVC: ••• to wszystko",
		"nazywam się Ewa, cvv 123":                          "nazywam się Ewa, cvv •••",
	} {
		if got := Mask(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestMaskLeaves(t *testing.T) {
	for _, text := range []string{
		"", "dzień dobry", "5901234123457", "EAN 5901234123457", "4006381333931", // EAN-13
		"zamówienie 100123456", "nr 2026/11/0001234", "telefon 600 700 800", "+48 600 700 800",
		"4111 1111 1111 1112", "1111111111111117", "9111111111111111", // no Luhn, no issuer
		"44051401358", "99133112345", "00000000000000", // no sum, no date
		"PL61 1090 1014 0000 0712 1981 2875", "DE88 3704 0044 0532 0130 00", "AB12 is no account", "XX00",
		"hasło", "zapomniałam hasła", "rozmiar 42, 43 i 44", "249.99 zł", "2026-11-23 12:30",
	} {
		if got := Mask(text); got != text {
			t.Errorf("%q: got %q, want it as it is", text, got)
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

package live

import (
	"testing"
	"unicode/utf8"

	"github.com/zagaj/zagaj"
)

// FuzzMask hides numbers of cards and the like: masking again changes nothing, and text stays text.
func FuzzMask(f *testing.F) {
	for _, s := range []string{"4111 1111 1111 1111", "PL61 1090 1014 0000 0712 1981 2874", "hasło: tajne", "x 4 1 1 1-1111 1111 1111", "👩‍🚀 4111111111111111"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Mask(s)
		if again := Mask(once); again != once {
			t.Errorf("%q is masked to %q and then to %q", s, once, again)
		}
		if utf8.ValidString(s) && !utf8.ValidString(once) {
			t.Errorf("%q became %q", s, once)
		}
	})
}

// FuzzSplice applies any change to a draft: it is taken or refused, never past the text's bounds.
func FuzzSplice(f *testing.F) {
	f.Add("Dzień", 5, 0, " dobry", int64(1))
	f.Add("x", -1, 1<<30, "", int64(2))
	f.Fuzz(func(t *testing.T, start string, p, n int, s string, r int64) {
		if !utf8.ValidString(start) || !utf8.ValidString(s) {
			return // frames are valid UTF-8 before they get here
		}
		d := NewDrafts(func() zagaj.Instant { return 1 })
		d.Watch("c", true)
		d.Replace("c", 0, start)
		d.Apply("c", Splice{R: r, P: p, N: n, S: s})
		if _, text := d.Snapshot("c"); utf8.RuneCountInString(text) > 2*zagaj.MaxMessageRunes || !utf8.ValidString(text) {
			t.Errorf("%q after %d,%d,%q is %q", start, p, n, s, text)
		}
	})
}

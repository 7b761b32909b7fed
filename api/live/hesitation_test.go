package live

import (
	"strings"
	"testing"
	"time"
)

// typist plays splices at the end of one draft.
type typist struct {
	t   *testing.T
	d   *Drafts
	rev int64
	n   int
	now func(time.Duration)
}

func newTypist(t *testing.T) *typist {
	d, now := newDrafts()
	d.Watch(talk, true)
	return &typist{t: t, d: d, now: func(by time.Duration) { *now = now.Add(by) }}
}

func (y *typist) change(after time.Duration, removed int, text string) {
	y.t.Helper()
	y.now(after)
	y.rev++
	if !y.d.Apply(talk, Splice{R: y.rev, P: y.n - removed, N: removed, S: text}) {
		y.t.Fatalf("refused: %d out, %q in", removed, text)
	}
	y.n += len([]rune(text)) - removed
}

func TestHesitationIsCountedAsFacts(t *testing.T) {
	y := newTypist(t)
	y.change(time.Second, 0, "Czy ta kurtka jest ciepła")
	y.change(time.Second, 2, "") // a slip of the finger
	y.change(time.Second, 0, "ła")
	if got := y.d.Hesitation(talk); got.Removed != 0 || got.Rewrote != 0 || got.Typed != 27 || got.Level != 0 {
		t.Errorf("got %+v, want a repair not counted", got)
	}
	for range 6 { // six backspaces in a row are one stretch
		y.change(200*time.Millisecond, 1, "")
	}
	if got := y.d.Hesitation(talk); got.Removed != 6 || got.Rewrote != 1 {
		t.Errorf("got %+v, want one stretch of six", got)
	}
	y.change(6*time.Second, 0, "lekka")
	y.change(7*time.Second, y.n, "")
	got := y.d.Hesitation(talk)
	if got.Paused != 2 || got.Abandoned != 1 || got.Rewrote != 2 || got.Level != 3 {
		t.Errorf("got %+v, want two pauses, one abandoned draft and all three signs", got)
	}
	y.change(time.Minute, 0, "x")
	if again := y.d.Hesitation(talk); again.Paused != 2 {
		t.Errorf("got %+v: an empty line is no pause", again)
	}
	y.d.Wipe(talk)
	if got := y.d.Hesitation(talk); got != (Hesitation{}) {
		t.Errorf("got %+v after the message was sent, want nothing", got)
	}
}

func TestStruckShowsStretchesAndHidesNumbers(t *testing.T) {
	y := newTypist(t)
	y.change(time.Second, 0, "za droga kurtka")
	if got := y.d.Strike(talk, Splice{R: 2, P: 0, N: 8}); got != (Struck{S: "za droga"}) {
		t.Errorf("got %+v", got)
	}
	for name, s := range map[string]Splice{"two characters": {R: 2, P: 0, N: 2}, "another revision": {R: 5, P: 0, N: 8}, "too many": {R: 2, P: 9, N: 8}} {
		y = newTypist(t)
		y.change(time.Second, 0, "za droga kurtka")
		if got := y.d.Strike(talk, s); got.S != "" {
			t.Errorf("%s: got %q, want nothing", name, got.S)
		}
	}
	y.change(time.Second, 0, " 4111111111111")
	if got := y.d.Strike(talk, Splice{R: 3, P: 20, N: 5}); strings.Contains(got.S, "1") {
		t.Errorf("got %q of a card in the making", got.S)
	}
}

// strike takes out at p, as a browser tells it, and returns what is struck through.
func (y *typist) strike(after time.Duration, p, removed int, text string) Struck {
	y.t.Helper()
	y.now(after)
	y.rev++
	s := Splice{R: y.rev, P: p, N: removed, S: text}
	struck := y.d.Strike(talk, s)
	if !y.d.Apply(talk, s) {
		y.t.Fatalf("refused: %d out at %d", removed, p)
	}
	y.n += len([]rune(text)) - removed
	return struck
}

func TestDeletionsOneByOneAreOneStretch(t *testing.T) {
	y := newTypist(t)
	y.change(0, 0, "jest za droga")
	for i, want := range []Struck{{P: 12}, {P: 11}, {P: 10, S: "oga"}, {P: 9, S: "roga", Grown: true}, {P: 8, S: "droga", Grown: true}} {
		if got := y.strike(time.Second, 12-i, 1, ""); got != want {
			t.Errorf("backspace %d: got %+v, want %+v", i+1, got, want)
		}
	}
	if got := y.strike(3*time.Second, 5, 3, ""); got != (Struck{P: 5, S: "za "}) {
		t.Errorf("after a pause: got %+v, want another stretch", got)
	}
	for i, want := range []string{"", "", "jes"} { // the delete key, at the beginning
		if got := y.strike(time.Second, 0, 1, ""); got.S != want || got.Grown {
			t.Errorf("delete %d: got %+v, want %q", i+1, got, want)
		}
	}
	y.strike(0, 0, 0, "x")
	if got := y.strike(0, 1, 1, ""); got.S != "" {
		t.Errorf("got %+v, want what was typed to end the stretch", got)
	}
	held := y.d.open[talk].cut.text
	y.d.Wipe(talk)
	if y.d.open[talk].cut.text != nil || strings.TrimRight(string(held), "\x00") != "" {
		t.Errorf("got %q still in memory", string(held))
	}
}

func TestAStretchThatHeldANumberStaysHidden(t *testing.T) {
	y := newTypist(t)
	y.change(0, 0, "tel 600700800")
	for n := 12; n > 3; n-- {
		if got := y.strike(time.Second, n, 1, ""); got.S != "" && got.S != masked {
			t.Errorf("got %q of a number", got.S)
		}
	}
}

func TestACardDoesNotShowDigitByDigit(t *testing.T) {
	y := newTypist(t)
	for _, digit := range "4111111111111111" {
		y.change(100*time.Millisecond, 0, string(digit))
		if _, seen := y.d.Snapshot(talk); strings.Count(seen, "1") > 5 {
			t.Fatalf("got %q", seen)
		}
	}
	y = newTypist(t)
	y.change(0, 0, "5901234123457") // EAN-13: hidden while typed, shown when something follows
	y.change(0, 0, " jest?")
	if _, seen := y.d.Snapshot(talk); seen != "5901234123457 jest?" {
		t.Errorf("got %q, want the EAN shown", seen)
	}
}

func TestSweepForgetsWhatNobodyTypesOn(t *testing.T) {
	y := newTypist(t)
	y.change(0, 0, "tajne")
	words := y.d.open[talk].text
	y.now(draftLife + time.Second)
	y.d.Sweep()
	if y.d.open[talk].text != nil || strings.Contains(string(words), "tajne") {
		t.Errorf("got %q still in memory", string(words))
	}
}

package live

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/zagaj/zagaj"
)

const talk = zagaj.ConversationID("talk")

// newDrafts returns drafts on a clock that the test moves.
func newDrafts() (*Drafts, *zagaj.Instant) {
	now := zagaj.Instant(1_790_000_000_000)
	return NewDrafts(func() zagaj.Instant { return now }), &now
}

// words avoids digits and the names of secrets, which Mask would hide.
var words = rapid.StringOf(rapid.SampledFrom([]rune("aąbż ć\n😀é")))

func TestSplicesAreEditsOfAString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, now := newDrafts()
		d.Watch(talk, true)
		var text []rune
		rev := int64(0)
		want := func() {
			r, got := d.Snapshot(talk)
			if got != string(text) || r != rev {
				t.Fatalf("got %q at revision %d, want %q at %d", got, r, string(text), rev)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"splice": func(t *rapid.T) {
				p := rapid.IntRange(0, len(text)).Draw(t, "p")
				n := rapid.IntRange(0, len(text)-p).Draw(t, "n")
				s := []rune(words.Draw(t, "s"))
				rev++
				if !d.Apply(talk, Splice{R: rev, P: p, N: n, S: string(s)}) {
					t.Fatalf("a splice that fits was refused: %d %d in %d", p, n, len(text))
				}
				text = slices.Concat(text[:p], s, text[p+n:])
			},
			"another revision": func(t *rapid.T) {
				r := rapid.Int64Range(-3, rev+9).Filter(func(r int64) bool { return r != rev+1 }).Draw(t, "r")
				if d.Apply(talk, Splice{R: r, S: "x"}) {
					t.Fatalf("revision %d was taken after %d", r, rev)
				}
			},
			"outside": func(t *rapid.T) {
				p := rapid.SampledFrom([]int{-1, len(text) + 1, 0, len(text), 1 << 62}).Draw(t, "p")
				n := rapid.SampledFrom([]int{-1, len(text) + 1, 1 << 62}).Draw(t, "n")
				if d.Apply(talk, Splice{R: rev + 1, P: p, N: n, S: "x"}) {
					t.Fatalf("a splice outside the draft was taken: %d %d in %d", p, n, len(text))
				}
			},
			"replace": func(t *rapid.T) {
				rev = rapid.Int64Range(0, 1000).Draw(t, "r")
				text = []rune(words.Draw(t, "s"))
				d.Replace(talk, rev, string(text))
			},
			"wipe": func(*rapid.T) {
				d.Wipe(talk)
				text, rev = nil, 0
			},
			"a while": func(t *rapid.T) {
				*now += zagaj.Instant(rapid.IntRange(0, 300).Draw(t, "ms"))
			},
			"": func(*rapid.T) { want() },
		})
	})
}

func TestWatchTellsFirstToComeAndLastToGo(t *testing.T) {
	d, _ := newDrafts()
	for i, step := range []struct{ on, edge, watched bool }{
		{false, false, false}, {true, true, true}, {true, false, true}, {false, false, true}, {false, true, false},
		{false, false, false}, {true, true, true},
	} {
		if got := d.Watch(talk, step.on); got != step.edge {
			t.Errorf("step %d: got edge %v, want %v", i, got, step.edge)
		}
		if got := d.Watched(talk); got != step.watched {
			t.Errorf("step %d: got watched %v, want %v", i, got, step.watched)
		}
	}
}

func TestNothingIsKeptWhenNobodyWatches(t *testing.T) {
	d, _ := newDrafts()
	if !d.Apply(talk, Splice{R: 9, P: 7, S: "words"}) {
		t.Error("got a request for the whole draft, want it dropped")
	}
	d.Replace(talk, 1, "words")
	if len(d.open) != 0 {
		t.Errorf("got %d drafts, want none", len(d.open))
	}
	d.Watch(talk, true)
	d.Replace(talk, 1, "words")
	d.Watch(talk, false)
	if len(d.open) != 0 {
		t.Errorf("got %d drafts after the last went, want none", len(d.open))
	}
	d.Watch(talk, true)
	if r, text := d.Snapshot(talk); r != 0 || text != "" {
		t.Errorf("got %q at %d for one who comes later, want nothing", text, r)
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	d, _ := newDrafts()
	d.Watch(talk, true)
	d.Replace(talk, 4, "nobody may read this")
	held := d.open[talk].text
	d.Wipe(talk)
	if r, text := d.Snapshot(talk); r != 0 || text != "" {
		t.Errorf("got %q at %d, want nothing", text, r)
	}
	if slices.ContainsFunc(held, func(r rune) bool { return r != 0 }) {
		t.Errorf("the memory still holds %q", string(held))
	}
	if !d.Watched(talk) {
		t.Error("got nobody watching, want who watched before")
	}
	if d.Apply(talk, Splice{R: 5, S: "x"}) {
		t.Error("a splice of the wiped draft was taken")
	}
	if !d.Apply(talk, Splice{R: 1, S: "next"}) {
		t.Error("the next draft's first splice was refused")
	}
}

func TestDraftIsForgottenAfterAMinute(t *testing.T) {
	d, now := newDrafts()
	d.Watch(talk, true)
	d.Replace(talk, 1, "words")
	held := d.open[talk].text
	*now = now.Add(draftLife)
	if _, text := d.Snapshot(talk); text != "words" {
		t.Errorf("got %q within the minute, want the words", text)
	}
	*now++
	if _, text := d.Snapshot(talk); text != "" {
		t.Errorf("got %q after the minute, want nothing", text)
	}
	if slices.ContainsFunc(held, func(r rune) bool { return r != 0 }) {
		t.Errorf("the memory still holds %q", string(held))
	}
	// The browser still has "words" and goes on in front of them: without the whole, the operator would read "x".
	if d.Apply(talk, Splice{R: 2, P: 0, N: 0, S: "x"}) {
		t.Error("a splice of the forgotten draft was taken, want the whole asked for")
	}
}

func TestDraftIsBounded(t *testing.T) {
	d, _ := newDrafts()
	d.Watch(talk, true)
	d.Replace(talk, 1, strings.Repeat("ż", draftRunes+1))
	if _, text := d.Snapshot(talk); len([]rune(text)) != draftRunes {
		t.Errorf("got %d characters, want %d", len([]rune(text)), draftRunes)
	}
	if d.Apply(talk, Splice{R: 2, P: 0, N: 0, S: "x"}) {
		t.Error("a splice over the limit was taken")
	}
	if !d.Apply(talk, Splice{R: 2, P: 0, N: 2, S: "ab"}) {
		t.Error("a splice that keeps the length was refused")
	}
}

func TestMaskedDraftIsSentWhole(t *testing.T) {
	d, _ := newDrafts()
	d.Watch(talk, true)
	for i, c := range "4111 1111 1111 111" {
		d.Apply(talk, Splice{R: int64(i) + 1, P: i, S: string(c)})
		if want := i >= 7; d.Masked(talk) != want { // the seventh digit stands behind a space
			t.Errorf("got masked %v at %d characters", d.Masked(talk), i+1)
		}
	}
	d.Apply(talk, Splice{R: 19, P: 18, S: "1"})
	if !d.Masked(talk) {
		t.Error("got not masked, want masked with the last digit")
	}
	if _, text := d.Snapshot(talk); text != masked {
		t.Errorf("got %q, want %q", text, masked)
	}
	if d.Masked("other") {
		t.Error("got a draft of nobody masked")
	}
}

func TestDraftsOfManyAtOnce(t *testing.T) {
	d, _ := newDrafts()
	var wg sync.WaitGroup
	for i := range 8 {
		id := zagaj.ConversationID(rune('a' + i%4))
		wg.Go(func() {
			for r := range int64(100) {
				d.Watch(id, true)
				d.Apply(id, Splice{R: r, S: "x"})
				d.Replace(id, r, "words")
				d.Snapshot(id)
				d.Masked(id)
				d.Wipe(id)
				d.Watch(id, false)
			}
		})
	}
	wg.Wait()
	if len(d.open) != 0 {
		t.Errorf("got %d drafts left, want none", len(d.open))
	}
}

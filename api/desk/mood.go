package desk

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/zagaj/zagaj"
)

//go:embed lexicon.txt
var lexiconText string

// entry is one line of the lexicon: words that follow one another, the last of which may go on.
type entry struct {
	words []string
	open  bool // "awari*": any ending
	tone  zagaj.Tone
}

// lexicon reads lexicon.txt once. Longer entries come first: "nie działa" says more than "działa".
var lexicon = sync.OnceValue(func() []entry {
	var out []entry
	tone := zagaj.Tone("")
	for _, line := range strings.Split(lexiconText, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			tone = zagaj.Tone(strings.Trim(line, "[]"))
		default:
			words, open := strings.CutSuffix(plainLetters(line), "*")
			out = append(out, entry{words: strings.Fields(words), open: open, tone: tone})
		}
	}
	slices.SortStableFunc(out, func(a, b entry) int { return len(b.words) - len(a.words) })
	return out
})

var withoutMarks = strings.NewReplacer("ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ó", "o", "ś", "s", "ź", "z", "ż", "z", "’", "'")

// plainLetters is lower case without the marks of Polish: half of all visitors leave them out.
func plainLetters(s string) string { return withoutMarks.Replace(strings.ToLower(s)) }

// negations turn the words after them: "nie jestem zadowolony". reach is how many words later they still do.
var negations = []string{"nie", "bez", "zadn", "not", "no", "never", "isn't", "wasn't", "don't", "doesn't", "didn't", "aren't", "can't"}

const reach = 2

// MoodOf says what the words of a visitor's sent message sound like, false when no word of the lexicon is in it. A pleased
// word after a negation is an upset one; an upset one after a negation says nothing.
func MoodOf(m zagaj.Message) (zagaj.Mood, bool) {
	if m.Role != zagaj.RoleVisitor || m.Kind != zagaj.MessageWords {
		return zagaj.Mood{}, false
	}
	said := strings.FieldsFunc(m.Text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	plain := make([]string, len(said))
	for i, w := range said {
		plain[i] = plainLetters(w)
	}
	mood := zagaj.Mood{Seq: m.Seq, Words: []string{}}
	count := map[zagaj.Tone]int{}
	for i := 0; i < len(plain); {
		e, found := entryAt(plain[i:])
		if !found {
			i++
			continue
		}
		tone, from := e.tone, i
		if n := negatedFrom(plain, i); n >= 0 {
			from = n
			if tone == zagaj.TonePleased {
				tone = zagaj.ToneUpset
			} else {
				tone = ""
			}
		}
		if tone != "" {
			count[tone]++
			mood.Words = append(mood.Words, strings.Join(said[from:i+len(e.words)], " "))
		}
		i += len(e.words)
	}
	mood.Tone = zagaj.ToneUpset
	if count[zagaj.TonePleased] > count[zagaj.ToneUpset] {
		mood.Tone = zagaj.TonePleased
	}
	return mood, len(mood.Words) > 0
}

func entryAt(words []string) (entry, bool) {
	for _, e := range lexicon() {
		if e.matches(words) {
			return e, true
		}
	}
	return entry{}, false
}

func (e entry) matches(words []string) bool {
	if len(words) < len(e.words) {
		return false
	}
	for i, w := range e.words {
		if last := i == len(e.words)-1; words[i] != w && !(last && e.open && strings.HasPrefix(words[i], w)) {
			return false
		}
	}
	return true
}

// negatedFrom returns where the negation of the word at i stands, -1 when there is none.
func negatedFrom(plain []string, i int) int {
	for n := i - 1; n >= max(0, i-reach); n-- {
		if slices.Contains(negations, plain[n]) {
			return n
		}
	}
	return -1
}

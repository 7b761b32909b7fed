package triggers

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// The panel's picker knows every fact, scope and moment that rules may ask for, in both languages: a fact that nobody can pick
// does not exist for a merchant.
func TestThePickerKnowsEveryFact(t *testing.T) {
	read := func(name string) string {
		b, err := os.ReadFile("../widget/panel/src/rules/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	vocabulary, phrases := read("vocabulary.ts"), read("phrases.ts")
	facts := slices.Concat(slices.Sorted(maps.Keys(takes)), slices.Sorted(maps.Keys(numbers)), slices.Sorted(maps.Keys(texts)))
	for _, fact := range facts {
		if !strings.Contains(vocabulary, "'"+fact+"'") {
			t.Errorf("the picker does not know %s", fact)
		}
		if fact != "dwell" && fact != "since" && strings.Count(phrases, " "+fact+": {") != 2 {
			t.Errorf("%s has no phrase in two languages", fact)
		}
	}
	for _, scope := range scopeNames {
		if !strings.Contains(vocabulary, "dwell('"+scope+"'") || strings.Count(phrases, "'dwell."+scope+"':") != 2 {
			t.Errorf("the picker does not know dwell over %s", scope)
		}
	}
	for moment := range moments {
		if takes[moment] == nil && (!strings.Contains(vocabulary, "since('"+moment+"'") || strings.Count(phrases, "'since."+moment+"':") != 2) {
			t.Errorf("the picker does not know the time since %s", moment)
		}
	}
}

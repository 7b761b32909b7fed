package desk_test

import (
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
)

func TestMoodNamesTheWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Jestem wściekły, to skandal", "upset: wściekły, skandal"},
		{"Jestem wsciekla", "upset: wsciekla"},
		{"Dziękuję, super obsługa", "pleased: Dziękuję, super"},
		{"Nie jestem zadowolona", "upset: Nie jestem zadowolona"},
		{"nie jest źle", ""},
		{"Kod nie działa", "upset: nie działa"},
		{"Czy to działa z prądem?", ""},
		{"Kiedy będzie zwrot? Chcę złożyć reklamację.", ""},
		{"This is not helpful at all", "upset: not helpful"},
		{"Thanks, works great", "pleased: Thanks, great"},
		{"It doesn’t work", "upset: doesn’t work"},
		{"Mam rozmiar 40, a Wy?", ""},
		{"", ""},
	} {
		mood, ok := desk.MoodOf(zagaj.Message{Role: zagaj.RoleVisitor, Text: c.text})
		got := ""
		if ok {
			got = string(mood.Tone) + ": " + strings.Join(mood.Words, ", ")
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
	for _, m := range []zagaj.Message{{Role: zagaj.RoleOperator, Text: "To skandal"}, {Role: zagaj.RoleSystem, Text: "To skandal"},
		{Role: zagaj.RoleVisitor, Kind: zagaj.MessagePhoto, Text: "skandal"}} {
		if _, ok := desk.MoodOf(m); ok {
			t.Errorf("%+v: has a mood, want none: only what a visitor has sent in words", m)
		}
	}
}

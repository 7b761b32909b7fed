package sql

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes text comparable by eye: lower case, without accents, and "ł" as "l", which Unicode does not decompose.
func Fold(text string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ł':
			out.WriteByte('l')
		case r == 'ß':
			out.WriteString("ss")
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

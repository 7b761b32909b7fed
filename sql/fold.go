package sql

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes text comparable by eye: lower case, without accents, and "ł" as "l", which Unicode does not decompose.
func Fold(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			out.WriteByte(c)
			i++
			continue
		}
		end := i + 1
		for end < len(text) && text[end] >= utf8.RuneSelf {
			end++
		}
		foldRest(&out, text[i:end])
		i = end
	}
	return out.String()
}

// foldRest is Fold of what is not ASCII: a stretch of it, for a sign may be written in several.
func foldRest(out *strings.Builder, text string) {
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
}

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

// lastLatin is the last letter of Europe's languages that use Latin ones, as one sign each. Marks of their own come behind it.
const lastLatin = 'ɏ'

// foldRest is Fold of what is not ASCII: a stretch of it, for a sign may be written in several.
func foldRest(out *strings.Builder, text string) {
	for _, r := range text {
		if r > lastLatin {
			foldAny(out, text)
			return
		}
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		foldLatin(out, unicode.ToLower(r))
		i += n
	}
}

// foldLatin is foldAny for one letter, without room of its own.
func foldLatin(out *strings.Builder, r rune) {
	var letter [utf8.UTFMax]byte
	parts := norm.NFD.Properties(letter[:utf8.EncodeRune(letter[:], r)]).Decomposition()
	if parts == nil {
		foldOne(out, r)
	}
	for len(parts) > 0 {
		part, n := utf8.DecodeRune(parts)
		foldOne(out, part)
		parts = parts[n:]
	}
}

// foldAny is foldRest for whatever is written.
func foldAny(out *strings.Builder, text string) {
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		foldOne(out, r)
	}
}

func foldOne(out *strings.Builder, r rune) {
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

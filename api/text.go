package api

import (
	"strings"
	"unicode"

	"github.com/zagaj/zagaj"
)

// cleanText strips what one database takes and the other refuses, and keeps the line breaks of what somebody wrote.
// Controls that reorder the text around them go too: with them a message can show other words than it holds.
func cleanText(t string) string {
	return strings.TrimSpace(strings.Map(visible, strings.ToValidUTF8(t, "\uFFFD")))
}

// cleanLine is cleanText for one line: names, titles, labels. It also takes out what is not seen at all, so that two
// different names cannot look the same, and cuts to a number of characters.
func cleanLine(t string, runes int) string {
	line := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r) && r != zeroWidthJoiner:
			return -1
		}
		return visible(r)
	}, strings.ToValidUTF8(t, "\uFFFD"))
	return clip(strings.Join(strings.Fields(line), " "), runes)
}

// cleanWord is what a page or a platform calls something: one line, otherwise as it stands, because rules compare it.
func cleanWord(t string) string {
	if isPrinted(t) {
		return t
	}
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return visible(r)
	}, t)
}

// isPrinted reports whether there is nothing to clean: most of a cart's words hold printed ASCII only.
func isPrinted(t string) bool {
	for i := range len(t) {
		if t[i] < ' ' || t[i] > '~' {
			return false
		}
	}
	return true
}

// cleanShop cleans in place what a platform's events say: operators read it beside our own words.
func cleanShop(events []zagaj.Event) {
	for i := range events {
		ev := &events[i]
		if ev.Source != zagaj.FromShop {
			continue // browsers' pages were cleaned when they came, and the rest is our own
		}
		if ev.Page != nil {
			page := cleanPage(*ev.Page)
			ev.Page = &page
		}
		if ev.Cart != nil {
			cleanLines(ev.Cart.Lines)
			cleanWords(ev.Cart.Coupons)
			if ev.Cart.Change != nil {
				cleanLines(ev.Cart.Change.Added)
				cleanLines(ev.Cart.Change.Removed)
			}
		}
		if ev.Order != nil {
			ev.Order.Number = cleanWord(ev.Order.Number)
			cleanLines(ev.Order.Lines)
		}
	}
}

func cleanLines(lines []zagaj.Line) {
	for i := range lines {
		l := &lines[i]
		l.Name, l.Variant, l.Category, l.SKU = cleanWord(l.Name), cleanWord(l.Variant), cleanWord(l.Category), cleanWord(l.SKU)
		cleanWords(l.Tags)
	}
}

func cleanWords(words []string) {
	for i := range words {
		words[i] = cleanWord(words[i])
	}
}

// zeroWidthJoiner stays: it holds emoji of several people together.
const zeroWidthJoiner = '\u200d'

// visible drops U+0000, the other controls but line breaks and tabs, and the bidirectional controls of UAX #9.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\r', unicode.IsControl(r):
		return -1
	case r == '\u061c', r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return -1
	}
	return r
}

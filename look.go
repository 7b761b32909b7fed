package zagaj

import (
	"regexp"
	"unicode/utf8"
)

// Look is how a shop's widget looks and what it says, as the merchant set it in the panel. What a page's own snippet says counts more.
type Look struct {
	Accent string `json:"accent,omitempty"` // "#rrggbb"; "" is ours
	Theme  string `json:"theme,omitempty"`  // "dark", "auto" for the visitor's own setting, "" for light
	Corner string `json:"corner,omitempty"` // "left", or "" for right
	X      int    `json:"x,omitempty"`      // pixels from the corner; 0 is ours
	Y      int    `json:"y,omitempty"`
	// Texts are the merchant's own, by language and by the widget's key.
	Texts LookTexts `json:"texts,omitempty"`
}

// LookTexts are texts by language and by the widget's key.
type LookTexts map[string]map[string]string

// The bounds of a look.
const (
	MaxLookOffset = 200 // pixels
	MaxLookTexts  = 100 // of one language
	MaxTextRunes  = 160 // of one text: it must fit the widget's window
	maxLanguages  = 12
)

var (
	lookAccent   = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	lookLanguage = regexp.MustCompile(`^[a-z]{2}$`)
	lookKey      = regexp.MustCompile(`^[a-zA-Z]{1,30}$`)
)

// Check returns CodeInvalid with the path of what is wrong.
func (l Look) Check() error {
	switch {
	case l.Accent != "" && !lookAccent.MatchString(l.Accent):
		return E(CodeInvalid, "accent is a colour as #17604a")
	case l.Theme != "" && l.Theme != "dark" && l.Theme != "auto":
		return E(CodeInvalid, "theme is dark, auto or nothing")
	case l.Corner != "" && l.Corner != "left":
		return E(CodeInvalid, "corner is left or nothing")
	case l.X < 0 || l.Y < 0 || l.X > MaxLookOffset || l.Y > MaxLookOffset:
		return E(CodeInvalid, "x and y are 0 to 200 pixels")
	case len(l.Texts) > maxLanguages:
		return E(CodeInvalid, "texts: too many languages")
	}
	for lang, texts := range l.Texts {
		if !lookLanguage.MatchString(lang) || len(texts) > MaxLookTexts {
			return E(CodeInvalid, "texts: languages are two letters, with 100 texts at most")
		}
		for key, text := range texts {
			if !lookKey.MatchString(key) || text == "" || utf8.RuneCountInString(text) > MaxTextRunes {
				return E(CodeInvalid, "texts."+lang+": a text has 1 to 160 characters")
			}
		}
	}
	return nil
}

// Told splits a look into what a widget of one language is told: nil where there is nothing to tell.
func (l Look) Told(lang string) (*Look, LookTexts) {
	var texts LookTexts
	if len(l.Texts[lang]) > 0 {
		texts = LookTexts{lang: l.Texts[lang]}
	}
	l.Texts = nil
	if l.Accent == "" && l.Theme == "" && l.Corner == "" && l.X == 0 && l.Y == 0 {
		return nil, texts
	}
	return &l, texts
}

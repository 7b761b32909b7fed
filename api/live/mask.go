package live

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

var (
	digitRun = regexp.MustCompile(`\d(?:[ -]?\d){6,}`)
	ibanHead = regexp.MustCompile(`(?i)\b[A-Z]{2}\d{2}`)
	ibanRest = regexp.MustCompile(`(?i)^(?: ?[A-Z0-9]){15,34}`)
	// What a secret is called in the widget's languages, and how people go on: "hasło: x", "hasło to x", "password is x".
	secret = regexp.MustCompile(`(?i)((?:hasło|haslo|password|passwort|kennwort|heslo|пароль|cvv|cvc)(?:\s+(?:to|jest|brzmi|is|ist|lautet|je|це))?(?:\s*[:=]?\s+|[:=]))(\S+)`)
	// "hasło do konta to Kot123": of the few words that follow, the first in which letters and digits touch is taken to be it.
	secretLater = regexp.MustCompile(`(?i)((?:hasł|hasl|password|passwort|kennwort|hesl|парол)[^\s,;.!?]*(?:\s+\S+){0,4}?\s+)\S*(?:\d\pL|\pL\d)\S*`)
)

const masked = "•••"

// runDigits is how many digits digitRun asks for.
const runDigits = 7

// The shortest and the longest number of digits that is hidden: PESEL, and a Polish account without its country.
const (
	peselDigits = 11
	nrbDigits   = 26
)

// Mask hides card numbers, PESEL, account numbers and passwords from a draft. The browser has masked already; this
// is the second lock. EAN-13 and shorter order numbers stay: a run of 13 digits is never a card. It looks again until
// nothing is found: where a number stood, the next one begins, as in a card with an account right behind it.
func Mask(text string) string {
	// Numbers first: a word of one that is hidden as a password would leave the rest to be seen.
	once := digitRun.ReplaceAllStringFunc(hideIBANs(text), hideDigits)
	once = secretLater.ReplaceAllString(secret.ReplaceAllString(once, "${1}"+masked), "${1}"+masked)
	if once == text {
		return text
	}
	return Mask(once)
}

// isPlain reports whether there is surely nothing to hide, without the cost of a search: fewer digits than any number that is
// hidden, no two letters with two digits behind them, as an IBAN begins, and no word for a secret. Most of what people type is.
func isPlain(text []rune) bool {
	var a, b, c, d rune // the last four, folded
	digits := 0
	for _, r := range text {
		a, b, c, d = b, c, d, folded(r)
		if isDecimal(d) {
			if digits++; digits >= runDigits || isDecimal(c) && isLatin(b) && isLatin(a) {
				return false
			}
			continue
		}
		switch [4]rune{a, b, c, d} {
		case [4]rune{'h', 'a', 's', 'ł'}, [4]rune{'h', 'a', 's', 'l'}, [4]rune{'h', 'e', 's', 'l'}, [4]rune{'p', 'a', 's', 's'}, [4]rune{'k', 'e', 'n', 'n'}, [4]rune{'п', 'а', 'р', 'о'}:
			return false
		}
		if b == 'c' && c == 'v' && (d == 'v' || d == 'c') {
			return false
		}
	}
	return true
}

// folded is a letter as an expression that ignores case sees it.
func folded(r rune) rune {
	if r == 'ſ' {
		return 's'
	}
	return unicode.ToLower(r)
}

func isDecimal(r rune) bool { return r >= '0' && r <= '9' }
func isLatin(r rune) bool   { return r >= 'a' && r <= 'z' }

// MaskAt is Mask for words that are still being typed: seven or more digits that touch the place of the last change, given
// in characters, are hidden until something else follows, or a card would show digit by digit.
func MaskAt(text string, edit int) string {
	at := len(string([]rune(text)[:min(max(edit, 0), utf8.RuneCountInString(text))]))
	for _, run := range digitRun.FindAllStringIndex(text, -1) {
		if run[0] <= at && (at <= run[1] || strings.Trim(text[run[1]:at], " -") == "") {
			return Mask(text[:run[0]]) + masked + Mask(text[run[1]:])
		}
	}
	return Mask(text)
}

// hideDigits looks at every stretch of whole groups, the longest first: people write the next number right behind,
// as in "4111 1111 1111 1111 123".
func hideDigits(run string) string {
	for from := 0; from < len(run); from++ {
		if !isDigit(run[from]) || (from > 0 && isDigit(run[from-1])) {
			continue
		}
		if n := hiddenFrom(run[from:]); n > 0 {
			return run[:from] + masked + hideDigits(run[from+n:])
		}
	}
	return run
}

// hiddenFrom returns the length of the longest number at the start of run that must not be seen, 0 when there is none.
func hiddenFrom(run string) int {
	found, digits := 0, make([]byte, 0, nrbDigits)
	for i := 0; i < len(run) && len(digits) < nrbDigits; i++ {
		if !isDigit(run[i]) {
			continue
		}
		digits = append(digits, run[i])
		if i+1 < len(run) && isDigit(run[i+1]) {
			continue
		}
		if len(digits) >= peselDigits && hidden(string(digits)) {
			found = i + 1
		}
	}
	return found
}

func hidden(digits string) bool {
	return cardLike(digits) || peselHolds(digits) || (len(digits) == nrbDigits && ibanHolds("PL"+digits))
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// hideIBANs tries where each word ends, because words that follow an account number look like more of it.
func hideIBANs(text string) string {
	var out strings.Builder
	done := 0
	for _, at := range ibanHead.FindAllStringIndex(text, -1) {
		if at[0] < done {
			continue
		}
		candidate := ibanRest.FindString(text[at[0]:])
		if rest := text[at[0]+len(candidate):]; rest != "" && ibanRest.MatchString(strings.Repeat(rest[:1], 15)) {
			candidate = candidate[:strings.LastIndexByte(candidate, ' ')+1] // it ends inside a word
		}
		for candidate = strings.TrimRight(candidate, " "); candidate != "" && !ibanHolds(candidate); {
			candidate = candidate[:max(0, strings.LastIndexByte(candidate, ' '))]
		}
		if candidate != "" {
			out.WriteString(text[done:at[0]] + masked)
			done = at[0] + len(candidate)
		}
	}
	return out.String() + text[done:]
}

// cardLike: 15, 16 or 19 digits, an issuer's first digit, Luhn (ISO/IEC 7812-1).
func cardLike(d string) bool {
	if (len(d) != 15 && len(d) != 16 && len(d) != 19) || !strings.ContainsRune("23456", rune(d[0])) {
		return false
	}
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// peselHolds checks the Polish personal number: weights 1 3 7 9 and a date with the century in the month.
func peselHolds(d string) bool {
	if len(d) != peselDigits {
		return false
	}
	sum := 0
	for i, w := range [peselDigits]int{1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1} {
		sum += w * int(d[i]-'0')
	}
	if sum%10 != 0 {
		return false
	}
	month := int(d[2]-'0')*10 + int(d[3]-'0')
	century := map[int]string{0: "19", 1: "20", 2: "21", 3: "22", 4: "18"}[month/20]
	month %= 20
	_, err := time.Parse("20060102", century+d[:2]+string(rune('0'+month/10))+string(rune('0'+month%10))+d[4:6])
	return err == nil
}

// ibanHolds checks ISO 13616: the country and check digits go last, letters count from 10, remainder 1 by 97.
func ibanHolds(s string) bool {
	s = strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

package live

import (
	"regexp"
	"strings"
	"time"
)

var (
	digitRun = regexp.MustCompile(`\d(?:[ -]?\d){6,33}`)
	iban     = regexp.MustCompile(`(?i)\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b`)
	secret   = regexp.MustCompile(`(?i)((?:hasło|haslo|password|cvv|cvc)\s*[:=]?\s+|(?:hasło|haslo|password|cvv|cvc)[:=])(\S+)`)
)

const masked = "•••"

// Mask hides card numbers, PESEL, account numbers and passwords from a draft. The browser has masked already; this
// is the second lock. EAN-13 and shorter order numbers stay: a run of 13 digits is never a card.
func Mask(text string) string {
	text = secret.ReplaceAllString(text, "${1}"+masked)
	text = iban.ReplaceAllStringFunc(text, func(s string) string {
		if ibanHolds(s) {
			return masked
		}
		return s
	})
	return digitRun.ReplaceAllStringFunc(text, func(s string) string {
		digits := strings.NewReplacer(" ", "", "-", "").Replace(s)
		if cardLike(digits) || peselHolds(digits) || (len(digits) == 26 && ibanHolds("PL"+digits)) {
			return masked
		}
		return s
	})
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
	if len(d) != 11 {
		return false
	}
	sum := 0
	for i, w := range [11]int{1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1} {
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

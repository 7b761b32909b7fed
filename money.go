package zagaj

import (
	"strings"
)

// Money is an exact amount in the currency's minor units: 4999 PLN is 49.99 zł, 500 JPY is 500 yen.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"` // ISO 4217, upper case
}

// Exponent returns the number of decimals of an ISO 4217 currency, 2 when it is not one of the exceptions.
// Source: ISO 4217 list one, 2024.
func Exponent(currency string) int {
	switch strings.ToUpper(currency) {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	}
	return 2
}

// ParseMoney reads a plain decimal such as "49.99" or "-5" without going through a float. Digits beyond the
// currency's exponent are rounded half away from zero. It fails with CodeInvalid on anything else.
func ParseMoney(decimal, currency string) (Money, error) {
	s, negative := strings.CutPrefix(strings.TrimSpace(decimal), "-")
	whole, frac, _ := strings.Cut(s, ".")
	if whole == "" || len(whole)+len(frac) > 30 || !isDigits(whole) || !isDigits(frac) {
		return Money{}, errNoAmount()
	}
	exp := Exponent(currency)
	roundUp := len(frac) > exp && frac[exp] >= '5'
	if len(strings.TrimLeft(whole, "0"))+exp > 18 {
		return Money{}, errNoAmount()
	}
	var n int64
	for i := range len(whole) {
		n = n*10 + int64(whole[i]-'0')
	}
	for i := range exp {
		n *= 10
		if i < len(frac) {
			n += int64(frac[i] - '0')
		}
	}
	if roundUp {
		n++
	}
	if negative {
		n = -n
	}
	return Money{Minor: n, Currency: strings.ToUpper(currency)}, nil
}

func errNoAmount() error { return E(CodeInvalid, "not a decimal amount") }

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

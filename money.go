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
	bad := E(CodeInvalid, "not a decimal amount")
	s, negative := strings.CutPrefix(strings.TrimSpace(decimal), "-")
	whole, frac, _ := strings.Cut(s, ".")
	if whole == "" || len(whole)+len(frac) > 30 {
		return Money{}, bad
	}
	exp := Exponent(currency)
	roundUp := len(frac) > exp && frac[exp] >= '5'
	for _, c := range whole + frac {
		if c < '0' || c > '9' {
			return Money{}, bad
		}
	}
	digits := whole + (frac + "0000")[:exp]
	if len(strings.TrimLeft(digits, "0")) > 18 {
		return Money{}, bad
	}
	var n int64
	for _, c := range digits {
		n = n*10 + int64(c-'0')
	}
	if roundUp {
		n++
	}
	if negative {
		n = -n
	}
	return Money{Minor: n, Currency: strings.ToUpper(currency)}, nil
}

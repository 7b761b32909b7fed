package api

import (
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

func TestVariablesAreSaidAsPeopleSayThem(t *testing.T) {
	now := zagaj.At(time.Date(2026, 11, 25, 14, 30, 0, 0, time.UTC)) // 15:30 in Warsaw
	at := func(hours int) zagaj.Instant { return now.Add(time.Duration(hours) * time.Hour) }
	for _, x := range []struct {
		lang string
		open bool
		next zagaj.Instant
		want string
	}{
		{"pl", true, at(2), "dziś do 17:30"}, {"pl", true, at(20), "do 26.11, 11:30"}, {"pl", false, at(2), "dziś od 17:30"}, {"en", false, at(20), "from 26.11, 11:30"},
		{"pl", true, 0, "całą dobę"}, {"pl", false, 0, ""},
	} {
		if got := variableWords[x.lang].hours(x.open, x.next, now, "Europe/Warsaw"); got != x.want {
			t.Errorf("%+v: got %q", x, got)
		}
	}
	for _, x := range []struct {
		lang, currency string
		minor          int64
		want           string
	}{
		{"pl", "PLN", 69900, "699,00 zł"}, {"en", "PLN", 5, "0.05 zł"}, {"de", "EUR", 1250, "12,50 €"}, {"en", "JPY", 500, "500 JPY"}, {"en", "", 1, ""},
	} {
		if got := variableWords[x.lang].amount(zagaj.Money{Minor: x.minor, Currency: x.currency}); got != x.want {
			t.Errorf("%+v: got %q", x, got)
		}
	}
	for lang, w := range variableWords {
		for _, s := range []zagaj.OrderStatus{zagaj.OrderPlaced, zagaj.OrderPaid, zagaj.OrderShipped, zagaj.OrderDone, zagaj.OrderCancelled, zagaj.OrderRefunded} {
			if w.status[s] == "" {
				t.Errorf("%s says nothing for %s", lang, s)
			}
		}
	}
}

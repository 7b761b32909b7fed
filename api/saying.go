package api

import (
	"fmt"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
)

// saying is how a language says what the variables of ready answers stand for. Times are 15:04, days 02.01.
type saying struct {
	always           string // open all day, every day
	until, from      string // today
	untilDay, onward string // on another day
	point            string // of decimals
	status           map[zagaj.OrderStatus]string
}

var variableWords = map[string]saying{
	"pl": {"całą dobę", "dziś do %s", "dziś od %s", "do %s", "od %s", ",", statuses("złożone", "opłacone", "wysłane", "zrealizowane", "anulowane", "zwrócone")},
	"en": {"around the clock", "until %s today", "from %s today", "until %s", "from %s", ".", statuses("placed", "paid", "shipped", "done", "cancelled", "refunded")},
	"de": {"rund um die Uhr", "heute bis %s", "heute ab %s", "bis %s", "ab %s", ",", statuses("eingegangen", "bezahlt", "versandt", "abgeschlossen", "storniert", "erstattet")},
	"cs": {"nepřetržitě", "dnes do %s", "dnes od %s", "do %s", "od %s", ",", statuses("přijatá", "zaplacená", "odeslaná", "vyřízená", "zrušená", "vrácená")},
	"sk": {"nepretržite", "dnes do %s", "dnes od %s", "do %s", "od %s", ",", statuses("prijatá", "zaplatená", "odoslaná", "vybavená", "zrušená", "vrátená")},
	"uk": {"цілодобово", "сьогодні до %s", "сьогодні з %s", "до %s", "з %s", ",", statuses("прийнято", "оплачено", "відправлено", "виконано", "скасовано", "кошти повернено")},
}

func statuses(placed, paid, shipped, done, cancelled, refunded string) map[zagaj.OrderStatus]string {
	return map[zagaj.OrderStatus]string{zagaj.OrderPlaced: placed, zagaj.OrderPaid: paid, zagaj.OrderShipped: shipped, zagaj.OrderDone: done,
		zagaj.OrderCancelled: cancelled, zagaj.OrderRefunded: refunded}
}

// hours says until when the shop is open, or from when; next is when that changes, 0 for never. It is "" for a shop that
// never opens.
func (w saying) hours(open bool, next, now zagaj.Instant, zone string) string {
	if next == 0 {
		if open {
			return w.always
		}
		return ""
	}
	in, err := time.LoadLocation(zone)
	if err != nil {
		in = time.UTC
	}
	at, today := time.UnixMilli(int64(next)).In(in), time.UnixMilli(int64(now)).In(in)
	same, other := w.from, w.onward
	if open {
		same, other = w.until, w.untilDay
	}
	if at.YearDay() == today.YearDay() && at.Year() == today.Year() {
		return fmt.Sprintf(same, at.Format("15:04"))
	}
	return fmt.Sprintf(other, at.Format("02.01, 15:04"))
}

// units are the currencies that people write by a sign of their own.
var units = map[string]string{"PLN": "zł", "CZK": "Kč", "EUR": "€", "UAH": "₴"}

// amount writes money as digits and the currency's sign or code.
func (w saying) amount(m zagaj.Money) string {
	if m.Currency == "" {
		return ""
	}
	digits, unit := zagaj.Exponent(m.Currency), units[m.Currency]
	text := fmt.Sprintf("%0*d", digits+1, m.Minor)
	if digits > 0 {
		text = text[:len(text)-digits] + w.point + text[len(text)-digits:]
	}
	return strings.TrimSpace(text + " " + either(unit, m.Currency))
}

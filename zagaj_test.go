package zagaj_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
)

func TestParseMoney(t *testing.T) {
	for _, c := range []struct {
		in, currency string
		want         int64
	}{
		{"49.99", "PLN", 4999}, {"5", "PLN", 500}, {"-0.5", "EUR", -50}, {"500", "JPY", 500}, {"1.2345", "KWD", 1235},
		{"19.9", "pln", 1990}, {"0.005", "PLN", 1}, {"99.4", "JPY", 99}, {"90071992547409.93", "PLN", 9007199254740993},
	} {
		got, err := zagaj.ParseMoney(c.in, c.currency)
		if err != nil || got.Minor != c.want || got.Currency != strings.ToUpper(c.currency) {
			t.Errorf("ParseMoney(%q, %q): got %v, %v, want %d", c.in, c.currency, got, err, c.want)
		}
	}
	for _, in := range []string{"", "-", ".5", "1e3", "1,5", "٣", "12 zł", strings.Repeat("9", 31), "9999999999999999999"} {
		if got, err := zagaj.ParseMoney(in, "PLN"); zagaj.CodeOf(err) != zagaj.CodeInvalid {
			t.Errorf("ParseMoney(%q): got %v, %v, want an invalid error", in, got, err)
		}
	}
}

func TestCheckText(t *testing.T) {
	for _, c := range []struct {
		in   string
		want zagaj.Code
	}{
		{"Dzień dobry", ""}, {"", zagaj.CodeInvalid}, {"\xff", zagaj.CodeInvalid},
		{strings.Repeat("ż", 4000), ""}, {strings.Repeat("ż", 4001), zagaj.CodeTooLarge},
	} {
		if got := zagaj.CodeOf(zagaj.CheckText(c.in)); got != c.want {
			t.Errorf("CheckText of %d bytes: got %q, want %q", len(c.in), got, c.want)
		}
	}
}

func TestCodeOfLooksThroughWrapping(t *testing.T) {
	wrapped := fmt.Errorf("say: %w", zagaj.E(zagaj.CodeConflict, "other text"))
	if got := zagaj.CodeOf(wrapped); got != zagaj.CodeConflict {
		t.Errorf("got %q, want conflict", got)
	}
	if got := zagaj.CodeOf(errors.New("disk")); got != zagaj.CodeInternal {
		t.Errorf("got %q, want internal", got)
	}
}

func TestFaceInitials(t *testing.T) {
	for name, want := range map[string]string{"Anna": "A", "Łucja Maria": "ŁM", "": ""} {
		if got := (zagaj.Operator{Name: name}).Face().Initials; got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

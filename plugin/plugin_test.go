package plugin_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

func TestDecodeIsStrict(t *testing.T) {
	type body struct {
		ID     string         `json:"id"`
		Amount plugin.Decimal `json:"amount"`
	}
	for name, test := range map[string]struct {
		body string
		want zagaj.Code
	}{
		"plain":                  {`{"id":"a","amount":"1.20"}`, ""},
		"unknown member":         {`{"id":"a","more":{"deep":[1]}}`, ""},
		"same key twice":         {`{"id":"a","id":"b"}`, zagaj.CodeInvalid},
		"same key twice inside":  {`{"id":"a","more":{"x":1,"x":2}}`, zagaj.CodeInvalid},
		"not UTF-8":              {"{\"id\":\"\xc3\x28\"}", zagaj.CodeInvalid},
		"U+0000":                 {`{"id":"a\u0000b"}`, zagaj.CodeInvalid},
		"raw U+0000":             {"{\"id\":\"a\x00b\"}", zagaj.CodeInvalid},
		"wrong type":             {`{"id":1}`, zagaj.CodeInvalid},
		"something behind":       {`{"id":"a"} {}`, zagaj.CodeInvalid},
		"empty":                  {``, zagaj.CodeInvalid},
		"a byte order mark":      {"\ufeff{}", zagaj.CodeInvalid},
		"an amount as an object": {`{"amount":{"value":"1"}}`, ""}, // kept as text; Money refuses it
	} {
		var b body
		if got := zagaj.CodeOf(plugin.Decode([]byte(test.body), &b)); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	var b body
	if err := plugin.Decode([]byte(`{"ID":"a","Amount":"1"}`), &b); err != nil || b.ID != "" || b.Amount != "" {
		t.Errorf("keys of another case: got %+v (%v), want them unknown", b, err)
	}
}

func TestDecimalIsExact(t *testing.T) {
	for body, want := range map[string]struct {
		currency string
		minor    int64
		code     zagaj.Code
	}{
		`"49.99"`:              {"PLN", 4999, ""},
		`49.99`:                {"pln", 4999, ""},
		`0.1`:                  {"PLN", 10, ""},
		`1.005`:                {"PLN", 101, ""}, // 1.00499999… as a float
		`4503599627370497.01`:  {"PLN", 450359962737049701, ""},
		`"500"`:                {"JPY", 500, ""},
		`"1.234"`:              {"KWD", 1234, ""},
		`-5`:                   {"PLN", -500, ""},
		`""`:                   {"PLN", 0, ""},
		`null`:                 {"PLN", 0, ""},
		`0`:                    {"PLN", 0, ""},
		`1e2`:                  {"PLN", 0, zagaj.CodeInvalid},
		`"1,50"`:               {"PLN", 0, zagaj.CodeInvalid},
		`"zł"`:                 {"PLN", 0, zagaj.CodeInvalid},
		`"\u0034\u0039"`:       {"PLN", 4900, ""},
		`true`:                 {"PLN", 0, zagaj.CodeInvalid},
		`{"value":"1"}`:        {"PLN", 0, zagaj.CodeInvalid},
		`99999999999999999999`: {"PLN", 0, zagaj.CodeInvalid},
	} {
		var b struct {
			Amount plugin.Decimal `json:"amount"`
		}
		if err := plugin.Decode([]byte(`{"amount":`+body+`}`), &b); err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		got, err := b.Amount.Money(want.currency)
		if zagaj.CodeOf(err) != want.code || got.Minor != want.minor {
			t.Errorf("%s: got %d (%v), want %d (%s)", body, got.Minor, err, want.minor, want.code)
		}
		if err == nil && got.Currency != strings.ToUpper(want.currency) {
			t.Errorf("%s: got currency %s, want upper case", body, got.Currency)
		}
	}
}

func TestDecimalOfCentsComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Int64Range(0, 1e14).Draw(t, "whole")
		cents := rapid.Int64Range(0, 99).Draw(t, "cents")
		d := plugin.Decimal(fmt.Sprintf("%d.%02d", whole, cents))
		got, err := d.Money("EUR")
		if err != nil || got.Minor != whole*100+cents {
			t.Fatalf("%s: got %d (%v)", d, got.Minor, err)
		}
	})
}

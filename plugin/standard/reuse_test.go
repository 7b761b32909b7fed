package standard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/standard"
)

// BenchmarkVerifyDecode takes a cart of 3 KB as the server does: go test -bench . -benchmem ./plugin/standard
func BenchmarkVerifyDecode(b *testing.B) {
	var lines []string
	for i := range 12 {
		lines = append(lines, fmt.Sprintf(`{"product":"%d","sku":"SKU-%d","name":"Kurtka przeciwdeszczowa model %d","variant":"M","category":"kurtki","quantity":%d,"price":"499.99","image":"https://sklep.example/obraz/kurtka-%d.svg"}`,
			100+i, i, i, 1+i%3, i))
	}
	d := plugintest.Message("msg_1", `{"type":"cart.updated","occurred_at":1795430100000,"data":{"id":"cart-1","version":1,"currency":"PLN","total":"9999.80","lines":[`+strings.Join(lines, ",")+`]}}`)
	secret := plugintest.StandardSecret(1)
	plugintest.SignStandard(b, &d, secret, d.ReceivedAt)
	in := zagaj.Installation{ID: "i", Shop: "s", Secrets: []string{secret}}
	b.ReportAllocs()
	for b.Loop() {
		if err := standard.New().Verify(d, in.Secrets); err != nil {
			b.Fatal(err)
		}
		if events, err := standard.New().Decode(d, in); err != nil || len(events) != 1 {
			b.Fatal(err)
		}
	}
}

// TestNothingOfOneMessageComesIntoTheNext: the room for lines is used again, what stood there is not.
func TestNothingOfOneMessageComesIntoTheNext(t *testing.T) {
	full := `{"type":"cart.updated","occurred_at":1795430100000,"data":{"id":"c1","version":7,"customer":"k","merged_into":"c2","currency":"PLN","total":"5","coupons":["X"],
		"lines":[{"product":"1","sku":"S","name":"N","variant":"V","category":"C","quantity":2,"price":"1","image":"I","tags":["t"]},{"product":"2","name":"N2","quantity":1,"price":"3"}]}}`
	in := zagaj.Installation{ID: "i", Shop: "s"}
	for range 3 {
		events, err := standard.New().Decode(plugintest.Message("m1", full), in)
		if err != nil {
			t.Fatal(err)
		}
		kept := events[0].Cart.Lines
		for _, cut := range []string{full[:len(full)-3], `{"type":"cart.updated","occurred_at":1,"data":{"id":"c3","lines":[{"product":"9"},{"quantity":-1}]}}`} {
			if _, err := standard.New().Decode(plugintest.Message("m2", cut), in); zagaj.CodeOf(err) != zagaj.CodeInvalid {
				t.Fatalf("got %v, want it refused", err)
			}
		}
		events, err = standard.New().Decode(plugintest.Message("m3", `{"type":"cart.updated","occurred_at":1,"data":{"id":"c3","lines":[{"product":"9"},{}]}}`), in)
		if err != nil {
			t.Fatal(err)
		}
		got := events[0].Cart
		if fmt.Sprint(got.Lines) != fmt.Sprint([]zagaj.Line{{Product: "9"}, {}}) || got.Customer != "" || got.MergedInto != "" || len(got.Coupons) != 0 || got.Version != 0 {
			t.Errorf("got %+v", got)
		}
		if kept[0].Name != "N" || kept[0].Tags[0] != "t" || kept[1].Name != "N2" {
			t.Errorf("what was given before has changed: %+v", kept)
		}
	}
}

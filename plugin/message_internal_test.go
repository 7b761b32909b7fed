package plugin

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/zagaj/zagaj"
)

// byTheLibrary is a message that the library reads by its own means.
type byTheLibrary message

// alike reads a body both ways and says where they differ.
func alike(t *testing.T, body []byte) {
	t.Helper()
	var ours message
	var theirs byTheLibrary
	err, want := ours.decode(body), Decode(body, &theirs)
	if (err == nil) != (want == nil) || zagaj.CodeOf(err) != zagaj.CodeOf(want) {
		t.Fatalf("%s: got %v, the library says %v", body, err, want)
	}
	if err != nil {
		return
	}
	for _, m := range []*message{&ours, (*message)(&theirs)} { // an empty list of lines is as good as none
		for _, lines := range []*[]messageLine{&m.Data.Lines, &m.Data.Added, &m.Data.Removed} {
			if len(*lines) == 0 {
				*lines = nil
			}
		}
	}
	ours.words, ours.plain = nil, plain{}
	if !reflect.DeepEqual(ours, message(theirs)) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", body, ours, theirs)
	}
}

const everyMember = `{"type":"cart.changed","occurred_at":1795430000000,"more":{"a":[1,{"b":null}]},"data":{"id":"C\u0031","number":"1","version":3,"cart":"c","merged_into":"d","customer":"7",
"status":"paid","postcode":"00-950","phone":"500","currency":"PLN","total":"249.99","placed_at":1,"coupons":["A","B"],"base":2,"x":[],
"lines":[{"product":"101","sku":"S","name":"Za\u017c\u00f3\u0142\u0107 \ud83d\ude42","variant":"V","category":"k","quantity":2,"price":49.99,"image":"i","tags":["a","b"],"y":1},{},null],
"added":[{"quantity":-1}],"removed":null}}`

// TestTheMessageIsReadAsTheLibraryReadsIt: also where a member is null, missing, of another type or written with escapes.
func TestTheMessageIsReadAsTheLibraryReadsIt(t *testing.T) {
	alike(t, []byte(everyMember))
	values := []string{"null", `""`, `"a\u0041"`, "1", "-0", "-7", "1.0", "1e3", "9223372036854775807", "9223372036854775808", "true", "{}", "[]", `["a",null]`, `[1]`, `[{}]`, `[null]`, `{"id":null}`, `"\ud800"`, "01", "", "[", `"`, "nul"}
	for _, place := range []string{`"type":`, `"occurred_at":`, `"data":`, `"id":`, `"version":`, `"customer":`, `"total":`, `"placed_at":`, `"coupons":`, `"lines":`, `"product":`, `"quantity":`, `"price":`, `"tags":`, `"x":`, `"removed":`} {
		before, after, _ := strings.Cut(everyMember, place)
		for _, value := range values {
			alike(t, []byte(before+place+value+"}"))
			alike(t, []byte(before+place+value+","+after))
			alike(t, []byte(`{`+place+value+`}`))
			alike(t, []byte(`{"data":{`+place+value+`}}`))
			alike(t, []byte(`{"data":{"lines":[{`+place+value+`}]}}`))
		}
	}
	for _, body := range []string{`{"t\u0079pe":"x"}`, `{"type":"a","type":"b"}`, `{"type":"a","t\u0079pe":"b"}`, `{"Type":"a"}`, `{"data":{"lines":[{"sku":"a","sku":"b"}]}}`, `{}x`, `{},`, `null`, `[]`, `"a"`, "\xff", "{\"type\":\"\xff\"}", ` { } `} {
		alike(t, []byte(body))
	}
}

// TestBodiesAreReadPlainly: what shops write takes the quick way, with every known name in each object, and what is odd does not.
func TestBodiesAreReadPlainly(t *testing.T) {
	line := `{"product":"101","sku":"S","name":"Zażółć \u017c\"\/","variant":null,"category":"k","quantity":2,"price":-49.90,"image":"https://sklep.example/a.jpg","tags":["a",null]}`
	data := `{"id":"C1","number":"1","version":3,"cart":"c","merged_into":"d","customer":"7","status":"paid","postcode":"00-950","phone":"500","currency":"PLN",
		"total":"249.99","placed_at":1,"coupons":[],"base":0,"lines":[` + line + `, ` + line + `],"added":null,"removed":[ ]}`
	whole := " {\"type\" : \"cart.changed\",\r\n\t\"occurred_at\":1795430000000,\"data\":" + data + "} \n"
	var m message
	if !m.readPlain([]byte(whole)) {
		t.Errorf("the usual is not read plainly:\n%s", whole)
	}
	alike(t, []byte(whole))
	for _, odd := range []string{`"more":1,"type"`, `"type":"x","type"`, `"t\u0079pe"`} {
		if m = (message{}); m.readPlain([]byte(strings.Replace(whole, `"type"`, odd, 1))) {
			t.Errorf("%s: read plainly", odd)
		}
	}
	for place, values := range map[string][]string{`"101"`: {"101", "true", `["1"]`, "\"\xff\"", "\"\x01\"", `"\ud800"`, `"\u0000"`, `"\x"`, `"`}, `:2,`: {`:02,`, `:2.,`, `:2e3,`, `:"2",`, `:+2,`, `:-,`, `:,`, `:2,,`, ` 2,`, `::2,`, `:nul,`},
		`,null]`: {`,]`, `,null,]`, `,null`, `,null}`, ` null]`}, "} \n": {"}}", "},", "", "} x"}} {
		for _, value := range values {
			body := []byte(strings.Replace(whole, place, value, 1))
			if m = (message{}); m.readPlain(body) {
				t.Errorf("%s: read plainly", body)
			}
			alike(t, body)
		}
	}
}

// TestEachByteIsFoundWhereItIs: whatever stands before and behind it, within eight bytes that are looked at together or not.
func TestEachByteIsFoundWhereItIs(t *testing.T) {
	ends := func(c byte) bool { return c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf }
	for c := range 256 {
		for at := range 20 {
			for _, behind := range []string{"", "a", "\"", "\x00", "\x7f !#[]~ and so on", "\xff\"\\\x1f\"\"\"\"\""} {
				body := []byte(strings.Repeat("\x7f !#[]~", 3)[:at] + string([]byte{byte(c)}) + behind)
				want := at
				for want < len(body) && !ends(body[want]) {
					want++
				}
				if got := endOfPlain(body, 0); got != want {
					t.Fatalf("%q: got %d, want %d", body, got, want)
				}
			}
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(everyMember))
	f.Add([]byte(`{"data":{"lines":[null,{"quantity":null,"price":{}}],"coupons":null}}`))
	f.Fuzz(alike)
}

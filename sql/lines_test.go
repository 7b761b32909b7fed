package sql_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// manyLines are enough to be kept short.
func manyLines(n int) (lines []zagaj.Line) {
	for i := range n {
		lines = append(lines, zagaj.Line{Product: zagaj.ProductID(fmt.Sprint(i)), Name: "Kurtka „żółta” <b> & \"b\"", Quantity: i, Tags: []string{"zima"},
			Price: zagaj.Money{Minor: 49999, Currency: "PLN"}, Image: "https://sklep.example/obraz/" + fmt.Sprint(i) + ".svg"})
	}
	return lines
}

func TestACartsLinesAreKeptShortAndComeBack(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		ev := cartEvent("e1", 1, 1, start)
		ev.Cart.Customer, ev.Cart.Lines = "customer-1", manyLines(12)
		tell := func(ev zagaj.Event) zagaj.Event {
			fresh, err := s.AppendEvents(t.Context(), []zagaj.Event{{ID: "a" + ev.ID, Shop: shop, Source: zagaj.FromClient, Kind: zagaj.KindAlias, Visitor: "v",
				Alias: &zagaj.Alias{Kind: zagaj.AliasCart, Value: "c1"}, ReceivedAt: start}, ev})
			must(t, err)
			return fresh[1]
		}
		told := tell(ev)
		plain, _ := json.Marshal(told.Cart)
		if held := sql.Rows(t, s, `SELECT body || ' ' || event_seq FROM carts WHERE shop_id = $1`, string(shop)); !slices.Equal(held, []string{" 2"}) {
			t.Errorf("got %q, want the cart to stand in its event", held)
		}
		for _, body := range sql.Rows(t, s, `SELECT payload FROM events WHERE shop_id = $1 AND kind = 'cart' ORDER BY seq`, string(shop)) {
			if len(body) > len(plain)/2 || strings.Contains(body, "Kurtka") || !strings.Contains(body, `"customer":"customer-1"`) {
				t.Errorf("got %d bytes of %d: %s; want the lines short and the customer to be seen", len(body), len(plain), body)
			}
		}
		log, err := s.Events(t.Context(), shop, 0, 10)
		must(t, err)
		cart, err := s.CartOf(t.Context(), shop, "v")
		must(t, err)
		if !reflect.DeepEqual(log[1], told) || !reflect.DeepEqual(cart, *told.Cart) || len(cart.Lines) != 12 {
			t.Errorf("got %+v and %+v, want %+v", log[1], cart, told)
		}
		copied, err := s.Export(t.Context(), sql.Person{Shop: shop, Visitor: "v", Customer: "customer-1"})
		must(t, err)
		if text := fmt.Sprint(copied["carts"], copied["events"]); strings.Count(text, "Kurtka") != 24 || strings.Contains(text, `"s2.`) {
			t.Errorf("got %s, want the person's copy spelled out", text)
		}
		// A row that an older program has written.
		for _, err := range sql.ExecTogether(t, s, [][]string{{`UPDATE carts SET event_seq = 0, body = '` + strings.ReplaceAll(string(plain), "'", "''") + `'`}}) {
			must(t, err)
		}
		if cart, err = s.CartOf(t.Context(), shop, "v"); err != nil || !reflect.DeepEqual(cart, *told.Cart) {
			t.Errorf("got %+v, %v; want the older program's cart", cart, err)
		}
		again := cartEvent("e2", 2, 1, start+5000)
		again.Cart.Lines = manyLines(12)
		if got := tell(again).Cart.ChangedAt; got != start {
			t.Errorf("got %d, want the lines not to have changed", got)
		}
		again = cartEvent("e3", 3, 1, start+9000)
		again.Cart.Lines = manyLines(11)
		if got := tell(again).Cart.ChangedAt; got != start+9000 {
			t.Errorf("got %d, want the lines to have changed", got)
		}
		again = cartEvent("e4", 4, 1, start+9200)
		again.Cart.Lines = manyLines(11)
		if got := tell(again).Cart.ChangedAt; got != start+9000 {
			t.Errorf("got %d, want the lines that this process wrote not to have changed", got)
		}
		again = cartEvent("e5", 5, 1, start+9300)
		again.Cart.Lines = manyLines(11)
		again.Cart.Lines[3].Quantity++ // as long as before
		if got := tell(again).Cart.ChangedAt; got != start+9300 {
			t.Errorf("got %d, want one number to be a change", got)
		}
		// An order empties it, a change goes on from it.
		more := cartEvent("e6", 6, 1, start+9500)
		more.Cart.Lines, more.Cart.Change = nil, &zagaj.CartChange{Base: 5, Added: manyLines(12)[11:]}
		if got := tell(more).Cart.Lines; len(got) != 12 {
			t.Errorf("got %+v, want 12 lines", got)
		}
	})
}

// TestWhoIsOnlyNamedInAnEventIsErased: the event came before anybody knew whose it was, so only its body names the person.
func TestWhoIsOnlyNamedInAnEventIsErased(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		ev := cartEvent("e1", 1, 1, start)
		ev.Cart.Customer, ev.Cart.Lines = "customer-1", manyLines(12)
		_, err := s.AppendEvents(t.Context(), []zagaj.Event{ev})
		must(t, err)
		_, err = s.Erase(t.Context(), sql.Person{Shop: shop, Customer: "customer-1"})
		must(t, err)
		if log, err := s.Events(t.Context(), shop, 0, 10); err != nil || len(log) != 0 {
			t.Errorf("got %+v, %v; want nothing left", log, err)
		}
	})
}

func TestWhatIsNoCartsLinesIsRefused(t *testing.T) {
	huge := s2.Encode(nil, make([]byte, 9<<20))
	for name, short := range map[string]string{"no base64": "?", "nothing of s2's": "AAAA", "cut off": base64.RawStdEncoding.EncodeToString(huge[:20]),
		"more than any cart has": base64.RawStdEncoding.EncodeToString(huge)} {
		if got, err := sql.Spread(`{"lines":"s2.` + short + `"}`); err == nil {
			t.Errorf("%s: got %.40q", name, got)
		}
	}
	if got, err := sql.Spread(`{"lines":"s2.`); err == nil {
		t.Errorf("got %q from a text that has no end", got)
	}
	if got, err := sql.Spread(`{"name":"\"lines\":\"s2.?\""}`); err != nil || got != `{"name":"\"lines\":\"s2.?\""}` {
		t.Errorf("got %q, %v; want what a person wrote as it is", got, err)
	}
}

// filled has something in each field.
func filled[T any](t *testing.T) (full T) {
	v := reflect.ValueOf(&full).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); {
		case f.Kind() == reflect.String:
			f.SetString(v.Type().Field(i).Name)
		case f.Kind() == reflect.Bool:
			f.SetBool(true)
		case f.CanInt():
			f.SetInt(int64(i + 1))
		case f.Type() == reflect.TypeFor[[]string]():
			f.Set(reflect.ValueOf([]string{"a", "b"}))
		case f.Type() == reflect.TypeFor[zagaj.Money]():
			f.Set(reflect.ValueOf(zagaj.Money{Minor: 7, Currency: "PLN"}))
		case f.Type() == reflect.TypeFor[[]zagaj.Line]():
			f.Set(reflect.ValueOf(slices.Repeat([]zagaj.Line{filled[zagaj.Line](t)}, 9)))
		case f.Type() == reflect.TypeFor[*zagaj.CartChange]():
			change := filled[zagaj.CartChange](t)
			f.Set(reflect.ValueOf(&change))
		default:
			t.Fatalf("no value for %s", v.Type().Field(i).Name)
		}
	}
	return full
}

// TestEveryFieldOfACartIsKept: carts and their lines are written member by member, so a new one has to be written, too.
func TestEveryFieldOfACartIsKept(t *testing.T) {
	full := filled[zagaj.Cart](t)
	for _, c := range []zagaj.Cart{full, {ID: "c1", Lines: full.Lines}, {ID: "c1", Lines: full.Lines[:1], Lost: true}} {
		want, err := sql.Pack(c)
		must(t, err)
		short, err := sql.PackCart(c)
		must(t, err)
		if got, err := sql.Spread(short); err != nil || got != want {
			t.Errorf("got %s, %v; want %s", got, err, want)
		}
	}
}

// TestEveryFieldOfAnEventIsKept: an event that tells a cart is written member by member, unless it tells anything else.
func TestEveryFieldOfAnEventIsKept(t *testing.T) {
	cart := zagaj.Cart{ID: "c1", Lines: filled[zagaj.Cart](t).Lines}
	whole := func(ev zagaj.Event) {
		t.Helper()
		ev.Cart = &cart
		want, err := sql.Pack(ev)
		must(t, err)
		short, err := sql.PackCart(cart)
		must(t, err)
		text, err := sql.PackWith(&ev, short)
		must(t, err)
		text, err = sql.Spread(text)
		must(t, err)
		var got, expected any
		must(t, json.Unmarshal([]byte(text), &got))
		must(t, json.Unmarshal([]byte(want), &expected))
		if !reflect.DeepEqual(got, expected) {
			t.Errorf("got %s, want %s", text, want)
		}
	}
	all := reflect.TypeFor[zagaj.Event]()
	for i := range all.NumField() {
		var ev zagaj.Event
		switch f := reflect.ValueOf(&ev).Elem().Field(i); {
		case f.Kind() == reflect.String:
			f.SetString("<" + all.Field(i).Name + ">")
		case f.Kind() == reflect.Bool:
			f.SetBool(true)
		case f.CanInt():
			f.SetInt(int64(i + 1))
		case f.Kind() == reflect.Pointer:
			f.Set(reflect.New(f.Type().Elem()))
		case f.Kind() == reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		default:
			t.Fatalf("no value for %s", all.Field(i).Name)
		}
		whole(ev)
	}
	whole(zagaj.Event{ID: "i:1", Shop: "s", Source: zagaj.FromShop, Installation: "i", Visitor: "v", Tab: "t", Kind: zagaj.KindCart, OccurredAt: 1, ReceivedAt: 2, Seq: 3})
}

// FuzzCartLines: what is kept of a cart reads as what encoding/json would have written, whatever stands in it.
func FuzzCartLines(f *testing.F) {
	f.Add("p", "sku", "Kurtka", "zima", "c", 1, 3)
	f.Add("<p>", "", "\x00\u2028\u2029 \xff\"\\", "a,b", `","total":{"lines":"s2.`, -1, 40)
	f.Fuzz(func(t *testing.T, product, sku, name, tags, customer string, quantity, n int) {
		c := zagaj.Cart{ID: zagaj.CartID(sku), Customer: customer, Total: zagaj.Money{Minor: int64(quantity), Currency: name}, MergedInto: zagaj.CartID(name), Version: int64(n)}
		if quantity%2 != 0 {
			c.Coupons = strings.Split(tags, ",")
		}
		for i := range max(0, min(n, 60)) {
			c.Lines = append(c.Lines, zagaj.Line{Product: zagaj.ProductID(product), SKU: sku, Name: name, Variant: tags, Category: sku, Quantity: quantity + i,
				Price: zagaj.Money{Minor: int64(n), Currency: customer}, Image: product})
			if i%2 == 0 {
				c.Lines[i].Tags = strings.Split(tags, ",")
			}
		}
		want, err := sql.Pack(c)
		must(t, err)
		short, err := sql.PackCart(c)
		must(t, err)
		if got, err := sql.Spread(short); err != nil || got != want || len(short) > len(want) {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	})
}

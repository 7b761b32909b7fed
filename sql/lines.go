package sql

import (
	"encoding/base64"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/klauspost/compress/s2"
	"github.com/zagaj/zagaj"
)

// The lines of a cart are most of what a platform tells, and stand in the log and among the carts. They are kept short: in their place
// stands a string, which begins with shortMark and goes on with what s2 made of them, in base64. All else stands in plain text, so
// that a person's keys are found in rows and in files, and a cart of an older program reads as it is.
const (
	linesName = `"lines":`
	shortMark = `"s2.`
)

const (
	shortestLines = 256     // below it there is nothing to gain
	longestLines  = 8 << 20 // of carts that are kept short; a body of one megabyte is not longer as we write it
)

// packing is room in which carts are written.
type packing struct{ lines, short, body []byte }

var packings = sync.Pool{New: func() any { return &packing{} }}

// packCart is pack for a cart, with its lines kept short when that makes them so. It writes member by member: nothing else that a delivery
// brings costs as much to write.
func packCart(c zagaj.Cart) (string, error) {
	if len(c.Lines) == 0 {
		return pack(c)
	}
	p := packings.Get().(*packing)
	defer packings.Put(p)
	var err error
	if p.lines, err = appendLines(p.lines[:0], c.Lines); err != nil {
		return "", err
	}
	out := appendText(p.body[:0], `{"id":`, string(c.ID))
	out = appendNumber(out, `,"version":`, c.Version)
	out = append(out, ","+linesName...)
	if short := p.squeeze(); short != nil {
		out = append(out, shortMark...)
		out = append(base64.RawStdEncoding.AppendEncode(out, short), '"')
	} else {
		out = append(out, p.lines...)
	}
	if p.body, err = appendRest(out, &c); err != nil {
		return "", err
	}
	return string(p.body), nil
}

// appendRest writes what follows a cart's lines.
func appendRest(out []byte, c *zagaj.Cart) ([]byte, error) {
	out = appendMoney(out, `,"total":`, c.Total)
	var err error
	if len(c.Coupons) > 0 {
		if out, err = appendPacked(out, `,"coupons":`, c.Coupons); err != nil {
			return nil, err
		}
	}
	out = appendSome(out, `,"customer":`, c.Customer)
	out = appendSome(out, `,"merged_into":`, string(c.MergedInto))
	if c.Hint {
		out = append(out, `,"hint":true`...)
	}
	out = appendNumber(out, ","+changedName, int64(c.ChangedAt))
	if c.Change != nil {
		if out, err = appendPacked(out, `,"change":`, c.Change); err != nil {
			return nil, err
		}
	}
	if c.Lost {
		out = append(out, `,"lost":true`...)
	}
	return append(out, '}'), nil
}

// squeeze returns what s2 makes of the lines, nil when nothing is gained.
func (p *packing) squeeze() []byte {
	if len(p.lines) < shortestLines || len(p.lines) > longestLines {
		return nil
	}
	if need := s2.MaxEncodedLen(len(p.lines)); cap(p.short) < need {
		p.short = make([]byte, need)
	}
	short := s2.Encode(p.short[:cap(p.short)], p.lines)
	if base64.RawStdEncoding.EncodedLen(len(short))+len(shortMark) >= len(p.lines) {
		return nil
	}
	return short
}

// appendLines writes lines as pack does.
func appendLines(out []byte, lines []zagaj.Line) ([]byte, error) {
	var err error
	for i := range lines {
		if out = append(out, ','); i == 0 {
			out[len(out)-1] = '['
		}
		if out, err = appendLine(out, &lines[i]); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

func appendLine(out []byte, l *zagaj.Line) ([]byte, error) {
	out = appendText(out, `{"product":`, string(l.Product))
	out = appendSome(out, `,"sku":`, l.SKU)
	out = appendText(out, `,"name":`, l.Name)
	out = appendSome(out, `,"variant":`, l.Variant)
	out = appendSome(out, `,"category":`, l.Category)
	out = appendNumber(out, `,"quantity":`, int64(l.Quantity))
	out = appendMoney(out, `,"price":`, l.Price)
	out = appendSome(out, `,"image":`, l.Image)
	if len(l.Tags) > 0 {
		var err error
		if out, err = appendPacked(out, `,"tags":`, l.Tags); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

// appendPacked writes a member that comes seldom, or has parts of its own.
func appendPacked(out []byte, name string, v any) ([]byte, error) {
	text, err := pack(v)
	return append(append(out, name...), text...), err
}

func appendNumber(out []byte, name string, n int64) []byte {
	return strconv.AppendInt(append(out, name...), n, 10)
}

func appendMoney(out []byte, name string, m zagaj.Money) []byte {
	out = appendNumber(append(out, name...), `{"minor":`, m.Minor)
	return append(appendText(out, `,"currency":`, m.Currency), '}')
}

// appendSome is appendText for a member that is left out when it is empty.
func appendSome(out []byte, name, text string) []byte {
	if text == "" {
		return out
	}
	return appendText(out, name, text)
}

func appendText(out []byte, name, text string) []byte {
	out = append(out, name...)
	if asItStands(text) {
		return append(append(append(out, '"'), text...), '"')
	}
	quoted, _ := pack(text) // a string can always be written
	return append(out, quoted...)
}

// What JSON does with a byte of a text, by the rules of encoding/json.
const (
	stands  = 0
	escaped = 1
	beyond  = 2 // of a character beyond ASCII
)

var inText = func() (of [256]byte) {
	for c := range of {
		switch {
		case c >= utf8.RuneSelf:
			of[c] = beyond
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
			of[c] = escaped
		}
	}
	return of
}()

// asItStands reports whether JSON has the text as it is.
func asItStands(text string) bool {
	var found byte
	for i := range len(text) {
		found |= inText[text[i]]
	}
	return found == stands || found == beyond && utf8.ValidString(text) && !strings.Contains(text, "\u2028") && !strings.Contains(text, "\u2029")
}

var errShortLines error = &Damage{"the lines of a cart cannot be read"}

// spread undoes what packCart has made of lines, in a packed cart or in an event that holds one.
func spread(body string) (string, error) {
	at := strings.Index(body, linesName+shortMark)
	if at < 0 {
		return body, nil
	}
	from := at + len(linesName) + len(shortMark)
	length := strings.IndexByte(body[from:], '"')
	if length < 0 {
		return "", errShortLines
	}
	short, err := base64.RawStdEncoding.DecodeString(body[from : from+length])
	if err != nil {
		return "", errShortLines
	}
	if n, err := s2.DecodedLen(short); err != nil || n > longestLines {
		return "", errShortLines
	}
	lines, err := s2.Decode(nil, short)
	if err != nil {
		return "", errShortLines
	}
	return body[:at+len(linesName)] + string(lines) + body[from+length+1:], nil
}

// unpackCart reads a cart as its table holds it.
func unpackCart(body string) (zagaj.Cart, error) {
	body, err := spread(body)
	if err != nil {
		return zagaj.Cart{}, err
	}
	return unpack[zagaj.Cart](body)
}

// sameLines reports whether two packed carts hold the same lines, without reading them.
func sameLines(a, b string) bool {
	if linesOf(a) == linesOf(b) {
		return true
	}
	a, err := spread(a)
	if err != nil {
		return false
	}
	b, err = spread(b) // they may be squeezed in two ways, by two releases of s2
	return err == nil && linesOf(a) == linesOf(b)
}

// linesOf cuts the lines out of a packed cart: they stand between their name and the cart's own total, which is the last of that name.
func linesOf(body string) string {
	from, to := strings.Index(body, linesName), strings.LastIndex(body, `,"total":`)
	if from < 0 || to < from {
		return body
	}
	return body[from:to]
}

package plugin

import (
	"bytes"
	"hash/maphash"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
)

// cursor takes apart JSON that the library has read once and found strict: no member twice, text in UTF-8, nothing behind. So it only
// looks for where things end. Reading the message by reflection cost twice the time.
type cursor struct {
	raw  []byte
	at   int
	seen *words
}

var errShape = zagaj.E(zagaj.CodeInvalid, "a member has another type than it must")

// next skips white space and returns what begins there.
func (c *cursor) next() byte {
	for {
		switch b := c.raw[c.at]; b {
		case ' ', '\t', '\r', '\n':
			c.at++
		default:
			return b
		}
	}
}

// skip goes behind one value and returns it.
func (c *cursor) skip() []byte {
	switch begin := c.next(); begin {
	case '"':
		return c.quoted()
	case '{', '[':
		from := c.at
		for depth := 0; ; {
			switch c.raw[c.at] {
			case '"':
				c.quoted()
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			if c.at++; depth == 0 {
				return c.raw[from:c.at]
			}
		}
	}
	from := c.at
	for c.at < len(c.raw) && bytes.IndexByte(ends, c.raw[c.at]) < 0 {
		c.at++
	}
	return c.raw[from:c.at]
}

// ends are what a number or a literal may be followed by.
var ends = []byte(",]} \t\r\n")

// quoted goes behind a string and returns it with its quotes: a quote ends it unless an odd number of backslashes stands before.
func (c *cursor) quoted() []byte {
	from, end := c.at, c.at+1
	for {
		end += bytes.IndexByte(c.raw[end:], '"')
		escapes := 0
		for c.raw[end-1-escapes] == '\\' {
			escapes++
		}
		if end++; escapes%2 == 0 {
			c.at = end
			return c.raw[from:end]
		}
	}
}

// members reads an object, or null as an empty one. member reads the value of the name that it is given, or returns false for a name
// that it does not know.
func (c *cursor) members(member func(name []byte) (known bool, err error)) error {
	return c.each('{', func() error {
		name, err := unquoted(c.quoted())
		if err != nil {
			return err
		}
		c.next()
		c.at++ // the colon
		known, err := member(name)
		if !known {
			c.skip()
		}
		return err
	})
}

// each reads an object or a list, or null as an empty one; one reads one part.
func (c *cursor) each(begin byte, one func() error) error {
	switch c.next() {
	case begin:
		c.at++
	case 'n':
		c.skip()
		return nil
	default:
		return errShape
	}
	for b := c.next(); b != begin+2; b = c.next() { // in ASCII "}" is two after "{", "]" two after "["
		if b == ',' {
			c.at++
			c.next()
		}
		if err := one(); err != nil {
			return err
		}
	}
	c.at++
	return nil
}

// unquoted returns what a JSON string says, without a copy where nothing in it is escaped.
func unquoted(raw []byte) ([]byte, error) {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1], nil
	}
	return jsontext.AppendUnquote(nil, raw)
}

// text reads a string; null is empty.
func (c *cursor) text() ([]byte, error) {
	switch raw := c.skip(); raw[0] {
	case 'n':
		return nil, nil
	case '"':
		return unquoted(raw)
	}
	return nil, errShape
}

func readText[T ~string](c *cursor, into *T) error {
	text, err := c.text()
	*into = T(text)
	return err
}

// readWord reads a string that is likely to come again: the words of goods are the same in many carts, and kept once.
func readWord[T ~string](c *cursor, into *T) error {
	text, err := c.text()
	*into = T(c.seen.keep(text))
	return err
}

func readTexts(c *cursor, into *[]string) error {
	if *into = nil; c.next() == '[' {
		*into = []string{}
	}
	return c.each('[', func() error {
		*into = append(*into, "")
		return readText(c, &(*into)[len(*into)-1])
	})
}

// readWhole reads a whole number; null is zero.
func readWhole[T ~int | ~int64](c *cursor, into *T) error {
	raw := c.skip()
	if raw[0] == 'n' {
		*into = 0
		return nil
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if *into = T(n); err != nil || int64(*into) != n {
		return errShape
	}
	return nil
}

// words keeps the latest of some short texts.
type words [256]string

var wordSeed = maphash.MakeSeed()

func (w *words) keep(text []byte) string {
	const longest = 64 // longer ones, such as addresses of pictures, push out what comes more often
	if len(text) == 0 || len(text) > longest {
		return string(text)
	}
	slot := &w[maphash.Bytes(wordSeed, text)%uint64(len(w))]
	if *slot != string(text) {
		*slot = string(text)
	}
	return *slot
}

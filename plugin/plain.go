package plugin

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/bits"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// plain reads a body as nearly every body is written, with one look at each byte: members that are known, none twice in an object, no
// object in more than two others, numbers without an exponent. It takes nothing that the library refuses and reads nothing otherwise
// (FuzzMessage holds that); what it does not take is errUnusual, and the library reads that body from its beginning and has the last word. Why it is there
// stands in docs/decisions/0018-signatures-without-a-copy.md.
type plain struct {
	body    []byte
	at      int
	within  int                // how many objects are open
	names   [plainDepth]uint64 // a bit for each name that an open object has had
	parted  bool               // a part was read before, so that a comma must follow
	escaped bool               // something was written with a backslash
}

// plainDepth is how deep the objects of a message lie: the message, its data, a line.
const plainDepth = 3

var errUnusual = errors.New("plugin: not as bodies are usually written")

// reset begins with another body; nil lets the last one go.
func (p *plain) reset(body []byte) { *p = plain{body: body} }

// ended reports that nothing but white space is left.
func (p *plain) ended() bool {
	p.space()
	return p.at == len(p.body)
}

// space goes to what is not white space and returns it, 0 at the end.
func (p *plain) space() byte {
	for ; p.at < len(p.body); p.at++ {
		if c := p.body[p.at]; c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c
		}
	}
	return 0
}

func (p *plain) open(begin byte) (bool, error) {
	switch c := p.space(); {
	case c == 'n':
		return false, p.null()
	case c != begin || begin == '{' && p.within == plainDepth:
		return false, errUnusual
	}
	if begin == '{' {
		p.names[p.within] = 0
		p.within++
	}
	p.at++
	p.parted = false
	return true, nil
}

func (p *plain) next(end byte) (bool, error) {
	c := p.space()
	switch {
	case c == end:
		p.at++
		p.parted = true // what has ended is itself a part
		if end == '}' {
			p.within--
		}
		return false, nil
	case p.parted && c != ',':
		return false, errUnusual
	case p.parted:
		p.at++
	}
	p.parted = true
	return true, nil
}

// name takes no name whose bit is set: it may stand there twice. The weights were found by trial, so that no two known names of one object
// share a bit; TestBodiesAreReadPlainly fails if two ever do.
func (p *plain) name() ([]byte, error) {
	name, escaped, err := p.quoted()
	if err != nil || escaped || len(name) == 0 || p.space() != ':' {
		return nil, errUnusual
	}
	p.at++
	bit := uint64(1) << ((uint(name[0]) + 7*uint(name[len(name)-1]) + 2*uint(len(name))) % 64)
	seen := &p.names[p.within-1]
	if *seen&bit != 0 {
		return nil, errUnusual
	}
	*seen |= bit
	return name, nil
}

func (p *plain) text() ([]byte, error) {
	if p.space() == 'n' {
		return nil, p.null()
	}
	from := p.at
	text, escaped, err := p.quoted()
	if err == nil && escaped {
		text, err = jsontext.AppendUnquote(nil, p.body[from:p.at])
	}
	return text, err
}

// quoted reads a string and returns what stands between its quotation marks.
func (p *plain) quoted() (text []byte, escaped bool, err error) {
	if p.space() != '"' {
		return nil, false, errUnusual
	}
	p.at++
	wide := false
	for i := p.at; ; {
		if i = endOfPlain(p.body, i); i >= len(p.body) {
			return nil, false, errUnusual
		}
		switch c := p.body[i]; {
		case c == '"':
			text, p.at = p.body[p.at:i], i+1
			if wide && !utf8.Valid(text) {
				err = errUnusual
			}
			p.escaped = p.escaped || escaped
			return text, escaped, err
		case c == '\\':
			escaped = true
			i += 2
		case c < ' ':
			return nil, false, errUnusual
		default: // of a letter that is not ASCII
			wide = true
			i++
		}
	}
}

// endOfPlain returns where, from i on, the first byte is that is neither plain ASCII nor the end of a string, a backslash or a control character; eight at a time, as in
// "Determine if a word has a byte less than n" of https://graphics.stanford.edu/~seander/bithacks.html. A byte is found wrongly only behind one that is found rightly.
func endOfPlain(body []byte, i int) int {
	const each, top = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(body); i += 8 {
		word := binary.LittleEndian.Uint64(body[i:])
		if found := (word | (word - each*' ') | ((word ^ each*'"') - each) | ((word ^ each*'\\') - each)) & top; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(body) && body[i] >= ' ' && body[i] != '"' && body[i] != '\\' && body[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// value reads a string without escapes, a number without an exponent, or null.
func (p *plain) value() ([]byte, error) {
	c, from := p.space(), p.at
	switch {
	case c == 'n':
		err := p.null()
		return p.body[from:p.at], err
	case c == '"':
		if _, escaped, err := p.quoted(); err != nil || escaped {
			return nil, errUnusual
		}
		return p.body[from:p.at], nil
	case c == '-':
		p.at++
	}
	whole := p.at
	if p.digits(); p.at == whole || p.at > whole+1 && p.body[whole] == '0' {
		return nil, errUnusual
	}
	if p.at < len(p.body) && p.body[p.at] == '.' {
		p.at++
		point := p.at
		if p.digits(); p.at == point {
			return nil, errUnusual
		}
	}
	return p.body[from:p.at], nil
}

func (p *plain) digits() {
	for p.at < len(p.body) && p.body[p.at]-'0' <= 9 {
		p.at++
	}
}

func (p *plain) null() error {
	if !bytes.HasPrefix(p.body[p.at:], []byte("null")) {
		return errUnusual
	}
	p.at += len("null")
	return nil
}

// skip takes nothing: members that nobody knows may hold anything.
func (p *plain) skip() error { return errUnusual }

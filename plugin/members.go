package plugin

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
)

// What follows reads JSON member by member. Reading into shapes by reflection takes twice the time, see
// docs/decisions/0018-signatures-without-a-copy.md.

// source is what members are read from: strict reads any body there may be, plain nearly all, and faster. What is returned as bytes may be
// gone once it is read on.
type source interface {
	// open goes into an object ('{') or a list ('['). It returns false for null, which is as good as an empty one.
	open(begin byte) (bool, error)
	// next reports whether another part follows, and has gone out if none does; end is the sign after it.
	next(end byte) (bool, error)
	name() ([]byte, error)
	// text reads a string; null is empty.
	text() ([]byte, error)
	// value reads anything, as it is written.
	value() ([]byte, error)
	skip() error
}

var errShape = zagaj.E(zagaj.CodeInvalid, "a member has another type than it must")

// strict reads from the library's decoder, which refuses all that strict JSON refuses.
type strict struct{ *jsontext.Decoder }

func (s strict) open(begin byte) (bool, error) {
	switch s.PeekKind() {
	case jsontext.Kind(begin):
		_, err := s.ReadToken()
		return true, err
	case 'n':
		return false, s.SkipValue()
	}
	return false, errShape
}

func (s strict) next(end byte) (bool, error) {
	if s.PeekKind() != jsontext.Kind(end) {
		return true, nil
	}
	_, err := s.ReadToken()
	return false, err
}

func (s strict) name() ([]byte, error) { return s.text() }

func (s strict) text() ([]byte, error) {
	raw, err := s.ReadValue()
	if err != nil {
		return nil, err
	}
	return unquoted(raw)
}

func (s strict) value() ([]byte, error) { return s.ReadValue() }

func (s strict) skip() error { return s.SkipValue() }

// unquoted returns what a string says, without a copy where nothing in it is escaped; null says nothing.
func unquoted(raw []byte) ([]byte, error) {
	switch {
	case raw[0] == 'n':
		return nil, nil
	case raw[0] != '"':
		return nil, errShape
	case bytes.IndexByte(raw, '\\') < 0:
		return raw[1 : len(raw)-1], nil
	}
	return jsontext.AppendUnquote(nil, raw)
}

// readMembers reads an object, or null as an empty one. member reads the value of the name that it is given, or returns false for a name
// that it does not know; the name is gone once it reads.
func readMembers(in source, member func(name []byte) (known bool, err error)) error {
	return readEach(in, '{', func() error {
		name, err := in.name()
		if err != nil {
			return err
		}
		known, err := member(name)
		if err == nil && !known {
			err = in.skip()
		}
		return err
	})
}

// readEach reads an object or a list, or null as an empty one; one reads one part.
func readEach(in source, begin byte, one func() error) error {
	opened, err := in.open(begin)
	if err != nil || !opened {
		return err
	}
	return readParts(in, begin+2, one) // in ASCII "}" is two after "{", "]" two after "["
}

// readParts reads what an opened object or list holds, and its end.
func readParts(in source, end byte, one func() error) error {
	more, err := in.next(end)
	for more && err == nil {
		if err = one(); err == nil {
			more, err = in.next(end)
		}
	}
	return err
}

func readText[T ~string](in source, into *T) error {
	said, err := in.text()
	*into = T(said)
	return err
}

// readTexts reads a list of strings; null is none at all.
func readTexts(in source, into *[]string) error {
	*into = nil
	opened, err := in.open('[')
	if err != nil || !opened {
		return err
	}
	*into = []string{}
	return readParts(in, ']', func() error {
		*into = append(*into, "")
		return readText(in, &(*into)[len(*into)-1])
	})
}

// readWhole reads a whole number; null is zero.
func readWhole[T ~int | ~int64](in source, into *T) error {
	raw, err := in.value()
	if *into = 0; err != nil || raw[0] == 'n' {
		return err
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if *into = T(n); err != nil || int64(*into) != n {
		return errShape
	}
	return nil
}

func readDecimal(in source, into *Decimal) error {
	raw, err := in.value()
	if err != nil {
		return err
	}
	return into.UnmarshalJSON(raw)
}

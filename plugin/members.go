package plugin

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
)

// What follows reads JSON member by member from the library's decoder, which refuses all that strict JSON refuses. Reading into shapes by
// reflection takes twice the time, see docs/decisions/0018-signatures-without-a-copy.md.

var errShape = zagaj.E(zagaj.CodeInvalid, "a member has another type than it must")

// readMembers reads an object, or null as an empty one. member reads the value of the name that it is given, or returns false for a name
// that it does not know; the name is gone once it reads.
func readMembers(in *jsontext.Decoder, member func(name []byte) (known bool, err error)) error {
	return readEach(in, '{', func() error {
		raw, err := in.ReadValue()
		if err != nil {
			return err
		}
		name, err := unquoted(raw)
		if err != nil {
			return err
		}
		known, err := member(name)
		if err == nil && !known {
			err = in.SkipValue()
		}
		return err
	})
}

// readEach reads an object or a list, or null as an empty one; one reads one part.
func readEach(in *jsontext.Decoder, begin jsontext.Kind, one func() error) error {
	switch in.PeekKind() {
	case begin:
	case 'n':
		return in.SkipValue()
	default:
		return errShape
	}
	if _, err := in.ReadToken(); err != nil {
		return err
	}
	for in.PeekKind() != begin+2 { // in ASCII "}" is two after "{", "]" two after "["
		if err := one(); err != nil {
			return err
		}
	}
	_, err := in.ReadToken()
	return err
}

// unquoted returns what a JSON string says, without a copy where nothing in it is escaped.
func unquoted(raw []byte) ([]byte, error) {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1], nil
	}
	return jsontext.AppendUnquote(nil, raw)
}

// text reads a string; null is empty. It is gone with the next thing that is read.
func text(in *jsontext.Decoder) ([]byte, error) {
	raw, err := in.ReadValue()
	switch {
	case err != nil:
		return nil, err
	case raw[0] == 'n':
		return nil, nil
	case raw[0] == '"':
		return unquoted(raw)
	}
	return nil, errShape
}

func readText[T ~string](in *jsontext.Decoder, into *T) error {
	said, err := text(in)
	*into = T(said)
	return err
}

func readTexts(in *jsontext.Decoder, into *[]string) error {
	if *into = nil; in.PeekKind() == '[' {
		*into = []string{}
	}
	return readEach(in, '[', func() error {
		*into = append(*into, "")
		return readText(in, &(*into)[len(*into)-1])
	})
}

// readWhole reads a whole number; null is zero.
func readWhole[T ~int | ~int64](in *jsontext.Decoder, into *T) error {
	raw, err := in.ReadValue()
	if *into = 0; err != nil || raw[0] == 'n' {
		return err
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if *into = T(n); err != nil || int64(*into) != n {
		return errShape
	}
	return nil
}

func readDecimal(in *jsontext.Decoder, into *Decimal) error {
	raw, err := in.ReadValue()
	if err != nil {
		return err
	}
	return into.UnmarshalJSON(raw)
}

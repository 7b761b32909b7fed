package sql

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/zagaj/zagaj"
)

// chunks are the numbers of rows one statement of SQLite may hold: few numbers, so that few statements are prepared.
var chunks = [...]int{64, 32, 16, 8, 4, 2, 1}

// forMany calls do with rows to be part of a statement, as what follows INSERT INTO t (…) or stands in WITH n (…) AS (…),
// and with its arguments. A row that is looked for carries its shop too: joined by all of its key from there, PostgreSQL
// cannot take a shop for small, which it does while a table was never analysed, and read all of it. types are those of the columns: TEXT, BIGINT or BOOLEAN;
// cells are the rows, one behind the other. PostgreSQL
// has all rows at once, a column an array, because each statement is a journey to the server; SQLite has them in parts.
func forMany(t tx, types []string, cells []any, do func(source string, args []any) error) error {
	if len(cells) == 0 {
		return nil
	}
	if room := t.columns(); room != nil {
		return do(unnested(types), arrays(room, types, cells)) // the driver has sent them when do returns
	}
	for len(cells) > 0 {
		n := 0
		for _, n = range chunks {
			if n*len(types) <= len(cells) {
				break
			}
		}
		if err := do(t.values(n, len(types)), cells[:n*len(types)]); err != nil {
			return err
		}
		cells = cells[n*len(types):]
	}
	return nil
}

// arrays are the columns as PostgreSQL reads them. They stand in room, which must not be used while they are.
func arrays(room *[]byte, types []string, cells []any) []any {
	out, ends := (*room)[:0], make([]int, len(types))
	for column := range types {
		out = append(out, '{')
		for i := column; i < len(cells); i += len(types) {
			if i > column {
				out = append(out, ',')
			}
			out = appendCell(out, types[column], cells[i])
		}
		out = append(out, '}')
		ends[column] = len(out)
	}
	*room = out
	args, from := make([]any, len(types)), 0
	for i, end := range ends {
		args[i] = out[from:end:end]
		from = end
	}
	return args
}

// appendCell writes a value as an element of an array.
func appendCell(out []byte, kind string, value any) []byte {
	switch kind {
	case "TEXT":
		text, ok := value.(string)
		if !ok {
			text = reflect.ValueOf(value).String()
		}
		text = clean(text)
		out = append(out, '"')
		for {
			i := strings.IndexAny(text, `"\\`)
			if i < 0 {
				return append(append(out, text...), '"')
			}
			out = append(append(out, text[:i]...), '\\', text[i])
			text = text[i+1:]
		}
	case "BIGINT":
		number, ok := value.(int64)
		if !ok {
			number = reflect.ValueOf(value).Int()
		}
		return strconv.AppendInt(out, number, 10)
	case "BOOLEAN":
		return strconv.AppendBool(out, value.(bool))
	}
	panic(zagaj.E(zagaj.CodeInternal, "no array of "+kind))
}

// unnested is the source of rows whose columns are arrays, numbered from 1.
func unnested(types []string) string {
	var out strings.Builder
	out.WriteString("SELECT * FROM unnest(")
	for i, name := range types {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("$" + strconv.Itoa(i+1) + "::" + name + "[]")
	}
	out.WriteByte(')')
	return out.String()
}

// marks writes the place holders of so many rows, numbered from 1, behind VALUES.
func marks(rows, columns int) string {
	out := append(make([]byte, 0, 10+6*rows*columns), "VALUES "...)
	for i := range rows * columns {
		switch {
		case i == 0:
			out = append(out, "($"...)
		case i%columns == 0:
			out = append(out, "),($"...)
		default:
			out = append(out, ",$"...)
		}
		out = strconv.AppendInt(out, int64(i+1), 10)
	}
	return string(append(out, ')'))
}

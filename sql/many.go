package sql

import (
	"encoding/binary"
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
		*room = (*room)[:0]
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

// kinds are PostgreSQL's own numbers of the types that an array here may be of; they never change.
var kinds = map[string]uint32{"BOOLEAN": 16, "BIGINT": 20, "TEXT": 25}

// arrays are the columns of rows. They stand in room, behind what it holds, and it must hold them as long as they are used.
func arrays(room *[]byte, types []string, cells []any) []any {
	args := make([]any, len(types))
	for column := range types {
		args[column] = array(room, types, cells, column)
	}
	return args
}

// array is one column as PostgreSQL sends and takes it itself (array_recv in its source): read from text it took three times as long.
func array(room *[]byte, types []string, cells []any, column int) []byte {
	out, from := *room, len(*room)
	for _, n := range [...]uint32{1, 0, kinds[types[column]], uint32(len(cells) / len(types)), 1} { // dimensions, NULLs, type; then how many, counted from 1
		out = binary.BigEndian.AppendUint32(out, n)
	}
	for i := column; i < len(cells); i += len(types) {
		out = appendCell(out, types[column], cells[i])
	}
	*room = out
	return out[from:len(out):len(out)]
}

// sourceOf is the source of rows as unnested has it, with its arguments; but a column that is the same in each row is no array, of which
// each cell costs the server half a microsecond. Where rows are looked for by it, it must stand apart (MATERIALIZED): the server would take a
// shop that it knows for small. See forMany.
func sourceOf(room *[]byte, first int, types []string, cells []any) (string, []any) {
	args := make([]any, len(types))
	var columns, names, lists strings.Builder
	for i, kind := range types {
		comma := ","
		if i == 0 {
			comma = ""
		}
		mark := "$" + strconv.Itoa(first+i) + "::" + kind
		// One array at least tells how many rows there are.
		if !varies(cells, i, len(types)) && (len(cells) == len(types) || lists.Len() > 0 || i < len(types)-1) {
			args[i] = cells[i]
			columns.WriteString(comma + mark)
			continue
		}
		args[i] = array(room, types, cells, i)
		name := "c" + strconv.Itoa(i)
		columns.WriteString(comma + name)
		if lists.Len() > 0 {
			names.WriteByte(',')
			lists.WriteByte(',')
		}
		names.WriteString(name)
		lists.WriteString(mark + "[]")
	}
	if lists.Len() == 0 {
		return "SELECT " + columns.String(), args
	}
	return "SELECT " + columns.String() + " FROM unnest(" + lists.String() + ") AS u (" + names.String() + ")", args
}

// varies reports whether a column has another value in some row than in the first.
func varies(cells []any, column, columns int) bool {
	for i := column + columns; i < len(cells); i += columns {
		if cells[i] != cells[column] {
			return true
		}
	}
	return false
}

// appendCell writes a value as an element of an array: its length, and then the value.
func appendCell(out []byte, kind string, value any) []byte {
	switch kind {
	case "TEXT":
		text, ok := value.(string)
		if !ok {
			text = reflect.ValueOf(value).String()
		}
		text = clean(text)
		return append(binary.BigEndian.AppendUint32(out, uint32(len(text))), text...)
	case "BIGINT":
		number, ok := value.(int64)
		if !ok {
			number = reflect.ValueOf(value).Int()
		}
		return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(out, 8), uint64(number))
	case "BOOLEAN":
		yes := byte(0)
		if value.(bool) {
			yes = 1
		}
		return append(binary.BigEndian.AppendUint32(out, 1), yes)
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

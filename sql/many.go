package sql

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"
	"github.com/zagaj/zagaj"
)

// chunks are the numbers of rows one statement of SQLite may hold: few numbers, so that few statements are prepared.
var chunks = [...]int{64, 16, 4, 1}

// forMany calls do with rows to be part of a statement, as what follows INSERT INTO t (…) or stands in WITH n (…) AS (…),
// and with its arguments. A row that is looked for carries its shop too: joined by all of its key from there, PostgreSQL
// cannot take a shop for small, which it does while a table was never analysed, and read all of it. types are those of the columns: TEXT, BIGINT or BOOLEAN. PostgreSQL
// has all rows at once, a column an array, because each statement is a journey to the server; SQLite has them in parts.
func forMany(t tx, types []string, rows [][]any, do func(source string, args []any) error) error {
	if len(rows) == 0 {
		return nil
	}
	if t.takesArrays() {
		columns := make([][]any, len(types))
		for _, row := range rows {
			for i, value := range row {
				columns[i] = append(columns[i], value)
			}
		}
		args := make([]any, len(types))
		for i, name := range types {
			args[i] = array(name, columns[i])
		}
		return do(unnested(types), args)
	}
	for len(rows) > 0 {
		n := 0
		for _, n = range chunks {
			if n <= len(rows) {
				break
			}
		}
		args := slices.Concat(rows[:n]...)
		if err := do("VALUES "+marks(n, len(types)), args); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// array is a column's values as PostgreSQL reads them.
func array(name string, values []any) any {
	switch name {
	case "TEXT":
		out := make(pq.StringArray, len(values))
		for i, v := range values {
			out[i] = clean(reflect.ValueOf(v).String())
		}
		return out
	case "BIGINT":
		out := make(pq.Int64Array, len(values))
		for i, v := range values {
			out[i] = reflect.ValueOf(v).Int()
		}
		return out
	case "BOOLEAN":
		out := make(pq.BoolArray, len(values))
		for i, v := range values {
			out[i] = reflect.ValueOf(v).Bool()
		}
		return out
	}
	panic(zagaj.E(zagaj.CodeInternal, "no array of "+name))
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

// marks writes the place holders of so many rows, numbered from 1.
func marks(rows, columns int) string {
	out := make([]byte, 0, 6*rows*columns)
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

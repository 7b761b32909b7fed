package sql_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// unbound names the functions whose statement rightly names no shop, and why. A line that is no longer needed fails.
var unbound = map[string]string{
	"AddShop":             "the row is the shop",
	"appendInShop":        "counts in the shop's own row, whose id is the shop",
	"oneShop":             "looks for a shop: by its id, or by the public key from a snippet",
	"SaveShop":            "the row's id is the shop",
	"Shops":               "a start reads every shop",
	"OperatorByEmail":     "sign-in: the address is unique over all shops, and the shop is found through it",
	"Session":             "sign-in: the shop is found through the hash of a 256-bit secret",
	"TouchSession":        "by the hash of a 256-bit secret",
	"DeleteSession":       "by the hash of a 256-bit secret",
	"ConfirmSession":      "by the hash of a 256-bit secret",
	"KnowBrowser":         "by the hash of a 256-bit secret: a browser may be known to people of several shops",
	"IsKnownBrowser":      "sign-in: by the hash of a 256-bit secret and an address that is unique over all shops",
	"Ticket":              "by the hash of a 256-bit secret, through which the shop is found",
	"TakeTicket":          "by the hash of a 256-bit secret, through which the shop is found",
	"SweepSessions":       "what has expired, of every shop",
	"PasskeyOwner":        "sign-in: the shop is found through the passkey, whose signature is checked then",
	"Installation":        "a delivery's path holds nothing else; the signature is checked with this shop's secret",
	"Key":                 "by the hash of a 256-bit secret, through which the shop is found",
	"TouchKey":            "by the hash of a 256-bit secret",
	"ShopsWithDeliveries": "looks for work of every shop, and reads nothing but which shop it is",
	"checkMessages":       "a start and a restore look at every row, and answer nobody",
	"checkEvents":         "a start and a restore look at every row, and answer nobody",
	"foldAnew":            "a start looks at every row, and answers nobody",
	"checkRows":           "a start and a restore look at every row, and answer nobody",
	"Salvage":             "takes every row of a damaged store as it is",
	"NoteDelivery":        "by an id that Installation has just looked up",
}

// statement is one SQL text in this room, with the function it stands in. What is only known at run time is "?".
type statement struct{ function, text string }

var (
	verb      = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b`)
	space     = regexp.MustCompile(`\s+`)
	tableName = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE) ([a-z_]+|\?)`)
	shopTerm  = regexp.MustCompile(`\b(?:[a-z_]+\.)?shop_id = (?:\$\d+|\$\?|[a-z_]+\.shop_id)( AND )?`)
	tableDDL  = regexp.MustCompile(`(?s)CREATE TABLE (?:IF NOT EXISTS )?([a-z_]+) \((.*?)\n\)`)
	inserted  = regexp.MustCompile(`INTO (?:[a-z_]+|\?) \(([^)]*)\)`)
)

// statements reads every SQL text of the room from its source.
func statements(t *testing.T) []statement {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := map[string]string{}
	var parsed []*ast.File
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
		for _, d := range f.Decls {
			gather(d, constants)
		}
	}
	var found []statement
	for _, f := range parsed {
		for _, d := range f.Decls {
			where := "a constant"
			if fn, ok := d.(*ast.FuncDecl); ok {
				where = fn.Name.Name
			}
			ast.Inspect(d, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				text, ok := textOf(e, constants)
				if !ok || !verb.MatchString(text) {
					return true
				}
				found = append(found, statement{where, space.ReplaceAllString(strings.TrimSpace(text), " ")})
				return false
			})
		}
	}
	return found
}

func gather(d ast.Decl, constants map[string]string) {
	g, ok := d.(*ast.GenDecl)
	if !ok || g.Tok != token.CONST {
		return
	}
	for _, s := range g.Specs {
		v := s.(*ast.ValueSpec)
		for i, name := range v.Names {
			if i < len(v.Values) {
				if text, ok := textOf(v.Values[i], constants); ok {
					constants[name.Name] = text
				}
			}
		}
	}
}

// textOf works out a string expression. Parts that are not constants become "?"; an expression without any literal is
// no text.
func textOf(e ast.Expr, constants map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, okL := textOf(e.X, constants)
		right, okR := textOf(e.Y, constants)
		if !okL {
			left = either(constants[name(e.X)], "?")
		}
		if !okR {
			right = either(constants[name(e.Y)], "?")
		}
		return left + right, okL || okR
	}
	return "", false
}

func name(e ast.Expr) string {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// shopTables reads from the migrations which tables hold rows of shops.
func shopTables(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]bool{"shops": true, "?": true}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tableDDL.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[2], "shop_id") {
				tables[m[1]] = true
			}
		}
	}
	return tables
}

// fault says what is wrong with a statement, "" when each of its parts names the shop for each table of shops.
func fault(text string, tables map[string]bool) string {
	for _, part := range selects(text) {
		of := 0
		for _, m := range tableName.FindAllStringSubmatch(part, -1) {
			if tables[m[1]] {
				of++
			}
		}
		if of == 0 {
			continue
		}
		if m := inserted.FindStringSubmatch(part); m != nil && strings.HasPrefix(part, "INSERT") {
			if !strings.Contains(m[1], "shop_id") {
				return "adds a row without its shop: " + part
			}
			continue
		}
		if strings.Contains(outermost(part), " OR ") {
			return "an OR at the outermost level lets rows of other shops in: " + part
		}
		// An insert among other statements names its shop in its columns.
		terms := len(shopTerm.FindAllString(part, -1))
		for _, m := range inserted.FindAllStringSubmatch(part, -1) {
			if strings.Contains(m[1], "shop_id") {
				terms++
			}
		}
		if terms < of {
			return "names fewer shops than tables: " + part
		}
	}
	return ""
}

// selects cuts a statement into itself without its sub-selects, and each of those.
func selects(text string) []string {
	at := strings.Index(text, "(SELECT ")
	if at < 0 {
		return []string{text}
	}
	depth, end := 0, len(text)
	for i := at; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			end = i
			break
		}
	}
	if end == len(text) {
		return []string{text}
	}
	return append(selects(text[at+1:end]), selects(text[:at]+"()"+text[end+1:])...)
}

// outermost is a part without what stands in parentheses, or in an insert's conflict clause.
func outermost(part string) string {
	part, _, _ = strings.Cut(part, " ON CONFLICT ")
	var out strings.Builder
	depth := 0
	for _, r := range part {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case depth == 0:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// TestEveryQueryNamesItsShop reads the room's own source: a statement on a table of shops that does not name the shop
// is a leak, whatever its callers do.
func TestEveryQueryNamesItsShop(t *testing.T) {
	tables, used := shopTables(t), map[string]bool{}
	all := statements(t)
	for _, s := range all {
		switch why := fault(s.text, tables); {
		case why == "":
		case unbound[s.function] != "":
			used[s.function] = true
		default:
			t.Errorf("%s %s", s.function, why)
		}
	}
	for function := range unbound {
		if !used[function] {
			t.Errorf("%s needs no exception: take its line away", function)
		}
	}
	if len(all) < 50 || len(tables) < 15 {
		t.Errorf("only %d statements on %d tables were found: the analyser is blind", len(all), len(tables))
	}
	t.Logf("isolation: %d statements, %d exceptions", len(all), len(used))
}

// TestAQueryWithoutItsShopIsSeen takes each shop filter out of each statement, one at a time: every one must be missed.
func TestAQueryWithoutItsShopIsSeen(t *testing.T) {
	tables := shopTables(t)
	mutants := 0
	for _, s := range statements(t) {
		if fault(s.text, tables) != "" {
			continue // one of the exceptions
		}
		for _, at := range shopTerm.FindAllStringIndex(s.text, -1) {
			mutants++
			if mutant := s.text[:at[0]] + s.text[at[1]:]; fault(mutant, tables) == "" {
				t.Errorf("%s: nobody misses the filter in %s", s.function, mutant)
			}
		}
	}
	t.Logf("isolation: %d cases: each shop filter of each statement taken out, and missed", mutants)
	if mutants < 20 {
		t.Errorf("%d filters were removed, want at least 20", mutants)
	}
}

package api_test

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestOnlyPeopleWriteAsOperators reads the whole product: wherever a message of an operator is made, its author is the
// person who is signed in on that socket or request. Nothing else may write in a person's name.
func TestOnlyPeopleWriteAsOperators(t *testing.T) {
	found := 0
	must(t, filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == "cmd") {
			return filepath.SkipDir // what measures and tries the product plays operators
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			fields := map[string]string{}
			for _, e := range lit.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					fields[source(set, kv.Key)] = source(set, kv.Value)
				}
			}
			if fields["Role"] != "zagaj.RoleOperator" {
				return true
			}
			found++
			if fields["Author"] != "string(o.ID)" && fields["Author"] != "string(o.operator.ID)" {
				t.Errorf("%s: an operator's message by %q, want whoever is signed in", set.Position(lit.Pos()), fields["Author"])
			}
			return true
		})
		return nil
	}))
	if found < 3 {
		t.Errorf("found %d places in which operators' messages are made, want at least 3: has the way they are made changed?", found)
	}
}

func source(set *token.FileSet, n ast.Node) string {
	var out strings.Builder
	if err := printer.Fprint(&out, set, n); err != nil {
		return err.Error()
	}
	return out.String()
}

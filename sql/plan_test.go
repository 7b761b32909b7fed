package sql_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// grow are the tables that grow with a shop's visitors and years. Reading all of a shop's rows in one takes tenths of a second.
var grow = `(?:events|messages|conversations|visitors|carts|orders|order_proofs|offers|aliases|exposures|waits|deliveries|letters|notes|labels|photos)`

var (
	// A step that finds rows of such a table by nothing but their shop, or by a kind of which there are as many.
	allOfShop = regexp.MustCompile(`^(?:SCAN|SEARCH) (` + grow + `|[a-z])\b.*?(?:\((shop_id=\?(?: AND (?:kind|source)=\?)?)\).*)?$`)
	byIndex   = regexp.MustCompile(`USING (?:COVERING )?INDEX (\w+) \((.*?)\)`)
	byVisitor = regexp.MustCompile(`^(?:SELECT|DELETE)[^(]* FROM \w+ WHERE (?:\w+\.)?shop_id = \$1 AND (?:\w+\.)?visitor_id = \$`)
	aliasOf   = regexp.MustCompile(`\b(` + grow + `) (?:AS )?([a-z])\b`)
)

// few are indexes of what is open or due: of all rows there ever were they hold a handful.
var few = map[string]bool{"conversations_now": true, "conversations_queue": true, "conversations_live": true, "conversations_held": true, "offers_open": true,
	"waits_open": true, "waits_one_open": true, "deliveries_due": true, "deliveries_due_of_endpoint": true, "letters_due": true, "events_config": true}

// readsAll may read all of a shop's rows, for the reason that stands here.
var readsAll = map[string]string{
	"Salvage": "takes every row of a damaged store", "checkRows": "a start looks at every row", "checkMessages": "a start looks at every row",
	"checkEvents": "a start looks at every row", "foldAnew": "a start after an upgrade looks at every row",
	"eraseLogged": "asks for the log's last place, which ends the index", "everybodyIn": "a restore asks who is in the copy",
	"OfferCounts": "a report", "ordered": "a report", "OfferOrders": "a report", "Talks": "a report", "purchases": "a report on an experiment",
	"Durations":   "reads the newest that ended, in their order, until there are enough",
	"AddLetter":   "counts letters, of which a shop has a thousand at most",
	"HeldLetters": "of letters, of which a shop has a thousand at most", "Letters": "of letters, of which a shop has a thousand at most",
	"ShopsWithDeliveries": "looks for work of every shop",
}

// TestQueriesFindTheirRowsByAnIndex asks SQLite how it carries out each statement of this room's source. The driver's own planner is asked: the
// shell's, of another version, has said otherwise.
func TestQueriesFindTheirRowsByAnIndex(t *testing.T) {
	s, err := sql.Open(t.Context(), sqltest.SQLite(t), func() zagaj.Instant { return start })
	must(t, err)
	defer s.Close()
	seen, used := 0, map[string]bool{}
	for _, st := range append(statements(t), ofEvents(t)...) {
		if strings.Contains(st.text, "?") || !regexp.MustCompile(grow).MatchString(st.text) || strings.HasPrefix(st.text, "INSERT") || st.function == "a constant" {
			continue
		}
		plan, err := sql.Plan(s, st.text)
		if err != nil {
			t.Fatalf("%s: %v\n%s", st.function, err, st.text)
		}
		seen++
		if byVisitor.MatchString(st.text) && !strings.Contains(strings.Join(plan, " "), "visitor_id=?") && readsAll[st.function] == "" {
			t.Errorf("%s finds a visitor's rows by something else: %s\n%s", st.function, strings.Join(plan, "; "), st.text)
		}
		names := map[string]string{}
		for _, m := range aliasOf.FindAllStringSubmatch(st.text, -1) {
			names[m[2]] = m[1]
		}
		for _, step := range plan {
			m := allOfShop.FindStringSubmatch(step)
			if m == nil || len(m[1]) == 1 && names[m[1]] == "" {
				continue
			}
			index := byIndex.FindStringSubmatch(step)
			switch {
			case index != nil && m[2] == "" || index != nil && few[index[1]]:
			case readsAll[st.function] != "":
				used[st.function] = true
			default:
				t.Errorf("%s reads all rows of a shop: %s\n%s", st.function, step, st.text)
			}
		}
	}
	for function := range readsAll {
		if !used[function] {
			t.Errorf("%s needs no exception: take its line away", function)
		}
	}
	if seen < 100 {
		t.Errorf("only %d statements were looked at", seen)
	}
}

// ofEvents are the statements that Store.events makes of its condition.
func ofEvents(t *testing.T) (found []statement) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	must(t, err)
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		must(t, err)
		for _, d := range f.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) < 2 {
					return true
				}
				if called, ok := call.Fun.(*ast.SelectorExpr); ok && called.Sel.Name == "events" {
					if where, ok := textOf(call.Args[1], nil); ok {
						found = append(found, statement{d.(*ast.FuncDecl).Name.Name, "SELECT seq, kind, payload FROM events WHERE shop_id = $1 AND " + where})
					}
				}
				return true
			})
		}
	}
	return found
}

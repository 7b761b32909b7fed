package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
)

// onTheBus are a socket's and a hub's methods that take a topic's name.
var onTheBus = map[string]bool{"Join": true, "Leave": true, "Publish": true, "CloseAll": true, "On": true, "Listeners": true, "Topics": true}

// TestEveryTopicHasAPolicy reads the package: each kind of topic has its line in topicPolicies, a topic is made where the kinds
// are, and a socket is put on one in listen only, which asks the table.
func TestEveryTopicHasAPolicy(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds, listed, joins, uses := map[string]bool{}, map[string]bool{}, 0, 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			within, _ := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.ValueSpec:
					if id, ok := n.Type.(*ast.Ident); ok && id.Name == "topicKind" {
						kinds[n.Names[0].Name] = true
					}
					if n.Names[0].Name == "topicPolicies" {
						for _, e := range n.Values[0].(*ast.CompositeLit).Elts {
							listed[e.(*ast.KeyValueExpr).Key.(*ast.Ident).Name] = true
						}
					}
				case *ast.CompositeLit:
					if id, ok := n.Type.(*ast.Ident); ok && id.Name == "topic" && file != "topic.go" {
						t.Errorf("%s: makes a topic of its own; topic.go is where they are made", file)
					}
				case *ast.CallExpr:
					sel, ok := n.Fun.(*ast.SelectorExpr)
					if !ok || !onTheBus[sel.Sel.Name] || isPackage(sel.X, "strings", "filepath", "path", "errors") {
						return true
					}
					uses++
					if sel.Sel.Name == "Join" {
						if joins++; within == nil || within.Name.Name != "listen" {
							t.Errorf("%s: a socket is put on a topic past listen, which nobody asks who may hear it", file)
						}
					}
					if _, isText := n.Args[0].(*ast.BasicLit); isText {
						t.Errorf("%s: %s takes a name made by hand, not a topic's", file, sel.Sel.Name)
					}
				}
				return true
			})
		}
	}
	for kind := range kinds {
		if !listed[kind] {
			t.Errorf("the topics of %s have no policy: add a line to topicPolicies in topic.go", kind)
		}
	}
	if len(kinds) < 6 || joins != 1 || uses < 10 {
		t.Errorf("found %d kinds, %d ways onto a topic and %d uses; where did they go?", len(kinds), joins, uses)
	}
}

func isPackage(x ast.Expr, names ...string) bool {
	id, ok := x.(*ast.Ident)
	for _, name := range names {
		if ok && id.Name == name {
			return true
		}
	}
	return false
}

// topicsOf are one topic of each kind in a shop.
func topicsOf(shop zagaj.ShopID, visitor zagaj.VisitorID, person zagaj.OperatorID, session string) map[topicKind]topic {
	return map[topicKind]topic{
		visitorKind: visitorTopic(shop, visitor), pageKind: shopTopic(shop), operatorsKind: operatorsTopic(shop),
		watchKind: watchTopic(shop, "conversation"), personKind: personTopic(zagaj.Operator{Shop: shop, ID: person}), sessionKind: sessionTopic(session),
	}
}

// TestNobodyHearsAnothersTopics tries every kind of topic, one's own, a neighbour's in the same shop and another shop's, as a
// visitor and as every role.
func TestNobodyHearsAnothersTopics(t *testing.T) {
	listeners := map[string]any{
		"nobody":                  nil,
		"a socket unheard":        knock{},
		"a visitor":               &caller{shop: &zagaj.Shop{ID: "own"}, visitor: someone{ID: "me"}},
		"a person without a role": &colleague{operator: zagaj.Operator{Shop: "own", ID: "me"}, hash: "mine"},
	}
	for role := range ranks {
		listeners[string(role)] = &colleague{operator: zagaj.Operator{Shop: "own", ID: "me", Role: role}, hash: "mine"}
	}
	personal := map[topicKind]bool{visitorKind: true, personKind: true, sessionKind: true}
	cases := 0
	for name, who := range listeners {
		for whose, topics := range map[string]map[topicKind]topic{
			"own": topicsOf("own", "me", "me", "mine"), "a neighbour's": topicsOf("own", "you", "you", "yours"), "another shop's": topicsOf("other", "me", "me", "yours"),
		} {
			if len(topics) != len(topicPolicies) {
				t.Fatalf("%d kinds are tried, the table has %d", len(topics), len(topicPolicies))
			}
			for kind, topic := range topics {
				least, want := topicPolicies[kind], false
				switch w := who.(type) {
				case *caller:
					want = least == anybody
				case *colleague:
					want = least != anybody && ranks[w.operator.Role] >= least
				}
				want = want && (whose == "own" || (whose == "a neighbour's" && !personal[kind]))
				if got := mayHear(who, topic); got != want {
					t.Errorf("%s and %s topic of kind %s: got %t, want %t", name, whose, kind, got, want)
				}
				cases++
			}
		}
		if mayHear(who, topic{"new", "own", "me"}) {
			t.Errorf("%s may hear a kind that is not in the table", name)
		}
		cases++
	}
	if mayHear(listeners[string(zagaj.RoleViewer)], watchTopic("own", "conversation")) {
		t.Error("who only reads may hear what is being typed")
	}
	t.Logf("topics: %d cases", cases)
}

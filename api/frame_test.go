package api

import (
	"bytes"
	stdjson "encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/zagaj/zagaj"
)

// golden is the folder with one example of every frame; the front ends' test reads the same files.
const golden = "../widget/wire/testdata"

// directions are the four tables of docs/protocol.md, in its order, with the type of frames.ts.
var directions = []struct{ folder, heading, typed string }{
	{"from-visitor", "| to the server |", "FromVisitor"}, {"to-visitor", "| to the visitor |", "ToVisitor"},
	{"from-operator", "| to the server |", "FromOperator"}, {"to-operator", "| to the operator |", "ToOperator"},
}

func example(t *testing.T, folder, kind string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(golden, folder, kind+".json"))
	if err != nil {
		t.Fatalf("there is no example: %v", err)
	}
	return raw
}

func examples(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(golden, folder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".json")
	}
	return files
}

// TestEveryFrameIsEncodedAsItsExample reads each example into its type and writes it again: not a byte may differ, so
// no field has another name, type or place than the front ends were told.
func TestEveryFrameIsEncodedAsItsExample(t *testing.T) {
	for folder, frames := range map[string][]zagaj.Frame{"to-visitor": zagaj.FramesToVisitor(), "to-operator": zagaj.FramesToOperator()} {
		for _, f := range frames {
			raw := example(t, folder, f.FrameKind())
			into := reflect.New(reflect.TypeOf(f))
			fields := map[string]any{}
			if err := stdjson.Unmarshal(raw, &fields); err != nil {
				t.Fatal(err)
			}
			if fields["t"] != f.FrameKind() {
				t.Errorf("%s: the example's t is %v", f.FrameKind(), fields["t"])
			}
			body := regexp.MustCompile(`^\{\s*"t": "[a-z_]+",?`).ReplaceAll(raw, []byte("{"))
			if err := json.Unmarshal(body, into.Interface(), json.RejectUnknownMembers(true)); err != nil {
				t.Errorf("%s/%s: %v", folder, f.FrameKind(), err)
				continue
			}
			got, err := encodeFrame(into.Elem().Interface().(zagaj.Frame))
			if err != nil {
				t.Fatal(err)
			}
			var want bytes.Buffer
			if err := stdjson.Compact(&want, raw); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want.Bytes()) {
				t.Errorf("%s/%s:\n got %s\nwant %s", folder, f.FrameKind(), got, want.Bytes())
			}
		}
	}
}

// TestEveryFrameIsRead reads what the front ends send: a field the server does not know fails.
func TestEveryFrameIsRead(t *testing.T) {
	for _, kind := range examples(t, "from-visitor") {
		var f visitorFrame
		if err := json.Unmarshal(example(t, "from-visitor", kind), &f, json.RejectUnknownMembers(true)); err != nil || f.T != kind {
			t.Errorf("%s: %v, read as %q", kind, err, f.T)
		}
	}
	for _, kind := range examples(t, "from-operator") {
		var f operatorFrame
		if err := json.Unmarshal(example(t, "from-operator", kind), &f, json.RejectUnknownMembers(true)); err != nil || f.T != kind {
			t.Errorf("%s: %v, read as %q", kind, err, f.T)
		}
	}
}

var ticked = regexp.MustCompile("`([^`]*)`")

// documented returns the kinds of one table with their fields; a field that may be missing ends in "?". "as above" has nil.
func documented(t *testing.T, text, heading string, nth int) map[string][]string {
	t.Helper()
	parts := strings.SplitAfter(text, heading)
	if len(parts) < nth+2 {
		t.Fatalf("docs/protocol.md has no table %q", heading)
	}
	out := map[string][]string{}
	for _, line := range strings.Split(parts[nth+1], "\n")[2:] {
		m := strings.Split(line, "|")
		if len(m) < 4 {
			break
		}
		var fields []string
		for _, f := range ticked.FindAllStringSubmatch(m[2], -1) {
			fields = append(fields, strings.Split(f[1], ", ")...)
		}
		if fields == nil && strings.TrimSpace(m[2]) == "" {
			fields = []string{}
		}
		for _, kind := range ticked.FindAllStringSubmatch(m[1], -1) {
			out[kind[1]] = fields
		}
	}
	return out
}

// TestProtocolCodeAndTypesListTheSameFrames holds docs/protocol.md, Go's tables, frames.ts and the examples together.
func TestProtocolCodeAndTypesListTheSameFrames(t *testing.T) {
	text, err := os.ReadFile("../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	types, err := os.ReadFile("../widget/wire/frames.ts")
	if err != nil {
		t.Fatal(err)
	}
	inGo := map[string][]string{}
	for kind := range visitorFrames {
		inGo["from-visitor"] = append(inGo["from-visitor"], kind)
	}
	for kind := range operatorFrames {
		inGo["from-operator"] = append(inGo["from-operator"], kind)
	}
	for folder, frames := range map[string][]zagaj.Frame{"to-visitor": zagaj.FramesToVisitor(), "to-operator": zagaj.FramesToOperator()} {
		for _, f := range frames {
			inGo[folder] = append(inGo[folder], f.FrameKind())
		}
	}
	nth := map[string]int{}
	for _, d := range directions {
		docs := documented(t, string(text), d.heading, nth[d.heading])
		nth[d.heading]++
		var kinds []string
		for kind, fields := range docs {
			kinds = append(kinds, kind)
			if fields != nil {
				sameFields(t, d.folder, kind, fields)
			}
		}
		sameKinds(t, d.folder+": code and docs", inGo[d.folder], kinds)
		sameKinds(t, d.folder+": code and examples", inGo[d.folder], examples(t, d.folder))
		sameKinds(t, d.folder+": code and frames.ts", inGo[d.folder], typedKinds(string(types), d.typed))
	}
}

func sameKinds(t *testing.T, what string, a, b []string) {
	t.Helper()
	for _, kind := range a {
		if !slices.Contains(b, kind) {
			t.Errorf("%s: %q stands only in the first", what, kind)
		}
	}
	for _, kind := range b {
		if !slices.Contains(a, kind) {
			t.Errorf("%s: %q stands only in the second", what, kind)
		}
	}
}

// sameFields compares the documented fields with the example's, which has all of them.
func sameFields(t *testing.T, folder, kind string, fields []string) {
	t.Helper()
	var got map[string]any
	if err := stdjson.Unmarshal(example(t, folder, kind), &got); err != nil {
		t.Fatal(err)
	}
	delete(got, "t")
	for _, f := range fields {
		name := strings.TrimSuffix(f, "?")
		if _, ok := got[name]; !ok {
			t.Errorf("%s/%s: %q is documented and not in the example", folder, kind, name)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%s/%s: %q is in the example and not documented", folder, kind, name)
	}
}

// typedKinds returns the kinds of a union of frames.ts, those of the interfaces it names too.
func typedKinds(text, union string) []string {
	_, rest, _ := strings.Cut(text, "export type "+union+" =")
	rest, _, _ = strings.Cut(rest, "\n\n")
	for _, name := range regexp.MustCompile(`\b[A-Z][A-Za-z]+(?:Frame|Welcome)\b`).FindAllString(rest, -1) {
		if _, body, ok := strings.Cut(text, "export interface "+name+" {"); ok {
			body, _, _ = strings.Cut(body, "}")
			rest += body
		}
	}
	var kinds []string
	for _, m := range regexp.MustCompile(`\bt: ((?:'[a-z_]+'(?: \| )?)+)`).FindAllStringSubmatch(rest, -1) {
		for _, k := range regexp.MustCompile(`'([a-z_]+)'`).FindAllStringSubmatch(m[1], -1) {
			kinds = append(kinds, k[1])
		}
	}
	return kinds
}

// TestEveryErrorIsDocumented compares the codes of error.go with the page's table.
func TestEveryErrorIsDocumented(t *testing.T) {
	source, err := os.ReadFile("../error.go")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Errors")
	table, _, _ = strings.Cut(table, "\n## ")
	var inGo, inDocs []string
	for _, m := range regexp.MustCompile(`Code\w+\s+Code = "([a-z_]+)"`).FindAllStringSubmatch(string(source), -1) {
		inGo = append(inGo, m[1])
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` ").FindAllStringSubmatch(table, -1) {
		inDocs = append(inDocs, m[1])
	}
	if len(inGo) < 10 {
		t.Fatalf("found %v in error.go", inGo)
	}
	sameKinds(t, "errors: code and docs", inGo, inDocs)
}

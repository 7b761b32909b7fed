package api_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	quoted   = regexp.MustCompile("`([^`]+)`")
	testName = regexp.MustCompile(`^Test\w+$`)
)

// hasTest reports whether a package's folder has a test of that name.
func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	must(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}

// TestTheThreatModelNamesTestsThatExist reads each line of the table: a control's test, and the package it is in, must be there.
func TestTheThreatModelNamesTestsThatExist(t *testing.T) {
	page, err := os.ReadFile("../docs/threat-model.md")
	must(t, err)
	named := 0
	for _, line := range strings.Split(string(page), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || strings.HasPrefix(line, "|---") || strings.Contains(cells[4], " test ") {
			continue
		}
		folder := ""
		for _, q := range quoted.FindAllStringSubmatch(cells[4], -1) {
			switch {
			case strings.HasSuffix(q[1], ".ts"):
				if _, err := os.Stat("../" + q[1]); err != nil {
					t.Errorf("%s: no such file", q[1])
				}
				named++
			case testName.MatchString(q[1]):
				if !hasTest(t, folder, q[1]) {
					t.Errorf("%s has no %s", folder, q[1])
				}
				named++
			default:
				folder = q[1]
			}
		}
	}
	if named < 40 {
		t.Errorf("only %d tests were found in the table", named)
	}
}

// TestEveryProofExists holds the list that make security runs.
func TestEveryProofExists(t *testing.T) {
	raw, err := os.ReadFile("../scripts/security/proofs.json")
	must(t, err)
	var proofs []struct {
		Promise string
		Go      []string
	}
	must(t, json.Unmarshal(raw, &proofs))
	for _, p := range proofs {
		for _, name := range p.Go {
			at := strings.LastIndexByte(name, '.')
			if !hasTest(t, name[:at], name[at+1:]) {
				t.Errorf("%s: %s does not exist", p.Promise, name)
			}
		}
	}
}

// mutation is one control that make mutations takes out, and its test.
type mutation struct {
	Class, Package, Run, Vitest, PHP, Chaos string
	Incident                                []int
}

// test is how docs/threat-model.md names a mutation's test.
func (m mutation) test() string {
	switch {
	case m.Vitest != "":
		return "`widget/" + m.Vitest + "`"
	case m.PHP != "":
		return "`plugins/" + m.PHP + "/tests/run.php`"
	case m.Chaos != "":
		return "`make chaos ONLY=" + m.Chaos + "`"
	}
	name, _, _ := strings.Cut(m.Run, "/")
	return "`" + strings.TrimPrefix(m.Package, "./") + "` `" + name + "`"
}

// mutationsOf reads the list, by class of incident.
func mutationsOf(t *testing.T) map[int][]mutation {
	t.Helper()
	raw, err := os.ReadFile("../scripts/security/mutations.json")
	must(t, err)
	var all []mutation
	must(t, json.Unmarshal(raw, &all))
	by := map[int][]mutation{}
	for _, m := range all {
		if name, _, _ := strings.Cut(m.Run, "/"); m.Package != "" && !hasTest(t, m.Package, name) {
			t.Errorf("%s: %s has no %s", m.Class, m.Package, name)
		}
		for _, n := range m.Incident {
			by[n] = append(by[n], m)
		}
	}
	return by
}

// TestEveryClassOfIncidentsHasAMutation holds the table of incidents to the list of mutations: every class has a control that is
// taken out, and each line names exactly those of its class and their tests.
func TestEveryClassOfIncidentsHasAMutation(t *testing.T) {
	page, err := os.ReadFile("../docs/threat-model.md")
	must(t, err)
	_, table, found := strings.Cut(string(page), "| class | what happened | taken out | test that fails then |\n")
	by, classes := mutationsOf(t), 0
	for _, line := range strings.Split(table, "\n")[1:] {
		cells := strings.Split(line, " | ")
		if len(cells) != 4 {
			break
		}
		classes++
		if cells[0] != fmt.Sprint("| ", classes) || len(by[classes]) == 0 {
			t.Errorf("class %d has no control that is taken out, or is not in its place: %s", classes, line)
		}
		var names, tests []string
		for _, m := range by[classes] {
			names = append(names, m.Class)
			if !slices.Contains(tests, m.test()) {
				tests = append(tests, m.test())
			}
		}
		if want := strings.Join(names, "; "); cells[2] != want {
			t.Errorf("class %d: taken out is %q, want %q", classes, cells[2], want)
		}
		if want := strings.Join(tests, ", ") + " |"; cells[3] != want {
			t.Errorf("class %d: the tests are %q, want %q", classes, cells[3], want)
		}
	}
	if !found || classes != len(by) || classes < 32 {
		t.Errorf("%d classes in the table, mutations of %d", classes, len(by))
	}
}

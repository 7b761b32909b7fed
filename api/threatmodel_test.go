package api_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
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

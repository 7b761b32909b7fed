package plugin_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryKnownTrapHasItsTest reads the table of docs/platforms/README.md: the file of each trap's test is there and holds the test's name.
func TestEveryKnownTrapHasItsTest(t *testing.T) {
	page, err := os.ReadFile("../docs/platforms/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(page), "## Known traps")
	rows := regexp.MustCompile("(?m)^\\| [A-Z].* \\| `([^` ]+)` `([^`]+)` \\|$").FindAllStringSubmatch(table, -1)
	if lines := strings.Count(table, "\n| ") - 1; !found || len(rows) == 0 || len(rows) != lines {
		t.Fatalf("%d of %d rows name a file and a test", len(rows), lines)
	}
	for _, row := range rows {
		text, err := os.ReadFile("../" + row[1])
		if err != nil || !strings.Contains(string(text), row[2]) {
			t.Errorf("%s has no %q (%v)", row[1], row[2], err)
		}
	}
}

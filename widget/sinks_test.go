package widget

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sink is how a string becomes markup or a program. Nothing of ours does that: texts become text nodes.
var sink = regexp.MustCompile(`\{@html|\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|srcdoc|createContextualFragment|document\.write)\b|\beval\(|new Function\(|DOMParser`)

func TestNoStringBecomesMarkup(t *testing.T) {
	read := 0
	for _, dir := range []string{"panel/src", "visitor", "wire", "../plugins/js/src"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.Contains(path, ".test.") || (!strings.HasSuffix(path, ".ts") && !strings.HasSuffix(path, ".svelte")) {
				return err
			}
			text, err := os.ReadFile(path)
			if at := sink.FindIndex(text); at != nil {
				t.Errorf("%s: %s", path, text[at[0]:min(at[1]+40, len(text))])
			}
			read++
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 100 {
		t.Errorf("only %d files were read", read)
	}
	for _, s := range []string{`{@html x}`, `el.innerHTML = x`, `eval("x")`, `new Function("x")`, `el.insertAdjacentHTML('beforeend', x)`} {
		if !sink.MatchString(s) {
			t.Errorf("%s is not seen", s)
		}
	}
}

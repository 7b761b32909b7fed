package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Scenarios that differ are counted, told with what differs, and end with an error; a merchant's own rules are played as
// the five are.
func TestScenariosArePlayedOnTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// The cart waits for ten minutes.
	const events = `"events":[["10:00:00","view",{"p":"P1"}],["10:00:00","cart",{"ver":1,"lines":"101x1"}]],"until":"10:20:00"`
	good := write("good.json", `[{"id":"A","title":"a","expect":[["10:10:00","offer","R2"],["10:11:00","ignored","R2"]],`+events+`}]`)
	bad := write("bad.json", `[{"id":"B","title":"never","expect":[],`+events+`}]`)
	own := write("own.json", `[{"id":"mine","name":"mine","enabled":true,"when":[{"fact":"cart_unchanged","op":">=","value":60}],"text":{"en":"Help?"}}]`)
	mine := write("mine.json", `[{"id":"C","title":"c","expect":[["10:01:00","offer","mine"],["10:02:00","ignored","mine"]],`+events+`}]`)
	for _, c := range []struct {
		args []string
		last string
		fail bool
	}{
		{[]string{good}, "1 passed, 0 failed", false},
		{[]string{good, bad}, "1 passed, 1 failed", true},
		{[]string{"--rules", own, mine}, "1 passed, 0 failed", false},
		{[]string{mine}, "0 passed, 1 failed", true},
	} {
		var out strings.Builder
		err := run(t.Context(), append([]string{"scenario"}, c.args...), &out, func(string) string { return "" })
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if got := lines[len(lines)-1]; got != c.last || (err != nil) != c.fail {
			t.Errorf("%v: %v\n%s", c.args, err, out.String())
		}
	}
}

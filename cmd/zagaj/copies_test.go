package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestABackupIsThereWholeOrNotAtAll: what pg_dump leaves when it is cut short must not be taken for a backup, nor keep the next one from being
// made, and a copy of all conversations is nobody else's to read.
func TestABackupIsThereWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	to := filepath.Join(dir, "copy")
	backUp := func(end string) error {
		program := "#!/bin/sh\nfor a; do case $a in --file=*) printf half > \"${a#--file=}\";; esac; done\n" + end + "\n"
		must(t, os.WriteFile(filepath.Join(dir, "pg_dump"), []byte(program), 0o700))
		var out bytes.Buffer
		return run(t.Context(), []string{"backup", "--database", "postgres://zagaj@127.0.0.1:1/zagaj", "--to", to}, &out, func(string) string { return "" })
	}
	if err := backUp("echo connection lost >&2; exit 1"); err == nil || !strings.Contains(err.Error(), "connection lost") {
		t.Errorf("got %v, want what pg_dump said", err)
	}
	if left, err := filepath.Glob(to + "*"); err != nil || len(left) > 0 {
		t.Errorf("got %v, %v, want nothing left of a backup that failed", left, err)
	}
	must(t, backUp("exit 0"))
	info, err := os.Stat(to)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, want it readable by its owner only", info.Mode())
	}
	if err := backUp("exit 0"); err == nil {
		t.Error("a second backup overwrote the first")
	}
}

// TestWhoIsErasedStandsInNoCopyBesideTheStore: a restore leaves the store that was there beside the new one.
func TestWhoIsErasedStandsInNoCopyBesideTheStore(t *testing.T) {
	onBoth(t, func(v vault) {
		if !strings.HasPrefix(v.dsn, "sqlite:") {
			return // PostgreSQL's restore leaves nothing
		}
		s := v.open()
		v.live(s, "anna")
		v.must(s.Close())
		v.restored(v.backUp("copy"), nil, []string{"anna"})
		_, err := v.run("erase", "--visitor", "visitor-anna")
		if err == nil || !strings.Contains(err.Error(), ".before-restore") {
			t.Errorf("got %v, want the copy named in which the person still stands", err)
		}
		v.must(os.Remove(filepath.Join(v.dir, "zagaj.db.before-restore")))
		if out, err := v.run("erase", "--visitor", "visitor-anna"); err != nil {
			t.Errorf("got %s, %v", out, err)
		}
	})
}

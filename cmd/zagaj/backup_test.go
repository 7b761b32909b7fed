package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// vault is a store and how the commands are told of it.
type vault struct {
	*testing.T
	dsn  string
	args []string
	dir  string
}

func onBoth(t *testing.T, test func(v vault)) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		test(vault{t, "sqlite:" + filepath.Join(dir, "zagaj.db"), []string{"--data", dir}, dir})
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := sqltest.Postgres(t)
		test(vault{t, dsn, []string{"--database", dsn}, t.TempDir()})
	})
}

func (v vault) open() *sql.Store {
	v.Helper()
	s, err := sql.Open(v.Context(), v.dsn, func() zagaj.Instant { return zagaj.At(time.Now()) })
	v.must(err)
	return s
}

func (v vault) must(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

func (v vault) run(command string, args ...string) (string, error) {
	var out bytes.Buffer
	err := run(v.Context(), append(append([]string{command}, v.args...), args...), &out, func(string) string { return "" })
	return out.String(), err
}

// live fills the store with two people who said, bought and got the same kinds of things.
func (v vault) live(s *sql.Store, who ...string) {
	v.Helper()
	ctx := v.Context()
	v.must(s.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}))
	v.must(s.AddInstallation(ctx, zagaj.Installation{ID: "i", Shop: "s", Platform: "standard", Secrets: []string{"x"}}))
	for _, name := range who {
		id := zagaj.VisitorID("visitor-" + name)
		now := zagaj.At(time.Now())
		v.must(s.AddVisitor(ctx, zagaj.Visitor{ID: id, Shop: "s", TokenHash: "h" + name, CreatedAt: now, SeenAt: now}))
		c, err := s.OpenConversation(ctx, zagaj.Conversation{ID: zagaj.ConversationID("conv-" + name), Shop: "s", Visitor: id, State: zagaj.ConversationWaiting, CreatedAt: now, UpdatedAt: now})
		v.must(err)
		_, err = s.Say(ctx, zagaj.Message{ID: "m", Shop: "s", Conversation: c.ID, Role: zagaj.RoleVisitor, Author: string(id), Text: "canary-" + name + strings.Repeat(" słowo", 900), SentAt: now})
		v.must(err)
		cart := zagaj.Cart{ID: zagaj.CartID("cart-" + name), Customer: "customer-" + name, Lines: []zagaj.Line{{Name: "canary-" + name}}}
		// The cart comes before anybody knows whose it is; the browser tells its token afterwards.
		_, err = s.AppendEvents(ctx, []zagaj.Event{
			{ID: zagaj.EventID("e1" + name), Shop: "s", Source: zagaj.FromShop, Kind: zagaj.KindCart, ReceivedAt: now, Cart: &cart},
			{ID: zagaj.EventID("e2" + name), Shop: "s", Source: zagaj.FromClient, Kind: zagaj.KindAlias, Visitor: id, ReceivedAt: now, Alias: &zagaj.Alias{Kind: zagaj.AliasCart, Value: "cart-" + name}},
			{ID: zagaj.EventID("e3" + name), Shop: "s", Source: zagaj.FromShop, Kind: zagaj.KindCart, ReceivedAt: now, OccurredAt: 1, Cart: &cart},
			{ID: zagaj.EventID("e4" + name), Shop: "s", Source: zagaj.FromShop, Kind: zagaj.KindOrder, ReceivedAt: now,
				Order: &zagaj.Order{ID: zagaj.OrderID("order-" + name), Cart: cart.ID, Customer: "customer-" + name, Number: "canary-" + name}}})
		v.must(err)
		v.must(s.Quarantine(ctx, zagaj.Quarantined{ID: name, Shop: "s", Installation: "i", Platform: "standard", Body: []byte(`{"customer":"customer-` + name + `"`)}))
	}
}

// everything is all that the store holds, as bytes: the files, or PostgreSQL's dump.
func (v vault) everything() string {
	v.Helper()
	var all strings.Builder
	if strings.HasPrefix(v.dsn, "sqlite:") {
		for _, suffix := range []string{"", "-wal"} {
			text, err := os.ReadFile(strings.TrimPrefix(v.dsn, "sqlite:") + suffix)
			if err != nil && !os.IsNotExist(err) {
				v.Fatal(err)
			}
			all.Write(text)
		}
		return all.String()
	}
	name := filepath.Join(v.TempDir(), "dump.sql")
	v.must(postgresTool(v.Context(), v.dsn, "pg_dump", "--file="+name))
	text, err := os.ReadFile(name)
	v.must(err)
	return string(text)
}

func TestAnErasedPersonIsGoneAndStaysGone(t *testing.T) {
	onBoth(t, func(v vault) {
		s := v.open()
		v.live(s, "anna", "piotr") // the store stays open as a running server's does
		copied := filepath.Join(v.dir, "copy")
		if out, err := v.run("backup", "--to", copied); err != nil || !strings.Contains(out, "bytes") {
			v.Fatalf("backup: %s %v", out, err)
		}
		if _, err := v.run("backup", "--to", copied); err == nil {
			v.Error("a second backup overwrote the first")
		}
		out, err := v.run("export", "--visitor", "visitor-anna")
		v.must(err)
		var found map[string][]map[string]any
		v.must(json.Unmarshal([]byte(out), &found))
		for _, table := range []string{"visitors", "messages", "conversations", "events", "orders", "carts", "aliases"} {
			if len(found[table]) == 0 {
				v.Errorf("export has no %s", table)
			}
		}
		if strings.Contains(out, "piotr") || len(found["events"]) != 4 {
			v.Errorf("export holds somebody else, or %d events instead of 4", len(found["events"]))
		}
		if !strings.Contains(v.everything(), "canary-anna") {
			v.Fatal("the proof finds nothing even before: it proves nothing")
		}
		out, err = v.run("erase", "--customer", "customer-anna")
		v.must(err)
		out2, err := v.run("erase", "--visitor", "visitor-anna")
		if err != nil || strings.Contains(out, " 0 rows") || !strings.Contains(out2, " 0 rows") {
			v.Errorf("got %q, %q, %v; want rows, then none", out, out2, err)
		}
		gone := func(when string) {
			v.Helper()
			all := v.everything()
			for _, trace := range []string{"canary-anna", "visitor-anna", "customer-anna", "cart-anna", "conv-anna"} {
				if strings.Contains(all, trace) {
					v.Errorf("%s: %s is still there", when, trace)
				}
			}
			if !strings.Contains(all, "canary-piotr") {
				v.Errorf("%s: the other person is gone too", when)
			}
		}
		gone("after the erasure")
		journal := filepath.Join(v.dir, "server.log")
		v.must(os.WriteFile(journal, []byte("level=WARN msg=\"of visitor-piotr\"\n"), 0o600))
		if out, err := v.run("erase", "--visitor", "visitor-anna", "--logs", journal+"*"); err != nil || !strings.Contains(out, "absent from "+journal) {
			v.Errorf("got %q, %v; want the log looked through", out, err)
		}
		v.must(os.WriteFile(journal, []byte("level=WARN msg=\"of visitor-anna\"\n"), 0o600))
		if _, err := v.run("erase", "--visitor", "visitor-anna", "--logs", journal); err == nil || !strings.Contains(err.Error(), "still holds visitor-anna") {
			v.Errorf("got %v; want the log that names the person found", err)
		}
		if _, err := v.run("erase", "--visitor", "visitor-anna", "--logs", journal+".1"); err == nil {
			v.Error("a log that is not there was taken for one that names nobody")
		}
		epoch := s.Epoch()
		if strings.HasPrefix(v.dsn, "sqlite:") {
			if _, err := v.run("restore", "--from", copied); zagaj.CodeOf(err) != zagaj.CodeConflict {
				v.Errorf("restore under a running server: got %v, want a conflict", err)
			}
		}
		v.must(s.Close())
		out, err = v.run("restore", "--from", copied)
		v.must(err)
		if strings.Contains(out, "erased again: 0 rows") {
			v.Errorf("got %q, want the backup's person erased again", out)
		}
		gone("after the restore")
		s = v.open()
		defer s.Close()
		if s.Epoch() == epoch {
			v.Error("the epoch is the same: browsers would trust cursors from the future")
		}
		if m, err := s.Messages(v.Context(), "s", "conv-piotr", 0, 0); err != nil || len(m) != 1 {
			v.Errorf("got %d messages of the other person, %v", len(m), err)
		}
	})
}

func TestADamagedBackupIsNotRestored(t *testing.T) {
	dir := t.TempDir()
	v := vault{t, "sqlite:" + filepath.Join(dir, "zagaj.db"), []string{"--data", dir}, dir}
	s := v.open()
	v.live(s, "anna")
	v.must(s.Close())
	before := v.everything()
	bad := filepath.Join(dir, "bad")
	text, err := os.ReadFile(filepath.Join(dir, "zagaj.db"))
	v.must(err)
	for i := 5000; i < len(text); i += 97 {
		text[i] ^= 0x55
	}
	v.must(os.WriteFile(bad, text, 0o600))
	if _, err := v.run("restore", "--from", bad); err == nil {
		v.Error("a damaged backup was restored")
	}
	if v.everything() != before {
		v.Error("the store was changed")
	}
}

func TestADamagedStoreIsNotServedAndHasAWayOut(t *testing.T) {
	dir := t.TempDir()
	v := vault{t, "sqlite:" + filepath.Join(dir, "zagaj.db"), []string{"--data", dir}, dir}
	s := v.open()
	v.live(s, "anna", "piotr")
	epoch := s.Epoch()
	v.must(s.Close())
	copied := filepath.Join(dir, "copy")
	_, err := v.run("backup", "--to", copied)
	v.must(err)
	for _, name := range []string{filepath.Join(dir, "zagaj.db"), copied} {
		text, err := os.ReadFile(name)
		v.must(err)
		at := bytes.LastIndex(text, []byte("canary-anna słowo")) // the first is a preview
		text[at+len("canary-anna s")] ^= 1
		v.must(os.WriteFile(name, text, 0o600))
	}
	_, err = v.run("serve", "--addr", "127.0.0.1:0")
	if err == nil || !strings.Contains(err.Error(), "conv-anna is not what was written") || !strings.Contains(err.Error(), "zagaj restore --data "+dir+" --as-it-is") {
		v.Errorf("got %v, want what is damaged and what to do", err)
	}
	if _, err = v.run("restore", "--from", copied); err == nil || !strings.Contains(err.Error(), "conv-anna is not what was written") {
		v.Errorf("got %v, want the damaged copy refused", err)
	}
	if _, err = v.run("restore", "--from", copied, "--as-it-is"); err == nil {
		v.Error("--from and --as-it-is were taken together")
	}
	_, err = v.run("restore", "--as-it-is")
	v.must(err)
	s, err = sql.Open(v.Context(), v.dsn, func() zagaj.Instant { return zagaj.At(time.Now()) }, sql.WithCheck())
	v.must(err)
	defer s.Close()
	if m, err := s.Messages(v.Context(), "s", "conv-anna", 0, 0); err != nil || len(m) != 1 || s.Epoch() == epoch {
		v.Errorf("got %d messages, %v, epoch %s; want what could be read, under another epoch", len(m), err, s.Epoch())
	}
}

func TestHealthIsAnsweredBeforeTheStoreIsOpen(t *testing.T) {
	d := newDoor()
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	if a, b := ask("/healthz"), ask("/readyz"); a.Code != 200 || b.Code != 503 || !strings.Contains(b.Body.String(), "starting") {
		t.Errorf("got %d and %d %s, want 200 and 503 with the reason", a.Code, b.Code, b.Body)
	}
	waited := make(chan int)
	go func() { waited <- ask("/panel/").Code }()
	d.open(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	if code := <-waited; code != http.StatusTeapot || ask("/readyz").Code != http.StatusTeapot {
		t.Errorf("got %d, want the product's own answer", code)
	}
}

func TestWhatIsOldIsForgotten(t *testing.T) {
	onBoth(t, func(v vault) {
		s := v.open()
		defer s.Close()
		v.live(s, "anna")
		ctx := context.Background()
		keep, err := parseKeep("events=1 visitors=0")
		v.must(err)
		if keep.Events != 24*time.Hour || keep.Visitors != 0 || keep.Orders == 0 {
			v.Errorf("got %+v", keep)
		}
		late := v.later(40 * 24 * time.Hour)
		defer late.Close()
		if _, err := late.Forget(ctx, "s", keep); err != nil {
			v.Fatal(err)
		}
		events, err := late.Events(ctx, "s", 0, 0)
		v.must(err)
		if _, err := late.Visitor(ctx, "s", "visitor-anna"); err != nil || len(events) != 0 {
			v.Errorf("got %d events and %v; want no event and the visitor kept", len(events), err)
		}
		if m, err := late.Messages(ctx, "s", "conv-anna", 0, 0); err != nil || len(m) != 1 {
			v.Errorf("an open conversation lost its messages: %d, %v", len(m), err)
		}
	})
	for _, bad := range []string{"events", "events=x", "drafts=1", "events=-1"} {
		if _, err := parseKeep(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func (v vault) later(by time.Duration) *sql.Store {
	v.Helper()
	s, err := sql.Open(v.Context(), v.dsn, func() zagaj.Instant { return zagaj.At(time.Now().Add(by)) })
	v.must(err)
	return s
}

// A bit of a rule's text makes a fact that nobody knows: no sum covers it, and what can still be read is no way out.
func TestARuleThatIsNotAsSavedIsToldWithAWayOut(t *testing.T) {
	dir := t.TempDir()
	v := vault{t, "sqlite:" + filepath.Join(dir, "zagaj.db"), []string{"--data", dir}, dir}
	s := v.open()
	v.must(s.AddShop(t.Context(), zagaj.Shop{ID: "s", Key: "k"}, zagaj.Schedule{Zone: "Europe/Warsaw"}, zagaj.Policy{}))
	v.must(s.SaveRule(t.Context(), zagaj.Rule{ID: "r", Shop: "s", Name: "r", Enabled: true, When: []json.RawMessage{json.RawMessage(`{"fact":"cart_quantitY","op":"=","value":1}`)}}))
	v.must(s.Close())
	_, err := v.run("serve", "--addr", "127.0.0.1:0")
	if err == nil || !strings.Contains(err.Error(), "cart_quantitY") || !strings.Contains(err.Error(), "zagaj restore --data "+dir+" --from") || strings.Contains(err.Error(), "--as-it-is") {
		t.Errorf("got %v, want what is not understood and that a backup is put back", err)
	}
}

// A copy of PostgreSQL that ended in the middle does not lie there as if it were one, and nobody else on the machine can read one that did not.
func TestHalfACopyIsNoCopy(t *testing.T) {
	tools := t.TempDir()
	tool := func(end string) {
		must(t, os.WriteFile(filepath.Join(tools, "pg_dump"), []byte("#!/bin/sh\nfor a; do case $a in --file=*) echo half > \"${a#--file=}\";; esac; done\n"+end), 0o700))
	}
	t.Setenv("PATH", tools+string(os.PathListSeparator)+os.Getenv("PATH"))
	to := filepath.Join(t.TempDir(), "copy")
	args := []string{"backup", "--database", "postgres://nobody@127.0.0.1:1/none", "--to", to}
	tool("exit 1")
	if err := run(t.Context(), args, io.Discard, func(string) string { return "" }); err == nil {
		t.Error("no error was told")
	}
	if left, err := os.ReadDir(filepath.Dir(to)); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
	tool("exit 0")
	must(t, run(t.Context(), args, io.Discard, func(string) string { return "" }))
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want a file for its owner only", info, err)
	}
	if err := run(t.Context(), args, io.Discard, func(string) string { return "" }); err == nil {
		t.Error("a copy was overwritten")
	}
}

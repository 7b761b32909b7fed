package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// vaultOf is a store with a secret of each kind, opened as a running server has it.
type vaultOf struct {
	*sql.Store
	t         *testing.T
	dsn, file string
}

func openVault(t *testing.T, dsn, file string) *vaultOf {
	t.Helper()
	ring, err := sql.LoadKeys(file)
	must(t, err)
	store, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return zagaj.At(time.Now()) }, sql.WithKeys(ring))
	must(t, err)
	t.Cleanup(func() { store.Close() })
	return &vaultOf{store, t, dsn, file}
}

// fill puts in one secret of each kind, and more proofs than are sealed anew in one transaction.
func (v *vaultOf) fill() {
	ctx := v.t.Context()
	must(v.t, v.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k", Language: "pl", Zone: "UTC"}, zagaj.Schedule{}, zagaj.Policy{}))
	must(v.t, v.AddOperator(ctx, zagaj.Operator{ID: "anna", Shop: "s", Email: "a@s.example", Role: zagaj.RoleOwner}))
	must(v.t, v.AddInstallation(ctx, zagaj.Installation{ID: "in", Shop: "s", Secrets: []string{"canary"}, Credentials: map[string]string{"token": "canary"}}))
	must(v.t, v.SaveEndpoint(ctx, zagaj.Endpoint{ID: "first", Shop: "s", URL: "https://a.example", Secrets: []zagaj.EndpointSecret{{Text: "canary"}}}))
	must(v.t, v.SaveFactor(ctx, zagaj.Factor{Shop: "s", Operator: "anna", ID: "totp", Kind: zagaj.FactorTOTP, Body: "canary"}))
	must(v.t, v.SavePush(ctx, zagaj.PushSubscription{Shop: "s", Operator: "anna", ID: "phone", Endpoint: "https://push.example/canary"}))
	_, err := v.VAPID(ctx, "canary")
	must(v.t, err)
	var orders []zagaj.Event
	for i := range manyProofs {
		id := "o" + strconv.Itoa(i)
		orders = append(orders, zagaj.Event{ID: zagaj.EventID(id), Shop: "s", Source: zagaj.FromShop, Kind: zagaj.KindOrder,
			Order: &zagaj.Order{ID: zagaj.OrderID(id), Proof: zagaj.ProofOf("canary", "600700801")}})
	}
	_, err = v.AppendEvents(ctx, orders)
	must(v.t, err)
	must(v.t, v.AddLetter(ctx, zagaj.Letter{ID: "l", Shop: "s", To: "canary@x.example", State: zagaj.LetterDue}))
}

const manyProofs = 520

// holds reads every secret back, through this store.
func (v *vaultOf) holds(when string) {
	v.t.Helper()
	ctx := v.t.Context()
	in, err := v.Installation(ctx, "in")
	must(v.t, err)
	first, err := v.Endpoint(ctx, "s", "first")
	must(v.t, err)
	factors, err := v.Factors(ctx, "s", "anna")
	must(v.t, err)
	pushes, err := v.Pushes(ctx, "s", "anna")
	must(v.t, err)
	letters, err := v.DueLetters(ctx, "s", zagaj.At(time.Now().Add(time.Hour)), true, 10)
	must(v.t, err)
	pair, err := v.VAPID(ctx, "another")
	must(v.t, err)
	for i := 0; i < manyProofs; i += 13 {
		if p, err := v.OrderProof(ctx, "s", zagaj.OrderID("o"+strconv.Itoa(i))); err != nil || p.Phone != "0801" {
			v.t.Fatalf("%s: the proof of order %d: got %+v, %v", when, i, p, err)
		}
	}
	if in.Secrets[0] != "canary" || in.Credentials["token"] != "canary" || first.Secrets[0].Text != "canary" || factors[0].Body != "canary" ||
		pushes[0].Endpoint != "https://push.example/canary" || letters[0].To != "canary@x.example" || pair != "canary" {
		v.t.Errorf("%s: got %v %v %v %v %v %v %q", when, in.Secrets, in.Credentials, first.Secrets, factors, pushes, letters, pair)
	}
}

// ids are those of the keys in the file, newest first.
func (v *vaultOf) ids() (ids []string) {
	text, err := os.ReadFile(v.file)
	must(v.t, err)
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		id, _, _ := strings.Cut(line, " ")
		ids = append(ids, id)
	}
	return ids
}

// rotate runs the command as it is run beside a server.
func (v *vaultOf) rotate(ctx context.Context, wait string) (string, error) {
	var out bytes.Buffer
	set := map[string]string{"DATABASE_URL": v.dsn, "KEYS_FILE": v.file, "KEYS_WAIT": wait}
	err := run(ctx, []string{"keys", "rotate"}, &out, func(name string) string { return set[name] })
	return out.String(), err
}

// sealedWith counts what is kept by the key that opens it.
func (v *vaultOf) sealedWith() map[string]int {
	found, db := map[string]int{}, sqltest.Raw(v.t, v.dsn)
	for _, column := range []string{"secrets FROM installations", "credentials FROM installations", "body FROM factors", "body FROM letters", "secrets FROM endpoints",
		"body FROM push_subscriptions", "body FROM order_proofs", "value FROM meta WHERE key = 'vapid'"} {
		rows, err := db.QueryContext(v.t.Context(), "SELECT "+column)
		must(v.t, err)
		for rows.Next() {
			var text string
			must(v.t, rows.Scan(&text))
			found[strings.Split(text, ".")[1]]++
		}
		must(v.t, errors.Join(rows.Err(), rows.Close()))
	}
	return found
}

// wantOnly fails when not all of n secrets are sealed with the only key there is.
func (v *vaultOf) wantOnly(n int, before string) {
	v.t.Helper()
	ids, kept := v.ids(), v.sealedWith()
	if len(ids) != 1 || ids[0] == before || len(kept) != 1 || kept[ids[0]] != n {
		v.t.Errorf("the keys are %v (before: %s) and seal %v, want one new one that seals all %d", ids, before, kept, n)
	}
}

func TestKeysRotateBesideARunningServer(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		file := filepath.Join(t.TempDir(), "keys")
		server := openVault(t, dsn, file)
		server.fill()
		old := server.ids()[0]
		said, err := server.rotate(t.Context(), "1ms")
		must(t, err)
		if want := fmt.Sprintf("%d secrets sealed", manyProofs+secretsBeside); !strings.HasPrefix(said, want) {
			t.Errorf("got %q, want %q", said, want)
		}
		server.wantOnly(manyProofs+secretsBeside, old)
		// The server has read nothing since: it must not seal with the key that it still holds.
		must(t, server.SaveEndpoint(t.Context(), zagaj.Endpoint{ID: "second", Shop: "s", URL: "https://b.example", Secrets: []zagaj.EndpointSecret{{Text: "written after"}}}))
		server.wantOnly(manyProofs+secretsBeside+1, old)
		server.holds("the running server")
		fresh := openVault(t, dsn, file)
		fresh.holds("a server that starts")
		if e, err := fresh.Endpoint(t.Context(), "s", "second"); err != nil || e.Secrets[0].Text != "written after" {
			t.Errorf("what the running server has sealed since: got %v, %v", e.Secrets, err)
		}
		if text, err := os.ReadFile(file); err != nil || strings.Contains(string(text), old) {
			t.Errorf("the old key still stands in the file, %v", err)
		}
	})
}

// secretsBeside is what fill puts in beside the proofs.
const secretsBeside = 7

// TestKeysRotateStoppedHalfWay stops the command where it has a new key, where some of the secrets are sealed with it, and where all
// are; each time every secret can be read, and in the end the command does what it did not.
func TestKeysRotateStoppedHalfWay(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		file := filepath.Join(t.TempDir(), "keys")
		server := openVault(t, dsn, file)
		server.fill()
		old := server.ids()[0]
		ring, err := sql.LoadKeys(file)
		must(t, err)
		must(t, ring.Add()) // and no further
		server.holds("only the key is new")
		db := sqltest.Raw(t, dsn)
		refuse, allow := []string{`CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$`,
			`CREATE TRIGGER no BEFORE UPDATE ON order_proofs FOR EACH ROW WHEN (OLD.order_id = 'o7') EXECUTE FUNCTION no()`}, `DROP TRIGGER no ON order_proofs`
		if strings.HasPrefix(dsn, "sqlite:") {
			refuse, allow = []string{`CREATE TRIGGER no BEFORE UPDATE ON order_proofs WHEN OLD.order_id = 'o7' BEGIN SELECT RAISE(ABORT, 'no'); END`}, `DROP TRIGGER no`
		}
		for _, statement := range refuse {
			_, err := db.ExecContext(t.Context(), statement)
			must(t, err)
		}
		if said, err := server.rotate(t.Context(), "1ms"); err == nil {
			t.Fatalf("got %q although a row could not be written", said)
		}
		if kept := server.sealedWith(); len(kept) < 2 || kept[old] == 0 || !slices.Contains(server.ids(), old) {
			t.Fatalf("got %v of the keys %v, want some sealed with the old one, which is kept", kept, server.ids())
		}
		server.holds("half of it is sealed anew")
		openVault(t, dsn, file).holds("half of it is sealed anew, and the server starts")
		_, err = db.ExecContext(t.Context(), allow)
		must(t, err)
		waiting, cancel := context.WithTimeout(t.Context(), time.Minute)
		stopped := make(chan error, 1)
		go func() { _, err := server.rotate(waiting, "1h"); stopped <- err }()
		for newest := server.ids()[0]; server.sealedWith()[newest] < manyProofs+secretsBeside; newest = server.ids()[0] {
			if waiting.Err() != nil {
				t.Fatal("not all was sealed within a minute")
			}
		}
		cancel()
		if err := <-stopped; err == nil || !slices.Contains(server.ids(), old) {
			t.Errorf("got %v, and the old key is gone although writes under way were not waited for", err)
		}
		openVault(t, dsn, file).holds("all of it is sealed anew")
		_, err = server.rotate(t.Context(), "1ms")
		must(t, err)
		server.wantOnly(manyProofs+secretsBeside, old)
		server.holds("in the end")
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// In the wrong place there is nothing to seal anew: the command must not make a store and keys there and say that it is done.
func TestKeysRotateMakesNothing(t *testing.T) {
	dir := t.TempDir()
	v := openVault(t, "sqlite:"+filepath.Join(dir, "zagaj.db"), filepath.Join(dir, "zagaj.keys"))
	v.fill()
	must(t, v.Close())
	empty := filepath.Join(t.TempDir(), "elsewhere")
	must(t, os.Mkdir(empty, 0o700))
	for name, set := range map[string]map[string]string{
		"no store": {"DATA": empty},
		"no keys":  {"DATA": dir, "KEYS_FILE": filepath.Join(dir, "elsewhere.keys")},
	} {
		files := func() int {
			a, err := os.ReadDir(dir)
			must(t, err)
			b, err := os.ReadDir(empty)
			must(t, err)
			return len(a) + len(b)
		}
		before := files()
		var out bytes.Buffer
		err := run(t.Context(), []string{"keys", "rotate"}, &out, func(name string) string { return set[name] })
		if err == nil || !strings.Contains(err.Error(), "elsewhere") || files() != before {
			t.Errorf("%s: got %q, %v, and %d files where %d were", name, out.String(), err, files(), before)
		}
	}
}

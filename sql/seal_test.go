package sql_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	store "github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSecretsAreSealed(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		ctx, file := t.Context(), filepath.Join(t.TempDir(), "keys")
		ring, err := store.LoadKeys(file)
		noError(t, err)
		s, err := store.Open(ctx, dsn, func() zagaj.Instant { return 1 }, store.WithKeys(ring))
		noError(t, err)
		defer s.Close()
		for _, shop := range []zagaj.ShopID{"a", "b"} {
			noError(t, s.AddShop(ctx, zagaj.Shop{ID: shop, Key: string(shop), Language: "pl", Zone: "UTC"}, zagaj.Schedule{}, zagaj.Policy{}))
			noError(t, s.AddInstallation(ctx, zagaj.Installation{ID: zagaj.InstallationID("in-" + shop), Shop: shop, Secrets: []string{"whsec_canary"},
				Credentials: map[string]string{"key": "canary of an API"}}))
			noError(t, s.AddOperator(ctx, zagaj.Operator{ID: "anna", Shop: shop, Email: string(shop) + "@x.example", Role: zagaj.RoleOwner}))
			noError(t, s.SaveFactor(ctx, zagaj.Factor{Shop: shop, Operator: "anna", ID: "totp", Kind: zagaj.FactorTOTP, Body: "TOTPCANARY"}))
			_, err := s.AppendEvents(ctx, []zagaj.Event{{ID: "order", Shop: shop, Source: zagaj.FromShop, Kind: zagaj.KindOrder,
				Order: &zagaj.Order{ID: "1", Proof: zagaj.ProofOf("canary", "600700801")}}})
			noError(t, err)
		}
		db := sqltest.Raw(t, dsn)
		kept := func() (all string) {
			for _, q := range []string{`SELECT secrets FROM installations ORDER BY id`, `SELECT credentials FROM installations ORDER BY id`,
				`SELECT body FROM factors ORDER BY shop_id`, `SELECT body FROM order_proofs ORDER BY shop_id`} {
				rows, err := db.Query(q)
				noError(t, err)
				for rows.Next() {
					var text string
					noError(t, rows.Scan(&text))
					all += text + "\n"
				}
				noError(t, rows.Close())
			}
			return all
		}
		check := func() {
			t.Helper()
			in, err := s.Installation(ctx, "in-a")
			noError(t, err)
			factors, err := s.Factors(ctx, "a", "anna")
			noError(t, err)
			if in.Secrets[0] != "whsec_canary" || in.Credentials["key"] != "canary of an API" || factors[0].Body != "TOTPCANARY" {
				t.Errorf("got %v and %q back", in.Secrets, factors[0].Body)
			}
		}
		checkProof := func() {
			t.Helper()
			proof, err := s.OrderProof(ctx, "a", "1")
			noError(t, err)
			if proof != (zagaj.OrderProof{Postcode: "CANARY", Phone: "0801"}) {
				t.Errorf("got %+v back", proof)
			}
		}
		before := kept()
		if strings.Contains(strings.ToLower(before), "canary") || strings.Count(before, "sealed1.") != 8 {
			t.Errorf("the database holds %s", before)
		}
		check()
		checkProof()

		other, err := store.LoadKeys(file) // another process turns the key
		noError(t, err)
		noError(t, other.Add())
		second, err := store.Open(ctx, dsn, func() zagaj.Instant { return 1 }, store.WithKeys(other))
		noError(t, err)
		n, err := second.Reseal(ctx)
		noError(t, err)
		noError(t, other.DropOld())
		noError(t, second.Close())
		for _, line := range strings.Fields(before) {
			if strings.Contains(kept(), line) {
				t.Error("a secret is still sealed with the old key")
			}
		}
		if n != 8 {
			t.Errorf("%d secrets sealed anew, want 8", n)
		}
		check() // the running store reads the file again
		checkProof()

		_, err = db.Exec(`UPDATE installations SET credentials = secrets WHERE id = 'in-b'`)
		noError(t, err)
		if _, err := s.Installation(ctx, "in-b"); err == nil {
			t.Error("a secret stands in for credentials")
		}
		_, err = db.Exec(`UPDATE installations SET secrets = (SELECT secrets FROM installations WHERE id = 'in-b') WHERE id = 'in-a'`)
		noError(t, err)
		if _, err := s.Installation(ctx, "in-a"); err == nil {
			t.Error("a sealed value moved to another row opens")
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file of keys has mode %v, %v", info.Mode(), err)
		}
	})
}

func TestTheAuditLogOnlyGrows(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		s, err := store.Open(ctx, dsn, func() zagaj.Instant { return 1 })
		noError(t, err)
		defer s.Close()
		noError(t, s.AddShop(ctx, zagaj.Shop{ID: "a", Key: "a", Language: "pl", Zone: "UTC"}, zagaj.Schedule{}, zagaj.Policy{}))
		for _, action := range []string{"one", "two"} {
			noError(t, s.Note(ctx, zagaj.Deed{Shop: "a", Action: action}))
		}
		db := sqltest.Raw(t, dsn)
		for _, q := range []string{`DELETE FROM audit`, `UPDATE audit SET action = 'nothing'`} {
			if _, err := db.Exec(q); err == nil {
				t.Errorf("%s: the database let it happen", q)
			}
		}
		deeds, err := s.Deeds(ctx, "a", 1<<60, 10)
		noError(t, err)
		if len(deeds) != 2 || deeds[0].Action != "two" || deeds[0].Seq != 2 {
			t.Errorf("got %+v", deeds)
		}
	})
}

// TestEverySealedColumnIsSealedAnew reads the sources: what is sealed somewhere and not by Reseal could be opened by nobody once the
// old keys are forgotten.
func TestEverySealedColumnIsSealedAnew(t *testing.T) {
	files, err := filepath.Glob("*.go")
	noError(t, err)
	place := regexp.MustCompile(`sealPlace\("([a-z_.]+)"`)
	known, found := append(store.VaultPlaces(), "meta"), map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		noError(t, err)
		for _, m := range place.FindAllStringSubmatch(string(text), -1) {
			if found[m[1]] = true; !slices.Contains(known, m[1]) {
				t.Errorf("%s: what is sealed in %s is not sealed anew", file, m[1])
			}
		}
	}
	if len(found) != len(known) {
		t.Errorf("%d columns are sealed and %d sealed anew", len(found), len(known))
	}
}

package api_test

import (
	"database/sql"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// TestATokenCannotBeGuessed looks at what a visitor is given, at what is kept of it, and sweeps the doors that take it.
func TestATokenCannotBeGuessed(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, welcome := visit(t, h, "")
		token := text(welcome["token"])
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(raw) != 32 {
			t.Errorf("got %d bytes, %v, want 256 bits", len(raw), err)
		}
		if _, err := h.store.VisitorByToken(t.Context(), testShop, token); zagaj.CodeOf(err) != zagaj.CodeNotFound {
			t.Errorf("got %v: the token itself is kept", err)
		}
		if _, err := h.store.VisitorByToken(t.Context(), testShop, sum(token)); err != nil {
			t.Errorf("got %v, want the visitor by the token's hash", err)
		}
		beacon := func(token string) int {
			req, _ := http.NewRequest("POST", h.URL+"/v1/visitor/beacon", strings.NewReader(fmt.Sprintf(`{"shop":"key-shop","token":%q,"tab":"t","edges":[],"pulses":[]}`, token)))
			status, _ := do(t, h.Client(), req)
			return status
		}
		photo := func(token string) int {
			req, _ := http.NewRequest("GET", h.URL+"/v1/visitor/photos/x", nil)
			req.Header = http.Header{"Zagaj-Shop": {"key-shop"}, "Origin": {testOrigin}, "Authorization": {"Bearer " + token}}
			status, _ := do(t, h.Client(), req)
			return status
		}
		seen := map[int]int{}
		for n := range 150 {
			seen[beacon(fmt.Sprint("guess", n))]++
			seen[photo(fmt.Sprint("guess", n))]++
		}
		if seen[401] < 60 || seen[429] < 100 || seen[401]+seen[429] != 300 {
			t.Errorf("got %v of 300 guesses, want sixty and some told that they are wrong, the others nothing", seen)
		}
		if got := beacon(token); got != 204 {
			t.Errorf("whose token it is: got %d, want 204 all the same", got)
		}
	})
}

// TestAStoreInTroubleIsNoGuess takes the table of visitors away: no browser is told that its token is wrong, and none is counted.
func TestAStoreInTroubleIsNoGuess(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := open(t, dsn)
		_, welcome := visit(t, h, "")
		token := text(welcome["token"])
		ask := func(method, path, body string, header http.Header) int {
			req, _ := http.NewRequest(method, h.URL+path, strings.NewReader(body))
			req.Header = header
			status, _ := do(t, h.Client(), req)
			return status
		}
		beacon := func(token string) int {
			return ask("POST", "/v1/visitor/beacon", fmt.Sprintf(`{"shop":"key-shop","token":%q,"tab":"t","edges":[],"pulses":[]}`, token), http.Header{})
		}
		photo := func() int {
			return ask("GET", "/v1/visitor/photos/x", "", http.Header{"Zagaj-Shop": {"key-shop"}, "Origin": {testOrigin}, "Authorization": {"Bearer " + token}})
		}
		driver, address := "postgres", dsn
		if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
			driver, address = "sqlite", "file:"+path+"?_pragma=busy_timeout(30000)&_pragma=legacy_alter_table(1)&_pragma=foreign_keys(0)"
		}
		db, err := sql.Open(driver, address)
		must(t, err)
		defer db.Close()
		_, err = db.ExecContext(t.Context(), `ALTER TABLE visitors RENAME TO visitors_away`)
		must(t, err)
		seen := map[int]int{}
		for range 100 {
			seen[beacon(token)]++
			seen[photo()]++
		}
		if seen[503] != 200 {
			t.Errorf("got %v, want 503 each time", seen)
		}
		_, err = db.ExecContext(t.Context(), `ALTER TABLE visitors_away RENAME TO visitors`)
		must(t, err)
		if got := beacon(token); got != 204 {
			t.Errorf("back again: got %d, want 204", got)
		}
		if got := beacon("a guess"); got != 401 {
			t.Errorf("a guess: got %d, want 401: nothing was counted against this address", got)
		}
	})
}

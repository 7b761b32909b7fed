package api_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
)

// A rule is tried, saved, changed by two people at once, taken back and removed; who did what stays on record.
func TestRulesKeepWhoChangedThem(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		cookie := "zagaj_session=" + join(t, h, testShop, zagaj.RoleOwner)
		ask := func(method, path, body string, want int) map[string]any {
			t.Helper()
			status, got := panelAsk(t, h, cookie, method, path, body)
			if status != want {
				t.Fatalf("%s %s: got %d %v, want %d", method, path, status, got, want)
			}
			return got
		}
		body := func(version string) string {
			return `{"id":"r9","version":` + version + `,"name":"Waha się","enabled":false,"priority":10,"when":[{"fact":"tab_visible"}],"text":{"pl":"Pomóc?"}}`
		}
		ask(http.MethodPost, "/rules/check", body("0"), http.StatusOK)
		bad := ask(http.MethodPost, "/rules/check", strings.Replace(body("0"), "tab_visible", "moon", 1), http.StatusBadRequest)
		if message := text(bad["message"]); !strings.HasPrefix(message, "when[0].fact:") {
			t.Errorf("got %q, want the path of what is wrong", message)
		}
		if list := ask(http.MethodGet, "/rules", "", http.StatusOK)["rules"].([]any); len(list) != 0 {
			t.Fatalf("a check has saved something: %v", list)
		}
		if made := ask(http.MethodPut, "/rules", body("0"), http.StatusOK); made["version"] != 1.0 {
			t.Errorf("got %v, want version 1", made)
		}
		ask(http.MethodPut, "/rules", strings.Replace(body("1"), "Pomóc?", "Doradzić?", 1), http.StatusOK)
		ask(http.MethodPut, "/rules", body("1"), http.StatusConflict)
		req, err := http.NewRequest(http.MethodDelete, h.URL+"/v1/panel/rules/r9", nil)
		must(t, err)
		req.Header.Set("Cookie", cookie)
		if status, _ := do(t, http.DefaultClient, req); status != http.StatusNoContent {
			t.Errorf("remove: got %d", status)
		}
		changes := ask(http.MethodGet, "/rules/changes?rule=r9", "", http.StatusOK)["changes"].([]any)
		if len(changes) != 3 {
			t.Fatalf("got %d changes, want 3: %v", len(changes), changes)
		}
		removed, changed, made := changes[0].(map[string]any), changes[1].(map[string]any), changes[2].(map[string]any)
		if removed["after"] != nil || made["before"] != nil || text(made["operator"]) != "owner-shop" {
			t.Errorf("got %v and %v, want the first without a before and the last without an after", made, removed)
		}
		if was := changed["before"].(map[string]any); text(was["text"].(map[string]any)["pl"]) != "Pomóc?" {
			t.Errorf("got %v, want the rule as it was", was)
		}
	})
}

// A rule that is one too many is refused before it is kept: kept, it would keep all other settings from coming into force, and every shop of the
// server from starting.
func TestARuleThatIsOneTooManyIsNotKept(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		cookie := "zagaj_session=" + join(t, h, testShop, zagaj.RoleOwner)
		condition := []json.RawMessage{json.RawMessage(`{"fact":"tab_visible"}`)}
		for i := range zagaj.MaxRules {
			must(t, h.store.SaveRule(t.Context(), zagaj.Rule{ID: zagaj.RuleID(fmt.Sprint("r", i)), Shop: testShop, Name: "r", When: condition}))
		}
		body := func(id string) string {
			return fmt.Sprintf(`{"id":%q,"name":"r","priority":1,"when":[{"fact":"tab_visible"}],"text":{}}`, id)
		}
		status, got := panelAsk(t, h, cookie, http.MethodPut, "/rules", body("more"))
		if status != http.StatusBadRequest || !strings.HasPrefix(text(got["message"]), "rules: ") {
			t.Errorf("one more: got %d %v, want a refusal that names the rules", status, got)
		}
		if status, got := panelAsk(t, h, cookie, http.MethodPut, "/rules", body("r7")); status != http.StatusOK {
			t.Errorf("one of those there: got %d %v", status, got)
		}
		if _, err := api.New(t.Context(), api.Config{Store: h.store, Now: clock, Log: slog.New(slog.DiscardHandler), PublicURL: "http://zagaj.example", Epoch: "e1", HashCost: cheap, Files: fstest.MapFS{}}); err != nil {
			t.Errorf("the next start: %v", err)
		}
	})
}

// What a rule may be called and how long it may wait has bounds, and a mistake is named by its path.
func TestARulesMistakesAreNamed(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		cookie := "zagaj_session=" + join(t, h, testShop, zagaj.RoleOwner)
		for change, path := range map[string]string{
			`"id":"by_hand"`: "id: ", `"id":"a/b"`: "id: ", `"id":"a\u0000b"`: "id: ", `"id":"` + strings.Repeat("a", 65) + `"`: "id: ",
			`"per_visit":-1`: "per_visit: ", `"for":-1`: "for: ",
			`"for":10000000000`: "for: ", // as nanoseconds it would lie in the past
			`"text":{"pl":"` + strings.Repeat("a", 301) + `"}`: "text.pl: ",
		} {
			status, got := panelAsk(t, h, cookie, http.MethodPut, "/rules", `{"name":"r","priority":1,"when":[{"fact":"tab_visible"}],`+change+`}`)
			if status != http.StatusBadRequest || !strings.HasPrefix(text(got["message"]), path) {
				t.Errorf("%.40s: got %d %v, want a refusal of %s", change, status, got, path)
			}
		}
	})
}

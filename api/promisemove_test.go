package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

// lastMove returns the latest entry of a promise's history.
func lastMove(p map[string]any) map[string]any {
	moves, _ := p["moves"].([]any)
	if len(moves) == 0 {
		return nil
	}
	return moves[len(moves)-1].(map[string]any)
}

// hearPromise waits for what became of a promise.
func (l *line) hearPromise(event string) frame {
	l.t.Helper()
	for {
		if f := l.hear("promise"); f["event"] == event {
			return f
		}
	}
}

func TestAPromiseGoesOnWhenItsOwnerCannotKeepIt(t *testing.T) {
	withMerchant(t, func(t *testing.T, h *house, m *merchant, later *atomic.Int64) {
		m.status.Store(201)
		anna, annas := work(t, h, testShop)
		bea, beas := workAs(t, h, zagaj.RoleConsultant)
		viewer := "zagaj_session=" + join(t, h, testShop, zagaj.RoleViewer)
		join(t, h, "other", zagaj.RoleConsultant)
		browser := newPushBrowser(t)
		if status, _ := deskAsk(t, h, beas, "POST", "/push", browser.subscription(m.URL+"/bea")); status != 200 {
			t.Fatalf("push: got %d", status)
		}
		calledBea := func(title string) {
			t.Helper()
			var call map[string]any
			must(t, json.Unmarshal([]byte(browser.open(t, []byte(m.hear(t, "").body))), &call))
			if call["title"] != title || strings.Contains(fmt.Sprint(call), "tajne") {
				t.Errorf("Bea's browser: got %v, want %q and nothing of what was promised", call, title)
			}
		}
		// Nothing else is to call her.
		if status, _ := deskAsk(t, h, annas, "PUT", "/desk", `{"alarm":{"sound":0,"notify":0,"next":0}}`); status != 200 {
			t.Fatalf("desk: got %d", status)
		}
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy to jest wodoodporne?"})
		id := text(visitor.hear("ack")["conversation"])
		due := clock() + zagaj.Instant(30*time.Minute.Milliseconds())
		for _, p := range []string{"p1", "p2"} {
			if status, got := deskAsk(t, h, annas, "POST", "/promises", fmt.Sprintf(`{"id":%q,"conversation":%q,"text":"tajne","due_at":%d}`, p, id, due)); status != 200 {
				t.Fatalf("got %d %v", status, got)
			}
		}
		give := func(cookie, promise, to string) (int, map[string]any) {
			return deskAsk(t, h, cookie, "POST", "/promises/"+promise+"/give", fmt.Sprintf(`{"to":%q}`, to))
		}

		for name, c := range map[string]struct {
			cookie, to string
			want       int
		}{
			"to a viewer":                 {annas, "viewer-shop", 400},
			"to another shop's operator":  {annas, "operator-other", 404},
			"to nobody":                   {annas, "", 404},
			"by a viewer to themselves":   {viewer, "viewer-shop", 403},
			"by a colleague to the owner": {beas, "anna-shop", 403},
		} {
			if status, got := give(c.cookie, "p1", c.to); status != c.want {
				t.Errorf("%s: got %d %v, want %d", name, status, got, c.want)
			}
		}
		for range 2 { // the second time the answer to the first was lost
			status, got := give(beas, "p1", "operator-shop")
			if move := lastMove(got); status != 200 || got["operator"] != "operator-shop" || move["from"] != "anna-shop" || move["by"] != "operator-shop" || move["at"] == 0.0 || len(got["moves"].([]any)) != 1 {
				t.Fatalf("a colleague takes it: got %d %v", status, got)
			}
		}
		if f := anna.hearPromise("given"); f["promise"].(map[string]any)["operator"] != "operator-shop" {
			t.Errorf("Anna: got %v, want that Bea has it", f)
		}
		for want := canary(testShop) + " odpowie do "; ; { // Bea's name in this house
			if line := visitor.hear("message")["message"].(map[string]any); line["role"] == "system" && strings.HasPrefix(text(line["text"]), want) {
				break
			}
		}

		anna.goOn()
		later.Add(21 * time.Minute.Milliseconds())
		for _, p := range []string{"p1", "p2"} {
			if f := anna.hearPromise("reminder"); f["promise"].(map[string]any)["id"] != p || f["to"] != "anna-shop" {
				t.Errorf("%s: got %v, want Anna asked, Bea is away", p, f)
			}
		}
		calledBea("Zbliża się pora obiecanej odpowiedzi")

		if status, got := give(annas, "p2", "operator-shop"); status != 200 || lastMove(got)["by"] != "anna-shop" {
			t.Fatalf("its owner gives it on: got %d %v", status, got)
		}
		calledBea("Dostajesz obietnicę odpowiedzi")
		bea.hearPromise("given")

		signedInAs(t, h, "anna@shop.example", password, "").want(200, "PUT", "/people/operator-shop", `{"name":"Bea","role":"operator","seats":3,"disabled":true}`, nil)
		_, got := deskAsk(t, h, annas, "GET", "/promises", "")
		for _, p := range got["promises"].([]any) {
			if p := p.(map[string]any); p["operator"] != "" || lastMove(p)["by"] != "anna-shop" || lastMove(p)["from"] != "operator-shop" {
				t.Errorf("got %v, want a promise of nobody's, and who made it so", p)
			}
		}
		if status, _ := give(annas, "p1", "operator-shop"); status != 404 {
			t.Errorf("to who is switched off: got %d, want 404", status)
		}
		later.Add(21 * time.Minute.Milliseconds())
		for range 2 {
			if f := anna.hearPromise("overdue"); f["to"] != "anna-shop" {
				t.Errorf("got %v, want Anna asked", f)
			}
		}
		if status, got := give(annas, "p1", "anna-shop"); status != 200 || got["operator"] != "anna-shop" || len(got["moves"].([]any)) != 3 {
			t.Errorf("taken: got %d %v", status, got)
		}
		if status, _ := deskAsk(t, h, annas, "POST", "/promises/p1/keep", `{"id":"a1","text":"Tak."}`); status != 200 {
			t.Errorf("keep: got %d", status)
		}
		if status, _ := give(annas, "p1", "anna-shop"); status != 409 {
			t.Errorf("a kept one: got %d, want 409", status)
		}
	})
}

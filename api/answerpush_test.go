package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

func TestAVisitorsBrowserIsToldOfAPromisedAnswer(t *testing.T) {
	withMerchant(t, func(t *testing.T, h *house, m *merchant, _ *atomic.Int64) {
		m.status.Store(201)
		_, cookie := work(t, h, testShop)
		visitor, welcome := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy to jest wodoodporne?"})
		id := text(visitor.hear("ack")["conversation"])
		for _, p := range []string{"p1", "p2"} {
			due := clock() + zagaj.Instant(30*time.Minute.Milliseconds())
			if status, got := deskAsk(t, h, cookie, "POST", "/promises", fmt.Sprintf(`{"id":%q,"conversation":%q,"text":"tajne","due_at":%d}`, p, id, due)); status != 200 {
				t.Fatalf("got %d %v", status, got)
			}
		}
		browser := newPushBrowser(t)
		subscription := func(promise, path string) frame {
			f := frame{"t": "push", "promise": promise}
			must(t, json.Unmarshal([]byte(browser.subscription(m.URL+path)), &f))
			return f
		}
		visitor.send(frame{"t": "push", "promise": "p1", "on": true})
		asked := visitor.hear("push")
		if asked["on"] != false || len(text(asked["key"])) != 87 {
			t.Errorf("got %v, want the server's key", asked)
		}

		wrong := subscription("p1", "/visitor")
		wrong["auth"] = "x"
		visitor.send(wrong)
		if got := visitor.hear("error"); got["code"] != "invalid" {
			t.Errorf("keys of no browser: got %v", got)
		}
		stranger, _ := visit(t, h, "")
		stranger.send(subscription("p1", "/stranger"))
		if got := stranger.hear("error"); got["code"] != "not_found" {
			t.Errorf("another's promise: got %v", got)
		}

		for _, p := range []string{"p1", "p2"} {
			visitor.send(subscription(p, "/"+p))
			if got := visitor.hear("push"); got["promise"] != p || got["on"] != true {
				t.Errorf("got %v, want the browser kept for %s", got, p)
			}
		}
		visitor.send(frame{"t": "push", "promise": "p2"})
		if got := visitor.hear("push"); got["on"] != false {
			t.Errorf("taken back: got %v", got)
		}
		_, back := visit(t, h, text(welcome["token"]))
		for _, p := range back["promises"].([]any) {
			if p := p.(map[string]any); (p["push"] == true) != (p["promise"] == "p1") {
				t.Errorf("got %v, want the first one's browser known and no other", p)
			}
		}
		for _, p := range []string{"p1", "p2"} {
			if status, got := deskAsk(t, h, cookie, "POST", "/promises/"+p+"/keep", fmt.Sprintf(`{"id":"a-%s","text":"Tak, tajne też."}`, p)); status != 200 {
				t.Fatalf("got %d %v", status, got)
			}
		}
		n := m.hear(t, "")
		checkVAPID(t, n.header.Get("Authorization"), text(asked["key"]), m.URL)
		var call map[string]string
		must(t, json.Unmarshal([]byte(browser.open(t, []byte(n.body))), &call))
		if n.path != "/p1" || !strings.HasPrefix(call["title"], "Masz odpowiedź: ") || strings.Contains(fmt.Sprint(call), "tajne") || strings.Contains(fmt.Sprint(call), "wodoodporne") || n.header.Get("TTL") != "345600" {
			t.Errorf("got %s %v %v, want that there is an answer, and nothing of it", n.path, n.header, call)
		}
		within(t, "the browser's address to be erased", func() bool {
			letters, err := h.store.Letters(t.Context(), testShop, clock().Add(time.Hour), 10)
			must(t, err)
			return len(letters) == 1 && letters[0].State == zagaj.LetterSent && letters[0].ID == zagaj.PromisePushID("p1")
		})
		visitor.send(subscription("p1", "/late"))
		if got := visitor.hear("error"); got["code"] != "conflict" {
			t.Errorf("a kept promise: got %v", got)
		}
		if len(m.got) > 0 {
			t.Errorf("called once too often: %s", (<-m.got).path)
		}

		// Who is erased is not called, and where the browser is called is not kept.
		due := clock() + zagaj.Instant(30*time.Minute.Milliseconds())
		if status, got := deskAsk(t, h, cookie, "POST", "/promises", fmt.Sprintf(`{"id":"p3","conversation":%q,"text":"tajne","due_at":%d}`, id, due)); status != 200 {
			t.Fatalf("got %d %v", status, got)
		}
		visitor.send(subscription("p3", "/p3"))
		if got := visitor.hear("push"); got["on"] != true {
			t.Errorf("got %v", got)
		}
		_, err := h.store.Erase(t.Context(), sql.Person{Shop: testShop, Visitor: zagaj.VisitorID(text(welcome["visitor"]))})
		must(t, err)
		letters, err := h.store.Letters(t.Context(), testShop, clock().Add(time.Hour), 10)
		must(t, err)
		if len(letters) > 0 {
			t.Errorf("got %v, want no call left of who was erased", letters)
		}
	})
}

package api_test

import (
	"fmt"
	"testing"
	"time"
)

func TestAPromiseIsToldRemindedAndKept(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		operator.goOn()
		visitor, welcome := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy to jest wodoodporne?"})
		id := text(visitor.hear("ack")["conversation"])
		promise := func(name string, due time.Duration) (int, map[string]any) {
			return deskAsk(t, h, cookie, "POST", "/promises", fmt.Sprintf(`{"id":%q,"conversation":%q,"text":"spytać producenta","due_at":%d}`, name, id, clock().Add(due)))
		}
		for _, wrong := range []time.Duration{-time.Minute, 31 * 24 * time.Hour} {
			if status, _ := promise("p0", wrong); status != 400 {
				t.Errorf("a promise for %v from now: got %d, want 400", wrong, status)
			}
		}
		if status, got := promise("p1", 8*time.Second); status != 200 || got["operator"] != "anna-shop" {
			t.Fatalf("got %d %v, want Anna's promise", status, got)
		}
		line := visitor.hear("message")["message"].(map[string]any)
		for line["role"] != "system" {
			line = visitor.hear("message")["message"].(map[string]any)
		}
		if got := text(line["text"]); len(got) < len("Anna odpowie do ") || got[:16] != "Anna odpowie do " {
			t.Errorf("got %q, want Anna's name and the time", got)
		}
		for _, want := range []string{"made", "reminder", "overdue"} {
			if got := operator.hear("promise"); got["event"] != want {
				t.Errorf("got %v, want %s", got, want)
			}
		}
		if _, got := deskAsk(t, h, cookie, "GET", "/promises", ""); got["count"].(map[string]any)["overdue"] != 1.0 || len(got["promises"].([]any)) != 1 {
			t.Errorf("got %v, want one overdue", got)
		}
		visitor.send(frame{"t": "bye"})
		for visitor.hear("conversation")["conversation"].(map[string]any)["state"] != "closed" {
		}
		visitor.ws.Close()
		for range 2 { // the second time the reply to the first was lost
			if status, got := deskAsk(t, h, cookie, "POST", "/promises/p1/keep", `{"id":"a1","text":"Tak, jest."}`); status != 200 || got["kept_at"] == 0.0 {
				t.Fatalf("got %d %v, want it kept", status, got)
			}
		}
		_, got := deskAsk(t, h, cookie, "GET", "/promises", "")
		if count := got["count"].(map[string]any); count["late"] != 1.0 || count["kept"] != 0.0 || count["open"] != 0.0 {
			t.Errorf("got %v, want one kept too late", count)
		}
		back, again := visit(t, h, text(welcome["token"]))
		conv, _ := again["conversation"].(map[string]any)
		if conv == nil || conv["id"] == id {
			t.Fatalf("got %v, want the answer in a new conversation of the same browser", again)
		}
		back.send(frame{"t": "resume", "conversation": conv["id"], "after": 0})
		tail := back.hear("tail")["messages"].([]any)
		if len(tail) != 1 || tail[0].(map[string]any)["text"] != "Tak, jest." {
			t.Errorf("got %v, want the promised answer once", tail)
		}
	})
}

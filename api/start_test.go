package api_test

import (
	"net/http"
	"testing"
)

func TestTheFirstScreenComesInOneAnswer(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		rule(t, h, cookie)
		operator.goOn()
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "accept", "offer": visitor.hear("offer")["offer"]})
		id := visitor.hear("conversation")["conversation"].(map[string]any)["id"]
		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy jest M?"})
		visitor.hear("ack")

		if status, _ := deskAsk(t, h, "", "GET", "/start", ""); status != http.StatusUnauthorized {
			t.Errorf("without a session: got %d, want 401", status)
		}
		_, start := deskAsk(t, h, cookie, "GET", "/start", "")
		one := func(list string) map[string]any {
			t.Helper()
			all, _ := start[list].([]any)
			if len(all) != 1 {
				t.Fatalf("%s: got %v, want one", list, start[list])
			}
			return all[0].(map[string]any)
		}
		if me := start["me"].(map[string]any)["operator"].(map[string]any)["id"]; me != "anna-shop" {
			t.Errorf("got %v, want Anna", me)
		}
		if got := one("waits")["conversation"]; got != id {
			t.Errorf("the wait: got %v, want %v", got, id)
		}
		if got := one("conversations")["id"]; got != id {
			t.Errorf("the list: got %v, want %v", got, id)
		}
		talk := one("talks")
		beside := talk["detail"].(map[string]any)
		said := talk["messages"].([]any)
		if beside["conversation"].(map[string]any)["id"] != id || beside["visit"] == nil || said[len(said)-1].(map[string]any)["text"] != "Czy jest M?" {
			t.Errorf("got %v, want the conversation with what was said and the visit beside it", talk)
		}
		_, conv := deskAsk(t, h, cookie, "POST", "/conversations/"+text(id)+"/close", "")
		if _, start = deskAsk(t, h, cookie, "GET", "/start", ""); conv["state"] != "closed" || len(start["talks"].([]any)) != 0 {
			t.Errorf("got %v, want nothing of a conversation that has ended", start["talks"])
		}
	})
}

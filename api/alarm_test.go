package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
)

// deskAsk sends a request of the panel and reads the JSON answer.
func deskAsk(t *testing.T, h *house, cookie, method, path, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, h.URL+"/v1/panel"+path, strings.NewReader(body))
	must(t, err)
	req.Header.Set("Cookie", cookie)
	status, answer := do(t, h.Client(), req)
	var out map[string]any
	_ = json.Unmarshal([]byte(answer), &out)
	return status, out
}

func TestAlarmsClimbUntilSomebodyAnswers(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		if status, _ := deskAsk(t, h, cookie, "PUT", "/desk", `{"alarm":{"sound":2,"notify":1,"next":0}}`); status != 400 {
			t.Errorf("rungs in the wrong order: got %d, want 400", status)
		}
		if _, got := deskAsk(t, h, cookie, "PUT", "/desk", `{"alarm":{"sound":1,"notify":2,"next":0}}`); got["alarm"].(map[string]any)["notify"] != 2.0 {
			t.Fatalf("got %v, want the new ladder", got)
		}
		operator.goOn()
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "halo?"})
		visitor.hear("ack")
		first := operator.hear("alarm")
		if first["step"] != "sound" || first["operator"] != "anna-shop" || first["seq"] != 1.0 {
			t.Errorf("got %v, want the first rung, for Anna", first)
		}
		id := text(first["conversation"])
		operator.send(frame{"t": "heard", "conversation": id, "seq": 1, "round": first["round"], "step": "sound"})
		operator.send(frame{"t": "seen", "conversation": id})
		if read := visitor.hear("read"); read["conversation"] != id || read["seq"] != 1.0 {
			t.Errorf("got %v, want the visitor told that it is read", read)
		}
		if second := operator.hear("alarm"); second["step"] != "notify" {
			t.Errorf("got %v, want the second rung", second)
		}
		operator.send(frame{"t": "say", "id": "a1", "conversation": id, "text": "Dzień dobry"})
		operator.hear("ack")
		_, got := deskAsk(t, h, cookie, "GET", "/conversations/"+id+"/waits", "")
		wait := got["waits"].([]any)[0].(map[string]any)
		if wait["seen_by"] != "anna-shop" || wait["seen_at"].(float64) < wait["since"].(float64) || wait["answered_by"] != "anna-shop" {
			t.Errorf("got %v, want it seen and answered by Anna", wait)
		}
		alarms := got["alarms"].([]any)
		if len(alarms) != 2 || alarms[0].(map[string]any)["heard_by"] != "anna-shop" || alarms[1].(map[string]any)["heard_at"] != 0.0 {
			t.Errorf("got %v, want two receipts, the first confirmed", alarms)
		}
		if _, got = deskAsk(t, h, cookie, "GET", "/response", ""); got["seen"] != 1.0 || got["answered"] != 1.0 || got["answered_p50_s"].(float64) < 1 {
			t.Errorf("got %v, want one wait seen and answered", got)
		}
		open, err := h.store.OpenWaits(t.Context(), testShop, 10)
		must(t, err)
		if len(open) != 0 {
			t.Errorf("got %v, want nobody waiting", open)
		}
		visitor.send(frame{"t": "say", "id": "m2", "text": "jeszcze jedno"})
		visitor.hear("ack")
		visitor.send(frame{"t": "bye"})
		visitor.hear("conversation")
		if _, err := h.store.Alarms(t.Context(), otherShop, zagaj.ConversationID(id)); err != nil {
			t.Error(err)
		}
	})
}

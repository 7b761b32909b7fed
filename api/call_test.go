package api_test

import (
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

// workAs adds a person of a role and opens a panel of theirs.
func workAs(t *testing.T, h *house, role zagaj.OperatorRole) (*line, string) {
	t.Helper()
	cookie := "zagaj_session=" + join(t, h, testShop, role)
	l := dial(t, h, "/v1/panel/socket", map[string][]string{"Origin": {h.URL}, "Cookie": {cookie}})
	l.greet()
	return l, cookie
}

func TestEverybodyIsCalledAndTheFirstWhoTakesItHasIt(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna, annas := work(t, h, testShop)
		bea, beas := workAs(t, h, zagaj.RoleConsultant)
		_, viewers := workAs(t, h, zagaj.RoleViewer)
		anna.goOn()
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "halo?"})
		id := text(visitor.hear("ack")["conversation"])

		visitor.send(frame{"t": "call"})
		if got := visitor.hear("error"); got["code"] != "conflict" {
			t.Errorf("a moment after the question: got %v, want conflict", got)
		}
		for who, cookie := range map[string]string{"a colleague": beas, "a viewer": viewers} {
			if status, _ := deskAsk(t, h, cookie, "POST", "/conversations/"+id+"/call", ""); status != 403 {
				t.Errorf("%s offers Anna's conversation to all: got %d, want 403", who, status)
			}
		}
		status, got := deskAsk(t, h, annas, "POST", "/conversations/"+id+"/call", "")
		if status != 200 || got["state"] != "waiting" {
			t.Fatalf("got %d %v, want it waiting for anybody", status, got)
		}
		if f := bea.hear("call"); f["conversation"] != id || f["by"] != "anna-shop" {
			t.Errorf("got %v, want Beata called", f)
		}
		late, _ := work(t, h, testShop)
		if f := late.hear("call"); f["conversation"] != id {
			t.Errorf("got %v, want a panel that comes later called, too", f)
		}
		if status, got := deskAsk(t, h, beas, "POST", "/conversations/"+id+"/claim", ""); status != 200 || got["operator"] != "operator-shop" {
			t.Fatalf("got %d %v, want Beata to have it", status, got)
		}
		if status, _ := deskAsk(t, h, annas, "POST", "/conversations/"+id+"/claim", ""); status != 409 {
			t.Errorf("got %d, want 409: Beata was first", status)
		}
		for who := any(nil); who != "operator-shop"; { // the visitor sees who has taken it
			face, _ := visitor.hear("conversation")["face"].(map[string]any)
			who = face["operator"]
		}
		_, got = deskAsk(t, h, annas, "GET", "/conversations/"+id+"/calls", "")
		calls, _ := got["calls"].([]any)
		if len(calls) != 1 || calls[0].(map[string]any)["taken_by"] != "operator-shop" {
			t.Errorf("got %v, want it on record who took it", got)
		}
	})
}

// next returns the next frame of any kind.
func (l *line) next() frame {
	l.t.Helper()
	must(l.t, l.ws.SetReadDeadline(time.Now().Add(time.Minute)))
	var f frame
	must(l.t, l.ws.ReadJSON(&f))
	return f
}

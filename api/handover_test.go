package api_test

import (
	"fmt"
	"testing"

	"github.com/zagaj/zagaj"
)

// TestASupervisorLooksWhispersAndTakesOver plays the owner behind a consultant's conversation: what the visitor types is
// seen by both, a whisper is read by colleagues only, and who takes over is named to the visitor.
func TestASupervisorLooksWhispersAndTakesOver(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		owner, owners := work(t, h, testShop)
		bea, beas := workAs(t, h, zagaj.RoleConsultant)
		bea.goOn()
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy to jest wełna?"})
		id := text(visitor.hear("ack")["conversation"])
		for _, l := range []*line{bea, owner} {
			l.send(frame{"t": "watch", "conversation": id, "on": true})
			l.hear("draftsync")
		}
		visitor.send(frame{"t": "ds", "r": 1, "s": "bo mam uczulenie"})
		for _, l := range []*line{bea, owner} {
			if got := l.hear("draftsync"); got["s"] != "bo mam uczulenie" {
				t.Errorf("got %v, want both to see the draft", got)
			}
		}
		_, got := deskAsk(t, h, owners, "GET", "/conversations/"+id+"/watches", "")
		if list, _ := got["watches"].([]any); len(list) != 2 {
			t.Errorf("got %v, want both on record", got)
		}
		if status, _ := deskAsk(t, h, owners, "POST", "/conversations/"+id+"/notes", `{"id":"n1","text":"zapytaj o skład"}`); status != 200 {
			t.Fatalf("whisper: got %d", status)
		}
		if got := bea.hear("note")["note"].(map[string]any); got["text"] != "zapytaj o skład" || got["name"] != "Anna" {
			t.Errorf("got %v, want Anna's whisper", got)
		}
		for _, door := range []string{"/takeover", "/transfer"} { // what is hers already changes nothing; what is the owner's she may not have
			if status, _ := deskAsk(t, h, owners, "POST", "/conversations/"+id+"/takeover", ""); status != 200 {
				t.Fatalf("take over: got %d", status)
			}
			if status, _ := deskAsk(t, h, beas, "POST", "/conversations/"+id+door, `{"to":"operator-shop"}`); status != 403 {
				t.Errorf("a consultant takes it back by %s: got %d, want 403", door, status)
			}
		}
		lines := 0
		for f := frame(nil); f == nil || f["operator"] != "anna-shop"; {
			got := visitor.next()
			switch got["t"] {
			case "note":
				t.Errorf("the visitor was told of the whisper: %v", got)
			case "message":
				if m := got["message"].(map[string]any); m["role"] == "system" && m["text"] == "Rozmowę przejmuje teraz Anna." {
					lines++
				}
			case "conversation":
				f = got["conversation"].(map[string]any)
			}
		}
		if lines != 1 {
			t.Errorf("got %d lines, want one that names Anna", lines)
		}
	})
}

func TestAnOperatorHasOneToSixSeats(t *testing.T) {
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	_, owner := work(t, h, testShop)
	for n, want := range map[int]int{0: 400, 1: 200, 6: 200, 7: 400} {
		if status, _ := deskAsk(t, h, owner, "PUT", "/people/anna-shop", fmt.Sprintf(`{"name":"Anna","role":"owner","seats":%d,"disabled":false}`, n)); status != want {
			t.Errorf("%d seats of a person: got %d, want %d", n, status, want)
		}
		if status, _ := deskAsk(t, h, owner, "PUT", "/shop", fmt.Sprintf(`{"peek":"dots","seats":%d}`, n)); status != want {
			t.Errorf("%d seats of the shop: got %d, want %d", n, status, want)
		}
	}
}

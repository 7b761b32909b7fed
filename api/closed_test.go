package api_test

import (
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

func TestAClosedShopHidesTheChatOrTakesAMessage(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna, cookie := work(t, h, testShop)
		if _, welcome := visit(t, h, ""); welcome["available"] != false || welcome["closed"] != nil {
			t.Errorf("got %v, want the chat hidden unless the merchant chooses", welcome)
		}
		if status, _ := deskAsk(t, h, cookie, "PUT", "/desk", `{"closed":"robot"}`); status != 400 {
			t.Errorf("an unknown choice: got %d, want 400", status)
		}
		if status, got := deskAsk(t, h, cookie, "PUT", "/desk", `{"closed":"message"}`); status != 200 || got["alarm"].(map[string]any)["sound"] != 15.0 {
			t.Fatalf("got %d %v, want the choice kept and the alarms as they were", status, got)
		}
		_, welcome := visit(t, h, "")
		if closed, _ := welcome["closed"].(map[string]any); closed["mode"] != "message" || closed["opens_at"] != nil {
			t.Errorf("got %v, want a message taken and no time made up: the shop is open and nobody is there", welcome["closed"])
		}
		turns := func(what string, want int64) {
			t.Helper()
			for _, path := range []string{"/me", "/schedule"} {
				if status, got := deskAsk(t, h, cookie, "GET", path, ""); status != 200 || got["next"] != float64(want) {
					t.Errorf("%s of a shop %s: got %d %v, want it to turn at %d, 0 for not in sight", path, what, status, got["next"], want)
				}
			}
		}
		turns("open around the clock", 0)
		openOn := func(day time.Time) {
			hours := `{"zone":"UTC","open":["* * ` + day.Format("2 1") + ` *"]}`
			if status, got := deskAsk(t, h, cookie, "PUT", "/schedule", hours); status != 200 {
				t.Fatalf("the schedule: got %d %v", status, got)
			}
		}
		openOn(time.Now().UTC().Add(20 * 24 * time.Hour))
		_, welcome = visit(t, h, "")
		if closed, _ := welcome["closed"].(map[string]any); closed["mode"] != "message" || closed["opens_at"] != nil {
			t.Errorf("got %v, want no time told that lies beyond what is looked at", welcome["closed"])
		}
		turns("that opens in twenty days", 0)
		tomorrow := time.Now().UTC().Add(24 * time.Hour)
		openOn(tomorrow)
		visitor, welcome := visit(t, h, "")
		closed, _ := welcome["closed"].(map[string]any)
		at, _ := closed["opens_at"].(float64)
		if want := tomorrow.Truncate(24 * time.Hour).UnixMilli(); int64(at) != want {
			t.Errorf("got %v, want it to open at %d", closed, want)
		}
		turns("that opens tomorrow", int64(at))
		for told := (frame{}); told["next"] != at; { // every open panel is told of both changes
			if told = anna.hear("hours"); told["open"] != false {
				t.Errorf("got %v, want a panel told that the shop has closed", told)
			}
		}
		visitor.send(frame{"t": "say", "id": "m1", "text": "Proszę o odpowiedź jutro"})
		id := text(visitor.hear("ack")["conversation"])
		conv, err := h.store.Conversation(t.Context(), testShop, zagaj.ConversationID(id))
		must(t, err)
		if conv.State != zagaj.ConversationWaiting {
			t.Errorf("got %s, want the message waiting for the morning", conv.State)
		}
	})
}

package api_test

import (
	"net/http"
	"testing"
	"time"
)

// An operator offers help by hand: with the own face and words, never twice over a "no", and never without a free seat.
func TestAnOperatorInvitesByHand(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		rule(t, h, cookie)
		visitor, welcome := visit(t, h, "")
		path := "/visitors/" + text(welcome["visitor"]) + "/invite"
		// gate asks until the engine knows what was just done: frames are taken one after another, not at once.
		gate := func(want string) {
			t.Helper()
			got := "nothing"
			for deadline := time.Now().Add(time.Minute); got != want && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
				if status, answer := panelAsk(t, h, cookie, http.MethodPost, path, `{"text":"Pomóc w wyborze?"}`); status == http.StatusOK {
					got = text(answer["gate"])
				}
			}
			if got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
		gate("operators") // nobody is available

		for body, want := range map[string]int{`{}`: 400, `{"rule":"none"}`: 400, `{"text":"  "}`: 400, `{"words":"x"}`: 400} {
			if status, answer := panelAsk(t, h, cookie, http.MethodPost, path, body); status != want {
				t.Errorf("%s: got %d %v, want %d", body, status, answer, want)
			}
		}
		if status, _ := panelAsk(t, h, cookie, http.MethodPost, "/visitors/nobody/invite", `{"text":"x"}`); status != http.StatusNotFound {
			t.Errorf("an unknown visitor: got %d, want 404", status)
		}
		// The rule is off, so that whatever is offered is offered by hand.
		if status, answer := panelAsk(t, h, cookie, http.MethodPut, "/rules",
			`{"id":"r1","name":"zawsze","enabled":false,"priority":1,"when":[{"fact":"tab_visible"}],"text":{"pl":"Pomóc?"}}`); status != http.StatusOK {
			t.Fatalf("switch the rule off: %d %v", status, answer)
		}
		operator.goOn()
		gate("")
		offer := visitor.hear("offer")
		if face, _ := offer["face"].(map[string]any); text(face["name"]) != "Anna" || offer["text"] != "Pomóc w wyborze?" {
			t.Errorf("got %v, want Anna's face and her words", offer)
		}
		gate("offer")
		visitor.send(frame{"t": "dismiss", "offer": offer["offer"]})
		gate("dismissed")
	})
}

package api_test

import (
	"net/http"
	"testing"
	"time"
)

// An offer that stands holds a seat, and who comes when all are held waits for one: nothing is decided on that cannot be made, and the next seat that is free
// is theirs at once.
func TestWhoComesWhenAllSeatsAreOfferedWaitsForOne(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		rule(t, h, cookie)
		operator.goOn()
		var lines []*line
		var offers []string
		for range 3 { // Anna's seats
			l, _ := visit(t, h, "")
			offer := text(l.hear("offer")["offer"])
			l.send(frame{"t": "shown", "offer": offer})
			lines, offers = append(lines, l), append(offers, offer)
		}
		gate := func(visitor string) string {
			_, e := panelAsk(t, h, cookie, http.MethodGet, "/visitors/"+visitor+"/explain?rule=r1", "")
			return text(e["gate"])
		}
		for used := 0.0; used < 3; { // until the last of the three is known to hold a seat
			seats, _ := operator.hear("operators")["operators"].([]any)
			for _, seat := range seats {
				if s := seat.(map[string]any); s["id"] == operator.me {
					used = s["used"].(float64)
				}
			}
		}
		l, welcome := visit(t, h, "")
		got := ""
		for deadline := time.Now().Add(time.Minute); got != "operators" && got != "retry" && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			got = gate(text(welcome["visitor"]))
		}
		if got != "operators" {
			t.Errorf("the fourth is held by %q, want the operators", got)
		}
		lines[0].send(frame{"t": "dismiss", "offer": offers[0]})
		l.hear("offer")
	})
}

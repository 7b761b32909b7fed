package api_test

import (
	"fmt"
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

// Seats that a person is given or loses count at once, for the rules as for who waits: not with the next conversation.
func TestSeatsThatAreChangedCountAtOnce(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		rule(t, h, cookie)
		operator.goOn()
		seats := func(n int) {
			t.Helper()
			body := fmt.Sprintf(`{"name":"Anna","role":"owner","seats":%d,"disabled":false}`, n)
			if status, got := panelAsk(t, h, cookie, http.MethodPut, "/people/"+operator.me, body); status != http.StatusOK {
				t.Fatalf("got %d %v", status, got)
			}
		}
		seats(1)
		first, _ := visit(t, h, "")
		first.send(frame{"t": "shown", "offer": first.hear("offer")["offer"]})
		second, welcome := visit(t, h, "")
		got := ""
		for deadline := time.Now().Add(time.Minute); got != "operators" && got != "retry" && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			_, e := panelAsk(t, h, cookie, http.MethodGet, "/visitors/"+text(welcome["visitor"])+"/explain?rule=r1", "")
			got = text(e["gate"])
		}
		if got != "operators" {
			t.Errorf("with one seat the second is held by %q, want the operators", got)
		}
		second.send(frame{"t": "open"})
		second.hear("queue")
		seats(2)
		for {
			if c, _ := second.hear("conversation")["conversation"].(map[string]any); c["operator"] == operator.me {
				break
			}
		}
	})
}

// So does what a person is said to know.
func TestASkillThatIsGivenCountsAtOnce(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		operator.goOn()
		body := `{"id":"r1","name":"r","enabled":true,"dry_run":true,"when":[{"fact":"operators_free","op":">=","value":1,"skill":"buty"}],"text":{"pl":"Pomóc?"}}`
		if status, got := panelAsk(t, h, cookie, http.MethodPut, "/rules", body); status != http.StatusOK {
			t.Fatalf("got %d %v", status, got)
		}
		_, welcome := visit(t, h, "")
		stands := func(want string) {
			t.Helper()
			got := ""
			for deadline := time.Now().Add(time.Minute); got != want && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
				_, e := panelAsk(t, h, cookie, http.MethodGet, "/visitors/"+text(welcome["visitor"])+"/explain?rule=r1", "")
				got = text(e["truth"])
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		stands("false")
		if status, got := panelAsk(t, h, cookie, http.MethodPut, "/profiles/"+operator.me, `{"languages":["pl"],"skills":["buty"]}`); status != http.StatusOK {
			t.Fatalf("got %d %v", status, got)
		}
		stands("true")
	})
}

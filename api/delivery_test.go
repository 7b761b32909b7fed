package api_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// opened begins a conversation of a visitor by a first message and returns its id.
func opened(l *line, id string) zagaj.ConversationID {
	l.t.Helper()
	l.send(frame{"t": "say", "id": id, "text": "Dzień dobry"})
	return zagaj.ConversationID(text(l.hear("ack")["conversation"]))
}

func TestTheSameMessageIsAcknowledgedForEver(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		v, hello := visit(t, h, "")
		first := opened(v, "m1")
		_, err := h.store.CloseConversation(t.Context(), testShop, first, clock())
		must(t, err)
		again, _ := visit(t, h, text(hello["token"])) // the ack was lost; the browser comes back and sends again
		again.send(frame{"t": "say", "id": "m1", "text": "Dzień dobry"})
		if ack := again.hear("ack"); text(ack["conversation"]) != string(first) || ack["seq"] != float64(1) {
			t.Errorf("got %v, want the first answer again", ack)
		}
		if _, err := h.store.OpenConversationOf(t.Context(), testShop, zagaj.VisitorID(text(hello["visitor"]))); zagaj.CodeOf(err) != zagaj.CodeNotFound {
			t.Errorf("got %v, want no second conversation", err)
		}
		again.send(frame{"t": "say", "id": "m1", "text": "Co innego"})
		if e := again.hear("error"); e["code"] != string(zagaj.CodeConflict) || e["id"] != "m1" {
			t.Errorf("got %v, want a conflict for the same id with another text", e)
		}
	})
}

func TestACursorOfAnotherEpochIsReset(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		v, _ := visit(t, h, "")
		id := opened(v, "m1")
		o, _ := work(t, h, testShop)
		for who, l := range map[string]*line{"visitor": v, "operator": o} {
			l.send(frame{"t": "resume", "conversation": id, "after": 1, "epoch": "before the restore"})
			if f := l.hear("reset"); text(f["conversation"]) != string(id) {
				t.Errorf("%s: got %v", who, f)
			}
			l.send(frame{"t": "resume", "conversation": id, "after": 0, "epoch": "e1"})
			if list, _ := l.hear("tail")["messages"].([]any); len(list) != 1 {
				t.Errorf("%s: got %v, want the whole conversation", who, list)
			}
		}
	})
}

// A message can be committed without anybody being told: its sender's time was over before the commit came through.
func TestAMessageNobodyWasToldOfIsFound(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		v, _ := visit(t, h, "")
		id := opened(v, "m1")
		o, _ := work(t, h, testShop)
		_, err := h.store.Say(t.Context(), zagaj.Message{ID: "silent", Shop: testShop, Conversation: id, Role: zagaj.RoleOperator,
			Author: "anna-shop", Text: "Już patrzę", SentAt: clock()})
		must(t, err)
		must(t, h.api.CheckHeads(t.Context()))
		for _, l := range []*line{v, o} {
			m, _ := l.hear("message")["message"].(map[string]any)
			for m["id"] != "silent" {
				m, _ = l.hear("message")["message"].(map[string]any)
			}
		}
		must(t, h.api.CheckHeads(t.Context())) // told once is enough
		v.send(frame{"t": "resume", "conversation": id, "after": 0})
		must(t, v.ws.SetReadDeadline(clock().Time().Add(time.Minute)))
		for {
			var f frame
			if err := v.ws.ReadJSON(&f); err != nil {
				t.Fatal(err)
			}
			if f["t"] == "message" {
				t.Errorf("told again: %v", f)
			}
			if f["t"] == "tail" {
				return
			}
		}
	})
}

// TestABeaconIsKeptThoughItsPageIsGone hands the server a request whose browser has hung up already.
func TestABeaconIsKeptThoughItsPageIsGone(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, welcome := visit(t, h, "")
		gone, hangUp := context.WithCancel(t.Context())
		hangUp()
		body := fmt.Sprintf(`{"shop":"key-shop","token":%q,"tab":"tab","edges":[{"s":"hidden","age":7}],"pulses":[{"n":"payment_failed","age":9}]}`, text(welcome["token"]))
		answer := httptest.NewRecorder()
		h.api.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(gone, "POST", "/v1/visitor/beacon", strings.NewReader(body)))
		if answer.Code != 204 {
			t.Fatalf("got %d %s, want 204", answer.Code, answer.Body)
		}
		events, err := h.store.Events(t.Context(), testShop, 0, 100)
		must(t, err)
		if !slices.ContainsFunc(events, func(ev zagaj.Event) bool { return ev.Kind == zagaj.KindTab && ev.TabState == zagaj.TabHidden }) {
			t.Errorf("the hidden tab is not among %d events", len(events))
		}
		if !slices.ContainsFunc(events, func(ev zagaj.Event) bool {
			return ev.Pulse != nil && ev.Pulse.Name == "payment_failed" && ev.Source == zagaj.FromClient
		}) {
			t.Errorf("the pulse is not among %d events", len(events))
		}
	})
}

// A tail is the largest answer that a visitor can ask for, in a frame of seventy bytes.
func TestTailsThatNobodyReadsAreNotMadeAhead(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.MessageBurst = 100 })
		v, _ := visit(t, h, "")
		id := opened(v, "m0")
		long := strings.Repeat("ż", zagaj.MaxMessageRunes)
		const said, asked = 40, 60
		for i := range said {
			v.send(frame{"t": "say", "id": fmt.Sprint("m", i+1), "text": long})
			v.hear("ack")
		}
		for range asked { // ten megabytes and more, of which the system and the server keep less than one
			v.send(frame{"t": "resume", "conversation": id, "after": 0})
		}
		for range asked {
			part := v.hear("tail")
			if n := len(part["messages"].([]any)); n >= said || n < 2 || part["more"] != true {
				t.Fatalf("got %d messages in one frame and more %v, want a part and more", n, part["more"])
			}
		}
		seen := 0
		for more := true; more; {
			v.send(frame{"t": "resume", "conversation": id, "after": seen})
			part := v.hear("tail")
			for _, m := range part["messages"].([]any) {
				if seq := int(m.(map[string]any)["seq"].(float64)); seq != seen+1 {
					t.Fatalf("got message %d after %d", seq, seen)
				}
				seen++
			}
			more = part["more"] == true
		}
		if seen != said+1 {
			t.Errorf("got %d messages, want %d", seen, said+1)
		}
	})
}

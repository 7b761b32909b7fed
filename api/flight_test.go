package api_test

import (
	"fmt"
	"testing"

	"github.com/zagaj/zagaj"
)

// sayMany sends words one after another without waiting for an answer, and returns the acknowledgements in the order they
// came.
func sayMany(l *line, ids ...string) []frame {
	l.t.Helper()
	for _, id := range ids {
		l.send(frame{"t": "say", "id": id, "text": "słowa " + id})
	}
	acks := make([]frame, len(ids))
	for i := range acks {
		acks[i] = l.hear("ack")
	}
	return acks
}

func numbered(prefix string, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint(prefix, i)
	}
	return ids
}

func inOrder(t *testing.T, acks []frame, ids []string, conversation zagaj.ConversationID, first int) {
	t.Helper()
	for i, ack := range acks {
		if ack["id"] != ids[i] || ack["seq"] != float64(first+i) || text(ack["conversation"]) != string(conversation) {
			t.Fatalf("answer %d: got %v, want %s as %d of %s", i, ack, ids[i], first+i, conversation)
		}
	}
}

// Words that are sent without waiting share transactions; nobody sees that.
func TestWordsUnderWayKeepTheirOrder(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		o, _ := work(t, h, testShop)
		v, _ := visit(t, h, "")
		id := opened(v, "first")
		ids := numbered("m", 15)
		inOrder(t, sayMany(v, ids...), ids, id, 2)
		for i := range 16 {
			m, _ := o.hear("message")["message"].(map[string]any)
			if m["seq"] != float64(1+i) {
				t.Fatalf("the operator hears %v as number %d", m, 1+i)
			}
		}
		inOrder(t, sayMany(v, "m7"), []string{"m7"}, id, 9)
	})
}

// What comes after words waits until they have arrived.
func TestALeaveComesAfterTheWordsBeforeIt(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		v, _ := visit(t, h, "")
		id := opened(v, "first")
		for _, m := range numbered("m", 8) {
			v.send(frame{"t": "say", "id": m, "text": m})
		}
		v.send(frame{"t": "bye"})
		for i := range 8 {
			if ack := v.hear("ack"); ack["seq"] != float64(2+i) {
				t.Fatalf("got %v, want number %d", ack, 2+i)
			}
		}
		v.hear("conversation")
		c, err := h.store.Conversation(t.Context(), testShop, id)
		must(t, err)
		if c.State != zagaj.ConversationClosed || c.Seq != 9 {
			t.Errorf("got %+v, want it closed after 9 messages", c)
		}
	})
}

// The operator closes while words are under way: they begin the next conversation, in their order, and what was said before
// stays where it was.
func TestWordsUnderWayToAClosedConversationBeginAnother(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		v, _ := visit(t, h, "")
		before := opened(v, "first")
		_, err := h.store.CloseConversation(t.Context(), testShop, before, clock())
		must(t, err)
		ids := numbered("m", 12)
		acks := sayMany(v, ids...)
		next := zagaj.ConversationID(text(acks[0]["conversation"]))
		if next == before {
			t.Fatalf("said in the closed conversation: %v", acks[0])
		}
		inOrder(t, acks, ids, next, 1)
		v.send(frame{"t": "say", "id": "first", "text": "Dzień dobry"})
		if ack := v.hear("ack"); text(ack["conversation"]) != string(before) || ack["seq"] != float64(1) {
			t.Errorf("got %v, want the first answer again", ack)
		}
		v.send(frame{"t": "say", "id": "m3", "text": "co innego"})
		if e := v.hear("error"); e["code"] != string(zagaj.CodeConflict) || e["id"] != "m3" {
			t.Errorf("got %v, want a conflict", e)
		}
	})
}

// Another text under an id that is stored is refused, also where nobody asks before, and what is said behind it is not.
func TestAnotherTextUnderAnIDIsRefusedOnTheWay(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		v, _ := visit(t, h, "")
		id := opened(v, "first")
		v.send(frame{"t": "say", "id": "first", "text": "co innego"})
		v.send(frame{"t": "say", "id": "second", "text": "dalej"})
		if ack := v.hear("ack"); ack["id"] != "second" || ack["seq"] != float64(2) || text(ack["conversation"]) != string(id) {
			t.Errorf("got %v, want the second message as number 2", ack)
		}
		v.send(frame{"t": "say", "id": "second", "text": "znów co innego"})
		if e := v.hear("error"); e["code"] != string(zagaj.CodeConflict) {
			t.Errorf("got %v, want a conflict", e)
		}
	})
}

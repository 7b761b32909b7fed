package api_test

import (
	"testing"

	"github.com/zagaj/zagaj"
)

// watched lets an operator look at a conversation and returns once the visitor's tabs are told to send what is typed.
func watched(operator *line, id any, tabs ...*line) {
	operator.send(frame{"t": "watch", "conversation": id, "on": true})
	for _, tab := range tabs {
		for tab.hear("watch")["on"] != true {
		}
	}
}

// TestADraftOfAnotherTabStaysWithTheConversationThatIs plays two tabs of one browser: one ends the conversation and begins another, the
// other has unsent words in its field and goes on.
func TestADraftOfAnotherTabStaysWithTheConversationThatIs(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		shop, err := h.store.Shop(t.Context(), testShop)
		must(t, err)
		shop.Peek = zagaj.PeekDraft
		must(t, h.store.SaveShop(t.Context(), shop))
		operator, _ := work(t, h, testShop)
		operator.goOn()
		a, welcome := visit(t, h, "")
		a.send(frame{"t": "say", "id": "m1", "text": "Pierwsza"})
		first := a.hear("ack")["conversation"]
		b, _ := visit(t, h, text(welcome["token"]))
		watched(operator, first, a, b)
		b.send(frame{"t": "ds", "r": 1, "s": "niewysłane"})
		if got := operator.hear("draftsync"); got["s"] != "" && got["s"] != "niewysłane" {
			t.Fatalf("got %v", got)
		}

		a.send(frame{"t": "bye"})
		for operator.hear("conversation")["conversation"].(map[string]any)["state"] != "closed" {
		}
		// Its words of the old conversation were on the way when that ended: nobody sees them there any more.
		b.send(frame{"t": "ds", "r": 2, "s": "niewysłane, w drodze"})
		b.send(frame{"t": "resume", "conversation": first, "after": 0})
		b.hear("tail")
		a.send(frame{"t": "say", "id": "m2", "text": "Druga"})
		second := a.hear("ack")["conversation"]
		if second == first {
			t.Fatal("no new conversation was begun")
		}
		watched(operator, second, a, b)
		b.send(frame{"t": "ds", "r": 3, "s": "piszę dalej"})
		got := operator.hear("draftsync")
		for got["s"] != "piszę dalej" {
			if got["s"] != "" {
				t.Fatalf("got %v: words of a conversation that has ended", got)
			}
			got = operator.hear("draftsync")
		}
		if got["conversation"] != second {
			t.Errorf("got %v, want the words in the conversation that is", got)
		}

		// The other tab's words take the place of these; a change of the first one's is not made to them.
		a.send(frame{"t": "ds", "r": 3, "s": "ja też"})
		// Who begins to watch is told what stands there, and it may have come in between: then it is told twice.
		got = operator.hear("draftsync")
		for got["s"] == "piszę dalej" {
			got = operator.hear("draftsync")
		}
		if got["s"] != "ja też" {
			t.Errorf("got %v, want the words of who typed last", got)
		}
		b.send(frame{"t": "d", "r": 4, "p": 5, "n": 0, "s": "!"})
		b.hear("dsync")
		b.send(frame{"t": "ds", "r": 5, "s": "piszę dalej!"})
		if got := operator.hear("draftsync"); got["s"] != "piszę dalej!" {
			t.Errorf("got %v, want the whole of what that tab holds", got)
		}

		b.send(frame{"t": "say", "id": "m3", "text": "piszę dalej!"})
		if got := b.hear("ack"); got["conversation"] != second {
			t.Errorf("got %v, want it said in the second conversation", got)
		}
		b.send(frame{"t": "bye"})
		for {
			c := operator.hear("conversation")["conversation"].(map[string]any)
			if c["id"] == second && c["state"] == "closed" {
				return
			}
		}
	})
}

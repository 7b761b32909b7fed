package api_test

import "testing"

// Nothing is typed in a conversation that has ended. Who looks at it must neither have the visitor's browser send what nobody sees, nor stop it
// from sending what somebody does, in the conversation that goes on.
func TestNobodyWatchesAConversationThatHasEnded(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, _ := work(t, h, testShop)
		operator.goOn()
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "halo"})
		ended := text(visitor.hear("ack")["conversation"])
		visitor.send(frame{"t": "bye"})
		for visitor.hear("conversation")["conversation"].(map[string]any)["state"] != "closed" {
		}
		visitor.send(frame{"t": "say", "id": "m2", "text": "jeszcze jedno"})
		now := text(visitor.hear("ack")["conversation"])
		operator.send(frame{"t": "watch", "conversation": now, "on": true})
		if got := visitor.hear("watch"); got["on"] != true {
			t.Fatalf("got %v, want the browser asked for drafts", got)
		}
		operator.send(frame{"t": "watch", "conversation": ended, "on": true})
		operator.send(frame{"t": "watch", "conversation": ended, "on": false})
		operator.send(frame{"t": "typing", "conversation": now, "on": true})
		visitor.firstUntil("typing", "watch")
	})
}

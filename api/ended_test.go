package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

func TestTheLastWordsAreFoundOnTheNextPage(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		operator.goOn()
		back := func(token string, over any) frame {
			t.Helper()
			l := dial(t, h, "/v1/visitor/socket", http.Header{"Origin": {testOrigin}})
			l.send(frame{"t": "hello", "shop": "key-shop", "token": token, "tab": "next", "lang": "pl", "over": over, "page": frame{"url": testOrigin}})
			welcome := l.hear("welcome")
			if conv, _ := welcome["conversation"].(map[string]any); conv != nil {
				l.send(frame{"t": "resume", "conversation": conv["id"], "after": 0})
				said, _ := l.hear("tail")["messages"].([]any)
				welcome["last"] = said[len(said)-1].(map[string]any)["text"]
			}
			return welcome
		}
		visitor, welcome := visit(t, h, "")
		token := text(welcome["token"])
		visitor.send(frame{"t": "open"})
		visitor.hear("conversation")
		visitor.send(frame{"t": "bye"})
		for visitor.hear("conversation")["conversation"].(map[string]any)["state"] != "closed" {
		}
		if got := back(token, nil); got["conversation"] != nil {
			t.Errorf("got %v, want nothing of a conversation without a word", got)
		}
		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy jest M?"})
		id := text(visitor.hear("ack")["conversation"])
		operator.send(frame{"t": "say", "id": "o1", "conversation": id, "text": "Tak, ostatnia sztuka."})
		operator.hear("ack")
		if _, conv := deskAsk(t, h, cookie, "POST", "/conversations/"+id+"/close", ""); conv["state"] != "closed" {
			t.Fatalf("got %v, want it closed", conv)
		}
		got := back(token, nil)
		conv, _ := got["conversation"].(map[string]any)
		face, _ := got["face"].(map[string]any)
		if conv["id"] != id || conv["state"] != "closed" || face["name"] != "Anna" || got["last"] != "Tak, ostatnia sztuka." {
			t.Errorf("got %v, want the conversation as it ended, and Anna's face", got)
		}
		if got = back(token, id); got["conversation"] != nil {
			t.Errorf("got %v, want nothing of what was put away", got)
		}
		if got = back("", nil); got["conversation"] != nil {
			t.Errorf("got %v, want nothing of somebody else's", got)
		}
		visitor.send(frame{"t": "say", "id": "m2", "text": "A w zieleni?"})
		next := text(visitor.hear("ack")["conversation"])
		if got = back(token, nil); got["conversation"].(map[string]any)["id"] != next {
			t.Errorf("got %v, want the open one before one that has ended", got)
		}
		_, err := h.store.CloseConversation(t.Context(), testShop, zagaj.ConversationID(next), clock().Add(-25*time.Hour))
		must(t, err)
		if got = back(token, nil); got["conversation"] != nil {
			t.Errorf("got %v, want nothing of the day before", got)
		}
	})
}

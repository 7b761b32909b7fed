package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
)

// peekShop sets the shop's mode.
func peekShop(t *testing.T, h *house, mode zagaj.PeekMode) {
	t.Helper()
	shop, err := h.store.Shop(t.Context(), testShop)
	must(t, err)
	shop.Peek = mode
	must(t, h.store.SaveShop(t.Context(), shop))
}

// greetAs opens a visitor's socket whose hello carries more.
func greetAs(t *testing.T, h *house, more frame) *line {
	t.Helper()
	l := dial(t, h, "/v1/visitor/socket", http.Header{"Origin": {testOrigin}})
	hello := frame{"t": "hello", "shop": "key-shop", "tab": "tab", "device": "phone", "lang": "pl", "nav": "load", "consent": true,
		"visible": true, "page": frame{"url": testOrigin + "/p/1", "type": "product"}}
	for k, v := range more {
		hello[k] = v
	}
	l.send(hello)
	l.hear("welcome")
	return l
}

// call asks a panel route and decodes the answer.
func call(t *testing.T, h *house, cookie, method, path, body string, into any) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, jsonBody(body))
	must(t, err)
	req.Header.Set("Cookie", cookie)
	status, answer := do(t, h.Client(), req)
	if into != nil && status < 300 {
		if err := json.Unmarshal([]byte(answer), into); err != nil {
			t.Fatalf("%s %s: %s: %v", method, path, answer, err)
		}
	}
	return status
}

// firstUntil returns the first frame of kind, failing when one of the others came before.
func (l *line) firstUntil(kind string, never ...string) frame {
	l.t.Helper()
	for {
		var f frame
		must(l.t, l.ws.ReadJSON(&f))
		for _, n := range never {
			if f["t"] == n {
				l.t.Fatalf("heard %v, want none of %v before %q", f, never, kind)
			}
		}
		if f["t"] == kind {
			return f
		}
	}
}

func TestSneakPeekByMode(t *testing.T) {
	for _, c := range []struct {
		name          string
		mode          zagaj.PeekMode
		hello         frame
		words, struck bool
	}{
		{"dots show that somebody types and no words", zagaj.PeekDots, frame{"deletions": true}, false, false},
		{"draft shows words and no deletions", zagaj.PeekDraft, frame{"deletions": true}, true, false},
		{"deletions stay hidden until the visitor switches them on", zagaj.PeekDeletions, nil, true, false},
		{"deletions show when the visitor allows", zagaj.PeekDeletions, frame{"deletions": true}, true, true},
		{"Global Privacy Control shows dots whatever the shop wants", zagaj.PeekDeletions, frame{"deletions": true, "gpc": true}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
			peekShop(t, h, c.mode)
			operator, cookie := work(t, h, testShop)
			operator.goOn()
			visitor := greetAs(t, h, c.hello)
			visitor.send(frame{"t": "open"})
			id := text(visitor.hear("conversation")["conversation"].(map[string]any)["id"])
			operator.send(frame{"t": "watch", "conversation": id, "on": true})
			operator.hear("draftsync")
			visitor.hear("watch")
			visitor.send(frame{"t": "d", "r": 1, "p": 0, "n": 0, "s": "za droga kurtka"})
			visitor.send(frame{"t": "d", "r": 2, "p": 0, "n": 8, "s": ""})
			operator.hear("typing")
			var never []string
			if !c.words {
				never = []string{"draft", "draftsync", "hesitation", "struck"}
			} else if !c.struck {
				never = []string{"struck"}
			}
			visitor.send(frame{"t": "say", "id": "m1", "text": "kurtka"})
			if c.struck {
				if f := operator.hear("struck"); f["s"] != "za droga" || f["ms"] != 10_000.0 {
					t.Errorf("got %v", f)
				}
			}
			operator.firstUntil("message", never...)
			if f := operator.hear("draftsync"); f["s"] != "" || f["r"] != 0.0 {
				t.Errorf("got %v, want no ghost of the draft beside the message", f)
			}
			var seen struct{ Watches []zagaj.Watch }
			if status := call(t, h, cookie, "GET", "/v1/panel/conversations/"+id+"/watches", "", &seen); status != 200 || len(seen.Watches) != 1 ||
				seen.Watches[0].Operator != "anna-shop" || seen.Watches[0].Mode != c.mode {
				t.Errorf("got %d %+v, want on record who watched", status, seen)
			}
		})
	}
}

// Who types slowly takes a word out letter by letter: it is struck through as one, which grows.
func TestAWordTakenOutByBackspaceIsStruckThrough(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		peekShop(t, h, zagaj.PeekDeletions)
		operator, _ := work(t, h, testShop)
		operator.goOn()
		visitor := greetAs(t, h, frame{"deletions": true})
		visitor.send(frame{"t": "open"})
		id := text(visitor.hear("conversation")["conversation"].(map[string]any)["id"])
		operator.send(frame{"t": "watch", "conversation": id, "on": true})
		visitor.hear("watch")
		visitor.send(frame{"t": "ds", "r": 1, "s": "za drogo"})
		for i := range 5 {
			visitor.send(frame{"t": "d", "r": 2 + i, "p": 7 - i, "n": 1, "s": ""})
		}
		for _, want := range []frame{{"s": "ogo", "p": 5.0, "grown": nil}, {"s": "rogo", "p": 4.0, "grown": true}, {"s": "drogo", "p": 3.0, "grown": true}} {
			if f := operator.hear("struck"); f["s"] != want["s"] || f["p"] != want["p"] || f["grown"] != want["grown"] {
				t.Errorf("got %v, want %v", f, want)
			}
		}
	})
}

func jsonBody(body string) *strings.Reader { return strings.NewReader(body) }

// TestTheHeaderOfGlobalPrivacyControlCounts says hello as a page that keeps its browser's wish to itself.
func TestTheHeaderOfGlobalPrivacyControlCounts(t *testing.T) {
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	peekShop(t, h, zagaj.PeekDraft)
	for header, want := range map[string]bool{"": true, "1": false} {
		l := dial(t, h, "/v1/visitor/socket", http.Header{"Origin": {testOrigin}, "Sec-GPC": {header}})
		l.send(frame{"t": "hello", "shop": "key-shop", "tab": "tab", "lang": "pl", "nav": "load", "consent": true, "visible": true, "gpc": false, "page": frame{"url": testOrigin + "/p/1"}})
		if on := l.hear("welcome")["peek_on"]; on != want {
			t.Errorf("Sec-GPC %q: the sneak peek is on: %v, want %v", header, on, want)
		}
	}
}

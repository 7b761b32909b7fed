package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	typists  = 50                     // visitors at once; the server lets one address open 60 sockets in a burst
	pace     = 220 * time.Millisecond // the server hears five draft frames a second
	patience = 90 * time.Second       // a busy machine is slow, not wrong
	again    = 5 * time.Second        // a mark that was not seen by then is typed once more
)

type frame map[string]any

// mark is letters alone, because the server hides long numbers.
func mark() string {
	b := make([]byte, 24)
	for i := range b {
		b[i] = 'a' + byte(rand.IntN(26))
	}
	return string(b)
}

// play types every mark as somebody's draft and takes it out again. It fails when the operator has not seen each of
// them: a canary that never sang proves nothing.
func (h *house) play(ctx context.Context, drafts int) ([]string, error) {
	operator, err := h.operator()
	if err != nil {
		return nil, fmt.Errorf("operator: %w", err)
	}
	defer operator.Close()
	marks := make([]string, drafts)
	for i := range marks {
		marks[i] = mark()
	}
	seen := make(map[string]chan struct{}, len(marks))
	for _, m := range marks {
		seen[m] = make(chan struct{})
	}
	heard := make(chan error, 1)
	deaf := make(chan struct{}) // the operator hears no more
	go func() {
		defer close(deaf)
		heard <- hearAll(operator, seen)
	}()
	var all sync.WaitGroup
	failed := make(chan error, typists)
	var writing sync.Mutex
	watch := func(id any) error {
		writing.Lock()
		defer writing.Unlock()
		return operator.WriteJSON(frame{"t": "watch", "conversation": id, "on": true})
	}
	n := min(typists, drafts)
	for i := range n {
		all.Go(func() {
			if err := h.visitor(marks[i*drafts/n:(i+1)*drafts/n], watch, seen, deaf); err != nil {
				failed <- fmt.Errorf("visitor: %w", err)
			}
		})
	}
	all.Wait()
	close(failed)
	if err := <-failed; err != nil {
		return nil, err
	}
	select {
	case err := <-heard:
		return marks, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hearAll reads the operator's socket until every mark was seen in a draft, and closes the channel of each that was.
func hearAll(ws *websocket.Conn, seen map[string]chan struct{}) error {
	for missing := len(seen); missing > 0; {
		var f frame
		if err := ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
			return err
		}
		if err := ws.ReadJSON(&f); err != nil {
			return fmt.Errorf("%d of %d drafts were never seen by the operator: %w", missing, len(seen), err)
		}
		text, _ := f["s"].(string)
		if c, ok := seen[text]; ok {
			select {
			case <-c: // seen before
			default:
				close(c)
				missing--
			}
		}
	}
	return nil
}

func (h *house) dial(path string, header http.Header, hello frame) (*websocket.Conn, error) {
	ws, _, err := websocket.DefaultDialer.Dial(strings.Replace(h.URL, "http", "ws", 1)+path, header)
	if err != nil {
		return nil, err
	}
	return ws, ws.WriteJSON(hello)
}

func (h *house) operator() (*websocket.Conn, error) {
	resp, err := http.Post(h.URL+"/v1/panel/login", "application/json", strings.NewReader(fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if len(resp.Cookies()) == 0 {
		return nil, errors.New("sign-in: " + resp.Status)
	}
	c := resp.Cookies()[0]
	return h.dial("/v1/panel/socket", http.Header{"Origin": {h.URL}, "Cookie": {c.Name + "=" + c.Value}}, frame{"t": "hello", "after": frame{}})
}

// visitor opens a conversation, and once the operator watches types each mark, and takes it out again as soon as it was
// seen: what is taken out at once need not be sent to anybody.
func (h *house) visitor(marks []string, watch func(id any) error, seen map[string]chan struct{}, deaf <-chan struct{}) error {
	ws, err := h.dial("/v1/visitor/socket", http.Header{"Origin": {origin}}, frame{"t": "hello", "shop": key, "tab": "tab", "device": "phone", "lang": "pl",
		"nav": "load", "consent": true, "visible": true, "deletions": true, "page": frame{"url": origin + "/", "type": "home"}})
	if err != nil {
		return err
	}
	defer ws.Close()
	if err := ws.WriteJSON(frame{"t": "open"}); err != nil {
		return err
	}
	conversation, err := await(ws, "conversation")
	if err != nil {
		return err
	}
	if err := watch(conversation["conversation"].(map[string]any)["id"]); err != nil {
		return err
	}
	if _, err := await(ws, "watch"); err != nil {
		return err
	}
	if err := ws.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	go func() { // who does not read does not answer pings, and is taken for gone
		for {
			if _, _, err := ws.ReadMessage(); err != nil {
				return
			}
		}
	}()
	revision := 0
	say := func(f frame) error {
		revision++
		f["r"] = revision
		time.Sleep(pace)
		return ws.WriteJSON(f)
	}
	for _, m := range marks {
		for waiting := true; waiting; {
			if err := say(frame{"t": "ds", "s": m}); err != nil {
				return err
			}
			select {
			case <-seen[m]:
				waiting = false
			case <-deaf:
				waiting = false
			case <-time.After(again):
			}
		}
		if err := say(frame{"t": "d", "p": 0, "n": len(m), "s": ""}); err != nil {
			return err
		}
	}
	return nil
}

// await reads until a frame of a kind comes.
func await(ws *websocket.Conn, kind string) (frame, error) {
	if err := ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	for {
		var f frame
		if err := ws.ReadJSON(&f); err != nil {
			return nil, fmt.Errorf("waiting for %s: %w", kind, err)
		}
		if f["t"] == kind {
			return f, nil
		}
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

// writers is how many visitors write at once; each may say twenty messages in ten seconds.
const writers = 40

const (
	sayEvery  = 510 * time.Millisecond
	ackWithin = 5 * time.Second
	settle    = 90 * time.Second // bounds how long the last messages may take to be acknowledged
)

// entry is one line of the ledger. It is written with O_APPEND, outside of the process under test.
type entry struct {
	What   string `json:"what"` // meant, before it is sent; acked, after its acknowledgement
	Author int    `json:"author"`
	ID     string `json:"id"`
	Text   string `json:"text,omitempty"`
	Seq    int64  `json:"seq,omitempty"`
	Conv   string `json:"conv,omitempty"`
}

type ledger struct {
	mu      sync.Mutex
	f       *os.File
	entries []entry
}

func (l *ledger) write(e entry) {
	text, _ := json.Marshal(e)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, e)
	if _, err := l.f.Write(append(text, '\n')); err != nil {
		panic(fmt.Sprintf("the ledger cannot be written: %v", err))
	}
}

func (l *ledger) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, e := range l.entries {
		if e.What == what {
			n++
		}
	}
	return n
}

// load is the visitors at work.
type load struct {
	ledger *ledger
	ended  chan struct{}
	wg     sync.WaitGroup
}

func startLoad(r *run) *load {
	f, err := os.OpenFile(filepath.Join(r.dir, "ledger"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	l := &load{ledger: &ledger{f: f}, ended: make(chan struct{})}
	for i := range writers {
		l.wg.Go(func() { (&writer{addr: r.addr, number: i, ledger: l.ledger}).work(l.ended) })
	}
	return l
}

// stop lets each visitor finish the message at hand, within a bound, and ends them.
func (l *load) stop() {
	close(l.ended)
	l.wg.Wait()
	_ = l.ledger.f.Close()
}

// writer is one visitor who says one thing after another and never gives one up.
type writer struct {
	addr   string
	number int
	token  string
	ledger *ledger
	ws     *websocket.Conn
}

func (w *writer) work(ended <-chan struct{}) {
	for n := 1; ; n++ {
		e := entry{What: "meant", Author: w.number, ID: uuid.NewString(), Text: fmt.Sprintf("%d/%d", w.number, n)}
		w.ledger.write(e)
		if !w.deliver(e, ended) {
			return
		}
		select {
		case <-ended:
			return
		case <-time.After(sayEvery):
		}
	}
}

// deliver sends until it is acknowledged; after the end it tries on for a bounded time.
func (w *writer) deliver(e entry, ended <-chan struct{}) bool {
	var limit <-chan time.Time
	for {
		if w.try(e) {
			return true
		}
		if w.ws != nil {
			_ = w.ws.Close()
			w.ws = nil
		}
		select {
		case <-limit:
			return false
		case <-time.After(100 * time.Millisecond):
		}
		if limit == nil {
			select {
			case <-ended:
				limit = time.After(settle)
			default:
			}
		}
	}
}

// frame is what a visitor reads.
type frame struct {
	T            string `json:"t"`
	ID           string `json:"id"`
	Token        string `json:"token"`
	Conversation any    `json:"conversation"`
	Seq          int64  `json:"seq"`
}

func (w *writer) try(e entry) bool {
	if w.ws == nil && !w.connect() {
		return false
	}
	if w.ws.WriteJSON(map[string]any{"t": "say", "id": e.ID, "text": e.Text}) != nil {
		return false
	}
	for {
		f, ok := w.read()
		if !ok || (f.T == "error" && f.ID == e.ID) {
			return false
		}
		if f.T == "ack" && f.ID == e.ID {
			conv, _ := f.Conversation.(string)
			w.ledger.write(entry{What: "acked", Author: w.number, ID: e.ID, Seq: f.Seq, Conv: conv})
			return true
		}
	}
}

func (w *writer) read() (frame, bool) {
	var f frame
	_ = w.ws.SetReadDeadline(time.Now().Add(ackWithin))
	return f, w.ws.ReadJSON(&f) == nil
}

func (w *writer) connect() bool {
	ws, _, err := websocket.DefaultDialer.Dial("ws://"+w.addr+"/v1/visitor/socket", http.Header{"Origin": {origin}})
	if err != nil {
		return false
	}
	w.ws = ws
	hello := map[string]any{"t": "hello", "shop": shopKey, "token": w.token, "tab": "t", "device": "phone", "lang": "pl", "nav": "load",
		"visible": true, "page": map[string]any{"url": origin + "/", "type": "home"}}
	if ws.WriteJSON(hello) != nil {
		return false
	}
	for {
		f, ok := w.read()
		if !ok {
			return false
		}
		if f.T == "welcome" {
			if f.Token != "" {
				w.token = f.Token
			}
			return true
		}
	}
}

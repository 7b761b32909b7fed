package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

// writers is how many visitors write at once; each may say twenty messages in ten seconds. The first of them have a
// second tab that listens.
const (
	writers   = 40
	listeners = 10
)

// These bound waits; no verdict depends on how fast the machine is.
const (
	sayEvery  = 510 * time.Millisecond
	ackWithin = 20 * time.Second
	settle    = 3 * time.Minute // how long the last messages may take to be acknowledged and heard
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

// acked returns what is acknowledged by now.
func (l *ledger) acked() []entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []entry
	for _, e := range l.entries {
		if e.What == "acked" {
			out = append(out, e)
		}
	}
	return out
}

// load is the visitors at work.
type load struct {
	ledger    *ledger
	ended     chan struct{}
	wg        sync.WaitGroup
	told      atomic.Int64 // times a client was closed with "the server restarts"
	writers   []*writer
	listeners []*listener
	idle      []*writer
}

func startLoad(r *run, idle int) *load {
	f, err := os.OpenFile(filepath.Join(r.dir, "ledger"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	l := &load{ledger: &ledger{f: f}, ended: make(chan struct{})}
	for i := range writers {
		w := &writer{addr: r.addr, number: i, load: l, known: make(chan struct{})}
		l.writers = append(l.writers, w)
		l.wg.Go(func() { w.work(l.ended) })
		if i < listeners {
			x := &listener{of: w}
			l.listeners = append(l.listeners, x)
			l.wg.Go(func() { x.listen(l.ended) })
		}
	}
	for i := range idle {
		w := &writer{addr: r.addr, number: writers + i, load: l}
		l.idle = append(l.idle, w)
		l.wg.Go(func() { w.stay(l.ended) })
	}
	return l
}

// stop lets each visitor finish the message at hand and each listener hear all, within bounds, and ends them. It
// returns what the listeners have to complain about.
func (l *load) stop() []string {
	close(l.ended)
	l.wg.Wait()
	_ = l.ledger.f.Close()
	var found []string
	for _, x := range l.listeners {
		found = append(found, x.violated...)
		if x.last < x.of.last.Load() {
			found = append(found, fmt.Sprintf("listener %d: heard up to %d of %d", x.of.number, x.last, x.of.last.Load()))
		}
	}
	return found
}

func (l *load) heard() int {
	n := 0
	for _, x := range l.listeners {
		n += int(x.last)
	}
	return n
}

// reset breaks all connections at one instant, as a proxy that dies does.
func (l *load) reset() int {
	n := 0
	for _, w := range append(append([]*writer{}, l.writers...), l.idle...) {
		if ws := w.line.Load(); ws != nil {
			if c, ok := ws.NetConn().(*net.TCPConn); ok {
				_ = c.SetLinger(0)
			}
			_ = ws.Close()
			n++
		}
	}
	return n
}

// writer is one visitor who says one thing after another and never gives one up.
type writer struct {
	addr   string
	number int
	token  string
	id     string // the visitor's, once known
	load   *load
	line   atomic.Pointer[websocket.Conn]
	ups    atomic.Int64 // welcomes so far
	last   atomic.Int64 // number of the last message acknowledged
	known  chan struct{}
	over   atomic.Bool // it says nothing more
	conv   string      // once known
}

func (w *writer) work(ended <-chan struct{}) {
	for n := 1; ; n++ {
		e := entry{What: "meant", Author: w.number, ID: uuid.NewString(), Text: fmt.Sprintf("%d/%d", w.number, n)}
		w.load.ledger.write(e)
		if !w.deliver(e, ended) {
			break
		}
		select {
		case <-ended:
		case <-time.After(sayEvery):
			continue
		}
		break
	}
	w.hangUp()
	w.over.Store(true)
	if w.known != nil && w.conv == "" {
		close(w.known) // nothing was ever said: nobody need listen
	}
}

func (w *writer) hangUp() {
	if ws := w.line.Swap(nil); ws != nil {
		_ = ws.Close()
	}
}

// deliver sends until it is acknowledged; after the end it tries on for a bounded time.
func (w *writer) deliver(e entry, ended <-chan struct{}) bool {
	var limit <-chan time.Time
	for {
		if w.try(e) {
			return true
		}
		w.hangUp()
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

// stay is a visitor who is only there, and comes back when the line breaks.
func (w *writer) stay(ended <-chan struct{}) {
	go func() {
		<-ended
		w.hangUp()
	}()
	for {
		if w.connect() {
			for ok := true; ok; {
				_, ok = w.read(2 * time.Minute)
			}
		}
		w.hangUp()
		select {
		case <-ended:
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// frame is what a visitor reads.
type frame struct {
	T            string    `json:"t"`
	ID           string    `json:"id"`
	Token        string    `json:"token"`
	Epoch        string    `json:"epoch"`
	Visitor      string    `json:"visitor"`
	Conversation any       `json:"conversation"`
	Seq          int64     `json:"seq"`
	Message      message   `json:"message"`
	Messages     []message `json:"messages"`
	More         bool      `json:"more"`
}

type message struct {
	Conversation string `json:"conversation"`
	Seq          int64  `json:"seq"`
}

func (w *writer) try(e entry) bool {
	if w.line.Load() == nil && !w.connect() {
		return false
	}
	if !w.send(map[string]any{"t": "say", "id": e.ID, "text": e.Text}) {
		return false
	}
	for {
		f, ok := w.read(ackWithin)
		if !ok || (f.T == "error" && f.ID == e.ID) {
			return false
		}
		if f.T != "ack" || f.ID != e.ID {
			continue
		}
		conv, _ := f.Conversation.(string)
		w.load.ledger.write(entry{What: "acked", Author: w.number, ID: e.ID, Seq: f.Seq, Conv: conv})
		w.last.Store(f.Seq)
		if w.conv == "" {
			w.conv = conv
			close(w.known)
		}
		return true
	}
}

func (w *writer) send(v any) bool {
	ws := w.line.Load()
	if ws == nil {
		return false
	}
	_ = ws.SetWriteDeadline(time.Now().Add(ackWithin))
	return ws.WriteJSON(v) == nil
}

func (w *writer) read(within time.Duration) (frame, bool) {
	var f frame
	ws := w.line.Load()
	if ws == nil {
		return f, false
	}
	_ = ws.SetReadDeadline(time.Now().Add(within))
	err := ws.ReadJSON(&f)
	if websocket.IsCloseError(err, websocket.CloseServiceRestart) {
		w.load.told.Add(1)
	}
	return f, err == nil
}

// dial opens a socket from an address of the visitor's own: the server counts connections by address.
func dial(addr string, number int) (*websocket.Conn, error) {
	from := &net.TCPAddr{IP: net.IPv4(127, byte(1+number>>14), byte(number>>7&127), byte(1+number&127))}
	d := websocket.Dialer{NetDialContext: (&net.Dialer{LocalAddr: from, Timeout: ackWithin}).DialContext, HandshakeTimeout: ackWithin}
	ws, _, err := d.Dial("ws://"+addr+"/v1/visitor/socket", http.Header{"Origin": {origin}})
	return ws, err
}

func hello(token string) map[string]any {
	return map[string]any{"t": "hello", "shop": shopKey, "token": token, "tab": "t", "device": "phone", "lang": "pl", "nav": "load",
		"visible": true, "page": map[string]any{"url": origin + "/", "type": "home"}}
}

func (w *writer) connect() bool {
	ws, err := dial(w.addr, w.number)
	if err != nil {
		return false
	}
	w.line.Store(ws)
	if !w.send(hello(w.token)) {
		return false
	}
	for {
		f, ok := w.read(ackWithin)
		if !ok || f.T == "error" {
			return false
		}
		if f.T == "welcome" {
			if f.Token != "" {
				w.token = f.Token
			}
			w.id = f.Visitor
			w.ups.Add(1)
			return true
		}
	}
}

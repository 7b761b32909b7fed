package live

import (
	"context"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// outbox is what a session has still to send, in order. Beyond Config.Buffer frames, or Config.Bytes of several, the reader is too slow and is cut.
//
// Hands write it. melody has a queue and a goroutine for each socket to do so; that goroutine sleeps here from beginning to end, on the
// smallest stack there is. Would it write once, it would keep a stack of twice the size for as long as the socket lasts.
type outbox struct {
	mu      sync.Mutex
	waiting []outgoing
	size    int           // bytes of all that waits
	sent    chan struct{} // closed once nothing waits; nil while nobody wants to know
	busy    bool          // a hand is at it, or the session is still opening
	ended   bool          // a close frame stands at the end, or the reader was cut: nothing follows
}

type outgoing struct {
	frame []byte
	last  bool // the payload of a close frame
}

// put queues a frame and never blocks.
func (s *Session) put(o outgoing) {
	if s.raw.Load() != nil && s.queue(o) {
		s.hub.hands.begin(s.write)
	}
}

// queue reports whether somebody must begin to write.
func (s *Session) queue(o outgoing) bool {
	b := &s.out
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return false
	}
	if len(b.waiting) >= s.hub.cfg.Buffer || (len(b.waiting) > 0 && b.size+len(o.frame) > s.hub.cfg.Bytes) {
		b.ended, b.waiting, b.size = true, nil, 0
		go tooSlow(s.raw.Load())
		return false
	}
	b.waiting = append(b.waiting, o)
	b.size += len(o.frame)
	b.ended = o.last
	begin := !b.busy
	b.busy = true
	return begin
}

// next takes the next frame; false when there is none, and whoever brings one begins to write.
func (b *outbox) next() (o outgoing, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) == 0 {
		b.busy, b.waiting = false, nil
		if b.sent != nil {
			close(b.sent)
			b.sent = nil
		}
		return o, false
	}
	o = b.waiting[0]
	b.waiting[0] = outgoing{}
	b.waiting = b.waiting[1:]
	b.size -= len(o.frame)
	return o, true
}

// Sent returns once all that was queued has been given to the system or the session has ended, or with ctx's error. Who answers a session
// with much waits for it first: a client can ask faster than it reads.
func (s *Session) Sent(ctx context.Context) error {
	b := &s.out
	b.mu.Lock()
	if !b.busy {
		b.mu.Unlock()
		return nil
	}
	if b.sent == nil {
		b.sent = make(chan struct{})
	}
	sent := b.sent
	b.mu.Unlock()
	select {
	case <-sent:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write sends until nothing waits. What cannot be sent, or was the last, ends the session: the client resumes when it comes back.
func (s *Session) write() {
	conn := s.raw.Load().WebsocketConnection()
	for o, ok := s.out.next(); ok; o, ok = s.out.next() {
		kind := websocket.TextMessage
		if o.last {
			kind = websocket.CloseMessage
		}
		_ = conn.SetWriteDeadline(time.Now().Add(writeWithin))
		if err := conn.WriteMessage(kind, o.frame); err == nil && !o.last {
			continue
		}
		s.out.mu.Lock()
		s.out.ended, s.out.waiting, s.out.size = true, nil, 0
		s.out.mu.Unlock()
		_ = conn.Close()
	}
}

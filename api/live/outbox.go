package live

import (
	"sync"

	"github.com/olahol/melody"
)

// ahead is how many frames of a session melody holds: one that is being written and one behind it. melody makes its queue at
// full size for each socket, so what waits longer stands in a queue of our own, which takes no room while it is empty.
const ahead = 2

// outbox is what a session has still to send, in order. Beyond Config.Buffer frames the reader is too slow and is cut.
type outbox struct {
	mu      sync.Mutex
	waiting []outgoing
	ahead   int
	ended   bool // a close frame stands at the end, or the reader was cut: nothing follows
}

type outgoing struct {
	frame []byte
	last  bool // the payload of a close frame
}

// put queues a frame. Neither it nor melody's Write blocks: the lock is held for queueing only.
func (s *Session) put(o outgoing) {
	raw := s.raw.Load()
	if raw == nil {
		return
	}
	b := &s.out
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.ended:
		return
	case b.ahead < ahead && len(b.waiting) == 0:
		b.ahead++
		o.to(raw)
	case b.ahead+len(b.waiting) >= s.hub.cfg.Buffer:
		b.ended, b.waiting = true, nil
		go tooSlow(raw)
		return
	default:
		b.waiting = append(b.waiting, o)
	}
	b.ended = o.last
}

// sent lets the next frame follow one that was written.
func (s *Session) sent() {
	raw := s.raw.Load()
	b := &s.out
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) == 0 {
		b.ahead--
		b.waiting = nil
		return
	}
	next := b.waiting[0]
	b.waiting[0] = outgoing{}
	b.waiting = b.waiting[1:]
	next.to(raw)
}

// to hands a frame to melody. An error means closed: the client resumes when it comes back.
func (o outgoing) to(raw *melody.Session) {
	if o.last {
		_ = raw.CloseWithMsg(o.frame)
	} else {
		_ = raw.Write(o.frame)
	}
}

// Package live carries frames between browsers and the server. It knows topics and bytes, not offers.
//
// What it promises: Send never blocks; a session that cannot keep up is cut, never silently skipped, so that it
// resumes from the store; frames of one session are handled one after another; drafts stay in memory.
package live

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/olahol/melody"
)

// Config sets up a Hub. OnOpen, OnClose and OnEnd may be nil.
type Config struct {
	Name        string
	MaxFrame    int64         // bytes of one frame; a larger one closes the socket with 1009
	Buffer      int           // frames a slow reader may fall behind
	Bytes       int           // and their bytes; a single frame may be larger, and 0 means as many as the frames have
	Ping        time.Duration // how often a silent socket is asked whether it is there; 0 means 25 s
	Silence     time.Duration // for how long it may be silent; 0 means 60 s
	CheckOrigin func(*http.Request) bool
	OnFrame     func(*Session, []byte)
	OnOpen      func(*Session)
	OnClose     func(*Session)
	OnEnd       func(*Session) // once for each call of Serve, also when the connection never became a socket
	Log         *slog.Logger
}

// Hub holds the sockets of one kind (visitors or operators) and the index from topic to sessions.
type Hub struct {
	cfg      Config
	melody   *melody.Melody
	hands    hands
	mu       sync.RWMutex
	topics   map[string]listeners
	sessions map[*melody.Session]*Session
}

// listeners are the sessions on a topic. Most topics are one visitor's and have one, who needs no map.
type listeners struct {
	one  *Session
	many map[*Session]bool // nil while there is one
}

func (l listeners) len() int {
	if l.many != nil {
		return len(l.many)
	}
	return 1
}

// all returns the sessions in no order.
func (l listeners) all() []*Session {
	if l.many == nil {
		return []*Session{l.one}
	}
	return slices.Collect(maps.Keys(l.many))
}

// Session is one socket. Value belongs to the handler of its frames; the methods may be called from anywhere.
type Session struct {
	Value    any
	hub      *Hub
	raw      atomic.Pointer[melody.Session]
	deadline atomic.Pointer[time.Timer] // nil once settled
	asks     atomic.Pointer[time.Timer] // for the next ping; nil once closed
	topics   []string                   // guarded by hub.mu; a handful
	out      outbox
}

// NewHub returns a hub that serves sockets at once.
func NewHub(c Config) *Hub {
	c.Bytes = cmp.Or(c.Bytes, math.MaxInt)
	h := &Hub{cfg: c, melody: newMelody(c), hands: make(hands), topics: map[string]listeners{}, sessions: map[*melody.Session]*Session{}}
	h.wire()
	return h
}

func (h *Hub) add(s *Session) {
	h.mu.Lock()
	h.sessions[s.raw.Load()] = s
	h.mu.Unlock()
}

func (h *Hub) remove(s *Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sessions, s.raw.Load())
	for len(s.topics) > 0 {
		h.leave(s, s.topics[0])
	}
}

func (h *Hub) leave(s *Session, topic string) {
	if i := slices.Index(s.topics, topic); i >= 0 {
		s.topics = slices.Delete(s.topics, i, i+1)
	}
	on := h.topics[topic]
	delete(on.many, s)
	if on.one == s || (on.one == nil && len(on.many) == 0) {
		delete(h.topics, topic)
	}
}

// Len returns the number of open sockets.
func (h *Hub) Len() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.sessions)
}

// Listeners returns the number of sessions on a topic.
func (h *Hub) Listeners(topic string) int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	on, ok := h.topics[topic]
	if !ok {
		return 0
	}
	return on.len()
}

// Publish sends a frame to every session on the topic. One slow or closed session does not hold up the others.
func (h *Hub) Publish(topic string, frame []byte) {
	for _, s := range h.on(topic) {
		s.Send(frame)
	}
}

// on returns the sessions on a topic.
func (h *Hub) on(topic string) []*Session {
	h.mu.RLock()
	defer h.mu.RUnlock()
	on, ok := h.topics[topic]
	if !ok {
		return nil
	}
	return on.all()
}

// Ready tells that the session has said who it is; without it the socket is closed after five seconds.
func (s *Session) Ready() { s.settle() }

// settle takes the deadline away.
func (s *Session) settle() {
	if t := s.deadline.Swap(nil); t != nil {
		t.Stop()
	}
}

// Join puts the session on a topic.
func (s *Session) Join(topic string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	if s.hub.sessions[s.raw.Load()] != s {
		return // closed meanwhile: joining would leak it
	}
	if slices.Contains(s.topics, topic) {
		return
	}
	s.topics = append(s.topics, topic)
	on, ok := s.hub.topics[topic]
	switch {
	case !ok:
		on.one = s
	case on.many == nil:
		on = listeners{many: map[*Session]bool{on.one: true, s: true}}
	default:
		on.many[s] = true
	}
	s.hub.topics[topic] = on
}

// Leave takes the session off a topic.
func (s *Session) Leave(topic string) {
	s.hub.mu.Lock()
	s.hub.leave(s, topic)
	s.hub.mu.Unlock()
}

// Send queues a frame. It never blocks; when the buffer is full the session is cut and will resume.
func (s *Session) Send(frame []byte) { s.put(outgoing{frame: frame}) }

// Close ends the session with a code that tells the client whether to come back. A reader that does not take the
// close frame within a second is cut.
func (s *Session) Close(code int, reason string) {
	raw := s.raw.Load()
	if raw == nil {
		return
	}
	s.put(outgoing{frame: websocket.FormatCloseMessage(code, reason), last: true})
	time.AfterFunc(time.Second, func() { cut(raw) })
}

// comeBackWithin spreads the return of all clients after a restart, so that they do not come at one instant.
const comeBackWithin = 5 * time.Second

// Drain asks every client to come back after a delay of its own and closes it. It returns when all are closed or
// ctx ends.
func (h *Hub) Drain(ctx context.Context) {
	h.mu.RLock()
	all := slices.Collect(maps.Values(h.sessions))
	h.mu.RUnlock()
	for _, s := range all {
		frame, _ := json.Marshal(map[string]any{"t": "back", "in_ms": 500 + rand.Int64N(comeBackWithin.Milliseconds())})
		s.Send(frame)
		s.Close(closeRestart, "restarting")
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for h.Len() > 0 {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

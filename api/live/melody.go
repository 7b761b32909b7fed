package live

import (
	"cmp"
	"errors"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
	"github.com/olahol/melody"
	"golang.org/x/time/rate"
)

// Times of a socket: proxies commonly cut after 60 s of silence, phones' radios sleep sooner.
const (
	pingEvery     = 25 * time.Second
	pongWithin    = 60 * time.Second
	writeWithin   = 10 * time.Second
	helloWithin   = 5 * time.Second
	closeUTF8     = 1007
	closeNoHello  = 4001
	closeRestart  = 1012
	handshakeSize = 512
	melodySleeps  = 100 * 365 * 24 * time.Hour // its writing goroutine never has anything to do; see outbox
	readSize      = 192                        // kept as long as the socket; a larger frame is read past it
	unreadSize    = 128 << 10                  // bytes the system keeps of what the client has not taken: left to itself it would be 4 MB a socket; Linux doubles it
)

// A browser sends no pings of its own; a client that sends more than these is cut, because each costs an answer.
const (
	pingsEvery = time.Second
	pingsBurst = 10
)

// newMelody sets what melody's defaults leave open: message size, origins, buffers. Compression stays off, because
// with it the size limit counts compressed bytes.
func newMelody(c Config) *melody.Melody {
	m := melody.New()
	m.Config.MaxMessageSize = c.MaxFrame
	m.Config.MessageBufferSize = 0 // nothing goes through melody's queue
	m.Config.PingPeriod, m.Config.PongWait, m.Config.WriteWait = melodySleeps, cmp.Or(c.Silence, pongWithin), writeWithin
	m.Upgrader = &websocket.Upgrader{ReadBufferSize: readSize, WriteBufferSize: handshakeSize,
		WriteBufferPool: &sync.Pool{}, CheckOrigin: c.CheckOrigin, EnableCompression: false}
	return m
}

// wire routes melody's callbacks to the hub. Every callback recovers: a panic would leak the session.
func (h *Hub) wire() {
	h.melody.HandleConnect(func(raw *melody.Session) {
		s := raw.Request.Context().Value(sessionKey{}).(*Session)
		raw.Request = nil // of no more use, and it would be kept as long as the socket
		s.raw.Store(raw)
		h.add(s)
		h.guarded(raw, h.connected)
		h.hands.begin(s.write)
	})
	h.melody.HandleDisconnect(func(raw *melody.Session) { h.guarded(raw, h.disconnected) })
	h.melody.HandleMessage(func(raw *melody.Session, frame []byte) {
		h.hands.do(func() {
			h.guarded(raw, func(s *Session) {
				if !utf8.Valid(frame) {
					s.Close(closeUTF8, "a frame is not UTF-8")
					return
				}
				h.cfg.OnFrame(s, frame)
			})
		})
	})
	h.melody.HandleMessageBinary(func(raw *melody.Session, _ []byte) {
		h.guarded(raw, func(s *Session) { s.Close(1003, "frames are text") })
	})
}

// closeSlow tells the client that it was too slow, and to come back at once.
const closeSlow = 4008

// tooSlow cuts a reader that has fallen behind. The code is told past the queue, if the reader takes it within a second.
func tooSlow(raw *melody.Session) {
	conn := raw.WebsocketConnection()
	_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(closeSlow, "too slow"), time.Now().Add(time.Second))
	_ = conn.Close()
}

// sessionKey is under what a handshake carries its session to melody's first callback.
type sessionKey struct{}

func cut(raw *melody.Session) { _ = raw.WebsocketConnection().Close() }

func (h *Hub) guarded(raw *melody.Session, do func(*Session)) {
	h.mu.RLock()
	s, ok := h.sessions[raw]
	h.mu.RUnlock()
	if !ok {
		return
	}
	defer func() {
		if cause := recover(); cause != nil {
			h.cfg.Log.Error("panic in a socket's handler", "hub", h.cfg.Name, "cause", cause)
			cut(raw)
		}
	}()
	do(s)
}

var errPings = errors.New("more pings than anybody needs")

func (h *Hub) connected(s *Session) {
	var pings *rate.Limiter // browsers send none
	conn := s.raw.Load().WebsocketConnection()
	conn.SetPingHandler(func(data string) error {
		if pings == nil {
			pings = rate.NewLimiter(rate.Every(pingsEvery), pingsBurst)
		}
		if !pings.Allow() {
			return errPings
		}
		// An answer that does not fit means that the reader is too slow: its own writes will find that out.
		_ = conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
		return nil
	})
	// The connection is attached after the handshake; frames cannot come before this returns.
	s.deadline.Store(time.AfterFunc(helloWithin, func() {
		if s.deadline.Load() != nil {
			s.Close(closeNoHello, "no hello in time")
		}
	}))
	asks := time.AfterFunc(time.Hour, s.ask) // stored before it may go off
	s.asks.Store(asks)
	asks.Reset(cmp.Or(h.cfg.Ping, pingEvery))
	if h.cfg.OnOpen != nil {
		h.cfg.OnOpen(s)
	}
}

// ask sends a ping, and the next one later. One that does not fit means that the reader is too slow: its own writes will find that out.
func (s *Session) ask() {
	next := s.asks.Load()
	if next == nil {
		return // the session has ended
	}
	_ = s.raw.Load().WebsocketConnection().WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin))
	next.Reset(cmp.Or(s.hub.cfg.Ping, pingEvery))
}

func (h *Hub) disconnected(s *Session) {
	s.settle()
	if t := s.asks.Swap(nil); t != nil {
		t.Stop()
	}
	h.remove(s)
	if h.cfg.OnClose != nil {
		h.cfg.OnClose(s)
	}
}

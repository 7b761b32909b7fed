package live

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"
)

func TestCloseIsToldOnce(t *testing.T) {
	for name, end := range map[string]func(*websocket.Conn, *Session){
		"the client says close": func(c *websocket.Conn, _ *Session) {
			_ = c.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
		},
		"the client is gone":     func(c *websocket.Conn, _ *Session) { _ = c.Close() },
		"the connection resets":  func(c *websocket.Conn, _ *Session) { _ = c.NetConn().(*net.TCPConn).SetLinger(0); _ = c.Close() },
		"the hub closes":         func(_ *websocket.Conn, s *Session) { s.Close(4001, "") },
		"both close":             func(c *websocket.Conn, s *Session) { go s.Close(4001, ""); _ = c.Close() },
		"the hub closes thrice":  func(_ *websocket.Conn, s *Session) { s.Close(4001, ""); s.Close(4001, ""); s.Close(4001, "") },
		"the hub cuts":           func(_ *websocket.Conn, s *Session) { cut(s.raw.Load()) },
		"a frame over the limit": func(c *websocket.Conn, _ *Session) { _ = c.WriteMessage(websocket.TextMessage, make([]byte, 4096)) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, nil)
			conn, session := s.dial(t)
			for _, topic := range []string{"a", "b", "c"} {
				session.Join(topic)
			}
			end(conn, session)
			eventually(t, "told of the close", func() bool { return s.closed.Load() > 0 && s.Len() == 0 })
			_ = conn.Close()
			if opened, closed := s.opened.Load(), s.closed.Load(); opened != 1 || closed != 1 {
				t.Errorf("got %d opened and %d closed, want one each", opened, closed)
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			if len(s.topics) != 0 || len(session.topics) != 0 {
				t.Errorf("got topics %v, want none left", s.topics)
			}
		})
	}
}

func TestLeavingTheLastSessionEndsATopic(t *testing.T) {
	s := newStage(t, nil)
	_, one := s.dial(t)
	_, two := s.dial(t)
	one.Join("topic")
	one.Join("topic")
	two.Join("topic")
	if n := s.Listeners("topic"); n != 2 {
		t.Errorf("got %d listeners, want 2", n)
	}
	one.Leave("topic")
	one.Leave("never joined")
	if n := s.Listeners("topic"); n != 1 {
		t.Errorf("got %d listeners, want 1", n)
	}
	two.Leave("topic")
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.topics) != 0 {
		t.Errorf("got topics %v, want none", s.topics)
	}
}

func TestDrainAsksEveryClientBackAndCloses1012(t *testing.T) {
	const n = 20
	s := newStage(t, nil)
	var conns []*websocket.Conn
	for range n {
		conn, _ := s.dial(t)
		conns = append(conns, conn)
	}
	var wg sync.WaitGroup
	delays := make(chan int64, n)
	for _, conn := range conns {
		wg.Go(func() {
			_, frame, err := conn.ReadMessage()
			var back struct {
				T    string `json:"t"`
				InMS int64  `json:"in_ms"`
			}
			if err != nil || json.Unmarshal(frame, &back) != nil || back.T != "back" {
				t.Errorf("got %q (%v), want a frame back", frame, err)
			}
			delays <- back.InMS
			wantClose(t, conn, 1012)
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	s.Drain(ctx)
	if ctx.Err() != nil || s.Len() != 0 {
		t.Errorf("got %d sessions when Drain returned, want none", s.Len())
	}
	wg.Wait()
	close(delays)
	different := map[int64]bool{}
	for ms := range delays {
		if ms < 500 || ms >= 5500 {
			t.Errorf("got in_ms %d, want half a second to five and a half", ms)
		}
		different[ms] = true
	}
	if len(different) < n/2 {
		t.Errorf("got %d different delays for %d clients, want them spread", len(different), n)
	}
	eventually(t, "each told of its close", func() bool { return s.closed.Load() == n })
}

func TestDrainDoesNotWaitLongerThanItMay(t *testing.T) {
	s := newStage(t, func(c *Config) { c.Buffer = 1000 })
	stuck := s.slow(t)
	for range 60 {
		stuck.Send([]byte(strings.Repeat("x", 256<<10)))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // nothing may be waited for, so it comes back although the session, which is cut a second later, is there
	s.Drain(ctx)
	if s.opened.Load() != 1 {
		t.Error("there was nobody to wait for: this proves nothing")
	}
}

func TestPublishReachesExactlyTheTopic(t *testing.T) {
	const n = 1000
	s := newStage(t, nil)
	var wg sync.WaitGroup
	counts := make([]int, n)
	for i := range n {
		conn, session := s.dial(t)
		session.Join("all")
		if i%2 == 0 {
			session.Join("even")
		}
		wg.Go(func() {
			_ = conn.SetReadDeadline(time.Now().Add(limit))
			for {
				_, frame, err := conn.ReadMessage()
				if err != nil {
					t.Errorf("session %d: %v", i, err)
					return
				}
				if string(frame) == "end" {
					return
				}
				counts[i]++
			}
		})
	}
	if s.Len() != n || s.Listeners("even") != n/2 {
		t.Fatalf("got %d sessions, %d of them on the topic, want %d and %d", s.Len(), s.Listeners("even"), n, n/2)
	}
	s.Publish("even", []byte("one"))
	s.Publish("even", []byte("two"))
	s.Publish("nobody's", []byte("three"))
	s.Publish("all", []byte("end"))
	wg.Wait()
	for i, got := range counts {
		if want := 2 * (1 - i%2); got != want {
			t.Errorf("session %d: got %d frames, want %d", i, got, want)
		}
	}
}

func TestClosedSessionsLeaveNoGoroutine(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("come and go", func(t *testing.T) {
		s := newStage(t, nil)
		for i := range 50 {
			conn, session := s.dial(t)
			session.Join("topic")
			if i%2 == 0 {
				_ = conn.Close()
			} else {
				session.Close(4001, "")
			}
		}
		eventually(t, "all are gone", func() bool { return s.Len() == 0 })
	})
	goleak.VerifyNone(t, before)
}

// pipes is a listener without a network, so that a test can have its own time.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if conn, ok := <-p; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// inOwnTime runs a test against a hub whose clock is the bubble's.
func inOwnTime(t *testing.T, ready bool, test func(t *testing.T, conn *websocket.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub(Config{Name: "test", MaxFrame: 1024, Buffer: 16, CheckOrigin: func(*http.Request) bool { return true },
			OnFrame: func(*Session, []byte) {}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
			OnOpen: func(s *Session) {
				if ready {
					s.Ready()
				}
			}})
		listener := make(pipes)
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = hub.Serve(w, r, nil) })}
		go func() { _ = server.Serve(listener) }()
		d := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			listener <- theirs
			return ours, nil
		}}
		conn, _, err := d.Dial("ws://hub/", nil)
		if err != nil {
			t.Fatal(err)
		}
		test(t, conn)
		_ = conn.Close()
		close(listener)
		_ = server.Close()
		synctest.Wait()
		if hub.Len() != 0 {
			t.Errorf("got %d sessions after the close, want none", hub.Len())
		}
		time.Sleep(2 * time.Second) // timers of the closed session
	})
}

func TestSessionWithoutHelloIsClosed4001AfterFiveSeconds(t *testing.T) {
	inOwnTime(t, false, func(t *testing.T, conn *websocket.Conn) {
		begun := time.Now()
		_, _, err := conn.ReadMessage()
		if took := time.Since(begun); took != 5*time.Second {
			t.Errorf("closed after %v, want 5s", took)
		}
		if !websocket.IsCloseError(err, 4001) {
			t.Errorf("got %v, want close code 4001", err)
		}
	})
}

func TestSessionThatSaidHelloStays(t *testing.T) {
	inOwnTime(t, true, func(t *testing.T, conn *websocket.Conn) {
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Minute)) // answers pings while it reads
		_, _, err := conn.ReadMessage()
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("got %v, want nothing at all for ten minutes", err)
		}
	})
}

func TestSilentSessionIsClosedAfterAMinute(t *testing.T) {
	inOwnTime(t, true, func(t *testing.T, conn *websocket.Conn) {
		pings := 0
		conn.SetPingHandler(func(string) error { pings++; return nil })
		begun := time.Now()
		_, _, err := conn.ReadMessage()
		if took := time.Since(begun); took != time.Minute {
			t.Errorf("closed after %v (%v), want a minute", took, err)
		}
		if pings != 2 {
			t.Errorf("got %d pings, want two", pings)
		}
	})
}

package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stage is a hub behind a real server, with counts of what it was told.
type stage struct {
	*Hub
	url            string
	opened, closed atomic.Int32
	sessions       chan *Session // as they open
}

// newStage starts a hub. change may alter its configuration; OnOpen and OnClose given there run after the counting.
func newStage(t *testing.T, change func(*Config)) *stage {
	s := &stage{sessions: make(chan *Session, 2000)}
	c := Config{Name: "test", MaxFrame: 1024, Buffer: 16, CheckOrigin: func(*http.Request) bool { return true },
		OnFrame: func(*Session, []byte) {}, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if change != nil {
		change(&c)
	}
	onOpen, onClose := c.OnOpen, c.OnClose
	c.OnOpen = func(x *Session) {
		s.opened.Add(1)
		x.Ready()
		if onOpen != nil {
			onOpen(x)
		}
		s.sessions <- x
	}
	c.OnClose = func(x *Session) {
		s.closed.Add(1)
		if onClose != nil {
			onClose(x)
		}
	}
	s.Hub = NewHub(c)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = s.Serve(w, r, r.URL.Query().Get("who")) }))
	s.url = "ws" + strings.TrimPrefix(server.URL, "http")
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		s.Drain(ctx)
		server.Close()
	})
	return s
}

// dial opens a socket and waits until the hub knows it.
func (s *stage) dial(t *testing.T) (*websocket.Conn, *Session) {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn, <-s.sessions
}

// eventually waits for what happens on other goroutines.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("still not so: %s", what)
		}
	}
}

func wantClose(t *testing.T, conn *websocket.Conn, code int) {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, code) {
				t.Errorf("got %v, want close code %d", err, code)
			}
			return
		}
	}
}

func write(t *testing.T, conn *websocket.Conn, text string) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, conn *websocket.Conn) string {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	_, frame, err := conn.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	return string(frame)
}

func TestFrameOverTheLimitCloses1009(t *testing.T) {
	got := make(chan int, 2)
	s := newStage(t, func(c *Config) { c.OnFrame = func(_ *Session, frame []byte) { got <- len(frame) } })
	conn, _ := s.dial(t)
	write(t, conn, strings.Repeat("x", 1024))
	if n := <-got; n != 1024 {
		t.Errorf("got %d bytes of a frame at the limit, want 1024", n)
	}
	write(t, conn, strings.Repeat("x", 1025))
	wantClose(t, conn, websocket.CloseMessageTooBig)
	eventually(t, "told of the close", func() bool { return s.closed.Load() == 1 })
	if len(got) != 0 {
		t.Error("the frame over the limit was handled")
	}
}

func TestFrameThatIsNotUTF8Closes1007(t *testing.T) {
	s := newStage(t, func(c *Config) { c.OnFrame = func(*Session, []byte) { t.Error("the frame was handled") } })
	conn, _ := s.dial(t)
	write(t, conn, "{\"t\":\"say\",\"text\":\"\xff\"}")
	wantClose(t, conn, 1007)
}

func TestBinaryFrameCloses1003(t *testing.T) {
	s := newStage(t, func(c *Config) { c.OnFrame = func(*Session, []byte) { t.Error("the frame was handled") } })
	conn, _ := s.dial(t)
	if err := conn.WriteMessage(websocket.BinaryMessage, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	wantClose(t, conn, websocket.CloseUnsupportedData)
}

func TestOriginIsAsked(t *testing.T) {
	s := newStage(t, func(c *Config) {
		c.CheckOrigin = func(r *http.Request) bool { return r.Header.Get("Origin") == "https://shop.example" }
	})
	for origin, want := range map[string]int{"https://shop.example": http.StatusSwitchingProtocols, "https://evil.example": http.StatusForbidden, "": http.StatusForbidden} {
		conn, res, _ := websocket.DefaultDialer.Dial(s.url, http.Header{"Origin": {origin}})
		if res == nil || res.StatusCode != want {
			t.Errorf("origin %q: got %v, want %d", origin, res, want)
		}
		if conn != nil {
			_ = conn.Close()
		}
	}
}

// The size limit counts compressed bytes: with compression a small frame could unpack to any size.
func TestCompressionIsNotAgreedOn(t *testing.T) {
	s := newStage(t, nil)
	conn, res, err := (&websocket.Dialer{EnableCompression: true}).Dial(s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := res.Header.Get("Sec-WebSocket-Extensions"); got != "" {
		t.Errorf("got the extensions %q, want none", got)
	}
}

// slow opens a socket whose client takes a few kilobytes and then nothing more.
func (s *stage) slow(t *testing.T) *Session {
	t.Helper()
	d := websocket.Dialer{NetDial: func(network, address string) (net.Conn, error) {
		conn, err := net.Dial(network, address)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(4096)
		}
		return conn, err
	}}
	conn, _, err := d.Dial(s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return <-s.sessions
}

func TestSlowReaderIsCutAndHoldsUpNobody(t *testing.T) {
	s := newStage(t, func(c *Config) { c.Buffer = 4 })
	fast, fastSession := s.dial(t)
	slowSession := s.slow(t)
	fastSession.Join("topic")
	slowSession.Join("topic")
	big := strings.Repeat("x", 256<<10)
	longest := time.Duration(0)
	for i := 0; s.Listeners("topic") == 2; i++ {
		if i == 400 {
			t.Fatal("the slow reader was not cut after 100 MB")
		}
		want := fmt.Sprint(i) + big
		begun := time.Now()
		s.Publish("topic", []byte(want))
		longest = max(longest, time.Since(begun))
		if got := read(t, fast); got != want {
			t.Fatalf("frame %d did not reach the fast reader whole", i)
		}
	}
	if longest > time.Second {
		t.Errorf("a Publish took %v, want it not to wait for the slow reader", longest)
	}
	eventually(t, "only the slow reader is told closed", func() bool { return s.closed.Load() == 1 && s.Len() == 1 })
	s.Publish("topic", []byte("after"))
	if got := read(t, fast); got != "after" {
		t.Errorf("got %q, want the fast reader still served", got)
	}
}

// A close frame queues behind what the reader does not take, so it alone would never end the session.
func TestCloseEndsASessionWhoseReaderIsStuck(t *testing.T) {
	s := newStage(t, func(c *Config) { c.Buffer = 1000 })
	stuck := s.slow(t)
	big := []byte(strings.Repeat("x", 256<<10))
	for range 60 { // fills what the kernel buffers, but not ours
		stuck.Send(big)
	}
	if s.Len() != 1 {
		t.Fatal("the session was cut with room in its buffer")
	}
	stuck.Close(websocket.CloseNormalClosure, "bye")
	eventually(t, "the session is gone", func() bool { return s.Len() == 0 && s.closed.Load() == 1 })
}

func TestSendingToAClosedSessionDoesNothing(t *testing.T) {
	s := newStage(t, nil)
	conn, session := s.dial(t)
	session.Join("topic")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					s.Publish("topic", []byte("x"))
					session.Send([]byte("y"))
				}
			}
		})
	}
	_ = conn.Close()
	eventually(t, "the session is gone", func() bool { return s.Len() == 0 })
	close(stop)
	wg.Wait()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 100 { // more than the buffer holds
			session.Send([]byte("after"))
		}
		session.Close(websocket.CloseNormalClosure, "again")
		session.Close(websocket.CloseNormalClosure, "and again")
		session.Leave("topic")
		session.Join("topic")
		session.Ready()
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("a method of a closed session blocks")
	}
	if n := s.Listeners("topic"); n != 0 {
		t.Errorf("got %d listeners of a closed session, want none", n)
	}
	if n := s.closed.Load(); n != 1 {
		t.Errorf("got %d times told of the close, want once", n)
	}
}

// Melody calls connect before its write pump runs and drops silently what does not fit its buffer.
func TestFramesSentWhileOpeningArrive(t *testing.T) {
	s := newStage(t, func(c *Config) {
		c.OnOpen = func(x *Session) {
			for i := range 16 {
				x.Send([]byte(fmt.Sprint(i)))
			}
		}
	})
	conn, _ := s.dial(t)
	for i := range 16 {
		if got := read(t, conn); got != fmt.Sprint(i) {
			t.Fatalf("got %q, want %d", got, i)
		}
	}
}

func TestMoreFramesThanFitWhileOpeningCutInsteadOfSkipping(t *testing.T) {
	s := newStage(t, func(c *Config) {
		c.OnOpen = func(x *Session) {
			for i := range 17 {
				x.Send([]byte(fmt.Sprint(i)))
			}
		}
	})
	conn, _, err := websocket.DefaultDialer.Dial(s.url, nil)
	if err != nil {
		return // cut before the handshake was read
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	for err == nil {
		_, _, err = conn.ReadMessage()
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		t.Error("a frame was lost and the session goes on")
	}
}

func TestFramesOfOneSessionAreHandledInOrder(t *testing.T) {
	const n = 300
	var at atomic.Int32
	var next atomic.Int32
	done := make(chan struct{})
	s := newStage(t, func(c *Config) {
		c.OnFrame = func(_ *Session, frame []byte) {
			if at.Add(1) != 1 {
				t.Error("two frames of one session are handled at once")
			}
			if got := string(frame); got != fmt.Sprint(next.Load()) {
				t.Errorf("got frame %s, want %d", got, next.Load())
			}
			at.Add(-1)
			if next.Add(1) == n {
				close(done)
			}
		}
	})
	conn, _ := s.dial(t)
	for i := range n {
		write(t, conn, fmt.Sprint(i))
	}
	<-done
}

func TestValueIsThereFromTheStart(t *testing.T) {
	values := make(chan any, 1)
	s := newStage(t, func(c *Config) { c.OnOpen = func(x *Session) { values <- x.Value } })
	s.url += "?who=anna"
	s.dial(t)
	if got := <-values; got != "anna" {
		t.Errorf("got %v, want anna", got)
	}
}

func TestPanicOfAHandlerCutsItsSessionOnly(t *testing.T) {
	s := newStage(t, func(c *Config) {
		c.OnFrame = func(x *Session, frame []byte) {
			if string(frame) == "panic" {
				panic("a fault")
			}
			x.Send(frame)
		}
	})
	bad, badSession := s.dial(t)
	good, _ := s.dial(t)
	badSession.Join("topic")
	write(t, bad, "panic")
	_ = bad.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, _, err := bad.ReadMessage(); err == nil {
		t.Error("got a frame, want the session cut")
	}
	eventually(t, "the session is gone", func() bool { return s.Len() == 1 && s.closed.Load() == 1 && s.Listeners("topic") == 0 })
	write(t, good, "hello")
	if got := read(t, good); got != "hello" {
		t.Errorf("got %q, want the other session served", got)
	}
}

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
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
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
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	begun := time.Now()
	s.Drain(ctx)
	if took := time.Since(begun); took > 500*time.Millisecond {
		t.Errorf("got back after %v, want when the context ended", took)
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
			_ = conn.SetReadDeadline(time.Now().Add(15 * time.Second))
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

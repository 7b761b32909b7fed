package live

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"
)

// TestMain looks at the same random cases in every run, so that a run that passed passes again; ZAGAJ_LONG=1 looks at new ones.
func TestMain(m *testing.M) {
	if os.Getenv("ZAGAJ_LONG") == "" {
		if err := flag.Set("rapid.seed", "20260505"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

// limit bounds every wait of a test. It is never reached but by a fault.
const limit = time.Minute

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
		ctx, cancel := context.WithTimeout(context.Background(), limit)
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
	for end := time.Now().Add(limit); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("still not so: %s", what)
		}
	}
}

func wantClose(t *testing.T, conn *websocket.Conn, code int) {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(limit))
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
	_ = conn.SetReadDeadline(time.Now().Add(limit))
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

// A browser never pings by itself. Who does without end costs an answer each time, so a few are answered and then no more.
func TestPingsAreAnsweredAFewTimesOnly(t *testing.T) {
	s := newStage(t, nil)
	conn, _ := s.dial(t)
	var pongs atomic.Int32
	conn.SetPongHandler(func(string) error { pongs.Add(1); return nil })
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	for range 100_000 {
		if conn.WriteControl(websocket.PingMessage, []byte("x"), time.Now().Add(limit)) != nil {
			break
		}
	}
	<-ended
	if n := pongs.Load(); n > 1000 {
		t.Errorf("got %d answers, want few", n)
	}
	eventually(t, "the session is gone", func() bool { return s.closed.Load() == 1 })
}

func TestRequestThatIsNoHandshakeIsAnswered(t *testing.T) {
	s := newStage(t, nil)
	res, err := http.Get("http" + strings.TrimPrefix(s.url, "ws"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusBadRequest {
		t.Errorf("got %d, want 400", res.StatusCode)
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
	// The cut is told first, for which the reader has a second: on a fast machine more frames go out in it than a count would allow.
	late := time.After(limit)
	for i := 0; s.Listeners("topic") == 2; i++ {
		select {
		case <-late:
			t.Fatalf("the slow reader was not cut after %d frames", i)
		default:
		}
		want := fmt.Sprint(i) + big
		s.Publish("topic", []byte(want)) // had it to wait for the slow reader, it would never return
		if got := read(t, fast); got != want {
			t.Fatalf("frame %d did not reach the fast reader whole", i)
		}
	}
	eventually(t, "only the slow reader is told closed", func() bool { return s.closed.Load() == 1 && s.Len() == 1 })
	s.Publish("topic", []byte("after"))
	if got := read(t, fast); got != "after" {
		t.Errorf("got %q, want the fast reader still served", got)
	}
}

// What the system keeps for who does not read is memory as well, and what hides for how long it is that somebody has stopped.
func TestTheSystemKeepsLittleForWhoDoesNotRead(t *testing.T) {
	const frame, most = 16 << 10, 1 << 20
	s := newStage(t, func(c *Config) { c.Buffer = 2 })
	stuck := s.slow(t)
	taken, ended := 0, false
	for !ended && taken <= most {
		stuck.Send(make([]byte, frame))
		taken += frame
		var waiting int
		for patience := time.Now().Add(100 * time.Millisecond); time.Now().Before(patience); time.Sleep(time.Millisecond) {
			if waiting, ended = stuck.behind(); waiting == 0 {
				break
			}
		}
	}
	if taken > most {
		t.Errorf("more than %d bytes were kept for a reader that takes none", most)
	}
}

// behind tells how many frames wait, and whether the session has been cut.
func (s *Session) behind() (waiting int, ended bool) {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return len(s.out.waiting), s.out.ended
}

// Few large frames are as much memory as many small ones.
func TestSlowReaderIsCutByBytesAsByFrames(t *testing.T) {
	s := newStage(t, func(c *Config) { c.Buffer, c.Bytes = 1000, 1<<20 })
	stuck := s.slow(t)
	stuck.Send(make([]byte, 8<<20)) // one may be larger; a hand is at it from now on
	eventually(t, "the large frame is being written", func() bool { waiting, _ := stuck.behind(); return waiting == 0 })
	for i := range 16 {
		stuck.Send(make([]byte, 64<<10))
		if _, ended := stuck.behind(); ended {
			t.Fatalf("cut with %d of 16 frames that fit", i)
		}
	}
	stuck.Send([]byte("x"))
	if _, ended := stuck.behind(); !ended {
		t.Error("a reader that is more than Config.Bytes behind was not cut")
	}
}

func TestSentWaitsForTheReader(t *testing.T) {
	s := newStage(t, nil)
	stuck := s.slow(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	must(stuck.Sent(t.Context())) // nothing waits
	stuck.Send(make([]byte, 8<<20))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := stuck.Sent(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v for a frame that nobody takes, want the end of the patience", err)
	}
	cut(stuck.raw.Load())
	must(stuck.Sent(t.Context())) // the session has ended
	conn, session := s.dial(t)
	session.Send(make([]byte, 8<<20))
	go func() { _, _, _ = conn.ReadMessage() }()
	must(session.Sent(t.Context()))
}

func TestSlowReaderIsToldWhyWhenItReadsAgain(t *testing.T) {
	s := newStage(t, func(c *Config) { c.Buffer = 2 })
	conn, session := s.dial(t)
	big := []byte(strings.Repeat("x", 256<<10))
	for range 60 { // more than the kernel and the buffer hold
		session.Send(big)
	}
	wantClose(t, conn, closeSlow)
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
	case <-time.After(limit):
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
	_ = conn.SetReadDeadline(time.Now().Add(limit))
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
	_ = bad.SetReadDeadline(time.Now().Add(limit))
	if _, _, err := bad.ReadMessage(); err == nil {
		t.Error("got a frame, want the session cut")
	}
	eventually(t, "the session is gone", func() bool { return s.Len() == 1 && s.closed.Load() == 1 && s.Listeners("topic") == 0 })
	write(t, good, "hello")
	if got := read(t, good); got != "hello" {
		t.Errorf("got %q, want the other session served", got)
	}
}

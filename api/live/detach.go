package live

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// handshakeHeaders are what upgrading looks at. The request's other headers, cookies among them, are not kept.
var handshakeHeaders = []string{"Connection", "Upgrade", "Origin", "Sec-Websocket-Key", "Sec-Websocket-Version", "Sec-Websocket-Protocol"}

// Serve upgrades the request and returns once the connection belongs to the hub, or with the reason why it does not,
// which the client has been told. value is what the session starts with.
//
// The handler's return lets net/http give back what it holds for a connection (its buffers, the request, the handler's
// stack): more than half of what an idle socket would cost.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, value any) error {
	d := &detached{w: w, header: w.Header().Clone(), result: make(chan error, 1)}
	slim := &http.Request{Method: r.Method, Host: r.Host, Header: http.Header{}}
	for _, name := range handshakeHeaders {
		if v := r.Header.Values(name); len(v) > 0 {
			slim.Header[name] = v
		}
	}
	result := d.result
	go h.carry(d, slim, &Session{Value: value, hub: h, out: outbox{busy: true}}) // nothing is written while it opens
	return <-result
}

// carry runs a connection to its end. It recovers, because nobody above it does any more. A refused client is answered after
// OnEnd, so that whoever has its answer has also given back what the attempt took.
func (h *Hub) carry(d *detached, r *http.Request, s *Session) {
	var refused error
	defer func() {
		if cause := recover(); cause != nil {
			h.cfg.Log.Error("panic in a socket", "hub", h.cfg.Name, "cause", cause)
			h.end(s)
			refused = errors.New("a fault while opening the socket")
		}
		if h.cfg.OnEnd != nil {
			h.cfg.OnEnd(s)
		}
		d.tell(refused)
	}()
	refused = h.melody.HandleRequest(d, r.WithContext(context.WithValue(context.Background(), sessionKey{}, s)))
}

// end takes a session whose pumps have died out of the hub.
func (h *Hub) end(s *Session) {
	if raw := s.raw.Load(); raw != nil {
		cut(raw)
		h.disconnected(s)
	}
}

// detached answers for a handler until the connection is taken from it. After that nothing of the handler is used, nor kept.
type detached struct {
	w      http.ResponseWriter
	header http.Header
	result chan error // nil once told
}

// tell lets the handler return, once.
func (d *detached) tell(err error) {
	if d.result != nil {
		d.result <- err
		d.result = nil
	}
}

func (d *detached) Header() http.Header { return d.header }

func (d *detached) WriteHeader(code int) {
	h := d.w.Header()
	for name, v := range d.header {
		h[name] = v
	}
	d.w.WriteHeader(code)
}

func (d *detached) Write(b []byte) (int, error) { return d.w.Write(b) }

// Hijack takes the connection and lets the handler return. The buffers of net/http are left to it: upgrading refuses
// a client that has sent something already, and needs room for the answer only.
func (d *detached) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(d.w).Hijack()
	if err != nil {
		return nil, nil, err
	}
	err = conn.SetDeadline(time.Time{})
	if tcp, ok := conn.(*net.TCPConn); ok {
		err = errors.Join(err, tcp.SetWriteBuffer(unreadSize))
	}
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	if buffers.Reader.Buffered() == 0 {
		buffers = bufio.NewReadWriter(bufio.NewReaderSize(conn, 16), bufio.NewWriterSize(conn, handshakeSize))
	}
	d.w, d.header = nil, nil
	d.tell(nil)
	return conn, buffers, nil
}

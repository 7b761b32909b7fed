package main

import (
	"bufio"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestTheFrontCutsWhoIsSlowOrTooLong speaks to the server's own listener as attackers do: half a header, a body that never ends, a
// header without end. Each is cut, and none holds up anybody else.
func TestTheFrontCutsWhoIsSlowOrTooLong(t *testing.T) {
	read := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			w.WriteHeader(http.StatusRequestTimeout)
		}
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	front := httpServer(read, slog.New(slog.DiscardHandler))
	go func() { _ = front.Serve(listener) }()
	t.Cleanup(func() { front.Close() })
	var all sync.WaitGroup
	for name, sent := range map[string]string{
		"silence":                "",
		"half a header":          "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"a body that never ends": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nten bytes.",
		"chunks that never end":  "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
	} {
		conn, err := net.Dial("tcp", listener.Addr().String())
		must(t, err)
		t.Cleanup(func() { conn.Close() })
		_, err = io.WriteString(conn, sent)
		must(t, err)
		must(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
		all.Go(func() {
			if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s: the connection still stands after a minute", name)
			}
		})
	}
	conn, err := net.Dial("tcp", listener.Addr().String())
	must(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("x", 32<<10)+"\r\n\r\n")
	must(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a header of 32 KiB: got %d, want 431", answer.StatusCode)
	}
	answer, err = http.Post("http://"+listener.Addr().String(), "text/plain", strings.NewReader("short"))
	must(t, err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("somebody else, meanwhile: got %d", answer.StatusCode)
	}
	all.Wait()
}

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

// Far more than the server and the system keep for a socket, 14 MB: talkers say as much as they may at once.
const (
	talkers = 90
	atOnce  = 20
)

// narrowRoom is, in bytes, what the system keeps for who does not read. With less than some segments of the loopback it drops what comes, and either
// side waits ever longer before it tries again.
const narrowRoom = 128 << 10

// operator opens the panel's socket. Of a narrow one the system keeps little, so that who does not read is soon noticed.
func operator(r *run, narrow bool) (*websocket.Conn, error) {
	res, err := http.Post("http://"+r.addr+"/v1/panel/login", "application/json", strings.NewReader(fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)))
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if len(res.Cookies()) == 0 {
		return nil, errors.New("sign-in: " + res.Status)
	}
	c := res.Cookies()[0]
	d := websocket.Dialer{HandshakeTimeout: ackWithin, NetDial: func(network, address string) (net.Conn, error) {
		conn, err := net.Dial(network, address)
		if err == nil && narrow {
			err = conn.(*net.TCPConn).SetReadBuffer(narrowRoom)
		}
		return conn, err
	}}
	ws, _, err := d.Dial("ws://"+r.addr+"/v1/panel/socket", http.Header{"Origin": {"http://" + r.addr}, "Cookie": {c.Name + "=" + c.Value}})
	return ws, err
}

// slowReaders lets an operator stop reading while much is said. Everybody else hears all at once; the slow one is cut,
// comes back and reads everything without a hole.
func slowReaders(_ context.Context, r *run, _ *rand.Rand) ([]string, error) {
	fast, err := operator(r, false)
	if err != nil {
		return nil, err
	}
	defer fast.Close()
	slow, err := operator(r, true)
	if err != nil {
		return nil, err
	}
	defer slow.Close()
	for _, ws := range []*websocket.Conn{fast, slow} {
		if err := ws.WriteJSON(map[string]any{"t": "hello", "after": map[string]int{}}); err != nil {
			return nil, err
		}
	}
	heard := make(chan error, 1)
	go func() { heard <- hearAll(fast, talkers*atOnce) }()
	conversations, err := talkAtOnce(r)
	if err != nil {
		return nil, err
	}
	r.faults.Add(1)
	if err := <-heard; err != nil {
		r.wrong("the operator who reads has not heard all: %v", err)
	}
	// It reads on now: what the system held comes, and then the end. Writing would tell that only when the system tries again, up to minutes later.
	switch err := hearAll(slow, talkers*atOnce); {
	case err == nil:
		r.wrong("the operator who does not read was not cut")
	case isTimeout(err):
		r.wrong("the operator who does not read was neither told more nor cut: %v", err)
	}
	back, err := operator(r, false)
	if err != nil {
		return nil, err
	}
	defer back.Close()
	if err := back.WriteJSON(map[string]any{"t": "hello", "after": conversations}); err != nil {
		return nil, err
	}
	if err := tails(back, len(conversations)); err != nil {
		r.wrong("after coming back: %v", err)
	}
	return r.violated, nil
}

// talkAtOnce lets visitors say twenty long messages each, and returns their conversations with the cursor 0.
func talkAtOnce(r *run) (map[string]int, error) {
	var mu sync.Mutex
	conversations := map[string]int{}
	failed := make(chan error, talkers)
	var all sync.WaitGroup
	for i := range talkers {
		all.Go(func() {
			w := guest(r, i)
			defer w.hangUp()
			for range atOnce {
				if !w.says(strings.Repeat("ż", 3900) + uuid.NewString()) {
					failed <- fmt.Errorf("visitor %d was not heard", i)
					return
				}
			}
			mu.Lock()
			conversations[w.conv] = 0
			mu.Unlock()
		})
	}
	all.Wait()
	close(failed)
	return conversations, <-failed
}

// hearAll reads until so many different messages have come. One may come twice, when the server was slow and looked
// for what it had told nobody.
func hearAll(ws *websocket.Conn, n int) error {
	heard := map[message]bool{}
	for len(heard) < n {
		var f frame
		_ = ws.SetReadDeadline(time.Now().Add(atMost))
		if err := ws.ReadJSON(&f); err != nil {
			return fmt.Errorf("after %d of %d: %w", len(heard), n, err)
		}
		if f.T == "message" {
			heard[f.Message] = true
		}
	}
	return nil
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// tails reads every conversation to its end and looks that it is whole. A tail has as much as one frame carries.
func tails(ws *websocket.Conn, n int) error {
	read := map[string]int64{}
	for whole := 0; whole < n; {
		var f frame
		_ = ws.SetReadDeadline(time.Now().Add(atMost))
		if err := ws.ReadJSON(&f); err != nil {
			return fmt.Errorf("after %d of %d conversations: %w", whole, n, err)
		}
		if f.T != "tail" {
			continue
		}
		id, _ := f.Conversation.(string)
		for _, m := range f.Messages {
			if read[id]++; m.Seq != read[id] {
				return fmt.Errorf("a tail has number %d at place %d", m.Seq, read[id])
			}
		}
		if f.More {
			if err := ws.WriteJSON(map[string]any{"t": "resume", "conversation": id, "after": read[id]}); err != nil {
				return err
			}
			continue
		}
		if whole++; read[id] < atOnce {
			return fmt.Errorf("a conversation has %d messages, want at least %d", read[id], atOnce)
		}
	}
	return nil
}

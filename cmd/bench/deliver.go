package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// What is said in the measures of delivery.
const (
	sayers    = 50
	inFlight  = 4 // messages a visitor has under way at once
	eachSays  = 200
	afterEach = 300 // one after another
)

// deliverMeasures: a visitor's words, stored and committed, until they have arrived at the operator's socket. The
// reference's server does the same: from one client's publication, which it stores in a transaction, to another client who
// subscribes to all channels.
func deliverMeasures() []measure {
	ours := func() (delivery, error) { return deliverAll(startZagaj, sayToZagaj) }
	theirs := func() (delivery, error) {
		return deliverAll(func() (*child, error) { return startCentrifuge(true) }, sayToCentrifuge)
	}
	cpu := func(d delivery, err error) (float64, error) { return d.cpu, err }
	rate := func(d delivery, err error) (float64, error) { return d.rate, err }
	return []measure{
		{name: "deliver_one_after_another_p50", unit: "ms", goal: 2, value: func() (float64, error) { return deliverOneByOne(50) }},
		{name: "deliver_one_after_another_p99", unit: "ms", goal: 8, value: func() (float64, error) { return deliverOneByOne(99) }},
		{name: "deliver_50_visitors", unit: "messages/s", goal: 4000, larger: true, value: func() (float64, error) { return rate(ours()) }},
		{name: "deliver_cpu_vs_centrifuge_that_stores", unit: "µs", goal: 0.5, value: func() (float64, error) { return cpu(ours()) },
			base: func() (float64, error) { return cpu(theirs()) }},
	}
}

// delivery is what a run has shown: messages a second, and the server's processor time for one in microseconds.
type delivery struct{ rate, cpu float64 }

// sayer is one visitor; say writes the frame of message n.
type sayer struct {
	ws   *websocket.Conn
	say  func(n int) []byte
	acks []byte // stands once in a frame for each acknowledgement
}

// hall is both ends of a server: those who speak, and the one who hears everybody.
type hall struct {
	sayers  []*sayer
	hearer  *websocket.Conn
	arrival []byte // stands once in a frame for each message that arrives
}

func (h *hall) close() {
	for _, s := range h.sayers {
		_ = s.ws.Close()
	}
	if h.hearer != nil {
		_ = h.hearer.Close()
	}
}

// sayToZagaj lets visitors begin conversations with a shop, with an operator at the panel.
func sayToZagaj(url string, n int) (*hall, error) {
	h := &hall{arrival: []byte(`{"t":"message"`)}
	var err error
	h.hearer, err = dialAs(url+"/v1/panel/socket", http.Header{"Origin": {strings.Replace(url, "ws", "http", 1)}, "Cookie": {"zagaj_session=" + typistToken}},
		wsFrame{"t": "hello", "after": wsFrame{}})
	for i := 0; i < n && err == nil; i++ {
		var ws *websocket.Conn
		if ws, err = beThere(url, i); err != nil {
			break
		}
		h.sayers = append(h.sayers, &sayer{ws: ws, acks: []byte(`{"t":"ack"`), say: func(n int) []byte {
			return fmt.Appendf(nil, `{"t":"say","id":"m%d","text":%q}`, n, typed)
		}})
	}
	return h, err
}

// sayToCentrifuge lets clients publish, each to a channel of its own; one subscribes to them all.
func sayToCentrifuge(url string, n int) (*hall, error) {
	h := &hall{arrival: []byte(`"pub":`)}
	var err error
	if h.hearer, err = beConnected(url, 0); err != nil {
		return h, err
	}
	for i := range n {
		channel := "c" + strconv.Itoa(i)
		if err := h.hearer.WriteJSON(wsFrame{"id": 2 + i, "subscribe": wsFrame{"channel": channel}}); err != nil {
			return h, err
		}
		if _, _, err := h.hearer.ReadMessage(); err != nil {
			return h, err
		}
		ws, err := beConnected(url, i)
		if err != nil {
			return h, err
		}
		h.sayers = append(h.sayers, &sayer{ws: ws, acks: []byte(`"publish":`), say: func(n int) []byte {
			return fmt.Appendf(nil, `{"id":%d,"publish":{"channel":%q,"data":{"text":%q}}}`, 2+n, channel, typed)
		}})
	}
	return h, nil
}

// hearUntil reads until so many marks have come.
func hearUntil(ws *websocket.Conn, what []byte, n int, each func()) error {
	_ = ws.SetReadDeadline(time.Now().Add(2 * time.Minute))
	for n > 0 {
		_, frame, err := ws.ReadMessage()
		if err != nil {
			return fmt.Errorf("%d have not come: %w", n, err)
		}
		for range bytes.Count(frame, what) {
			n--
			each()
		}
	}
	return nil
}

// sayAll says messages numbered from first, so many under way at once, until all are acknowledged.
func (s *sayer) sayAll(first, n int) error {
	free := make(chan struct{}, inFlight)
	failed := make(chan error, 1)
	go func() { failed <- hearUntil(s.ws, s.acks, n, func() { <-free }) }()
	for i := range n {
		free <- struct{}{}
		if err := s.ws.WriteMessage(websocket.TextMessage, s.say(first+i)); err != nil {
			return err
		}
	}
	return <-failed
}

func (h *hall) everybody(first, n int) error {
	heard := make(chan error, 1)
	go func() { heard <- hearUntil(h.hearer, h.arrival, len(h.sayers)*n, func() {}) }()
	failed := make(chan error, len(h.sayers))
	var all sync.WaitGroup
	for _, s := range h.sayers {
		all.Go(func() { failed <- s.sayAll(first, n) })
	}
	all.Wait()
	close(failed)
	var err error
	for e := range failed {
		err = errors.Join(err, e)
	}
	return errors.Join(err, <-heard)
}

// begin lets one after another say the first thing, which opens the conversation: all who wait are told of each.
func (h *hall) begin() error {
	for _, s := range h.sayers {
		heard := make(chan error, 1)
		go func() { heard <- hearUntil(h.hearer, h.arrival, 1, func() {}) }()
		if err := errors.Join(s.sayAll(0, 1), <-heard); err != nil {
			return err
		}
	}
	return nil
}

func deliverAll(start func() (*child, error), open func(string, int) (*hall, error)) (delivery, error) {
	c, err := start()
	if err != nil {
		return delivery{}, err
	}
	defer c.stop()
	h, err := open(c.url, sayers)
	defer h.close()
	if err == nil {
		err = h.begin()
	}
	if err != nil {
		return delivery{}, err
	}
	begin, work := time.Now(), cpuOf(c.cmd.Process.Pid)
	err = h.everybody(1, eachSays)
	all := float64(sayers * eachSays)
	return delivery{all / time.Since(begin).Seconds(), float64((cpuOf(c.cmd.Process.Pid) - work).Microseconds()) / all}, err
}

// deliverOneByOne is a percentile, in milliseconds, of what passes from a visitor's sending to the operator's reading.
func deliverOneByOne(percent int) (float64, error) {
	c, err := startZagaj()
	if err != nil {
		return 0, err
	}
	defer c.stop()
	h, err := sayToZagaj(c.url, 1)
	defer h.close()
	if err == nil {
		err = h.begin()
	}
	if err != nil {
		return 0, err
	}
	go func() { // the visitor's own socket hears too
		for _, _, err := h.sayers[0].ws.ReadMessage(); err == nil; _, _, err = h.sayers[0].ws.ReadMessage() {
		}
	}()
	times := make([]time.Duration, afterEach)
	for i := range times {
		begun := time.Now()
		if err := h.sayers[0].ws.WriteMessage(websocket.TextMessage, h.sayers[0].say(1+i)); err != nil {
			return 0, err
		}
		if err := hearUntil(h.hearer, h.arrival, 1, func() {}); err != nil {
			return 0, err
		}
		times[i] = time.Since(begun)
	}
	slices.Sort(times)
	return float64(times[len(times)*percent/100].Nanoseconds()) / 1e6, nil
}

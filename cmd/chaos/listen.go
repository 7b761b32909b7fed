package main

import (
	"fmt"
	"time"
)

// listener is a visitor's second tab. It reads the conversation as the widget does: what comes in its order, a resume
// where a number is missing or the line broke, from the start when the store is another one.
type listener struct {
	of       *writer
	line     *writer // only to connect and read
	epoch    string
	last     int64
	violated []string
}

func (x *listener) listen(ended <-chan struct{}) {
	<-x.of.known
	if x.of.conv == "" {
		return
	}
	x.line = &writer{addr: x.of.addr, number: 10_000 + x.of.number, load: x.of.load, token: x.of.token}
	over := make(chan struct{}) // settle after the end
	go func() {
		<-ended
		time.Sleep(settle)
		close(over)
	}()
	for {
		if x.connect() {
			x.follow()
		}
		x.line.hangUp()
		if x.done() {
			return
		}
		select {
		case <-over:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// done reports that the writer has finished and everything acknowledged was heard.
func (x *listener) done() bool { return x.of.over.Load() && x.last >= x.of.last.Load() }

func (x *listener) connect() bool {
	ws, err := dial(x.line.addr, x.line.number)
	if err != nil {
		return false
	}
	x.line.line.Store(ws)
	if !x.line.send(hello(x.line.token)) {
		return false
	}
	for {
		f, ok := x.line.read(ackWithin)
		if !ok || f.T == "error" {
			return false
		}
		if f.T == "welcome" {
			if x.epoch != f.Epoch {
				x.epoch, x.last = f.Epoch, 0
			}
			return x.resume()
		}
	}
}

func (x *listener) resume() bool {
	return x.line.send(map[string]any{"t": "resume", "conversation": x.of.conv, "after": x.last, "epoch": x.epoch})
}

// follow reads until the line breaks or all is heard. Silence is no fault: it asks, as the widget does when it wakes.
func (x *listener) follow() {
	for !x.done() {
		f, ok := x.line.read(5 * time.Second)
		if !ok {
			return
		}
		switch f.T {
		case "message":
			x.hear(f.Message)
		case "tail":
			for i, m := range f.Messages {
				if i == 0 && m.Seq > x.last+1 || i > 0 && m.Seq != f.Messages[i-1].Seq+1 {
					x.violated = append(x.violated, fmt.Sprintf("listener %d: a tail with a hole before %d (known: %d)", x.of.number, m.Seq, x.last))
				}
				x.last = max(x.last, m.Seq)
			}
			if f.More {
				x.resume()
			}
		case "reset":
			x.last = 0
			x.resume()
		}
	}
}

func (x *listener) hear(m message) {
	switch {
	case m.Conversation != x.of.conv:
		x.violated = append(x.violated, fmt.Sprintf("listener %d: heard somebody else's conversation", x.of.number))
	case m.Seq == x.last+1:
		x.last++
	case m.Seq > x.last+1:
		x.resume()
	}
}

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// The panel in a real browser: cmd/bench plays the visitors, widget/e2e/panel-bench.mjs is the operator. The built
// panel is served by the server of the other process.
const (
	filesEnv   = "ZAGAJ_BENCH_FILES" // set: the other process serves the built front ends
	panelLive  = 1000                // visitors on the shop's pages
	panelTalks = 3                   // conversations side by side
	pageEvery  = 20 * time.Second    // how long a live visitor stays on a page

	// A shift of three seats: a conversation takes 810 s then (docs/reports.md), which makes 14 an hour. Its hours are played in
	// minutes: the panel's clock runs on after each conversation, the server's after each hour.
	shiftHour   = 14
	shiftHours  = 8
	shiftAtOnce = 3
	shiftSays   = 4  // messages of the visitor in one conversation, each answered
	shiftDraft  = 5  // frames of a draft before each message: more than five a second are not heard
	shiftGuests = 20 // who come and go beside each conversation: one visit in twenty ends in one
	shiftPages  = 3  // that each of them looks at

	shiftPatience = 10 * time.Minute // for all of one conversation
)

// panelMeasures bound what an operator feels. Frames have an empty page of the same browser as their reference, beside the
// same visitors: it draws sixty a second where nothing else holds the machine.
func panelMeasures() []measure {
	frames := func(pick func(panelFrames) float64) func() (float64, error) {
		return func() (float64, error) {
			f, err := panelMoving()
			return pick(f), err
		}
	}
	return []measure{
		{name: "panel_usable_desk_at_quarter_speed", unit: "ms", goal: 1000, value: panelUsable},
		{name: "panel_desk_frames_of_3_typing_1000_live", unit: "frames/s", goal: 0.97, larger: true,
			value: frames(func(f panelFrames) float64 { return f.desk }), base: frames(func(f panelFrames) float64 { return f.empty })},
		{name: "panel_desk_longest_frame", unit: "ms", goal: 50, absolute: true,
			value: frames(func(f panelFrames) float64 { return f.deskLongest }), base: frames(func(f panelFrames) float64 { return f.emptyLongest })},
		{name: "panel_visitors_frames_of_1000_live", unit: "frames/s", goal: 0.97, larger: true,
			value: frames(func(f panelFrames) float64 { return f.visitors }), base: frames(func(f panelFrames) float64 { return f.empty })},
		{name: "panel_visitors_longest_frame", unit: "ms", goal: 50, absolute: true,
			value: frames(func(f panelFrames) float64 { return f.visitorsLongest }), base: frames(func(f panelFrames) float64 { return f.emptyLongest })},
		{name: "panel_shift_heap_growth", unit: "%", goal: 10, absolute: true, value: grown(func(h panelHeap) float64 { return h.all })},
		{name: "panel_shift_kept_growth", unit: "%", goal: 10, absolute: true, value: grown(func(h panelHeap) float64 { return h.kept })},
	}
}

// operator is the browser's process; it answers each line with a line of figures.
type operator struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// startOperator opens the panel in a browser of its own. It fails when the front ends are not built.
func startOperator(url, task string) (*operator, error) {
	if _, err := os.Stat(filepath.Join("widget", "dist", "panel", "index.html")); err != nil {
		return nil, fmt.Errorf("the panel is not built: run make build: %w", err)
	}
	o := &operator{cmd: exec.Command("node", filepath.Join("widget", "e2e", "panel-bench.mjs"), task, strings.Replace(url, "ws", "http", 1), typistToken)}
	o.cmd.Stderr = os.Stderr
	in, err1 := o.cmd.StdinPipe()
	out, err2 := o.cmd.StdoutPipe()
	if err := errors.Join(err1, err2, o.cmd.Start()); err != nil {
		return nil, err
	}
	o.in, o.out = in, bufio.NewReader(out)
	return o, nil
}

// ask sends a word and reads as many figures as there are places for.
func (o *operator) ask(word string, into ...any) error {
	if _, err := fmt.Fprintln(o.in, word); err != nil {
		return err
	}
	line, err := o.out.ReadString('\n')
	if err != nil {
		return fmt.Errorf("the browser said nothing of %q: %w", word, err)
	}
	_, err = fmt.Sscan(line, into...)
	return err
}

func (o *operator) stop() {
	_ = o.in.Close()
	_ = o.cmd.Wait()
}

// withPanel runs do with a server that serves the panel, and a browser.
func withPanel(task string, do func(c *child, o *operator) error) error {
	dir, err := os.MkdirTemp("", "zagaj-bench")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), typistsEnv+"="+dir, filesEnv+"=1")
	c, err := startChild(cmd, func() { _ = os.RemoveAll(dir) })
	if err != nil {
		return err
	}
	defer c.stop()
	o, err := startOperator(c.url, task)
	if err != nil {
		return err
	}
	defer o.stop()
	return do(c, o)
}

// panelUsable is the time from the address to a desk on which one can write, three conversations open, nothing cached,
// the processor a quarter as fast; the browser's median of five.
var panelUsable = sync.OnceValues(func() (ms float64, err error) {
	err = withPanel("usable", func(c *child, o *operator) error {
		talks, err := talkers(c.url, panelTalks)
		defer hangUpTalks(talks)
		return errors.Join(err, o.ask("measure", &ms))
	})
	return ms, err
})

type panelFrames struct{ empty, emptyLongest, desk, deskLongest, visitors, visitorsLongest float64 }

// panelMoving plays once for all of them.
var panelMoving = sync.OnceValues(func() (f panelFrames, err error) {
	err = withPanel("frames", func(c *child, o *operator) error {
		live, err := gather(panelLive, c.url, beThere)
		defer hangUp(live)
		if err != nil {
			return err
		}
		var over atomic.Bool
		var busy sync.WaitGroup
		defer func() { over.Store(true); hangUp(live); busy.Wait() }()
		for i, ws := range live {
			busy.Go(func() { wander(ws, i, &over) })
		}
		talks, err := talkers(c.url, panelTalks)
		defer hangUpTalks(talks)
		if err != nil {
			return err
		}
		for _, v := range talks {
			busy.Go(func() {
				if _, err := hear(v.ws, "watch"); err != nil { // a draft that nobody sees is not sent
					return
				}
				busy.Go(func() { drain(v.ws) })
				typeOn(v.ws, &over)
			})
		}
		return o.ask("measure", &f.empty, &f.emptyLongest, &f.desk, &f.deskLongest, &f.visitors, &f.visitorsLongest)
	})
	return f, err
})

func talkers(url string, n int) ([]*typist, error) {
	p := &play{url: url, visitors: make([]*typist, n)}
	for i := range n {
		if err := p.arrive(i); err != nil {
			return p.visitors, err
		}
	}
	return p.visitors, nil
}

func hangUpTalks(talks []*typist) {
	for _, v := range talks {
		if v != nil {
			_ = v.ws.Close()
		}
	}
}

func drain(ws *websocket.Conn) {
	for _, _, err := ws.ReadMessage(); err == nil; _, _, err = ws.ReadMessage() {
	}
}

// wander looks at one page after another, each visitor at a moment of its own.
func wander(ws *websocket.Conn, i int, over *atomic.Bool) {
	time.Sleep(pageEvery * time.Duration(i) / panelLive)
	for n := i; !over.Load(); n++ {
		page := wsFrame{"url": fmt.Sprintf("%s/kurtki/%d", typistOrigin, n%97), "type": "product", "product": fmt.Sprint(n % 97), "name": fmt.Sprintf("Kurtka %d", n%97), "category": "kurtki"}
		if ws.WriteJSON(wsFrame{"t": "page", "nav": "push", "page": page}) != nil {
			return
		}
		time.Sleep(pageEvery)
	}
}

// typeOn writes a draft at five frames a second, begun anew when it is long.
func typeOn(ws *websocket.Conn, over *atomic.Bool) {
	tick := time.NewTicker(frameEvery)
	defer tick.Stop()
	for r, length := int64(1), 0; !over.Load(); r++ {
		f := wsFrame{"t": "d", "r": r, "p": length, "n": 0, "s": "ab"}
		if length += 2; length > 2*len(typed) {
			f, length = wsFrame{"t": "d", "r": r, "p": 0, "n": length - 2, "s": "a"}, 1
		}
		if ws.WriteJSON(f) != nil {
			return
		}
		<-tick.C
	}
}

// panelHeap is in bytes: the whole heap, and what the panel keeps in it. Between them lies the code that the browser compiles of
// what runs often: it grows for hours, whatever that keeps.
type panelHeap struct{ all, kept float64 }

// grown is by how much, in per cent, one of them has grown from the end of a shift's first hour to the end of its eighth. Below
// nothing, it has shrunk.
func grown(pick func(panelHeap) float64) func() (float64, error) {
	return func() (float64, error) {
		heap, err := panelShift()
		first, last := pick(heap[0]), pick(heap[shiftHours-1])
		return (last - first) / max(first, 1) * 100, err
	}
}

// panelShift is the heap at the end of each hour, after a collection, with an empty desk and nobody on the site. It plays once for all.
var panelShift = sync.OnceValues(func() (heap [shiftHours]panelHeap, err error) {
	err = withPanel("shift", func(c *child, o *operator) error {
		if err := o.ask("begin", new(int)); err != nil {
			return err
		}
		for h := range heap {
			err := shift(c.url, h*shiftHour, (h+1)*shiftHour)
			if err == nil {
				err = c.pass(time.Hour) // whose visit is over is not told of any more
			}
			if err == nil {
				err = passBy(c.url, shiftHour*shiftHours+h, 1) // and who comes has all be told anew
			}
			if err == nil {
				err = o.ask("hour", &heap[h].all, &heap[h].kept)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return heap, err
})

// shift plays the visitors from one number to another, as many at once as the operator has seats.
func shift(url string, from, to int) error {
	gate, failed := make(chan struct{}, shiftAtOnce), make(chan error, to-from)
	var all sync.WaitGroup
	for i := from; i < to; i++ {
		gate <- struct{}{}
		all.Go(func() {
			defer func() { <-gate }()
			if err := errors.Join(passBy(url, i, shiftGuests), talkThrough(url, i)); err != nil {
				failed <- fmt.Errorf("visitor %d: %w", i, err)
			}
		})
	}
	all.Wait()
	close(failed)
	return <-failed
}

// passBy is the visitors who come, look at some pages and go.
func passBy(url string, i, many int) error {
	for n := range many {
		ws, err := beThere(url, shiftHour*shiftHours+i*shiftGuests+n)
		if err != nil {
			return err
		}
		for p := range shiftPages {
			page := wsFrame{"url": fmt.Sprintf("%s/kurtki/%d", typistOrigin, n+p), "type": "product", "product": fmt.Sprint(n + p), "name": fmt.Sprintf("Kurtka %d", n+p), "category": "kurtki"}
			err = errors.Join(err, ws.WriteJSON(wsFrame{"t": "page", "nav": "push", "page": page}))
		}
		if err := errors.Join(err, ws.Close()); err != nil {
			return err
		}
	}
	return nil
}

// talkThrough is one visitor's conversation until the operator has ended it.
func talkThrough(url string, i int) error {
	ws, err := beThere(url, i)
	if err != nil {
		return err
	}
	defer ws.Close()
	_ = ws.SetReadDeadline(time.Now().Add(shiftPatience)) // an operator that is gone answers nobody
	r := int64(0)
	for n := range shiftSays {
		for at := range shiftDraft {
			r++
			if err := ws.WriteJSON(wsFrame{"t": "d", "r": r, "p": 2 * at, "n": 0, "s": "ab"}); err != nil {
				return err
			}
		}
		text := fmt.Sprintf("%d. %s", n+1, typed)
		if n == shiftSays-1 {
			text = "koniec"
		}
		r = 0
		if err := ws.WriteJSON(wsFrame{"t": "say", "id": fmt.Sprintf("m%d", n), "text": text}); err != nil {
			return err
		}
		if err := hearOperator(ws); err != nil {
			return err
		}
	}
	for {
		f, err := hear(ws, "conversation")
		if err != nil {
			return err
		}
		if c, _ := f["conversation"].(map[string]any); c["state"] == "closed" {
			return nil
		}
	}
}

func hearOperator(ws *websocket.Conn) error {
	for {
		f, err := hear(ws, "message")
		if err != nil {
			return err
		}
		if m, _ := f["message"].(map[string]any); m["role"] == "operator" {
			return nil
		}
	}
}

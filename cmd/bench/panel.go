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
func startOperator(url, task string, more ...string) (*operator, error) {
	if _, err := os.Stat(filepath.Join("widget", "dist", "panel", "index.html")); err != nil {
		return nil, fmt.Errorf("the panel is not built: run make build: %w", err)
	}
	o := &operator{cmd: exec.Command("node", append([]string{filepath.Join("widget", "e2e", "panel-bench.mjs"), task, strings.Replace(url, "ws", "http", 1), typistToken}, more...)...)}
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
	return withPanelAt(1, task, do)
}

// withPanelAt does so with a clock that runs so many times as fast in both.
func withPanelAt(tempo int, task string, do func(c *child, o *operator) error) error {
	dir, err := os.MkdirTemp("", "zagaj-bench")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), typistsEnv+"="+dir, filesEnv+"=1", fmt.Sprintf("%s=%d", tempoEnv, tempo))
	c, err := startChild(cmd, func() { _ = os.RemoveAll(dir) })
	if err != nil {
		return err
	}
	defer c.stop()
	o, err := startOperator(c.url, task, fmt.Sprint(tempo), fmt.Sprint(time.Now().UnixMilli()))
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

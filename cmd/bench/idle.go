package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// idleMeasures: what visitors cost who are only there, with their socket, their place in the index and their visit in
// the engine. The reference is a server on centrifugal/centrifuge at its defaults, whose clients have connected and
// nothing else; it has a module of its own in the folder centrifuge.
func idleMeasures() []measure {
	const many = 10_000
	ours := func() (float64, error) { return idle(many, startZagaj, beThere) }
	theirs := func() (float64, error) {
		return idle(many, func() (*child, error) { return startCentrifuge(false) }, beConnected)
	}
	return []measure{
		{name: "idle_visitor_of_10000_vs_centrifuge", unit: "KB", goal: 0.6, value: ours, base: theirs},
		{name: "idle_visitor_of_10000", unit: "KB", goal: 16, value: ours},
		{name: "idle_process", unit: "MB", goal: 40, value: func() (float64, error) { return resident(0) }},
		{name: "idle_process_with_1000_visitors", unit: "MB", goal: 60, value: func() (float64, error) { return resident(1000) }},
	}
}

// child is a server in a process of its own, which tells on demand how much memory it holds.
type child struct {
	url     string
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	cleanup func()
}

func startChild(cmd *exec.Cmd, cleanup func()) (*child, error) {
	c := &child{cmd: cmd, cleanup: cleanup}
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		cleanup()
		return nil, err
	}
	c.in, c.out = in, bufio.NewReader(out)
	url, err := c.out.ReadString('\n')
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("the server did not start: %w", err)
	}
	c.url = "ws://" + strings.TrimPrefix(strings.TrimSpace(url), "http://")
	return c, nil
}

func (c *child) stop() {
	_ = c.in.Close()
	_ = c.cmd.Wait()
	c.cleanup()
}

// resident is what the server holds after a collection, in bytes.
func (c *child) resident() (float64, error) {
	if _, err := fmt.Fprintln(c.in); err != nil {
		return 0, err
	}
	var bytes float64
	_, err := fmt.Fscanln(c.out, &bytes)
	return bytes, err
}

func startZagaj() (*child, error) {
	dir, err := os.MkdirTemp("", "zagaj-bench")
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), typistsEnv+"="+dir)
	return startChild(cmd, func() { _ = os.RemoveAll(dir) })
}

// startCentrifuge builds and starts the reference, which stores what is published when it is asked to; its sources are found
// from the module's folder, where the bench runs.
func startCentrifuge(stores bool) (*child, error) {
	dir, err := os.MkdirTemp("", "zagaj-bench")
	if err != nil {
		return nil, err
	}
	remove := func() { _ = os.RemoveAll(dir) }
	file := filepath.Join(dir, "centrifuge")
	build := exec.Command("go", "build", "-o", file, ".")
	build.Dir = filepath.Join("cmd", "bench", "centrifuge")
	if out, err := build.CombinedOutput(); err != nil {
		remove()
		return nil, fmt.Errorf("build the reference: %w: %s", err, out)
	}
	cmd := exec.Command(file)
	if stores {
		cmd.Args = append(cmd.Args, filepath.Join(dir, "lines.db"))
	}
	return startChild(cmd, remove)
}

// beThere is a visitor of the product who has looked at a page.
func beThere(url string, i int) (*websocket.Conn, error) {
	ws, err := dialAs(url+"/v1/visitor/socket", http.Header{"Origin": {typistOrigin}, "X-Forwarded-For": {fmt.Sprintf("10.%d.%d.%d", i/62500, i/250%250, i%250+1)}},
		wsFrame{"t": "hello", "shop": "k", "tab": "t", "device": "phone", "lang": "pl", "nav": "load", "consent": true, "visible": true,
			"page": wsFrame{"url": typistOrigin + "/kurtki/17", "type": "product", "product": "17", "name": "Kurtka", "category": "kurtki"}})
	if err != nil {
		return nil, err
	}
	_, err = hear(ws, "welcome")
	return ws, err
}

// beConnected is a client of the reference.
func beConnected(url string, _ int) (*websocket.Conn, error) {
	ws, err := dialAs(url, nil, wsFrame{"id": 1, "connect": wsFrame{}})
	if err != nil {
		return nil, err
	}
	_, _, err = ws.ReadMessage()
	return ws, err
}

// answerPings reads until the socket ends: who does not is taken for gone after a minute, and costs nothing any more.
func answerPings(ws *websocket.Conn) {
	for _, _, err := ws.ReadMessage(); err == nil; _, _, err = ws.ReadMessage() {
	}
}

// gather opens sockets, some at a time, and keeps them open.
func gather(n int, url string, be func(string, int) (*websocket.Conn, error)) ([]*websocket.Conn, error) {
	all := make([]*websocket.Conn, n)
	failed := make(chan error, n)
	gate := make(chan struct{}, 64)
	var wg sync.WaitGroup
	for i := range n {
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			ws, err := be(url, i)
			if err != nil {
				failed <- err
				return
			}
			all[i] = ws
			go answerPings(ws)
		})
	}
	wg.Wait()
	close(failed)
	return all, <-failed
}

// warm is how many come first, so that what a server makes once is not counted.
const warm = 100

// idle is what one of many costs, in kilobytes.
func idle(many int, start func() (*child, error), be func(string, int) (*websocket.Conn, error)) (float64, error) {
	c, err := start()
	if err != nil {
		return 0, err
	}
	defer c.stop()
	first, err := gather(warm, c.url, be)
	defer hangUp(first)
	if err != nil {
		return 0, err
	}
	before, err := c.resident()
	if err != nil {
		return 0, err
	}
	rest, err := gather(many, c.url, func(url string, i int) (*websocket.Conn, error) { return be(url, warm+i) })
	defer hangUp(rest)
	if err != nil {
		return 0, err
	}
	after, err := c.resident()
	return (after - before) / float64(many) / 1024, err
}

func hangUp(all []*websocket.Conn) {
	for _, ws := range all {
		if ws != nil {
			_ = ws.Close()
		}
	}
}

// resident is the whole process with so many visitors, in megabytes.
func resident(visitors int) (float64, error) {
	c, err := startZagaj()
	if err != nil {
		return 0, err
	}
	defer c.stop()
	all, err := gather(visitors, c.url, beThere)
	defer hangUp(all)
	if err != nil {
		return 0, err
	}
	bytes, err := c.resident()
	return bytes / (1 << 20), err
}

// pass lets time pass for the server: its clock runs ahead by so much.
func (c *child) pass(d time.Duration) error {
	if _, err := fmt.Fprintln(c.in, d); err != nil {
		return err
	}
	_, err := fmt.Fscanln(c.out, new(float64))
	return err
}

// reportOnDemand answers each line of the standard input with the resident bytes after a collection. A line may name a
// time, by which the clock runs ahead from then on.
func reportOnDemand() error {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if d, err := time.ParseDuration(lines.Text()); err == nil {
			ahead.Add(int64(d))
		}
		for range 4 { // stacks shrink by half at each collection
			runtime.GC()
		}
		debug.FreeOSMemory()
		text, err := os.ReadFile("/proc/self/statm")
		if err != nil {
			return err
		}
		var all, pages int
		if _, err := fmt.Sscan(string(text), &all, &pages); err != nil {
			return err
		}
		fmt.Println(pages * os.Getpagesize())
	}
	return lines.Err()
}

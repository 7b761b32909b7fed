package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing/fstest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/widget"
)

// The typing visitors: a server of its own process, sockets on both sides, an open loop. What the browsers' side of the
// machine costs is in the times, and not in the server's cores; a bare relay (relay.go) in the server's place shows it.
const (
	typistsEnv   = "ZAGAJ_BENCH_TYPISTS" // the folder of the server in the other process
	frameEvery   = time.Second / 5
	typingFor    = 5 * time.Second
	settleFor    = 2 * time.Second     // visits begin and end their first rows
	watchers     = 10                  // panels, each with a tenth of the conversations on the screen
	gcPercent    = 50                  // as cmd/zagaj has it
	relayEnv     = "ZAGAJ_BENCH_RELAY" // set: a bare relay in that process, in the server's place
	typistOrigin = "https://shop.example"
	typistToken  = "bench-session"
)

type wsFrame map[string]any

// typingServer is the other process: a shop, an operator with a session, and the product.
func typingServer(dir string) error {
	ctx := context.Background()
	debug.SetGCPercent(gcPercent)
	store, err := sql.Open(ctx, "sqlite:"+filepath.Join(dir, "zagaj.db"), clock)
	if err != nil {
		return err
	}
	err = store.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k", Language: "pl", Zone: "UTC", Currency: "PLN", Origins: []string{typistOrigin}, Peek: zagaj.PeekDraft, Seats: 3},
		zagaj.Schedule{Shop: "s", Zone: "UTC", Open: []string{"* * * * *"}}, zagaj.DefaultPolicy())
	if err != nil {
		return err
	}
	err = store.AddOperator(ctx, zagaj.Operator{ID: "anna", Shop: "s", Email: "anna@shop.example", Name: "Anna", Role: zagaj.RoleOwner, Seats: 6, Language: "pl", CreatedAt: clock()})
	if err != nil {
		return err
	}
	if err := store.SaveDeskSettings(ctx, "s", zagaj.DeskSettings{}); err != nil { // nobody answers: no alarm may write
		return err
	}
	sum := sha256.Sum256([]byte(typistToken))
	err = store.AddSession(ctx, zagaj.Session{TokenHash: hex.EncodeToString(sum[:]), Shop: "s", Operator: "anna", CreatedAt: clock(), SeenAt: clock(),
		ExpiresAt: clock().Add(24 * time.Hour), ConfirmedAt: clock()})
	if err != nil {
		return err
	}
	var files fs.FS = fstest.MapFS{}
	if os.Getenv(filesEnv) != "" {
		files = widget.Files()
	}
	server, err := api.New(ctx, api.Config{Store: store, Now: clock, Log: slog.New(slog.DiscardHandler), Platforms: plugin.NewSet(), Epoch: "e",
		Files: files, TrustedProxies: []string{"127.0.0.1"}, MessageBurst: 1 << 20, ShopBurst: 1 << 20})
	if err != nil {
		return err
	}
	go func() { _ = server.Run(ctx) }()
	go runAhead()
	fmt.Println(httptest.NewServer(server.Handler()).URL)
	return reportOnDemand() // until the other side has seen enough
}

// typedRound is what the typing has shown: p99 in milliseconds from frame out of the browsers' side to frame in at the
// panels' side; written is 0 when no file of the store has changed meanwhile.
type typedRound struct{ p99, relayed, cores, written float64 }

// typingRound plays once for all of its measures: they are of one and the same typing. The relay and the product take turns,
// and each figure is the median of its rounds.
var typingRound = sync.OnceValues(func() (typedRound, error) {
	var p99, relayed, cores, written []float64
	for range rounds {
		bare, err := playTyping(true)
		if err != nil {
			return typedRound{}, fmt.Errorf("the relay: %w", err)
		}
		ours, err := playTyping(false)
		if err != nil {
			return typedRound{}, err
		}
		p99, relayed, cores, written = append(p99, ours.p99), append(relayed, bare.p99), append(cores, ours.cores), append(written, ours.written)
	}
	return typedRound{p99: median(p99), relayed: median(relayed), cores: median(cores), written: slices.Max(written)}, nil
})

func playTyping(bare bool) (typedRound, error) {
	dir, err := os.MkdirTemp("", "zagaj-bench")
	if err != nil {
		return typedRound{}, err
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		return typedRound{}, err
	}
	cmd := exec.Command(self)
	cmd.Env, cmd.Stderr = append(os.Environ(), typistsEnv+"="+dir), os.Stderr
	if bare {
		cmd.Env = append(cmd.Env, relayEnv+"=1")
	}
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		return typedRound{}, err
	}
	defer func() { in.Close(); _ = cmd.Wait() }()
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return typedRound{}, fmt.Errorf("the server did not start: %w", err)
	}
	p := &play{url: strings.Replace(strings.TrimSpace(url), "http", "ws", 1), seen: make(chan time.Duration, 1<<16), sent: map[string]time.Time{}}
	gather := p.gather
	if bare {
		gather = p.gatherBare
	}
	if err := gather(); err != nil {
		return typedRound{}, err
	}
	defer p.close()
	time.Sleep(settleFor)
	before, work := storeState(dir), cpuOf(cmd.Process.Pid)
	begin := time.Now()
	if err := p.typeAll(); err != nil {
		return typedRound{}, err
	}
	lasted := time.Since(begin)
	r := typedRound{cores: (cpuOf(cmd.Process.Pid) - work).Seconds() / lasted.Seconds(), written: storeState(dir) - before}
	r.p99, err = p.times()
	return r, err
}

// storeState changes with every write to the store: the bytes of its files and when they last changed.
func storeState(dir string) float64 {
	state := 0.0
	for _, name := range []string{"zagaj.db", "zagaj.db-wal"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			state += float64(info.Size()) + float64(info.ModTime().UnixNano())
		}
	}
	return state
}

// cpuOf is the processor time a process has used so far (proc_pid_stat(5), fields 14 and 15, in hundredths).
func cpuOf(pid int) time.Duration {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	f := strings.Fields(rest)
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// play is the browsers' side.
type play struct {
	url      string
	visitors []*typist
	panels   []*websocket.Conn
	seen     chan time.Duration
	reading  sync.WaitGroup
	mu       sync.Mutex
	sent     map[string]time.Time // by conversation and revision
}

type typist struct {
	ws           *websocket.Conn
	conversation string
}

func dialAs(url string, header http.Header, hello wsFrame) (*websocket.Conn, error) {
	ws, _, err := websocket.DefaultDialer.Dial(url, header)
	if err != nil {
		return nil, err
	}
	return ws, ws.WriteJSON(hello)
}

// hear reads until a frame of the kind.
func hear(ws *websocket.Conn, kind string) (wsFrame, error) {
	for {
		var f wsFrame
		if err := ws.ReadJSON(&f); err != nil || f["t"] == kind {
			return f, err
		}
	}
}

// gather brings a thousand visitors into conversations and lets the panels watch them.
func (p *play) gather() error {
	p.visitors = make([]*typist, typists)
	failed := make(chan error, typists)
	var all sync.WaitGroup
	gate := make(chan struct{}, 20)
	for i := range typists {
		all.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			if err := p.arrive(i); err != nil {
				failed <- err
			}
		})
	}
	all.Wait()
	close(failed)
	if err := <-failed; err != nil {
		return err
	}
	for i := range watchers {
		if err := p.watch(i); err != nil {
			return err
		}
	}
	for _, v := range p.visitors {
		if _, err := hear(v.ws, "watch"); err != nil {
			return err
		}
		p.reading.Go(func() {
			for _, _, err := v.ws.ReadMessage(); err == nil; _, _, err = v.ws.ReadMessage() {
			}
		})
	}
	return nil
}

func (p *play) arrive(i int) error {
	ws, err := dialAs(p.url+"/v1/visitor/socket", http.Header{"Origin": {typistOrigin}, "X-Forwarded-For": {fmt.Sprintf("10.0.%d.%d", i/250, i%250+1)}},
		wsFrame{"t": "hello", "shop": "k", "tab": "t", "device": "phone", "lang": "pl", "nav": "load", "consent": true, "visible": true, "page": wsFrame{"url": typistOrigin}})
	if err != nil {
		return err
	}
	if err := ws.WriteJSON(wsFrame{"t": "say", "id": "m", "text": typed}); err != nil {
		return err
	}
	ack, err := hear(ws, "ack")
	if err != nil {
		return err
	}
	id, _ := ack["conversation"].(string)
	p.visitors[i] = &typist{ws: ws, conversation: id}
	return nil
}

func (p *play) watch(n int) error {
	ws, err := dialAs(p.url+"/v1/panel/socket", http.Header{"Origin": {strings.Replace(p.url, "ws", "http", 1)}, "Cookie": {"zagaj_session=" + typistToken}},
		wsFrame{"t": "hello", "after": wsFrame{}})
	if err != nil {
		return err
	}
	p.panels = append(p.panels, ws)
	for i := n; i < typists; i += watchers {
		if err := ws.WriteJSON(wsFrame{"t": "watch", "conversation": p.visitors[i].conversation, "on": true}); err != nil {
			return err
		}
		if _, err := hear(ws, "draftsync"); err != nil {
			return err
		}
	}
	p.reading.Go(func() { p.readPanel(ws) })
	return nil
}

// readPanel takes the time of every draft that arrives.
func (p *play) readPanel(ws *websocket.Conn) {
	for {
		var f struct {
			T, Conversation string
			R               int64
		}
		if ws.ReadJSON(&f) != nil {
			return
		}
		if f.T == "draft" || f.T == "d" {
			p.arrived(f.Conversation, f.R)
		}
	}
}

func key(conversation string, r int64) string { return conversation + ":" + strconv.FormatInt(r, 10) }

func (p *play) arrived(conversation string, r int64) {
	p.mu.Lock()
	at, ok := p.sent[key(conversation, r)]
	delete(p.sent, key(conversation, r))
	p.mu.Unlock()
	if ok {
		p.seen <- time.Since(at)
	}
}

// typeAll lets everybody type at five frames a second; who begins when is spread over the interval.
func (p *play) typeAll() error {
	failed := make(chan error, typists)
	var all sync.WaitGroup
	for i, v := range p.visitors {
		all.Go(func() {
			time.Sleep(frameEvery * time.Duration(i) / typists)
			tick := time.NewTicker(frameEvery)
			defer tick.Stop()
			for r := int64(1); r <= int64(typingFor/frameEvery); r++ {
				p.mu.Lock()
				p.sent[key(v.conversation, r)] = time.Now()
				p.mu.Unlock()
				if err := v.ws.WriteJSON(wsFrame{"t": "d", "conversation": v.conversation, "r": r, "p": 2 * (r - 1), "n": 0, "s": "ab"}); err != nil {
					failed <- err
					return
				}
				<-tick.C
			}
		})
	}
	all.Wait()
	close(failed)
	return <-failed
}

// times waits until what was sent has arrived and returns the 99th percentile in milliseconds. What never arrives is a
// failure: nothing is dropped at this rate.
func (p *play) times() (float64, error) {
	want := typists * int(typingFor/frameEvery)
	late := time.After(30 * time.Second)
	var took []time.Duration
	for len(took) < want {
		select {
		case t := <-p.seen:
			took = append(took, t)
		case <-late:
			return 0, fmt.Errorf("%d of %d frames arrived", len(took), want)
		}
	}
	return p99(took), nil
}

func (p *play) close() {
	for _, v := range p.visitors {
		v.ws.Close()
	}
	for _, ws := range p.panels {
		ws.Close()
	}
	p.reading.Wait()
}

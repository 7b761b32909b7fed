package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

// guest is a visitor of a play, without a ledger.
func guest(r *run, number int) *writer { return &writer{addr: r.addr, number: number, load: &load{}} }

// says says something until it is acknowledged, as the widget does; false when that takes too long.
func (w *writer) says(text string) bool {
	id := uuid.NewString()
	return eventually(func() bool {
		if w.trySay(id, text) {
			return true
		}
		w.hangUp()
		return false
	})
}

func (w *writer) trySay(id, text string) bool {
	if w.line.Load() == nil && !w.connect() || !w.send(map[string]any{"t": "say", "id": id, "text": text}) {
		return false
	}
	for {
		f, ok := w.read(ackWithin)
		if !ok || (f.T == "error" && f.ID == id) {
			return false
		}
		if f.T == "ack" && f.ID == id {
			w.conv, _ = f.Conversation.(string)
			return true
		}
	}
}

// files counts the process's open files; 0 where the system does not tell.
func (r *run) files() int {
	entries, _ := os.ReadDir(filepath.Join("/proc", strconv.Itoa(r.cmd.Process.Pid), "fd"))
	return len(entries)
}

// resident is the process's memory in bytes; 0 where the system does not tell.
func (r *run) resident() int {
	text, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(r.cmd.Process.Pid), "statm"))
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.Atoi(fields[1])
	return pages * os.Getpagesize()
}

// alive reports that the process is the one that was started: nothing of what was done to it has ended it.
func (r *run) alive() bool {
	select {
	case <-r.gone:
		return false
	default:
		return r.status("/readyz") == 200
	}
}

// badFrames sends what no browser would send. Each costs its own socket at most: a neighbour goes on, and the process
// neither ends nor grows.
func badFrames(_ context.Context, r *run, _ *rand.Rand) ([]string, error) {
	neighbour := guest(r, 1)
	if !neighbour.says("Dzień dobry") {
		return nil, fmt.Errorf("the neighbour cannot say anything")
	}
	before := r.resident()
	all := badBytes()
	failed := make(chan error, len(all))
	for part := range slices.Chunk(all, 15) {
		var together sync.WaitGroup
		for _, bad := range part {
			number := 100 + int(r.faults.Add(1))
			together.Go(func() {
				if err := sendBad(r, number, bad); err != nil {
					failed <- err
				}
			})
		}
		together.Wait()
		if !neighbour.says("Jestem") {
			r.wrong("after %q and others the neighbour is not heard", part[0].name)
		}
	}
	close(failed)
	if err := <-failed; err != nil {
		return nil, err
	}
	if !r.alive() || !neighbour.says("Jeszcze jestem") {
		r.wrong("the server did not survive")
	}
	if grown := r.resident() - before; grown > 64<<20 {
		r.wrong("the server grew by %d bytes", grown)
	}
	return r.violated, nil
}

// sendBad sends a frame from a visitor's socket, and another after it, and waits a moment for an answer or the end.
func sendBad(r *run, number int, bad badFrame) error {
	ws, err := dial(r.addr, number)
	if err != nil {
		return err
	}
	defer ws.Close()
	if err := ws.WriteJSON(hello("")); err != nil {
		return err
	}
	_ = ws.NetConn().SetDeadline(time.Now().Add(ackWithin))
	_, _ = ws.NetConn().Write(bad.frame)
	_ = ws.WriteJSON(map[string]any{"t": "nothing"})
	for err == nil {
		_ = ws.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
		_, _, err = ws.ReadMessage()
	}
	return nil
}

type badFrame struct {
	name  string
	frame []byte
}

func badBytes() []badFrame {
	text := func(payload string) []byte { return rawFrame(0x81, true, []byte(payload)) }
	long := binary.BigEndian.AppendUint64([]byte{0x81, 0xff}, 1<<63-1)
	out := []badFrame{
		{"a length of 2^63-1", append(long, 1, 2, 3, 4)},
		{"a frame over the limit", text(strings.Repeat("x", 17<<10))},
		{"broken UTF-8", text("{\"t\":\"say\",\"text\":\"\xff\"}")},
		{"a binary frame", rawFrame(0x82, true, []byte("{}"))},
		{"a compressed frame", rawFrame(0xc1, true, bytes.Repeat([]byte{0}, 100))},
		{"reserved bits", rawFrame(0xf1, true, []byte("{}"))},
		{"an unknown kind", rawFrame(0x83, true, []byte("{}"))},
		{"a continuation of nothing", rawFrame(0x80, true, []byte("{}"))},
		{"a frame that is not masked", rawFrame(0x81, false, []byte("{}"))},
		{"a ping that is too long", rawFrame(0x89, true, make([]byte, 200))},
		{"half a ping", rawFrame(0x09, true, []byte("x"))},
		{"a close code of one byte", rawFrame(0x88, true, []byte{1})},
		{"a close code that is none", rawFrame(0x88, true, []byte{0, 1})},
		{"a frame that never ends", bytes.Repeat(rawFrame(0x01, true, []byte("x")), 3)},
		{"many pings", bytes.Repeat(rawFrame(0x89, true, []byte("x")), 1000)},
		{"8,000 brackets", text(strings.Repeat("[", 8000))},
		{"8,000 objects", text(strings.Repeat(`{"t":`, 3000))},
		{"8,000 numbers", text(`{"t":"say","page":[` + strings.Repeat("1,", 8000) + `1]}`)},
		{"keys twice", text(`{"t":"say","id":"a","id":"b","text":"x"}`)},
		{"a key by Unicode folding", text("{\"t\":\"say\",\"\u212aind\":1}")},
		{"a number that is too large", text(`{"t":"resume","conversation":"x","after":1e400}`)},
		{"nothing", text("")},
		{"nonsense", text("\u0000\u202e{}")},
	}
	for _, kind := range []string{"hello", "page", "tab", "pulse", "cart", "shown", "dismiss", "open", "say", "resume", "d", "ds", "peek", "rate"} {
		for _, value := range []string{"null", "true", "-1", "1.5", `""`, "[]", "{}", `[{"a":[]}]`} {
			out = append(out, badFrame{kind + " of " + value, text(fmt.Sprintf(
				`{"t":%q,"text":%s,"id":%s,"page":%s,"after":%s,"conversation":%s,"p":%s,"n":%s,"s":%s,"r":%s}`, kind, value, value, value, value, value, value, value, value, value))})
		}
	}
	return out
}

// rawFrame writes a frame's bytes: its first byte, its length, a mask of zeros.
func rawFrame(first byte, masked bool, payload []byte) []byte {
	mask := byte(0)
	if masked {
		mask = 0x80
	}
	out := []byte{first}
	switch n := len(payload); {
	case n < 126:
		out = append(out, mask|byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, mask|126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, mask|127), uint64(n))
	}
	if masked {
		out = append(out, 0, 0, 0, 0)
	}
	return append(out, payload...)
}

// slowAttackers holds on to connections in every way there is. Others are served meanwhile, and in the end every one of
// them is cut.
func slowAttackers(_ context.Context, r *run, _ *rand.Rand) ([]string, error) {
	const each = 100
	var attackers sync.WaitGroup
	cut := make(chan struct{})
	attack := func(number int, first, drop string) error {
		from := &net.TCPAddr{IP: net.IPv4(127, 9, byte(number>>7&127), byte(1+number&127))}
		conn, err := (&net.Dialer{LocalAddr: from}).Dial("tcp", r.addr)
		if err != nil {
			return err
		}
		if _, err := conn.Write([]byte(first)); err != nil {
			return err
		}
		r.faults.Add(1)
		attackers.Go(func() {
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(atMost))
			go func() { // a byte every second, as long as somebody takes it
				for drop != "" {
					if _, err := conn.Write([]byte(drop)); err != nil {
						return
					}
					time.Sleep(time.Second)
				}
			}()
			for err := error(nil); err == nil; {
				_, err = conn.Read(make([]byte, 512))
			}
		})
		return nil
	}
	upgrade := "GET /v1/visitor/socket HTTP/1.1\r\nHost: " + r.addr + "\r\nOrigin: " + origin + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
	for i := range each {
		for j, how := range [][2]string{{"GET / HTTP/1.1\r\nHost: x\r\nX-A: ", "a"}, {"POST /hooks/standard/" + installation + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", "a"}, {"", ""}, {upgrade, ""}} {
			if err := attack(4*i+j, how[0], how[1]); err != nil {
				return nil, err
			}
		}
	}
	go func() {
		attackers.Wait()
		close(cut)
	}()
	for i := range 20 {
		if w := guest(r, i); !w.says("Dzień dobry") {
			r.wrong("visitor %d was not heard beside the attackers", i)
		}
	}
	select {
	case <-cut:
	case <-time.After(atMost):
		r.wrong("some attackers are still connected")
	}
	if !r.alive() {
		r.wrong("the server did not survive")
	}
	return r.violated, nil
}

// comeAndGo lets visitors come and go in every way. Nothing of them stays open.
func comeAndGo(ctx context.Context, r *run, rng *rand.Rand) ([]string, error) {
	guest(r, 1).says("Dzień dobry")
	time.Sleep(time.Second) // the pools have opened what they keep
	before := r.files()
	for number := 0; ctx.Err() == nil || r.faults.Load() < 100; number++ {
		w := guest(r, 200+number%8000)
		if rng.IntN(4) == 0 {
			conn, err := net.Dial("tcp", r.addr)
			if err != nil {
				return nil, err
			}
			_, _ = conn.Write([]byte("GET / HT"))
			_ = conn.Close()
		} else if !w.connect() {
			r.wrong("visitor %d cannot come", number)
			break
		} else if ws := w.line.Load(); rng.IntN(2) == 0 {
			_ = ws.NetConn().(*net.TCPConn).SetLinger(0)
			_ = ws.Close()
		} else {
			_ = ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Now().Add(ackWithin))
			_ = ws.Close()
		}
		r.faults.Add(1)
	}
	const pools = 24 // readers of the store that were not open before
	if before > 0 && !eventually(func() bool { return r.files() <= before+pools }) {
		r.wrong("%d files are open, %d before", r.files(), before)
	}
	return r.violated, nil
}

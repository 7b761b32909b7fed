package api_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// crowdedHouse is a server behind a proxy that names each browser's address, with room for a few lines.
func crowdedHouse(t *testing.T, lines api.Lines) *house {
	t.Helper()
	return openWith(t, sqltest.SQLite(t), func(c *api.Config) { c.TrustedProxies, c.Lines = []string{"127.0.0.1"}, lines })
}

// knockFrom opens a line from an address; nil when it was refused for being one too many.
func knockFrom(t *testing.T, h *house, address string) *line {
	t.Helper()
	ws, answer, err := websocket.DefaultDialer.Dial(strings.Replace(h.URL, "http", "ws", 1)+"/v1/visitor/socket", http.Header{"Origin": {testOrigin}, "X-Forwarded-For": {address}})
	if err == nil {
		t.Cleanup(func() { ws.Close() })
		return &line{t: t, ws: ws}
	}
	if answer == nil || answer.StatusCode != http.StatusTooManyRequests {
		t.Fatalf("from %s: %v", address, err)
	}
	return nil
}

func (l *line) helloTo(shop zagaj.ShopID, token string) {
	l.t.Helper()
	l.send(frame{"t": "hello", "shop": "key-" + string(shop), "token": token, "tab": "tab", "device": "phone", "lang": "pl", "nav": "load", "consent": true, "visible": true,
		"page": frame{"url": testOrigin + "/p/1"}})
}

// wantBack fails when the browser is not asked to come back later.
func (l *line) wantBack() {
	l.t.Helper()
	if ms, _ := l.hear("back")["in_ms"].(float64); ms < 1000 {
		l.t.Errorf("got %v ms, want a while", ms)
	}
	for err := error(nil); ; {
		if _, _, err = l.ws.ReadMessage(); err == nil {
			continue
		}
		var end *websocket.CloseError
		if !errors.As(err, &end) || end.Code != 1013 {
			l.t.Errorf("got %v, want it closed with 1013", err)
		}
		return
	}
}

// wantHeard fails when a line is not served.
func (l *line) wantHeard() {
	l.t.Helper()
	l.send(frame{"t": "questions"})
	l.hear("questions")
}

func TestAnAddressHasSoManyLines(t *testing.T) {
	h := crowdedHouse(t, api.Lines{Address: 3})
	for range 5 { // what is no line takes no room
		req, _ := http.NewRequest("GET", h.URL+"/v1/visitor/socket", nil)
		req.Header.Set("X-Forwarded-For", "2001:db8:1:1::9")
		if status, _ := do(t, h.Client(), req); status == http.StatusTooManyRequests {
			t.Fatal("a request that is no line is counted as one")
		}
	}
	var lines []*line
	for i := range 3 {
		lines = append(lines, knockFrom(t, h, "2001:db8:1:1::"+strconv.Itoa(i)))
	}
	lines[0].helloTo(testShop, "")
	lines[0].hear("welcome")
	if lines[1] == nil || lines[2] == nil || knockFrom(t, h, "2001:db8:1:1:ffff::4") != nil {
		t.Fatal("want three lines of one /64 and not a fourth")
	}
	if knockFrom(t, h, "2001:db8:1:2::1") == nil || knockFrom(t, h, "192.0.2.1") == nil {
		t.Error("another network is refused")
	}
	lines[0].wantHeard()
	for i, l := range lines[:2] { // one that was greeted, one that was not
		l.ws.Close()
		again := knockFrom(t, h, "2001:db8:1:1::5")
		for until := time.Now().Add(time.Minute); again == nil && time.Now().Before(until); again = knockFrom(t, h, "2001:db8:1:1::5") {
			time.Sleep(250 * time.Millisecond) // new lines are paced as well
		}
		if again == nil {
			t.Fatalf("line %d has ended, and its room is still taken", i)
		}
	}
	if knockFrom(t, h, "2001:db8:1:1::6") != nil {
		t.Error("room was given back twice")
	}
}

func TestAVisitorHasSoManyLines(t *testing.T) {
	h := crowdedHouse(t, api.Lines{Visitor: 2})
	first, welcome := visit(t, h, "")
	second, _ := visit(t, h, text(welcome["token"]))
	third := knockFrom(t, h, "192.0.2.1")
	third.helloTo(testShop, text(welcome["token"]))
	third.wantBack()
	first.wantHeard()
	second.wantHeard()
	if _, other := visit(t, h, ""); other["visitor"] == welcome["visitor"] {
		t.Error("another visitor is taken for the first")
	}
}

func TestAShopHasSoManyLines(t *testing.T) {
	h := crowdedHouse(t, api.Lines{Shop: 2})
	first, _ := visit(t, h, "")
	second, _ := visit(t, h, "")
	third := knockFrom(t, h, "192.0.2.1")
	third.helloTo(testShop, "")
	third.wantBack()
	elsewhere := knockFrom(t, h, "192.0.2.1")
	elsewhere.helloTo(otherShop, "")
	elsewhere.hear("welcome")
	first.wantHeard()
	second.wantHeard()
}

func TestNewLinesOfAnAddressArePaced(t *testing.T) {
	at := clock()
	h := openWith(t, sqltest.SQLite(t), func(c *api.Config) {
		c.TrustedProxies, c.Now = []string{"127.0.0.1"}, func() zagaj.Instant { return at }
	}) // nothing is refilled
	taken := 0
	for i := range 70 {
		if l := knockFrom(t, h, "2001:db8::"+strconv.Itoa(i)); l != nil {
			taken++
			l.ws.Close()
		}
	}
	if taken != 60 {
		t.Errorf("%d of 70 lines at once were taken, want 60", taken)
	}
	if knockFrom(t, h, "2001:db8:0:1::1") == nil {
		t.Error("another /64 is refused")
	}
}

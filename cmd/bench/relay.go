package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"strconv"

	"github.com/gorilla/websocket"
)

// The bare relay is what the typing is compared with: what a visitor's socket brings goes on, unread, to the panel it
// belongs to. It has the sockets, the goroutines and the queue that any server has, and no work of its own.
const (
	relayVisitor = "/relay/visitor"
	relayPanel   = "/relay/panel"
	relayQueue   = 1024
)

// relayServer is the other process when it is no server of ours.
func relayServer() error {
	debug.SetGCPercent(gcPercent)
	fmt.Println(httptest.NewServer(relay()).URL)
	return reportOnDemand()
}

func relay() http.Handler {
	up := websocket.Upgrader{ReadBufferSize: 256, WriteBufferSize: 512, CheckOrigin: func(*http.Request) bool { return true }}
	var panels [watchers]chan []byte
	for i := range panels {
		panels[i] = make(chan []byte, relayQueue)
	}
	panelOf := func(r *http.Request) chan []byte {
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		return panels[n%watchers]
	}
	mux := http.NewServeMux()
	mux.HandleFunc(relayVisitor, func(w http.ResponseWriter, r *http.Request) {
		ws, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		to := panelOf(r)
		for {
			_, frame, err := ws.ReadMessage()
			if err != nil {
				return
			}
			to <- frame
		}
	})
	mux.HandleFunc(relayPanel, func(w http.ResponseWriter, r *http.Request) {
		ws, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		for frame := range panelOf(r) {
			if ws.WriteMessage(websocket.TextMessage, frame) != nil {
				return
			}
		}
	})
	return mux
}

// gatherBare brings the same thousand and the same panels to the relay, which knows no conversations: they are numbers.
func (p *play) gatherBare() error {
	p.visitors = make([]*typist, typists)
	for i := range p.visitors {
		ws, _, err := websocket.DefaultDialer.Dial(p.url+relayVisitor+"?n="+strconv.Itoa(i), nil)
		if err != nil {
			return err
		}
		p.visitors[i] = &typist{ws: ws, conversation: strconv.Itoa(i)}
	}
	for i := range watchers {
		ws, _, err := websocket.DefaultDialer.Dial(p.url+relayPanel+"?n="+strconv.Itoa(i), nil)
		if err != nil {
			return err
		}
		p.panels = append(p.panels, ws)
		p.reading.Go(func() { p.readPanel(ws) })
	}
	return nil
}

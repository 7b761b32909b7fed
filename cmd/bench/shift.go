package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A shift of eight hours at three seats, played with a clock that runs fast on all sides. What an hour holds was taken from what
// others have counted, before it was measured:
//
//   - A conversation takes 810 s at three seats (docs/reports.md), which makes 14 an hour.
//   - A conversation of a shop has 20 messages of 7.4 words on average (Chen et al. 2020, The JDDC Corpus: a million of them),
//     half of them the visitor's, which makes one every 81 s.
//   - On a phone people type 36.2 words of five characters a minute (Palin et al. 2019, 37,370 people): three characters a second,
//     each of which is a frame, since five a second are heard. The operator types 52 words a minute on a keyboard (Dhakal et al.
//     2018, 168,000 people).
//   - 5,725,191 of 608,268,516 visits had a conversation (Comm100, Chat to Visit Ratio Report, 2015): 106 to one.
//   - A visit looks at 3.4 goods, each for 57 s (REES46's open data: 5,067 visits).
//
// Thinner than life: what the server does every second by the machine's time, the list of visitors above all, comes once a minute
// of the shift's, pictures are drawn a sixtieth as often, and where the machine is too slow the answers come late.
const (
	tempoEnv = "ZAGAJ_BENCH_TEMPO" // how many times as fast the clock of the other process runs

	shiftTempo  = 60 // an hour in a minute
	shiftHours  = 8
	shiftHour   = 14
	shiftAtOnce = 3
	shiftSays   = 10
	shiftEvery  = 81 * time.Second
	shiftKey    = time.Minute / 181                               // 36.2 words of five characters
	shiftText   = "Czy ta kurtka jest cieplejsza od poprzedniej?" // seven words
	shiftGuests = 106
	shiftLook   = 57 * time.Second
	shiftQuiet  = 31 * time.Minute // after which every visit is over

	shiftPatience = 10 * time.Minute // of the machine's, for all of one conversation
)

// runAhead lets this process's clock run as fast as it was told to, if it was, a millisecond at a time.
func runAhead() {
	tempo, err := strconv.Atoi(os.Getenv(tempoEnv))
	if err != nil || tempo <= 1 {
		return
	}
	last := time.Now()
	for now := range time.Tick(time.Millisecond) {
		ahead.Add(int64(now.Sub(last)) * int64(tempo-1))
		last = now
	}
}

// pause is so much time of the shift's.
func pause(d time.Duration) { time.Sleep(d / shiftTempo) }

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
	err = withPanelAt(shiftTempo, "shift", func(c *child, o *operator) error {
		if err := o.ask("begin", new(int)); err != nil {
			return err
		}
		for h := range heap {
			err := shift(c.url, h)
			if err == nil {
				err = c.pass(shiftQuiet) // whose visit is over is not told of any more
			}
			if err == nil {
				err = passBy(c.url, shiftHours*shiftHour*(shiftGuests+1)+h) // and who comes has all be told anew
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

// shift plays the visitors of an hour: who talk, as many at once as the operator has seats, and who come and go beside them.
func shift(url string, hour int) error {
	const guests = shiftHour * shiftGuests
	gate, failed := make(chan struct{}, shiftAtOnce), make(chan error, shiftHour+guests)
	var all sync.WaitGroup
	play := func(what string, i int, do func(string, int) error) {
		all.Go(func() {
			if err := do(url, i); err != nil {
				failed <- fmt.Errorf("%s %d: %w", what, i, err)
			}
		})
	}
	all.Go(func() {
		tick := time.NewTicker(time.Hour / guests / shiftTempo)
		defer tick.Stop()
		for n := range guests {
			<-tick.C
			play("guest", shiftHours*shiftHour+hour*guests+n, passBy)
		}
	})
	for i := range shiftHour {
		gate <- struct{}{}
		play("visitor", hour*shiftHour+i, func(url string, i int) error {
			defer func() { <-gate }()
			return talkThrough(url, i)
		})
	}
	all.Wait()
	close(failed)
	return <-failed
}

// passBy is a visitor who comes, looks at three pages or four and goes.
func passBy(url string, i int) error {
	ws, err := beThere(url, i)
	if err != nil {
		return err
	}
	defer ws.Close()
	go drain(ws)
	pages := 34*(i+1)/10 - 34*i/10
	for p := range pages - 1 {
		pause(shiftLook)
		page := wsFrame{"url": fmt.Sprintf("%s/kurtki/%d", typistOrigin, (i+p)%97), "type": "product", "product": fmt.Sprint((i + p) % 97), "name": fmt.Sprintf("Kurtka %d", (i+p)%97), "category": "kurtki"}
		if err := ws.WriteJSON(wsFrame{"t": "page", "nav": "push", "page": page}); err != nil {
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
	begun := time.Now()
	for n := range shiftSays {
		time.Sleep(time.Until(begun.Add(time.Duration(n) * shiftEvery / shiftTempo)))
		text := fmt.Sprintf("%d. %s", n+1, shiftText)
		if n == shiftSays-1 {
			text = "koniec"
		}
		if n > 0 { // before the first, there is nobody to see it
			if err := typeOut(ws, text); err != nil {
				return err
			}
		}
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

// typeOut is the draft of a text, key by key.
func typeOut(ws *websocket.Conn, text string) error {
	for at, key := range []rune(text) {
		if err := ws.WriteJSON(wsFrame{"t": "d", "r": at + 1, "p": at, "n": 0, "s": string(key)}); err != nil {
			return err
		}
		pause(shiftKey)
	}
	return nil
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

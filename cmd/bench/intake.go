package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/zagaj/zagaj/plugin"
)

// intakeMeasures: carts of a shop's platform by HTTP, as fast as they are taken: verified, decoded, stored and committed
// before each 200. The reference is a handler on gin that reads the body and does nothing with it. As many senders as in the measures of the store
// keep both processors busy. A quarter of them do not, because they wait for the disk: what they see beside that handler is told and not judged, and
// what is judged is how it compares with storing alone (bareStore). A round lasts two seconds and differs from the next by a tenth and more, so there are nine.
func intakeMeasures() []measure {
	at := func(senders int, beside string, base func(senders int) (float64, error)) measure {
		return measure{name: fmt.Sprintf("intake_cart_%d_vs_%s", senders, beside), unit: "deliveries/s", larger: true, rounds: 9,
			value: func() (float64, error) { return intake(senders) }, base: func() (float64, error) { return base(senders) }}
	}
	busy, told, few := at(senders, "bare_gin", bareIntake), at(senders/4, "bare_gin", bareIntake), at(senders/4, "bare_store", storedIntake)
	busy.goal, told.told, few.goal = 0.4, true, 0.7
	return []measure{busy, told, few}
}

// intakeDeliveries are enough to fill the queues and the pools many times over, and for the collector of garbage to have its usual share.
const intakeDeliveries = 30_000

// intakePath is where they go.
const intakePath = "/hooks/standard/i"

// intakeRequests are written out once: the sender's work is not the server's.
var intakeRequests = sync.OnceValues(func() ([][]byte, error) {
	deliveries, err := signedCarts(intakeDeliveries)
	requests := make([][]byte, len(deliveries))
	for i, d := range deliveries {
		requests[i] = writtenOut(intakePath, d)
	}
	return requests, err
})

func intake(senders int) (float64, error) {
	front, stop, err := hookServer()
	if err != nil {
		return 0, err
	}
	defer stop()
	return pour(front, senders)
}

func bareIntake(senders int) (float64, error) {
	return pourIntoGin(senders, func(*gin.Context, []byte) error { return nil })
}

// storedIntake is a handler that stores the body as it came, under the delivery's id, and does nothing else.
func storedIntake(senders int) (float64, error) {
	store, stop, err := bareStore()
	if err != nil {
		return 0, err
	}
	defer stop()
	return pourIntoGin(senders, func(c *gin.Context, body []byte) error { return store(c.GetHeader("Webhook-Id"), body) })
}

func pourIntoGin(senders int, take func(c *gin.Context, body []byte) error) (float64, error) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.POST(intakePath, func(c *gin.Context) {
		body, err := io.ReadAll(c.Request.Body)
		if err == nil {
			err = take(c, body)
		}
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.JSON(http.StatusOK, gin.H{"stored": 1})
	})
	front := httptest.NewServer(r)
	defer front.Close()
	return pour(front, senders)
}

// pour sends all deliveries over a connection of each sender, and returns how many were taken in a second. The answers are only looked at:
// the sender shares the machine. An eighth is sent before anything is counted, so that no connection is new.
func pour(front *httptest.Server, senders int) (float64, error) {
	requests, err := intakeRequests()
	if err != nil {
		return 0, err
	}
	lines := make([]line, senders)
	for i := range lines {
		conn, err := net.Dial("tcp", strings.TrimPrefix(front.URL, "http://"))
		if err != nil {
			return 0, err
		}
		defer conn.Close()
		lines[i] = line{conn, bufio.NewReader(conn)}
	}
	runtime.GC() // what was thrown away before falls on nobody
	const before = intakeDeliveries / 8
	if err := pourOver(lines, requests[:before]); err != nil {
		return 0, err
	}
	begin := time.Now()
	err = pourOver(lines, requests[before:])
	return (intakeDeliveries - before) / time.Since(begin).Seconds(), err
}

// line is a sender's connection.
type line struct {
	net.Conn
	answers *bufio.Reader
}

func pourOver(lines []line, requests [][]byte) error {
	failed := make(chan error, len(lines))
	for first, l := range lines {
		go func() {
			var err error
			for i := first; i < len(requests) && err == nil; i += len(lines) {
				if _, err = l.Write(requests[i]); err == nil {
					err = takenBy(l.answers)
				}
			}
			failed <- err
		}()
	}
	var first error
	for range lines {
		first = cmp.Or(first, <-failed) // one tells enough: what fails, fails for all
	}
	return first
}

func writtenOut(path string, d plugin.Delivery) []byte {
	out := []byte("POST " + path + " HTTP/1.1\r\nHost: zagaj.example\r\nUser-Agent: bench\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(d.Body)) + "\r\n")
	for name, values := range d.Header {
		out = fmt.Appendf(out, "%s: %s\r\n", name, values[0])
	}
	return append(append(out, "\r\n"...), d.Body...)
}

// takenBy reads one answer and fails unless it is 200.
func takenBy(answers *bufio.Reader) error {
	status, length := "", 0
	for {
		line, err := answers.ReadSlice('\n')
		if err != nil {
			return err
		}
		if status == "" {
			status = string(line)
		}
		if rest, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length, _ = strconv.Atoi(strings.TrimSpace(string(rest)))
		}
		if len(line) <= len("\r\n") {
			break
		}
	}
	_, err := answers.Discard(length)
	if err == nil && !strings.Contains(status, " 200 ") {
		err = fmt.Errorf("answered %q", status)
	}
	return err
}

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/zagaj/zagaj/plugin"
)

// intakeMeasures: carts of a shop's platform by HTTP, as fast as they are taken: verified, decoded, stored and committed
// before each 200. The reference is a handler on gin that reads the body and does nothing with it.
func intakeMeasures() []measure {
	return []measure{
		{name: "intake_cart_vs_bare_gin", unit: "deliveries/s", goal: 0.4, larger: true, value: intake, base: bareIntake},
	}
}

// intakeDeliveries are enough to fill the queues and the pools many times over.
const intakeDeliveries = 10_000

func intake() (float64, error) {
	front, stop, err := hookServer()
	if err != nil {
		return 0, err
	}
	defer stop()
	return pour(front, "/hooks/standard/i")
}

func bareIntake() (float64, error) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.POST("/hooks/standard/i", func(c *gin.Context) {
		if _, err := io.ReadAll(c.Request.Body); err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.JSON(http.StatusOK, gin.H{"stored": 1})
	})
	front := httptest.NewServer(r)
	defer front.Close()
	return pour(front, "/hooks/standard/i")
}

// pour sends all deliveries over so many connections, and returns how many were taken in a second. The requests are
// written out before the clock starts and the answers are only looked at: the sender shares the machine.
func pour(front *httptest.Server, path string) (float64, error) {
	deliveries, err := signedCarts()
	if err != nil {
		return 0, err
	}
	requests := make([][]byte, intakeDeliveries)
	for i, d := range deliveries[:intakeDeliveries] {
		requests[i] = writtenOut(path, d)
	}
	address := strings.TrimPrefix(front.URL, "http://")
	failed := make(chan error, burstSenders)
	var all sync.WaitGroup
	begin := time.Now()
	for sender := range burstSenders {
		all.Go(func() { failed <- pourOne(address, requests, sender) })
	}
	all.Wait()
	rate := intakeDeliveries / time.Since(begin).Seconds()
	for range burstSenders {
		if err := <-failed; err != nil {
			return 0, err
		}
	}
	return rate, nil
}

func writtenOut(path string, d plugin.Delivery) []byte {
	out := []byte("POST " + path + " HTTP/1.1\r\nHost: zagaj.example\r\nUser-Agent: bench\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(d.Body)) + "\r\n")
	for name, values := range d.Header {
		out = fmt.Appendf(out, "%s: %s\r\n", name, values[0])
	}
	return append(append(out, "\r\n"...), d.Body...)
}

func pourOne(address string, requests [][]byte, first int) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for i := first; i < len(requests); i += burstSenders {
		if _, err := conn.Write(requests[i]); err != nil {
			return err
		}
		if err := takenBy(answers); err != nil {
			return err
		}
	}
	return nil
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
		err = fmt.Errorf("answered %s", status)
	}
	return err
}

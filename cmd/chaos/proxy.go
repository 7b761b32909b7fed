package main

import (
	"bytes"
	"net"
	"sync/atomic"
	"time"
)

// proxy stands between the server and PostgreSQL and can lose the reply to one COMMIT, or to a statement that stores messages and is a
// transaction of its own.
type proxy struct {
	addr    string
	to      string
	l       net.Listener
	cutNext atomic.Bool
	cuts    atomic.Int64
}

func newProxy(to string) (*proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{addr: l.Addr().String(), to: to, l: l}
	go p.serve()
	return p, nil
}

func (p *proxy) close() { _ = p.l.Close() }

func (p *proxy) serve() {
	for {
		c, err := p.l.Accept()
		if err != nil {
			return
		}
		go p.carry(c)
	}
}

func (p *proxy) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer server.Close()
	var lost atomic.Bool // the reply on its way must not arrive
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer client.Close()
		buf := make([]byte, 32<<10)
		for {
			n, err := server.Read(buf)
			if lost.Load() {
				p.cuts.Add(1)
				return // the database has committed, for it answers
			}
			if n > 0 {
				if _, err := client.Write(buf[:n]); err != nil {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	var own []byte // how the last such statement is run
	buf := make([]byte, 32<<10)
	for {
		n, err := client.Read(buf)
		if n > 0 {
			if run := runOf(buf[:n]); run != nil {
				own = run
			}
			commits := bytes.Contains(buf[:n], []byte("COMMIT")) || own != nil && buf[0] == 'B' && bytes.HasPrefix(buf[min(n, bindHead):n], own)
			if commits && p.cutNext.CompareAndSwap(true, false) {
				lost.Store(true)
			}
			if _, err := server.Write(buf[:n]); err != nil {
				break
			}
		}
		if err != nil {
			break
		}
	}
	_ = server.SetReadDeadline(time.Now().Add(time.Second))
	<-done
}

// bindHead is how long the head of PostgreSQL's message Bind is: its kind and its length.
const bindHead = 5

// runOf returns how a message Bind goes on that runs the statement which is prepared here, nil unless it stores messages by itself: the
// unnamed portal, and the statement's name.
func runOf(sent []byte) []byte {
	at := bytes.Index(sent, []byte("saved AS (INSERT INTO messages"))
	if at < bindHead || sent[0] != 'P' {
		return nil
	}
	name, _, _ := bytes.Cut(sent[bindHead:], []byte{0})
	return append(append([]byte{0}, name...), 0)
}

package main

import (
	"bytes"
	"net"
	"sync/atomic"
	"time"
)

// proxy stands between the server and PostgreSQL and can lose the reply to one COMMIT.
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
	buf := make([]byte, 32<<10)
	for {
		n, err := client.Read(buf)
		if n > 0 {
			if bytes.Contains(buf[:n], []byte("COMMIT")) && p.cutNext.CompareAndSwap(true, false) {
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

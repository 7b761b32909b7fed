package api

import (
	"sync"
	"time"

	"github.com/zagaj/zagaj"
)

// connections remembers installations, so that a delivery costs no read of the store, and can be verified while the
// store is away.
type connections struct {
	mu   sync.Mutex
	seen map[zagaj.InstallationID]*connection
}

type connection struct {
	zagaj.Installation
	readAt  zagaj.Instant
	notedAt zagaj.Instant
	failure string
	waiting zagaj.DeliveryHealth // what is not written yet
}

const (
	// connectionFresh is how long a changed secret may go unnoticed.
	connectionFresh = time.Second
	// connectionCount bounds the memory; beyond it all are read anew.
	connectionCount = 10_000
)

func newConnections() *connections {
	return &connections{seen: map[zagaj.InstallationID]*connection{}}
}

func (c *connections) keep(in zagaj.Installation, now zagaj.Instant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.seen) >= connectionCount {
		clear(c.seen)
	}
	if k, ok := c.seen[in.ID]; ok {
		k.Installation, k.readAt = in, now
		return
	}
	c.seen[in.ID] = &connection{Installation: in, readAt: now, failure: in.LastError}
}

func (c *connections) forget(id zagaj.InstallationID) {
	c.mu.Lock()
	delete(c.seen, id)
	c.mu.Unlock()
}

func (c *connections) known(id zagaj.InstallationID) (zagaj.Installation, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.seen[id]
	if !ok {
		return zagaj.Installation{}, false
	}
	return k.Installation, true
}

func (c *connections) fresh(id zagaj.InstallationID, now zagaj.Instant) (zagaj.Installation, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.seen[id]
	if !ok || now.Sub(k.readAt) > connectionFresh {
		return zagaj.Installation{}, false
	}
	return k.Installation, true
}

// count takes one delivery into an installation's health. It returns what should be written now, when that is due: when the
// answer changed, else every ten seconds.
func (c *connections) count(id zagaj.InstallationID, failure string, lag int64, now zagaj.Instant) (zagaj.DeliveryHealth, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.seen[id]
	if !ok {
		k = &connection{}
	}
	h := &k.waiting
	h.At, h.Failure = now, failure
	if failure == "" {
		h.Accepted, h.Failures, h.Lag = h.Accepted+1, 0, lag
	} else {
		h.Refused, h.Failures = h.Refused+1, h.Failures+1
	}
	if ok && k.failure == failure && k.notedAt > 0 && now.Sub(k.notedAt) < noteEvery {
		return zagaj.DeliveryHealth{}, false
	}
	due := *h
	k.failure, k.notedAt, k.waiting = failure, now, zagaj.DeliveryHealth{}
	return due, true
}

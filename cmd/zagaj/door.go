package main

import (
	"net/http"
	"sync"
)

// door stands before the product while its store is being opened. Health is answered at once: the process runs and is
// not ready. Everything else waits, as it would for a listener that does not take it yet.
type door struct {
	once  sync.Once
	ready chan struct{}
	inner http.Handler // set before ready is closed
}

func newDoor() *door { return &door{ready: make(chan struct{})} }

// open lets everybody through.
func (d *door) open(h http.Handler) {
	d.once.Do(func() {
		d.inner = h
		close(d.ready)
	})
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case <-d.ready:
		d.inner.ServeHTTP(w, r)
		return
	default:
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	switch r.URL.Path {
	case "/healthz":
		_, _ = w.Write([]byte(`{"ok":true}`))
		return
	case "/readyz":
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(`{"code":"unavailable","message":"starting: the store is being looked through"}`))
		return
	}
	w.Header().Del("Content-Type")
	select {
	case <-d.ready:
		d.inner.ServeHTTP(w, r)
	case <-r.Context().Done():
	}
}

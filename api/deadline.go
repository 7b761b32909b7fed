package api

import (
	"context"
	"sync"
	"time"
)

// deadline hands out contexts that end within a time, or up to a tenth of it earlier: whoever asks in that tenth has the same one. One for
// each, with its timer, took a fiftieth of a delivery's processor time. None ends with its request: who hangs up takes nothing back.
type deadline struct {
	within time.Duration

	mu     sync.Mutex // guards ctx and shared
	ctx    context.Context
	shared time.Time // until when ctx is handed out
}

func (d *deadline) context() context.Context {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := time.Now(); now.After(d.shared) {
		ctx, cancel := context.WithTimeout(context.Background(), d.within)
		context.AfterFunc(ctx, cancel)
		d.ctx, d.shared = ctx, now.Add(d.within/10)
	}
	return d.ctx
}

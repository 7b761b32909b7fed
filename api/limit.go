package api

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/zagaj/zagaj"
)

// limiter holds one token bucket a key. It forgets keys unused for an hour and, when full, forgets all:
// an attacker who fills it gains one burst, nobody is locked out.
type limiter struct {
	mu    sync.Mutex
	every time.Duration
	burst int
	seen  map[string]*bucket
}

type bucket struct {
	*rate.Limiter
	at zagaj.Instant
}

const limiterKeys = 50_000

func newLimiter(every time.Duration, burst int) *limiter {
	return &limiter{every: every, burst: burst, seen: map[string]*bucket{}}
}

func (l *limiter) allow(key string, now zagaj.Instant) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.seen[key]
	if !ok {
		if len(l.seen) >= limiterKeys {
			l.forget(now)
		}
		b = &bucket{Limiter: rate.NewLimiter(rate.Every(l.every), l.burst)}
		l.seen[key] = b
	}
	b.at = now
	return b.AllowN(now.Time(), 1)
}

func (l *limiter) forget(now zagaj.Instant) {
	for k, b := range l.seen {
		if now.Sub(b.at) > time.Hour {
			delete(l.seen, k)
		}
	}
	if len(l.seen) >= limiterKeys {
		l.seen = map[string]*bucket{}
	}
}

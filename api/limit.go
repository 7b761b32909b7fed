package api

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/zagaj/zagaj"
)

// limiter holds one token bucket a key, for at most limiterKeys keys. A bucket that is full again is as none, and goes; when all
// are in use the key that was not used for longest makes room: who comes with ever new keys gains one burst each, and takes
// nothing from those who are active.
type limiter struct {
	mu    sync.Mutex
	every time.Duration
	burst int
	seen  map[string]*list.Element
	order *list.List // of *bucket, the last used one first
}

type bucket struct {
	*rate.Limiter
	key string
}

const limiterKeys = 50_000

// forgets is how many full buckets go at most for each new one.
const forgets = 4

func newLimiter(every time.Duration, burst int) *limiter {
	return &limiter{every: every, burst: burst, seen: map[string]*list.Element{}, order: list.New()}
}

func (l *limiter) allow(key string, now zagaj.Instant) bool { return l.allowN(key, now, 1) }

// allowN is allow for what costs as much as n others, none of which is taken when they are not all there.
func (l *limiter) allowN(key string, now zagaj.Instant, n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of(key, now).AllowN(now.Time(), n)
}

// wait is allow for who may come later: it returns in how long the turn comes, and false when that is more than most.
func (l *limiter) wait(key string, now zagaj.Instant, most time.Duration) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	turn := l.of(key, now).ReserveN(now.Time(), 1)
	in := turn.DelayFrom(now.Time())
	if in > max(most, 0) {
		turn.CancelAt(now.Time())
		return 0, false
	}
	return in, true
}

// of finds a key's bucket or makes it.
func (l *limiter) of(key string, now zagaj.Instant) *bucket {
	if at, ok := l.seen[key]; ok {
		l.order.MoveToFront(at)
		return at.Value.(*bucket)
	}
	for range forgets {
		if at := l.order.Back(); at == nil || (l.order.Len() < limiterKeys && at.Value.(*bucket).TokensAt(now.Time()) < float64(l.burst)) {
			break
		}
		delete(l.seen, l.order.Remove(l.order.Back()).(*bucket).key)
	}
	made := &bucket{rate.NewLimiter(rate.Every(l.every), l.burst), key}
	l.seen[key] = l.order.PushFront(made)
	return made
}

// newPace is the token bucket of one caller, who keeps it.
func newPace(every time.Duration, burst int) *rate.Limiter {
	return rate.NewLimiter(rate.Every(every), burst)
}

// mayDraft counts a draft frame. The buckets of what most visitors never do are made when they first do it.
func (v *caller) mayDraft(now zagaj.Instant) bool {
	if v.drafting == nil {
		v.drafting = newPace(draftEvery, draftBurst)
	}
	return v.drafting.AllowN(now.Time(), 1)
}

// mayWrite counts a message, or a tap on a question.
func (s *Server) mayWrite(v *caller) bool { return s.says.allow(string(v.visitor.ID), s.now()) }

// A visitor's frames cost one, and an event, which is stored, as much as five more: ten a second on average, many more than a person can
// cause, and a hundred at once, in which a page tells of itself and of all that happened before the line was up. Each visitor has one bucket
// for all lines and beacons; it stands before the shop's share, so that who floods takes nothing from the others.
const (
	askEvery   = time.Second / 60
	askBurst   = 600
	eventCosts = 5
)

// mayAsk counts a frame.
func (s *Server) mayAsk(v *caller) bool { return s.asks.allow(string(v.visitor.ID), s.now()) }

// mayTell counts an event.
func (s *Server) mayTell(v *caller) bool {
	return s.asks.allowN(string(v.visitor.ID), s.now(), eventCosts)
}

package api

import (
	"context"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// mostUnderWay is how many messages of one socket are under way to the store at once; with more the socket is not read on.
const mostUnderWay = 8

// sayWithin is how long a message may take to be stored before its sender is told that it was not.
const sayWithin = 10 * time.Second

// flight is the messages of one visitor's socket that are under way to the store. They follow one another without waiting
// for each commit, and whatever else comes over the socket waits until all have arrived: what a visitor did stays in order.
type flight struct {
	places  chan struct{}
	mu      sync.Mutex
	refused []underWay // the conversation was closed: they are said anew, one after another
	anew    bool       // somebody is at it
	stale   bool       // where messages went to is not where they belong any more
}

// underWay is a message and what ends the wait for it.
type underWay struct {
	m    zagaj.Message
	mood bool // operators see what it sounds like
	end  func()
}

func newFlight() *flight { return &flight{places: make(chan struct{}, mostUnderWay)} }

// isUp reports whether anything is under way. Only who reads the socket calls it.
func (f *flight) isUp() bool { return f != nil && len(f.places) > 0 }

// land returns when nothing is under way. Only who reads the socket calls it, so nothing takes off meanwhile.
func (f *flight) land(ctx context.Context) error {
	if !f.isUp() {
		return nil
	}
	for range mostUnderWay {
		select {
		case f.places <- struct{}{}:
			defer func() { <-f.places }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// settle reports whether messages may still go where the last ones went; if not, none is under way any more.
func (f *flight) settle(ctx context.Context) (bool, error) {
	f.mu.Lock()
	stale := f.stale
	f.mu.Unlock()
	if !stale {
		return true, nil
	}
	if err := f.land(ctx); err != nil {
		return false, err
	}
	f.mu.Lock()
	f.stale = false
	f.mu.Unlock()
	return false, nil
}

// sayOn stores a message in the only conversation the visitor has ever had, and does not wait for it. There the store
// itself knows a repeat, and that it is closed.
func (s *Server) sayOn(sess *live.Session, v *caller, m zagaj.Message, mood bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), sayWithin)
	select {
	case v.flight.places <- struct{}{}:
	case <-ctx.Done():
		cancel()
		return ctx.Err()
	}
	u := underWay{m: m, mood: mood, end: func() { cancel(); <-v.flight.places }}
	s.desk.SayThen(ctx, m, func(said zagaj.Message, err error) {
		switch zagaj.CodeOf(err) {
		case zagaj.CodeConflict, zagaj.CodeNotFound: // closed or erased meanwhile, or another message with this id
			s.sayAnew(sess, v, u)
			return
		}
		s.answerSaid(sess, u, said, err)
	})
	return nil
}

// sayAnew lets a message be said again where it belongs, behind those before it that met the same.
func (s *Server) sayAnew(sess *live.Session, v *caller, u underWay) {
	f := v.flight
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stale, f.refused = true, append(f.refused, u)
	if !f.anew {
		f.anew = true
		go s.sayRefused(sess, v)
	}
}

// sayRefused says anew what was refused, until nothing is left. It looks at the caller as it stands: whoever reads the
// socket changes nothing of it before all have landed.
func (s *Server) sayRefused(sess *live.Session, v *caller) {
	here := *v
	for f := v.flight; ; {
		f.mu.Lock()
		if len(f.refused) == 0 {
			f.anew = false
			f.mu.Unlock()
			return
		}
		u := f.refused[0]
		f.refused = f.refused[1:]
		f.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), sayWithin)
		said, err := u.m, error(errErased)
		if !here.erased.Load() {
			said, err = s.sayWhere(ctx, &here, u.m)
		}
		cancel()
		s.answerSaid(sess, u, said, err)
	}
}

// answerSaid tells the sender of a message under way what became of it.
func (s *Server) answerSaid(sess *live.Session, u underWay, said zagaj.Message, err error) {
	defer u.end()
	if err != nil {
		s.refuse(sess, err, string(u.m.ID))
		return
	}
	s.afterSaying(sess, said, u.mood)
}

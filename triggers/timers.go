package triggers

import (
	"strconv"
	"time"

	"github.com/zagaj/zagaj"
)

// rouse sets when to look at a visit again. A later instant costs nothing: the timer that is set comes early, finds
// that it is not time yet, and is put off then.
func (s *State) rouse(v *visit, due zagaj.Instant) {
	v.due = due
	switch {
	case v.index < 0:
		v.index = int32(len(s.timers))
		s.timers = append(s.timers, timer{due, v})
		s.timers.up(len(s.timers) - 1)
	case due < s.timers[v.index].at:
		s.timers[v.index].at = due
		s.timers.up(int(v.index))
	}
}

// expired returns the visit whose time has come, nil when there is none at now.
func (s *State) expired(now zagaj.Instant) *visit {
	for len(s.timers) > 0 && s.timers[0].at <= now {
		v := s.timers[0].visit
		if v.due <= now {
			return v
		}
		s.timers[0].at = v.due
		s.timers.down(0)
	}
	return nil
}

// disarm takes away the timer that has come.
func (s *State) disarm() {
	last := len(s.timers) - 1
	s.timers[0].visit.index = -1
	s.timers[0] = s.timers[last]
	s.timers[last] = timer{}
	s.timers = s.timers[:last]
	if last > 0 {
		s.timers.down(0)
	}
}

// timer is when to look at a visit, 16 bytes; the visit knows its place in the heap.
type timer struct {
	at    zagaj.Instant
	visit *visit
}

// timers is a heap of four children a node, by instant, then visitor. The instants lie side by side: a million timers
// that are compared through pointers to their visits would miss the cache at every step (docs/decisions/0011).
type timers []timer

const arity = 4

func (x timer) before(y timer) bool {
	if x.at != y.at {
		return x.at < y.at
	}
	return x.visit.visitor < y.visit.visitor
}

// put lays a timer into a place of the heap.
func (t timers) put(i int, x timer) {
	t[i] = x
	x.visit.index = int32(i)
}

func (t timers) up(i int) {
	x := t[i]
	for i > 0 {
		parent := (i - 1) / arity
		if !x.before(t[parent]) {
			break
		}
		t.put(i, t[parent])
		i = parent
	}
	t.put(i, x)
}

func (t timers) down(i int) {
	x := t[i]
	for {
		first, least, at := i*arity+1, x, i
		for child := first; child < min(first+arity, len(t)); child++ {
			if t[child].before(least) {
				least, at = t[child], child
			}
		}
		if at == i {
			break
		}
		t.put(i, least)
		i = at
	}
	t.put(i, x)
}

// TimerFields is how many bytes of a visit belong to its timer: when to look again, and its place in the heap.
const TimerFields = 8 + 4

// Timers returns so many armed timers of one visit that stands for all, for measurements of what they take.
func Timers(n int, now zagaj.Instant) any {
	t, v := timers(nil), &visit{}
	for i := range n {
		t = append(t, timer{now.Add(time.Duration(i) * time.Millisecond), v})
	}
	return t
}

// Rearming returns a function that puts off the timer of one of so many visits, for measurements: i chooses the visit.
func Rearming(visits int, now zagaj.Instant) func(i int) {
	s, list := &State{}, make([]*visit, visits)
	for i := range list {
		list[i] = &visit{visitor: zagaj.VisitorID(strconv.Itoa(i)), index: -1}
		s.rouse(list[i], now.Add(time.Duration(i)*time.Millisecond))
	}
	return func(i int) {
		v := list[(i*7919)%visits]
		s.rouse(v, v.due+1000)
	}
}

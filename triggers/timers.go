package triggers

import (
	"container/heap"

	"github.com/zagaj/zagaj"
)

// arm sets when to look at a visit again. A later instant costs nothing: the timer that is set comes early, finds
// that it is not time yet, and is put off then.
func (s *State) arm(v *visit, due zagaj.Instant) {
	v.due = due
	switch {
	case v.index < 0:
		v.armed = due
		heap.Push(&s.timers, v)
	case due < v.armed:
		v.armed = due
		heap.Fix(&s.timers, int(v.index))
	}
}

// expired returns the visit whose time has come, nil when there is none at now.
func (s *State) expired(now zagaj.Instant) *visit {
	for len(s.timers) > 0 && s.timers[0].armed <= now {
		v := s.timers[0]
		if v.due <= now {
			return v
		}
		v.armed = v.due
		heap.Fix(&s.timers, 0)
	}
	return nil
}

// timers is a heap of visits by the instant of their timer, then visitor.
type timers []*visit

func (t timers) Len() int { return len(t) }
func (t timers) Less(i, j int) bool {
	if t[i].armed != t[j].armed {
		return t[i].armed < t[j].armed
	}
	return t[i].visitor < t[j].visitor
}
func (t timers) Swap(i, j int) {
	t[i], t[j] = t[j], t[i]
	t[i].index, t[j].index = int32(i), int32(j)
}

// Push is for container/heap.
func (t *timers) Push(x any) { v := x.(*visit); v.index = int32(len(*t)); *t = append(*t, v) }

// Pop is for container/heap.
func (t *timers) Pop() any {
	old := *t
	v := old[len(old)-1]
	old[len(old)-1], v.index = nil, -1
	*t = old[:len(old)-1]
	return v
}

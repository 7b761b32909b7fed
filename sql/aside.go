package sql

import (
	"context"
	"errors"
	"maps"
)

// leastAside is how many messages may be stored beside others that are still under way. Fewer wait for those: batches that are half as large cost
// more than they gain.
const leastAside = 112

// aside is where batches of messages are under way on PostgreSQL by connections of their own, while the writer makes the next ready: the server, its disk
// and this process wait for each other less.
type aside struct {
	lanes [lanes]lane
	done  chan landing
	least int
	went  int // batches that went so
}

// lanes are as many batches as may be under way at a time: a server of two processors has no use for more.
const lanes = 2

type lane struct {
	conn  *prepared // kept; nil before the first and after a failure
	under *straight // nil when nothing is under way
}

// landing is how what was under way in a lane has ended.
type landing struct {
	lane *lane
	err  error
}

// idle returns a lane that is free, nil when there is none; busy is how many are not.
func (a *aside) idle() (free *lane, busy int) {
	for i := range a.lanes {
		if a.lanes[i].under == nil {
			free = &a.lanes[i]
		} else {
			busy++
		}
	}
	return free, busy
}

// goAside sends a batch on its way if it can go so; its outcome is looked at by landed. Whatever else is written goes by the writer's own connection,
// and only once nothing is under way.
func (w *writer) goAside(batch []*job) bool {
	l, _ := w.aside.idle()
	if w.lock == "" || w.conn == nil || l == nil || dropOneIn > 0 {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), batchTime)
	s, err := w.straightOf(ctx, batch)
	if err == nil && s != nil && l.conn == nil {
		l.conn, err = prepare(ctx, w.db)
	}
	if err != nil || s == nil {
		cancel()
		return false
	}
	l.under = s
	w.aside.went++
	go func() {
		defer cancel()
		err := protect(func() error { return s.store(ctx, l.conn) })
		if err == nil {
			w.answer(batch...)
		}
		w.aside.done <- landing{l, err}
	}()
	return true
}

// enough returns when a batch may go, with what was queued meanwhile: at once when nothing is under way; beside that, when it is large enough and
// holds nothing but messages of other conversations; else after it.
func (w *writer) enough(batch []*job) []*job {
	for {
		free, busy := w.aside.idle()
		if busy == 0 {
			return batch
		}
		if free != nil && len(batch) >= w.aside.least {
			break
		}
		queue := w.queue
		if len(batch) >= w.group {
			queue = nil
		}
		select {
		case l := <-w.aside.done:
			w.landed(l)
		case j, open := <-queue:
			if !open {
				w.settle()
				return batch
			}
			batch = w.waitedFor(batch, j)
		}
	}
	if batch = w.drain(batch); !w.apart(batch) {
		w.settle()
	}
	return batch
}

// apart reports whether a batch has nothing to do with what is under way.
func (w *writer) apart(batch []*job) bool {
	for _, j := range batch {
		if j.say == nil {
			return false
		}
		for _, l := range w.aside.lanes {
			if l.under != nil && l.under.talks[talkKey{j.say.asked.Shop, j.say.asked.Conversation}] != nil {
				return false
			}
		}
	}
	return true
}

// settle waits for what is under way.
func (w *writer) settle() {
	for _, busy := w.aside.idle(); busy > 0; _, busy = w.aside.idle() {
		w.landed(<-w.aside.done)
	}
}

// landed takes note of how what was under way has ended. What is not stored, or not known to be, is stored as any other batch.
func (w *writer) landed(l landing) {
	s := l.lane.under
	l.lane.under = nil
	if l.err == nil {
		maps.Copy(w.heads, s.heads)
		w.failing.Store(false)
		return
	}
	if !errors.Is(l.err, errNotSo) {
		w.looks = looksFor // it may be stored all the same
		l.lane.hangUp()
	}
	w.forget(s.jobs)
	w.commit(s.jobs)
}

func (l *lane) hangUp() {
	if l.conn != nil {
		l.conn.close()
		l.conn = nil
	}
}

// endAside leaves nothing under way.
func (w *writer) endAside() {
	w.settle()
	for i := range w.aside.lanes {
		w.aside.lanes[i].hangUp()
	}
}

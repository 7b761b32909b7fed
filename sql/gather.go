package sql

import "runtime"

// gather takes what else is queued now, for one transaction. With deliveries for SQLite whoever can run has a turn before it begins, and again as
// long as that brings more: they wait for a processor that the transaction then takes from them, and twice as many in one cost a fifth less each. The
// first alone gives the turn, too: it is the first of a crowd that has just been answered. Messages do not, of which there are enough without: they
// would only be answered later.
func (w *writer) gather(first *job) []*job {
	batch := w.drain(w.waitedFor(make([]*job, 0, 8), first))
	waits := w.mark != nil && first.append != nil
	for n := 0; waits && n < len(batch) && len(batch) < w.group; batch = w.drain(batch) {
		n = len(batch)
		runtime.Gosched()
	}
	return batch
}

// drain adds what is queued now to a batch, without waiting.
func (w *writer) drain(batch []*job) []*job {
	for len(batch) < w.group {
		select {
		case j, open := <-w.queue:
			if !open {
				return batch
			}
			batch = w.waitedFor(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// waitedFor adds a job to a batch unless nobody waits for it any more.
func (w *writer) waitedFor(batch []*job, j *job) []*job {
	if j.err = j.ctx.Err(); j.err != nil {
		w.answer(j)
		return batch
	}
	return append(batch, j)
}

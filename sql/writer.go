package sql

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
	"modernc.org/sqlite"
)

// The writer's bounds.
const (
	queueSize   = 4096             // writes waiting; one more is refused
	batchSize   = 256              // writes of one transaction
	batchTime   = 10 * time.Second // a transaction that takes longer is given up and begun again
	maxAttempts = 6
	looksFor    = 64                    // batches in which all is looked for before it is stored, after something was there: repeats come in crowds
	firstPause  = 50 * time.Millisecond // before the second attempt; doubled each time
)

// job is one queued write. A job may run more than once, because an error of COMMIT leaves open whether it took
// place: so every job first looks whether its ids are there, and answers then what it answered the first time.
type job struct {
	ctx    context.Context
	run    func(context.Context, tx) error // nil for a message
	say    *saying                         // not nil for a message: many are stored at once
	append *appending                      // not nil for events of the log: the same
	err    error
	done   chan struct{} // told when the job has its answer; nil when then is called instead
	then   func()
	told   bool
}

// fsyncFailed are SQLite's extended codes for a failed sync of the file and of its folder.
const (
	fsyncFailed    = 1034
	dirFsyncFailed = 1290
)

// writer runs all writes, one transaction after another but for what goes aside. A transaction takes everything that was queued while the
// previous one ran, so that the disk is waited for once for all of them; the callers are told after the commit.
type writer struct {
	db      *sqlx.DB
	conn    *prepared // kept between transactions; nil before the first and after a failure
	lock    string
	group   int   // writes of one transaction
	mark    *mark // nil for PostgreSQL
	keys    *Keys // seal what events bring
	queue   chan *job
	ended   chan struct{}
	broken  chan struct{}    // closed when a sync failed; see Store.Broken
	answers chan []*job      // committed jobs whose callers do not wait; when it is full the writer waits for who is told
	dones   sync.Pool        // channels for done, each with room for its one answer and without one
	failing atomic.Bool      // the last transaction could not be committed
	heads   map[talkKey]head // how conversations stood; only PostgreSQL's writer goes by it
	copying copying          // SQLite's log into the file
	aside   aside            // what is under way beside all else; only on PostgreSQL
	stood   *standings       // how carts and aliases stood after the last batch; nil when that is not known
	looks   int              // batches to come in which all is looked for before it is stored
	steps   int              // for a sabotaged build only
	cause   error            // why, once broken is closed

	mu     sync.RWMutex // guards queue against being sent to once closed
	closed bool
}

func startWriter(e *engine, group int, keys *Keys) *writer {
	w := &writer{db: e.write, lock: e.lock, group: group, mark: e.mark, keys: keys, heads: map[talkKey]head{}, queue: make(chan *job, queueSize), ended: make(chan struct{}),
		broken: make(chan struct{}), answers: make(chan []*job, 1), aside: aside{least: leastAside, done: make(chan landing, lanes)},
		copying: copying{db: e.copy, from: copyFrom, ended: make(chan error, 1)}}
	go w.loop()
	go w.tell()
	return w
}

// tell calls those who do not wait, in the order of their jobs, while the writer goes on.
func (w *writer) tell() {
	defer close(w.ended)
	for batch := range w.answers {
		for _, j := range batch {
			_ = protect(func() error { j.then(); return nil })
		}
	}
}

// answer tells the callers, each once.
func (w *writer) answer(batch ...*job) {
	var later []*job
	for _, j := range batch {
		switch {
		case j.told:
			continue
		case j.then != nil:
			later = append(later, j)
		default:
			j.done <- struct{}{}
		}
		j.told = true
	}
	if len(later) > 0 {
		w.answers <- later
	}
}

// stop refuses new writes and returns when the queued ones are committed and everybody is told.
func (w *writer) stop() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.ended
}

// Broken is closed when the disk failed to sync, or SQLite met damage in its file. From then on every write is refused: after a failed sync the kernel
// may have dropped the pages and report the next sync as good, so only a fresh start, which reads the file again,
// knows what is there. Ask BrokenBy for the reason, and end the process.
func (s *Store) Broken() <-chan struct{} { return s.writer.broken }

// BrokenBy tells why the store is broken; call it only after Broken is closed.
func (s *Store) BrokenBy() error { return s.writer.cause }

// result is do for a write that answers something. run returns its answer instead of setting a variable of the
// caller, because a caller whose ctx has ended reads that variable while the write may still be running.
func result[T any](ctx context.Context, s *Store, run func(context.Context, tx) (T, error)) (T, error) {
	var answer T
	err := s.do(ctx, func(ctx context.Context, t tx) (err error) {
		answer, err = run(ctx, t)
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return answer, nil
}

// do queues run and returns when it is committed. When ctx ends first, the write may still take place: the caller
// asks again with the same id.
func (s *Store) do(ctx context.Context, run func(context.Context, tx) error) error {
	return s.queue(&job{ctx: ctx, run: run})
}

// queue queues a job and returns when it is committed, or its ctx has ended.
func (s *Store) queue(j *job) error {
	w := s.writer
	j.done, _ = w.dones.Get().(chan struct{})
	if j.done == nil {
		j.done = make(chan struct{}, 1)
	}
	if err := w.add(j); err != nil {
		return err
	}
	select {
	case <-j.done:
		w.dones.Put(j.done)
		return j.err
	case <-j.ctx.Done():
		return j.ctx.Err() // the answer is still to come: this channel serves nobody else
	}
}

func (w *writer) add(j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return zagaj.E(zagaj.CodeUnavailable, "the store is closed")
	}
	select {
	case w.queue <- j:
		return nil
	default:
		return zagaj.E(zagaj.CodeUnavailable, "the store has too many writes waiting")
	}
}

func (w *writer) loop() {
	defer close(w.answers)
	defer w.hangUp()
	defer w.endAside()
	defer w.awaitCopy()
	for {
		select {
		case first, open := <-w.queue:
			if !open {
				return
			}
			if batch := w.enough(w.gather(first)); !w.goAside(batch) {
				w.settle()
				w.copyLog()
				w.commit(batch)
			}
		case l := <-w.aside.done:
			w.landed(l)
		}
	}
}

// commit runs the batch until it is committed or cannot be.
func (w *writer) commit(batch []*job) {
	if len(batch) == 0 {
		return
	}
	pause := firstPause
	err := w.attempt(batch)
	for n := 1; err != nil && n < maxAttempts && !w.isBroken(err); n++ {
		time.Sleep(pause)
		pause *= 2
		err = w.attempt(batch)
	}
	again := w.failing.Swap(err != nil) && err == nil
	for _, j := range batch {
		if err != nil {
			j.err = errors.Join(zagaj.E(zagaj.CodeUnavailable, "the store cannot take writes now"), err)
		}
	}
	w.answer(batch...)
	if again {
		w.emptyLog()
	}
}

// isBroken reports whether a sync has failed or the file turned out damaged, now or before.
func (w *writer) isBroken(err error) bool {
	select {
	case <-w.broken:
		return true
	default:
	}
	var l *sqlite.Error
	if !damaged(err) && (!errors.As(err, &l) || (l.Code() != fsyncFailed && l.Code() != dirFsyncFailed)) {
		return false
	}
	w.cause = asDamage(err)
	close(w.broken)
	return true
}

// errOneByOne says that a job of the batch failed after it may have written, and took the others' transaction with it.
var errOneByOne = errors.New("a write of the batch failed by itself")

// The ways to run a batch, the shorter first.
type way int

const (
	together way = iota
	oneByOne
)

// attempt runs the batch in one transaction. Its error concerns all of the batch; a job's own error is in the job.
// Hardly a job ever fails, so first all run as they come; only when one does are they run again, each in a savepoint.
func (w *writer) attempt(batch []*job) error {
	way := together
	if dropOneIn > 0 {
		way = oneByOne
	}
	err := w.transact(batch, way)
	if errors.Is(err, errThereBefore) {
		w.looks = looksFor
		err = w.transact(batch, together)
	}
	w.looks = max(w.looks-1, 0)
	if errors.Is(err, errOneByOne) {
		err = w.transact(batch, oneByOne)
	}
	if err != nil {
		w.looks = looksFor // it may be stored all the same
		w.hangUp()         // whatever is wrong with the connection, the next attempt has another
		if isFull(err) {
			w.emptyLog()
		}
	}
	return err
}

// hangUp closes the connection, and with it its statements.
func (w *writer) hangUp() {
	if w.conn != nil {
		w.conn.close()
		w.conn, w.stood = nil, nil
	}
}

func (w *writer) transact(batch []*job, by way) error {
	select {
	case <-w.broken:
		return w.cause
	default:
	}
	ctx, cancel := context.WithTimeout(context.Background(), batchTime)
	defer cancel()
	if w.conn == nil {
		var err error
		if w.conn, err = prepare(ctx, w.db); err != nil {
			return err
		}
	}
	w.forget(batch)
	t, err := w.conn.conn.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback() //nolint:errcheck // after the commit there is nothing to roll back
	if w.lock == "" {
		// A file has no lock to wait for once the transaction has begun. A statement that cannot be cancelled needs
		// no goroutine to watch for that.
		ctx = context.WithoutCancel(ctx)
	} else if _, err := w.conn.conn.ExecContext(ctx, `SET LOCAL plan_cache_mode = force_custom_plan; `+w.lock); err != nil {
		return err
	}
	if by == oneByOne {
		err = w.oneByOne(ctx, batch)
	} else {
		err = w.together(ctx, batch)
	}
	if err == nil && ackEarly {
		w.answer(batch...)
		time.Sleep(6 * firstPause) // time to be killed in
	}
	if err == nil {
		err = w.finish(ctx, t)
	}
	if err != nil {
		w.stood = nil
	}
	return err
}

// finish commits. On SQLite the store counts its commits, and the mark beside it is told before anybody else is.
func (w *writer) finish(ctx context.Context, t *sqlx.Tx) error {
	if w.mark == nil {
		return t.Commit()
	}
	commits, err := number(ctx, w.conn, `UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'commits' RETURNING CAST(value AS INTEGER)`)
	if err == nil {
		err = t.Commit()
	}
	if err == nil {
		w.mark.reached(commits)
	}
	return err
}

// together runs the jobs as they came, and then all events of the log and all messages at once.
func (w *writer) together(ctx context.Context, batch []*job) error {
	var says, appends []*job
	for _, j := range batch {
		switch {
		case j.say != nil && len(batch) > 1:
			says = append(says, j)
			continue
		case j.append != nil:
			appends = append(appends, j)
			continue
		case j.say == nil:
			w.stood = nil
		}
		if j.err = protect(func() error { return j.write(ctx, w.conn) }); j.err != nil {
			return alone(j.err)
		}
	}
	err := protect(func() error { return w.appendAll(ctx, appends) })
	if err == nil {
		err = protect(func() error { return sayAll(ctx, w.conn, says, w.looks > 0) })
	}
	if err != nil {
		return alone(err)
	}
	return nil
}

// alone turns an error that concerns one job only into errOneByOne.
func alone(err error) error {
	if retryable(err) {
		return err
	}
	return errOneByOne
}

func (w *writer) oneByOne(ctx context.Context, batch []*job) error {
	for _, j := range batch {
		if err := w.step(ctx, w.conn, j); err != nil {
			return err
		}
	}
	return nil
}

// step runs one job in a savepoint, so that its failure undoes its own statements only.
func (w *writer) step(ctx context.Context, t tx, j *job) error {
	if _, err := t.ExecContext(ctx, `SAVEPOINT job`); err != nil {
		return err
	}
	j.err = protect(func() error { return j.write(ctx, t) })
	if dropOneIn > 0 {
		if w.steps++; w.steps%max(dropOneIn, 1) == 0 {
			_, err := t.ExecContext(ctx, `ROLLBACK TO SAVEPOINT job`)
			return err
		}
	}
	if j.err != nil {
		if retryable(j.err) {
			return j.err
		}
		if _, err := t.ExecContext(ctx, `ROLLBACK TO SAVEPOINT job`); err != nil {
			return err
		}
	}
	_, err := t.ExecContext(ctx, `RELEASE SAVEPOINT job`)
	return err
}

// protect turns a panic of one job into its error: the writer serves everybody.
func protect(run func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = zagaj.E(zagaj.CodeInternal, "a fault while writing")
		}
	}()
	return run()
}

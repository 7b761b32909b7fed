package triggers

import (
	"context"
	"hash/fnv"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
)

// Bounds of the engine's queues.
const (
	eventQueue  = 8192 // events taken but not applied yet; one more is refused
	ofOne       = 512  // of them of one visitor: a storm takes a sixteenth of the queue, and is refused the rest
	workerQueue = 256  // commands waiting for the desk, for each worker
	workers     = 8    // commands of one visitor keep their order: they are one worker's
	deskTime    = 10 * time.Second
)

// Desk does what the engine has decided. Its methods may take a moment; they are never called under a lock.
type Desk interface {
	Offer(ctx context.Context, r OfferRequest) (zagaj.OfferID, error)
	Withdraw(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID, reason string)
	Ignored(ctx context.Context, shop zagaj.ShopID, v zagaj.VisitorID, id zagaj.OfferID)
	Record(ctx context.Context, d Decision)
	// Virtual keeps that an offer was decided on and not shown, for that reason: for whoever comes back it counts as a shown one does.
	Virtual(ctx context.Context, r OfferRequest, reason string)
	// Expose keeps a visitor's arm; what it cannot keep it tries again itself.
	Expose(ctx context.Context, x zagaj.Exposure)
}

// EngineConfig is what an Engine needs; all of it is required.
type EngineConfig struct {
	Now  func() zagaj.Instant
	Desk Desk
	Log  *slog.Logger
}

// Engine keeps the State of every shop going on the injected clock: one loop applies events and time, a few workers
// carry out what was decided. Its methods may be called from any goroutine.
type Engine struct {
	EngineConfig
	events chan *fed // pointers: a full queue of events would be megabytes that are kept for ever
	wake   chan struct{}
	work   [workers]chan job
	ended  chan struct{} // closed at the end of Run

	door    sync.Mutex
	waiting map[zagaj.VisitorID]int // how many of a visitor's events wait in events; never more names than events

	mu      sync.Mutex
	shops   map[zagaj.ShopID]*State
	running bool     // between the beginning and the end of Run
	answers []answer // of the desk, not applied yet; never more than there is work in flight
}

// fed is an event that waits for the loop.
type fed struct {
	zagaj.Event
	done chan<- struct{} // closed when it has been applied, unless nil
}

type job struct {
	shop zagaj.ShopID
	Command
}

type answer struct {
	shop    zagaj.ShopID
	visitor zagaj.VisitorID
	id      zagaj.OfferID
	err     error
}

// NewEngine returns an engine that does nothing until Run.
func NewEngine(c EngineConfig) *Engine {
	e := &Engine{EngineConfig: c, events: make(chan *fed, eventQueue), wake: make(chan struct{}, 1), shops: map[zagaj.ShopID]*State{},
		waiting: map[zagaj.VisitorID]int{}, ended: make(chan struct{})}
	for i := range e.work {
		e.work[i] = make(chan job, workerQueue)
	}
	return e
}

// SetShop gives the engine a shop's rules, schedule and policy, or new ones.
func (e *Engine) SetShop(c ShopConfig) error {
	defer e.nudge()
	e.mu.Lock()
	defer e.mu.Unlock()
	if s, ok := e.shops[c.Shop]; ok {
		return s.Configure(c, e.Now())
	}
	s, err := NewState(c, e.Now())
	if err == nil {
		e.shops[c.Shop] = s
	}
	return err
}

// Change takes a committed event of kind config, after those that wait before it, as a replay will; it returns when the shop
// is decided for by the new settings. Before Run, and after it, that is at once.
func (e *Engine) Change(ev zagaj.Event) {
	e.mu.Lock()
	if s, ok := e.shops[ev.Shop]; ok && !e.running {
		s.Apply(ev)
	}
	running := e.running
	e.mu.Unlock()
	if !running {
		return
	}
	done := make(chan struct{})
	select {
	case e.events <- &fed{ev, done}: // waits for room: settings are not lost in a storm
	case <-e.ended:
	}
	select {
	case <-done:
	case <-e.ended: // the next start reads the log
	}
}

// Drop forgets a shop with all its visits, as if it had never been set.
func (e *Engine) Drop(shop zagaj.ShopID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.shops, shop)
}

// Forget ends the visits of people of whom nothing may be kept. What was offered to them is not withdrawn: it is gone from the store.
func (e *Engine) Forget(shop zagaj.ShopID, visitors ...zagaj.VisitorID) {
	defer e.nudge()
	e.mu.Lock()
	defer e.mu.Unlock()
	if s, ok := e.shops[shop]; ok {
		for _, v := range visitors {
			s.forget(v, e.Now())
		}
	}
}

// Restore hands a shop's earlier events to the engine, before Run and in the log's order. They are taken one by one: a busy shop's day would fill the
// memory. An error of theirs ends it.
func (e *Engine) Restore(shop zagaj.ShopID, events iter.Seq2[zagaj.Event, error]) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.shops[shop]
	if !ok {
		return nil
	}
	for ev, err := range events {
		if err != nil {
			return err
		}
		e.guarded(s, ev, func() []Command { s.Restore(ev); return nil })
	}
	s.Restored(e.Now())
	return nil
}

// Feed takes a committed event. It never waits: CodeUnavailable when the queue is full, or this visitor's part of it.
func (e *Engine) Feed(ev zagaj.Event) error {
	e.door.Lock()
	defer e.door.Unlock()
	if ev.Visitor != "" && e.waiting[ev.Visitor] >= ofOne {
		return zagaj.E(zagaj.CodeUnavailable, "this visitor has too many events waiting for the trigger engine")
	}
	select {
	case e.events <- &fed{Event: ev}: // it has room, or the event is refused: nobody waits here with the lock
		if ev.Visitor != "" {
			e.waiting[ev.Visitor]++
		}
		return nil
	default:
		return zagaj.E(zagaj.CodeUnavailable, "the trigger engine has too many events waiting")
	}
}

// taken notes that an event waits no longer.
func (e *Engine) taken(v zagaj.VisitorID) {
	if v == "" {
		return
	}
	e.door.Lock()
	defer e.door.Unlock()
	if e.waiting[v]--; e.waiting[v] <= 0 {
		delete(e.waiting, v)
	}
}

// Has reports whether the engine decides for a shop.
func (e *Engine) Has(shop zagaj.ShopID) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.shops[shop]
	return ok
}

// Knows reports whether the visitor is on the site, as far as the engine has heard.
func (e *Engine) Knows(shop zagaj.ShopID, v zagaj.VisitorID) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.shops[shop]
	if !ok {
		return false
	}
	_, ok = s.visits[v]
	return ok
}

// Run applies events and time until ctx ends. It runs once.
func (e *Engine) Run(ctx context.Context) error {
	e.runs(true)
	defer close(e.ended)
	defer e.runs(false)
	var wg sync.WaitGroup
	for _, queue := range e.work {
		wg.Go(func() { e.carryOut(ctx, queue) })
	}
	defer wg.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case ev := <-e.events:
			e.taken(ev.Visitor)
			e.step(ctx, &ev.Event)
			if ev.done != nil {
				close(ev.done)
			}
		case <-e.wake:
			e.step(ctx, nil)
		case <-timer.C:
			e.step(ctx, nil)
		}
		timer.Reset(e.pause())
	}
}

func (e *Engine) runs(is bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running = is
}

// pause is the time to the next deadline, at least one step and at most a second: the injected clock may run
// differently from the machine's.
func (e *Engine) pause() time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	next, now := never, e.Now()
	for _, s := range e.shops {
		next = min(next, s.Next())
	}
	return min(max(next.Sub(now), time.Millisecond), time.Second)
}

// step applies an event, if any, what the desk answered, and the time that has passed.
func (e *Engine) step(ctx context.Context, ev *zagaj.Event) {
	var jobs []job
	e.mu.Lock()
	now := e.Now()
	add := func(shop zagaj.ShopID, commands []Command) {
		for _, c := range commands {
			jobs = append(jobs, job{shop, c})
		}
	}
	for _, a := range e.answers {
		if s, ok := e.shops[a.shop]; ok {
			add(a.shop, s.Offered(a.visitor, a.id, a.err, now))
		}
	}
	e.answers = e.answers[:0]
	if ev != nil {
		if s, ok := e.shops[ev.Shop]; ok {
			add(ev.Shop, e.guarded(s, *ev, func() []Command { return s.Apply(*ev) }))
		}
	}
	for id, s := range e.shops {
		if s.Next() <= now {
			add(id, s.Tick(now))
		}
	}
	e.mu.Unlock()
	for _, j := range jobs {
		e.hand(ctx, j)
	}
}

// guarded keeps one malformed event from stopping everybody: it is logged and left out.
func (e *Engine) guarded(s *State, ev zagaj.Event, apply func() []Command) (commands []Command) {
	defer func() {
		if fault := recover(); fault != nil {
			e.Log.Error("an event was left out of deciding", "shop", ev.Shop, "event", ev.ID, "kind", ev.Kind, "fault", fault)
			commands = s.take()
		}
	}()
	return apply()
}

// hand gives a command to the visitor's worker. With a full queue an offer is not made; an end is carried out here,
// because it frees a seat.
func (e *Engine) hand(ctx context.Context, j job) {
	if j.Kind == DoRecord {
		e.Desk.Record(ctx, j.Decision)
		return
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(j.Visitor))
	select {
	case e.work[h.Sum32()%workers] <- j:
	default:
		if j.Kind == DoOffer {
			e.answer(answer{j.shop, j.Visitor, "", zagaj.E(zagaj.CodeUnavailable, "the desk is busy")})
			return
		}
		e.do(ctx, j)
	}
}

func (e *Engine) carryOut(ctx context.Context, queue chan job) {
	for {
		select {
		case <-ctx.Done():
			return
		case j := <-queue:
			e.do(ctx, j)
		}
	}
}

func (e *Engine) do(ctx context.Context, j job) {
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	switch j.Kind {
	case DoOffer:
		id, err := e.Desk.Offer(ctx, *j.Request)
		if err != nil {
			e.Log.Info("an offer was not made", "shop", j.shop, "rule", j.Rule, "error", err)
		}
		e.answer(answer{j.shop, j.Visitor, id, err})
	case DoWithdraw:
		e.Desk.Withdraw(ctx, j.shop, j.Visitor, j.Offer, j.Reason)
	case DoIgnore:
		e.Desk.Ignored(ctx, j.shop, j.Visitor, j.Offer)
	case DoVirtual:
		e.Desk.Virtual(ctx, *j.Request, j.Reason)
	case DoExpose:
		e.Desk.Expose(ctx, *j.Exposure)
	}
}

func (e *Engine) answer(a answer) {
	e.mu.Lock()
	e.answers = append(e.answers, a)
	e.mu.Unlock()
	e.nudge()
}

func (e *Engine) nudge() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

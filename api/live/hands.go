package live

import "time"

// handRests is how long a hand waits for more before it goes.
const handRests = 200 * time.Millisecond

// hands handle frames in the place of the goroutines that read sockets. Handling a frame goes deep, and a goroutine keeps the
// stack it once needed: thousands of idle sockets would keep thousands of deep stacks. They write frames in the place of those that
// would wait beside each socket for something to send, too. There are never more hands than twice the sockets with a frame at hand.
type hands chan func()

// do runs a task and returns when it is done. The task recovers by itself.
func (h hands) do(task func()) {
	done := make(chan struct{})
	h.begin(func() {
		defer close(done)
		task()
	})
	<-done
}

// begin lets a task run and does not wait for it.
func (h hands) begin(run func()) {
	select {
	case h <- run:
	default:
		go h.work(run)
	}
}

// work runs a task, and others as long as they come.
func (h hands) work(run func()) {
	rest := time.NewTimer(handRests)
	defer rest.Stop()
	for {
		run()
		rest.Reset(handRests)
		select {
		case run = <-h:
		case <-rest.C:
			return
		}
	}
}

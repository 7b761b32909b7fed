package api

import "sync"

// quota bounds how much of something is in use at one time, of all and of one address.
type quota struct {
	most, mostOfAddress int
	full, addressIsFull error // what is answered beyond
	mu                  sync.Mutex
	all                 int
	of                  map[place]int
}

func newQuota(most, mostOfAddress int, full, addressIsFull error) *quota {
	return &quota{most: most, mostOfAddress: mostOfAddress, full: full, addressIsFull: addressIsFull, of: map[place]int{}}
}

// take counts more for an address, which is given back when it is in use no more; or nothing, and says why.
func (q *quota) take(address place, n int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.of[address]+n > q.mostOfAddress:
		return q.addressIsFull
	case q.all+n > q.most:
		return q.full
	}
	q.all += n
	q.of[address] += n
	return nil
}

func (q *quota) give(address place, n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all -= n
	if q.of[address] -= n; q.of[address] <= 0 {
		delete(q.of, address)
	}
}

package api

import (
	"context"
	"time"
)

// every does something once a period, and whenever wake says so, until ctx ends. A nil wake never does. What takes longer than
// a period is not done twice at once.
func every(ctx context.Context, period time.Duration, wake <-chan struct{}, do func()) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-wake:
		}
		do()
	}
}

//go:build !chaos_early && !chaos_drop

package sql

// The store keeps its promises. cmd/chaos builds it with the tags chaos_early and chaos_drop to see that its judge
// notices a store that does not; such a build is never released.
const (
	ackEarly  = false
	dropOneIn = 0
)

//go:build chaos_drop

package sql

// A store that acknowledges every hundredth write and forgets it.
const (
	ackEarly  = false
	dropOneIn = 100
)

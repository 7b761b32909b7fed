//go:build chaos_early

package sql

// A store that acknowledges before it commits.
const (
	ackEarly  = true
	dropOneIn = 0
)

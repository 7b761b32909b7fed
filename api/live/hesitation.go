package live

import (
	"time"

	"github.com/zagaj/zagaj"
)

// Hesitation is what a visitor did to a draft.
type Hesitation = zagaj.Hesitation

// The thresholds of docs/protocol.md, "hesitation".
const (
	stretch      = 3               // characters that make a deletion more than a slip of the finger
	burstGap     = 2 * time.Second // deletions closer together are one
	pauseGap     = 5 * time.Second
	enoughTyped  = 15
	oftenRewrote = 3
	oftenPaused  = 2
)

// tally counts one draft's facts.
type tally struct {
	Hesitation
	slip    int // characters taken out since the last insertion: a slip until they are a stretch
	counted int // of them, already in Removed
	burstAt zagaj.Instant
}

// note counts one splice that came gap after the one before it.
func (c *tally) note(removed, inserted int, empty bool, gap time.Duration, now zagaj.Instant, hadWords bool) {
	if hadWords && gap >= pauseGap {
		c.Paused++
	}
	if removed > 0 {
		c.takeOut(removed, now)
	}
	if inserted > 0 {
		c.Typed += inserted
		c.slip, c.counted = 0, 0
	}
	if removed > 0 && empty {
		c.Abandoned++
	}
	c.Level = c.level()
}

func (c *tally) takeOut(removed int, now zagaj.Instant) {
	fresh := c.slip < stretch || now.Sub(c.burstAt) >= burstGap
	c.slip += removed
	c.burstAt = now
	if c.slip < stretch {
		return
	}
	c.Removed += c.slip - c.counted
	c.counted = c.slip
	if fresh {
		c.Rewrote++
	}
}

func (c *tally) level() int {
	if c.Typed < enoughTyped {
		return 0
	}
	n := 0
	for _, sign := range []bool{4*c.Removed >= c.Typed, c.Rewrote >= oftenRewrote || c.Abandoned > 0, c.Paused >= oftenPaused} {
		if sign {
			n++
		}
	}
	return n
}

package api

import (
	"strconv"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

func TestAFullLimiterForgetsTheOldestOnly(t *testing.T) {
	l, now := newLimiter(time.Hour, 2), zagaj.At(time.Unix(1_800_000_000, 0))
	for range 2 {
		if !l.allow("guesser", now) || !l.allow("idle", now) {
			t.Fatal("the burst is not let through")
		}
	}
	// Others come with as many keys as there is room for; the guesser goes on guessing all the while.
	for i := range 2 * limiterKeys {
		l.allow(strconv.Itoa(i), now)
		if i%1000 == 0 && l.allow("guesser", now) {
			t.Fatalf("after %d other keys the guesser has new tries", i)
		}
	}
	if len(l.seen) != limiterKeys || l.order.Len() != limiterKeys {
		t.Errorf("holds %d keys in %d places, want %d", len(l.seen), l.order.Len(), limiterKeys)
	}
	if _, kept := l.seen["idle"]; kept {
		t.Error("who was idle longest is still there")
	}
}

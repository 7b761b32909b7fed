package api

import (
	"testing"
	"time"
)

func TestWhoAsksAtOnceSharesADeadlineAndNobodyGetsOneThatHasEnded(t *testing.T) {
	d := deadline{within: 200 * time.Millisecond}
	first, begun := d.context(), time.Now()
	if d.context() != first {
		t.Error("got two contexts at once, want one")
	}
	for time.Since(begun) < 2*d.within {
		if ctx := d.context(); ctx.Err() != nil {
			t.Fatalf("got a context that has ended, %v after the first", time.Since(begun))
		}
		time.Sleep(d.within / 40)
	}
	if d.context() == first {
		t.Error("got the first context again")
	}
	<-first.Done()
	if at, ok := first.Deadline(); !ok || at.Sub(begun) > d.within {
		t.Errorf("got %v, want it to end within %v", at.Sub(begun), d.within)
	}
}

package api

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhoAsksAtOnceSharesADeadlineAndNobodyGetsOneThatHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deadline{within: 3 * time.Second}
		first, begun := d.context(), time.Now()
		if d.context() != first {
			t.Error("got two contexts at once, want one")
		}
		for time.Since(begun) < 2*d.within {
			ctx := d.context()
			if at, _ := ctx.Deadline(); time.Until(at) < d.within*9/10 || time.Until(at) > d.within {
				t.Fatalf("got a context that ends in %v, %v after the first", time.Until(at), time.Since(begun))
			}
			time.Sleep(d.within / 40)
		}
		if !errors.Is(first.Err(), context.DeadlineExceeded) || d.context().Err() != nil {
			t.Errorf("got %v and %v, want the first one ended and the last one not", first.Err(), d.context().Err())
		}
	})
}

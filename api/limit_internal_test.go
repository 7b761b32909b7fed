package api

import (
	"fmt"
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

// A file of five megabytes that waits for its turn takes its room: those of one address, and of all, are so many.
func TestPhotosThatComeAreBounded(t *testing.T) {
	d := newPhotoDesk()
	var leave []func()
	come := func(address string) zagaj.Code {
		end, err := d.come(address)
		if err == nil {
			leave = append(leave, end)
		}
		return zagaj.CodeOf(err)
	}
	for i := range photosComing {
		if code := come(fmt.Sprintf("192.0.2.%d", i/photosOfAddress)); code != "" {
			t.Fatalf("photo %d: got %s", i, code)
		}
	}
	if one, all := come("192.0.2.0"), come("198.51.100.1"); one != zagaj.CodeTooMany || all != zagaj.CodeUnavailable {
		t.Errorf("got %s for the address and %s for another, want both refused", one, all)
	}
	leave[0]()
	leave[0]()
	if one, other := come("192.0.2.0"), come("198.51.100.1"); one != "" || other != zagaj.CodeUnavailable {
		t.Errorf("got %s and %s, want room for one more", one, other)
	}
	for _, end := range leave {
		end()
	}
	if d.coming.all != 0 || len(d.coming.of) != 0 {
		t.Errorf("%d are counted still, of %d addresses", d.coming.all, len(d.coming.of))
	}
}

package api

import (
	"context"
	"hash/maphash"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

const (
	tallyHour  = int64(time.Hour / time.Millisecond)
	tallyEvery = 5 * time.Second
	// tallySeen bounds how many visitors of an hour are told apart in a shop, each rule and gate by itself, and tallySeenAll in all shops: more are
	// not counted in that hour.
	tallySeen, tallySeenAll = 100_000, 1_000_000
)

// tallyKey is what one count is of.
type tallyKey struct {
	shop            zagaj.ShopID
	hour            zagaj.Instant
	rule            zagaj.RuleID
	outcome, reason string
}

// tallies counts decisions by the hour. The visitors in it are forgotten an hour later and written nowhere: shops decide beside one another,
// and when the first is in the next hour others have decisions of the last one still to tell.
type tallies struct {
	mu    sync.Mutex
	run   string
	hour  zagaj.Instant
	seed  maphash.Seed
	seen  map[shopHour]map[uint64]bool // by their hashes
	told  map[zagaj.Instant]int        // how many of an hour are told apart, in all shops
	total map[tallyKey]int
	dirty map[tallyKey]bool
}

// shopHour names the visitors of a shop in an hour: this one, or the last.
type shopHour struct {
	shop zagaj.ShopID
	hour zagaj.Instant
}

func newTallies(run string) *tallies {
	return &tallies{run: run, seed: maphash.MakeSeed(), seen: map[shopHour]map[uint64]bool{}, told: map[zagaj.Instant]int{}, total: map[tallyKey]int{}, dirty: map[tallyKey]bool{}}
}

// moment says whether a decision means that the visitor was worth talking to: an offer, or one that only wanted hours or people.
func moment(d triggers.Decision) bool {
	return d.Outcome != "blocked" || d.Reason == "closed" || d.Reason == "closing" || d.Reason == "operators"
}

// add counts a decision, once an hour for a visitor.
func (t *tallies) add(d triggers.Decision) {
	t.mu.Lock()
	defer t.mu.Unlock()
	hour := zagaj.Instant(int64(d.At) - int64(d.At)%tallyHour)
	if hour > t.hour {
		t.hour = hour
		last := hour - zagaj.Instant(tallyHour)
		maps.DeleteFunc(t.seen, func(c shopHour, _ map[uint64]bool) bool { return c.hour < last })
		maps.DeleteFunc(t.told, func(h zagaj.Instant, _ int) bool { return h < last })
		maps.DeleteFunc(t.total, func(k tallyKey, _ int) bool { return k.hour < last && !t.dirty[k] })
	}
	t.count(tallyKey{d.Shop, hour, d.Rule, d.Outcome, d.Reason}, d.Visitor)
	if moment(d) {
		t.count(tallyKey{d.Shop, hour, "", zagaj.TallyMoment, ""}, d.Visitor)
	}
}

func (t *tallies) count(k tallyKey, v zagaj.VisitorID) {
	who := maphash.String(t.seed, string(k.rule)+"\x00"+k.outcome+"\x00"+k.reason+"\x00"+string(v))
	of := shopHour{k.shop, k.hour}
	seen := t.seen[of]
	if seen[who] || len(seen) >= tallySeen || t.told[k.hour] >= tallySeenAll || k.hour < t.hour-zagaj.Instant(tallyHour) {
		return
	}
	if seen == nil {
		seen = map[uint64]bool{}
		t.seen[of] = seen
	}
	seen[who] = true
	t.told[k.hour]++
	t.total[k]++
	t.dirty[k] = true
}

// take returns the counts that have changed since the last time.
func (t *tallies) take() []zagaj.Tally {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []zagaj.Tally
	for _, k := range slices.Collect(maps.Keys(t.dirty)) {
		out = append(out, zagaj.Tally{Shop: k.shop, Hour: k.hour, Rule: k.rule, Outcome: k.outcome, Reason: k.reason, N: t.total[k]})
	}
	clear(t.dirty)
	return out
}

// putBack marks counts that could not be written.
func (t *tallies) putBack(list []zagaj.Tally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range list {
		k := tallyKey{c.Shop, c.Hour, c.Rule, c.Outcome, c.Reason}
		t.dirty[k] = true
		t.total[k] = max(t.total[k], c.N)
	}
}

// keepTallies writes the counts every few seconds until ctx ends, and once more then.
func (s *Server) keepTallies(ctx context.Context) {
	every(ctx, tallyEvery, nil, func() { s.writeTallies(ctx) })
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), tallyEvery)
	defer cancel()
	s.writeTallies(last)
}

func (s *Server) writeTallies(ctx context.Context) {
	list := s.tallies.take()
	if len(list) == 0 {
		return
	}
	if err := s.store.Count(ctx, s.tallies.run, list); err != nil {
		s.log.Warn("write counts of decisions", "error", err)
		s.tallies.putBack(list)
	}
}

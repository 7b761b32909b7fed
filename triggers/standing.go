package triggers

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/zagaj/zagaj"
)

// standing is how the rules of a program stand for one visitor. A rule that does not hold waits for one of its conditions:
// for the first of them unless moved says otherwise, so that of a thousand rules only those take room that have come
// further.
type standing struct {
	program   *program   // whose indices these are
	touched   touch      // what has changed since the rules were asked
	staff     int32      // State.staffing when they were asked
	watched   bitset     // the conditions that rules wait for
	later     bitset     // those among them that watches has
	moved     bitset     // the rules that hold, or wait for another condition than their first
	watches   []watch    // what the moved ones that do not hold wait for
	deadlines []deadline // of watched conditions that time alone can turn
	holding   []holding  // rules whose conditions hold, by priority, then id
}

// watch says that a rule waits for a condition that is not its first.
type watch struct {
	rule uint16
	atom atomID
}

type deadline struct {
	at   zagaj.Instant
	atom atomID
}

// holding is a rule whose conditions hold.
type holding struct {
	rule  uint16
	gate  string        // what holds it back, as last recorded
	since zagaj.Instant // it holds without a break
	until zagaj.Instant // time alone does not end it before
}

// ask returns an atom's value, asking it at most once a step.
func (p *program) ask(id atomID, v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
	m := &p.memo[id]
	if m.step != p.step {
		p.asked = id
		m.step, m.value, m.next = p.step, Unknown, never
		if !p.atoms[id].broken {
			m.value, m.next = p.atoms[id].eval(v, now)
		}
	}
	return m.value, m.next
}

// refresh brings the standing of v up to now. It asks the conditions that are waited for and may have turned, and what
// follows from those that have.
func (p *program) refresh(v *visit, now zagaj.Instant) {
	p.step++
	if v.program == p {
		for i := len(v.holding) - 1; i >= 0; i-- { // backward, because recheck takes away what does not hold
			if h := &v.holding[i]; p.rules[h.rule].by&v.touched != 0 || h.until <= now {
				p.recheck(v, i, now)
			}
		}
		p.find(v)
		for _, d := range v.deadlines {
			if d.at <= now {
				p.turned.set(d.atom)
			}
		}
		p.turnAll(v, now)
	} else {
		p.begin(v, now)
	}
	if v.touched&touchDwell != 0 {
		for i := range v.dwell {
			v.dwell[i].changed = false
		}
	}
	v.touched = 0
}

// find fills p.turned with the conditions that may have turned true by what has changed of v.
func (p *program) find(v *visit) {
	clear(p.turned)
	for t := v.touched; t != 0; t &= t - 1 {
		for i, word := range p.byTouch[bits.TrailingZeros16(uint16(t))] {
			p.turned[i] |= word
		}
	}
	for _, x := range p.indexes {
		if x.touches()&v.touched != 0 {
			x.find(v, p.turned)
		}
	}
}

// turnAll asks those of p.turned that rules wait for. Of what holds, each rule that waits for it looks for its next
// condition that does not.
func (p *program) turnAll(v *visit, now zagaj.Instant) {
	clear(p.true)
	for i, word := range p.turned {
		for word &= v.watched[i]; word != 0; word &= word - 1 {
			id := atomID(i*64 + bits.TrailingZeros64(word))
			t, next := p.ask(id, v, now)
			if t == True {
				p.true.set(id)
				v.watched.clear(id)
				next = never
			}
			v.arm(id, next)
		}
	}
	if p.true.empty() {
		return
	}
	if p.true.meets(v.later) {
		for i, word := range p.true {
			v.later[i] &^= word
		}
		for i := len(v.watches) - 1; i >= 0; i-- { // backward, because seek may take this one away; what it adds does not hold
			if w := v.watches[i]; p.true.has(w.atom) {
				p.seek(v, int(w.rule), i, now)
			}
		}
	}
	for i, word := range p.true {
		for ; word != 0; word &= word - 1 {
			a := &p.atoms[i*64+bits.TrailingZeros64(word)]
			for rule := a.first; rule < a.last; rule++ {
				if !v.moved.has(atomID(rule)) {
					p.seek(v, rule, none, now)
				}
			}
		}
	}
}

// What a visit makes room for at once: with many rules some have come further soon.
const (
	watchedOf     = 16
	mostWatched   = 64
	mostDeadlines = 8
)

// begin lets every rule wait for its first condition, and asks what may hold already: for a visit that is new, or
// whose rules are.
func (p *program) begin(v *visit, now zagaj.Instant) {
	before, was := v.program, v.holding
	words, n := len(p.firstWatched), (len(p.rules)+63)/64
	sets := make(bitset, 2*words+n) // side by side, because they are read together
	copy(sets, p.firstWatched)
	v.standing = standing{program: p, watched: sets[:words:words], later: sets[words : 2*words : 2*words], moved: sets[2*words:], touched: 1<<touches - 1,
		watches: make([]watch, 0, min(len(p.rules)/watchedOf, mostWatched)), deadlines: make([]deadline, 0, min(len(p.rules)/watchedOf, mostDeadlines))}
	for i := range v.dwell {
		v.dwell[i].changed = true
	}
	p.find(v)
	for i, word := range p.plain { // also what no change, but time alone turns
		p.turned[i] |= word
	}
	p.turnAll(v, now)
	if before == nil {
		return
	}
	for i := range v.holding { // what has held under the old rules has held since then
		h := &v.holding[i]
		for _, old := range was {
			if before.rules[old.rule].ID == p.rules[h.rule].ID {
				h.since = old.since
			}
		}
	}
}

// none is the place in watches of a rule that is not there.
const none = -1

// seek finds the first condition that keeps a rule from holding, and lets it wait for that; the rule holds when there is
// none. at is the rule's place in v.watches.
func (p *program) seek(v *visit, rule, at int, now zagaj.Instant) {
	until := never
	for i, id := range p.need(rule) {
		t, next := p.ask(id, v, now)
		if t == True {
			until = min(until, next)
			continue
		}
		if !v.watched.has(id) {
			v.watched.set(id)
			v.arm(id, next)
		}
		v.wait(rule, at, id, i == 0)
		return
	}
	v.moved.set(atomID(rule))
	v.unwatch(at)
	place, _ := slices.BinarySearchFunc(v.holding, p.rules[rule].place, func(h holding, place int) int { return p.rules[h.rule].place - place })
	v.holding = slices.Insert(v.holding, place, holding{rule: uint16(rule), since: now, until: until})
}

// wait lets a rule wait for a condition, its first or another one.
func (s *standing) wait(rule, at int, id atomID, first bool) {
	switch {
	case first:
		s.moved.clear(atomID(rule))
		s.unwatch(at)
	case at == none:
		s.moved.set(atomID(rule))
		s.watches = append(s.watches, watch{uint16(rule), id})
		s.later.set(id)
	default:
		s.watches[at].atom = id
		s.later.set(id)
	}
}

// unwatch takes away the watch at a place; the last one takes the place.
func (s *standing) unwatch(at int) {
	if at == none {
		return
	}
	last := len(s.watches) - 1
	s.watches[at] = s.watches[last]
	s.watches = s.watches[:last]
}

// recheck asks the conditions of a rule that holds.
func (p *program) recheck(v *visit, at int, now zagaj.Instant) {
	h := &v.holding[at]
	h.until = never
	for _, id := range p.need(int(h.rule)) {
		t, next := p.ask(id, v, now)
		if t != True {
			rule := int(h.rule)
			v.holding = slices.Delete(v.holding, at, at+1)
			p.seek(v, rule, none, now)
			return
		}
		h.until = min(h.until, next)
	}
}

// arm keeps the deadline of a watched condition.
func (s *standing) arm(id atomID, next zagaj.Instant) {
	for i := range s.deadlines {
		if s.deadlines[i].atom != id {
			continue
		}
		if next >= never {
			s.deadlines = slices.Delete(s.deadlines, i, i+1)
		} else {
			s.deadlines[i].at = next
		}
		return
	}
	if next < never {
		s.deadlines = append(s.deadlines, deadline{next, id})
	}
}

// next returns the earliest instant at which a rule may begin or cease to hold without an event.
func (s *standing) next() zagaj.Instant {
	soonest := never
	for _, d := range s.deadlines {
		soonest = min(soonest, d.at)
	}
	for _, h := range s.holding {
		soonest = min(soonest, h.until)
	}
	return soonest
}

// waitsForHouse reports whether some rule waits for the operators only.
func (s *standing) waitsForHouse() bool {
	if s.program == nil {
		return false
	}
	for _, h := range s.holding {
		if s.program.rules[h.rule].by&touchHouse != 0 {
			return true
		}
	}
	return s.watched.meets(s.program.house)
}

// refresh asks the rules. A condition that panics is switched off together with its rules, with a line that says so,
// and everything is asked again without it.
func (s *State) refresh(v *visit, now zagaj.Instant) {
	if s.reference {
		s.program.refreshAll(v, now)
		return
	}
	if v.staff != s.staffing {
		v.touched |= touchHouse
	}
	for !s.tryRefresh(v, now) {
		v.program = nil
	}
	v.staff = s.staffing
}

func (s *State) tryRefresh(v *visit, now zagaj.Instant) (ok bool) {
	defer func() {
		if fault := recover(); fault != nil {
			s.breakAtom(v, now, fault)
		}
	}()
	s.program.refresh(v, now)
	return true
}

func (s *State) breakAtom(v *visit, now zagaj.Instant, fault any) {
	a := &s.program.atoms[s.program.asked]
	a.broken = true
	for _, i := range a.rules {
		if r := s.program.rules[i]; !r.broken {
			r.broken = true
			s.record(Decision{Visitor: v.visitor, Rule: r.ID, At: now, Outcome: "broken", Reason: fmt.Sprint(fault)})
		}
	}
}

// refreshAll asks every condition of every rule. It is the yardstick the watch is held against: what both decide must
// be the same, and what the watch saves is measured.
func (p *program) refreshAll(v *visit, now zagaj.Instant) {
	was := v.holding
	v.standing = standing{program: p}
	for _, i := range p.places {
		t, next := p.rules[i].tree.eval(v, now)
		if t != True {
			if next < never {
				v.deadlines = append(v.deadlines, deadline{next, 0})
			}
			continue
		}
		h := holding{rule: uint16(i), since: now, until: next}
		for _, old := range was {
			if int(old.rule) == i {
				h.since, h.gate = old.since, old.gate
			}
		}
		v.holding = append(v.holding, h)
	}
}

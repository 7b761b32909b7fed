package triggers

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"github.com/zagaj/zagaj"
)

// standing is how the rules of a program stand for one visitor: which easy conditions hold, which hard ones are waited for,
// and the rules that hold. Everything else follows from that, so that a thousand rules take little room in a visit.
type standing struct {
	program   *program   // whose indices these are
	touched   touch      // what has changed since the rules were asked
	staff     int32      // State.staffing when they were asked
	sets      bitset     // three sets side by side, because they are read together: see met, watched and armed
	deadlines []deadline // of easy and of watched conditions that time alone can turn
	holding   []holding  // rules whose conditions hold, by priority, then id
	setRoom   [roomForSets]uint64
	timeRoom  [6]deadline
}

// roomForSets is how many words the sets of a visit may have to lie in the visit itself: those of 192 conditions.
const roomForSets = 9

func (s *standing) met() bitset     { return s.sets[:len(s.sets)/3] }                  // the easy conditions that hold
func (s *standing) watched() bitset { return s.sets[len(s.sets)/3 : len(s.sets)/3*2] } // the hard ones that rules wait for
func (s *standing) armed() bitset   { return s.sets[len(s.sets)/3*2:] }                // those that deadlines has

type deadline struct {
	at   zagaj.Instant
	atom atomID
}

// holding is a rule whose conditions hold.
type holding struct {
	rule  uint16
	gate  string        // what holds it back, as last recorded
	since zagaj.Instant // it holds without a break
	until zagaj.Instant // time alone does not end its hard conditions before
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

// refresh brings the standing of v up to now. It asks the conditions that may have turned, and what follows from those that
// have.
func (p *program) refresh(v *visit, now zagaj.Instant) {
	p.step++
	if v.program == p {
		p.find(v)
		p.due(v, now)
		p.turn(v, now)
	} else {
		p.begin(v, now)
	}
	if v.touched&touchDwell != 0 {
		v.forgot = false
		for i := range v.dwell {
			v.dwell[i].changed = false
		}
	}
	v.touched = 0
}

// find fills p.turned with the conditions that may have turned by what has changed of v.
func (p *program) find(v *visit) {
	clear(p.turned)
	for t := v.touched; t != 0; t &= t - 1 {
		for i, word := range p.byTouch[bits.TrailingZeros16(uint16(t))] {
			p.turned[i] |= word
		}
	}
	met := v.met()
	for _, x := range p.indexes {
		if x.touches()&v.touched != 0 {
			x.find(v, met, p.turned)
		}
	}
}

// due adds those that may have turned by time.
func (p *program) due(v *visit, now zagaj.Instant) {
	for i := len(v.deadlines) - 1; i >= 0; i-- { // backward, because arm may take this one away
		if d := v.deadlines[i]; d.at > now {
			continue
		} else if p.easy.has(d.atom) || v.watched().has(d.atom) {
			p.turned.set(d.atom)
		} else {
			v.arm(d.atom, never) // nobody waits for it any more
		}
	}
}

// turn asks p.turned, and looks at the rules whose conditions have turned.
func (p *program) turn(v *visit, now zagaj.Instant) {
	clear(p.came)
	met, watched, came, went := v.met(), v.watched(), false, false
	for i, word := range p.turned {
		for word &= p.easy[i] | watched[i]; word != 0; word &= word - 1 {
			id := atomID(i*64 + bits.TrailingZeros64(word))
			if !p.easy.has(id) {
				came = p.turnHard(v, id, now) || came
				continue
			}
			t, next := p.ask(id, v, now)
			v.arm(id, next)
			switch is := met.has(id); {
			case t == True && !is:
				met.set(id)
				p.came.set(id)
				came = true
			case t != True && is:
				met.clear(id)
				went = true
			}
		}
	}
	for i := len(v.holding) - 1; i >= 0; i-- { // backward, because recheck takes away what does not hold
		if h := &v.holding[i]; went || p.rules[h.rule].by&v.touched != 0 || h.until <= now {
			p.recheck(v, i, now)
		}
	}
	if came {
		p.seekAll(v, now)
	}
}

// turnHard asks a hard condition that rules wait for, or wait for no longer, and reports whether it holds.
func (p *program) turnHard(v *visit, id atomID, now zagaj.Instant) bool {
	met, wanted := v.met(), false
	for _, rule := range p.atoms[id].rules {
		if wanted = p.near(int(rule), met); wanted {
			break
		}
	}
	t, next := Unknown, never
	if wanted {
		t, next = p.ask(id, v, now)
	}
	if t == True {
		p.came.set(id)
	}
	if t == True || !wanted {
		v.watched().clear(id)
		next = never
	}
	v.arm(id, next)
	return t == True
}

// seekAll looks at every rule that has a condition of p.came.
func (p *program) seekAll(v *visit, now zagaj.Instant) {
	met := v.met()
	for i, word := range p.came {
		for ; word != 0; word &= word - 1 {
			for _, rule := range p.atoms[i*64+bits.TrailingZeros64(word)].rules {
				if p.near(int(rule), met) && p.weighed[rule] != p.step {
					p.weighed[rule] = p.step
					p.seek(v, int(rule), now)
				}
			}
		}
	}
}

// seek finds the first hard condition that keeps a rule from holding whose easy ones hold, and waits for that; the rule
// holds when there is none.
func (p *program) seek(v *visit, rule int, now zagaj.Instant) {
	place, holds := slices.BinarySearchFunc(v.holding, rule, func(h holding, rule int) int { return int(h.rule) - rule })
	if holds || p.rules[rule].fault != "" {
		return
	}
	if until, all := p.hardHold(v, rule, now); all {
		v.holding = slices.Insert(v.holding, place, holding{rule: uint16(rule), since: now, until: until})
	}
}

// hardHold asks the hard conditions of a rule: until when time alone does not end them, or that the first which does not
// hold is waited for from now on.
func (p *program) hardHold(v *visit, rule int, now zagaj.Instant) (until zagaj.Instant, all bool) {
	until = never
	for _, id := range p.hardOf(rule) {
		t, next := p.ask(id, v, now)
		if t != True {
			v.watched().set(id)
			v.arm(id, next)
			return 0, false
		}
		until = min(until, next)
	}
	return until, true
}

// recheck asks the conditions of a rule that holds.
func (p *program) recheck(v *visit, at int, now zagaj.Instant) {
	h, all := &v.holding[at], false
	if rule := int(h.rule); p.near(rule, v.met()) && p.rules[rule].fault == "" {
		h.until, all = p.hardHold(v, rule, now)
	}
	if !all {
		v.holding = slices.Delete(v.holding, at, at+1)
	}
}

// begin asks which conditions hold, for a visit that is new, or whose rules are.
func (p *program) begin(v *visit, now zagaj.Instant) {
	before, was := v.program, v.holding
	v.standing = standing{program: p, touched: 1<<touches - 1}
	v.deadlines = v.timeRoom[:0]
	if n := 3 * p.words; n <= len(v.setRoom) {
		v.sets = v.setRoom[:n:n]
	} else {
		v.sets = make(bitset, n)
	}
	copy(v.watched(), p.first)
	for i := range v.dwell {
		v.dwell[i].changed = true
	}
	p.find(v)
	for i, word := range p.first { // also what no change, but time alone turns
		p.turned[i] |= word
	}
	p.turn(v, now)
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

// arm keeps the deadline of a condition, or forgets it.
func (s *standing) arm(id atomID, next zagaj.Instant) {
	armed := s.armed()
	if !armed.has(id) {
		if next < never {
			armed.set(id)
			s.deadlines = append(s.deadlines, deadline{next, id})
		}
		return
	}
	at := slices.IndexFunc(s.deadlines, func(d deadline) bool { return d.atom == id })
	if next < never {
		s.deadlines[at].at = next
		return
	}
	armed.clear(id)
	last := len(s.deadlines) - 1
	s.deadlines[at] = s.deadlines[last]
	s.deadlines = s.deadlines[:last]
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
	return len(s.sets) > 0 && s.watched().meets(s.program.house)
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
		if r := s.program.rules[i]; r.fault == "" {
			r.fault = cmp.Or(fmt.Sprint(fault), "a fault")
			s.record(Decision{Visitor: v.visitor, Rule: r.ID, At: now, Outcome: OutcomeBroken, Reason: r.fault})
		}
	}
}

// refreshAll asks every condition of every rule. It is the yardstick the watch is held against: what both decide must
// be the same, and what the watch saves is measured.
func (p *program) refreshAll(v *visit, now zagaj.Instant) {
	was := v.holding
	v.standing = standing{program: p}
	for i := range p.rules {
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

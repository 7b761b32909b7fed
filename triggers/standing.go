package triggers

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/zagaj/zagaj"
)

// standing is how the rules of a program stand for one visitor.
type standing struct {
	program   *program // whose indices these are
	watch     []atomID // for each rule the condition it waits for
	watched   bitset
	deadlines []deadline // of watched conditions that time alone can turn
	holding   []holding  // rules whose conditions hold, in the rules' order
	touched   touch      // what has changed since the rules were asked
	staff     int32      // State.staffing when they were asked
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
		p.turnAll(v, now)
		for i := len(v.deadlines) - 1; i >= 0; i-- { // turn takes its own deadline away, or moves it ahead
			if d := v.deadlines[i]; d.at <= now {
				p.turn(v, d.atom, now)
			}
		}
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

// turnAll asks those of p.turned that rules wait for.
func (p *program) turnAll(v *visit, now zagaj.Instant) {
	for i, word := range p.turned {
		for word &= v.watched[i]; word != 0; word &= word - 1 {
			p.turn(v, atomID(i*64+bits.TrailingZeros64(word)), now)
		}
	}
}

// begin lets every rule wait for its first condition, and asks what may hold already: for a visit that is new, or
// whose rules are.
func (p *program) begin(v *visit, now zagaj.Instant) {
	before, was := v.program, v.holding
	v.standing = standing{program: p, watch: slices.Clone(p.first), watched: slices.Clone(p.firstWatched), touched: 1<<touches - 1}
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

// seek finds the first condition that keeps a rule from holding, and waits for it; the rule holds when there is none.
func (p *program) seek(v *visit, rule int, now zagaj.Instant) {
	until := never
	for _, id := range p.rules[rule].atoms {
		t, next := p.ask(id, v, now)
		if t != True {
			v.watch[rule] = id
			if !v.watched.has(id) {
				v.watched.set(id)
				v.arm(id, next)
			}
			return
		}
		until = min(until, next)
	}
	v.watch[rule] = held
	at, _ := slices.BinarySearchFunc(v.holding, rule, func(h holding, r int) int { return int(h.rule) - r })
	v.holding = slices.Insert(v.holding, at, holding{rule: uint16(rule), since: now, until: until})
}

// recheck asks the conditions of a rule that holds.
func (p *program) recheck(v *visit, at int, now zagaj.Instant) {
	h := &v.holding[at]
	h.until = never
	for _, id := range p.rules[h.rule].atoms {
		t, next := p.ask(id, v, now)
		if t != True {
			rule := int(h.rule)
			v.holding = slices.Delete(v.holding, at, at+1)
			p.seek(v, rule, now)
			return
		}
		h.until = min(h.until, next)
	}
}

// turn asks a condition that rules wait for. When it holds, each of them looks for the next that does not.
func (p *program) turn(v *visit, id atomID, now zagaj.Instant) {
	t, next := p.ask(id, v, now)
	if t != True {
		v.arm(id, next)
		return
	}
	v.watched.clear(id)
	v.arm(id, never)
	for _, rule := range p.atoms[id].rules {
		if v.watch[rule] == id {
			p.seek(v, rule, now)
		}
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
	for i, r := range p.rules {
		t, next := r.tree.eval(v, now)
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

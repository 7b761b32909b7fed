package triggers

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/zagaj/zagaj"
)

// atomID is the index of a condition that one or more rules share.
type atomID uint16

// held is the watch of a rule whose conditions all hold: it waits for none.
const held = ^atomID(0)

// atom is one condition, whichever rules have it.
type atom struct {
	node
	rules  []int // indices of the rules that have it
	broken bool
}

// program is a shop's enabled rules, compiled together. Equal conditions are one atom, and a rule that does not hold is
// asked again only when the one condition that keeps it from holding turns: the watch. A thousand rules then cost what
// the few conditions cost that have just changed.
type program struct {
	rules   []*rule // sorted by priority, then id
	atoms   []atom
	byTouch [touches]bitset // the atoms that a kind of change can turn
	house   bitset          // the atoms that operators can turn

	// What was found in this step, so that atoms are asked once a step.
	step  uint32
	memo  []answerOf
	asked atomID // the one that is being asked, for the report when it panics
}

type answerOf struct {
	step  uint32
	value Truth
	next  zagaj.Instant
}

func newProgram(rules []*rule) *program {
	p := &program{}
	ids := map[string]atomID{}
	for _, r := range rules {
		if !r.Enabled {
			continue
		}
		r.atoms = r.atoms[:0]
		for _, c := range r.byRank() {
			id, ok := ids[c.text]
			if !ok {
				id = atomID(len(p.atoms))
				ids[c.text] = id
				p.atoms = append(p.atoms, atom{node: c.node})
			}
			if slices.Contains(r.atoms, id) {
				continue
			}
			r.atoms = append(r.atoms, id)
			p.atoms[id].rules = append(p.atoms[id].rules, len(p.rules))
		}
		p.rules = append(p.rules, r)
	}
	words := (len(p.atoms) + 63) / 64
	p.house, p.memo = make(bitset, words), make([]answerOf, len(p.atoms))
	for i := range p.byTouch {
		p.byTouch[i] = make(bitset, words)
		for id := range p.atoms {
			if p.atoms[id].touches()&(1<<i) != 0 {
				p.byTouch[i].set(atomID(id))
			}
		}
	}
	p.house = p.byTouch[bits.TrailingZeros16(uint16(touchHouse))]
	return p
}

// bitset is a set of atoms.
type bitset []uint64

func (b bitset) set(id atomID)      { b[id/64] |= 1 << (id % 64) }
func (b bitset) clear(id atomID)    { b[id/64] &^= 1 << (id % 64) }
func (b bitset) has(id atomID) bool { return b[id/64]&(1<<(id%64)) != 0 }

func (b bitset) meets(other bitset) bool {
	for i := range b {
		if b[i]&other[i] != 0 {
			return true
		}
	}
	return false
}

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
	if v.program != p {
		p.begin(v, now)
		return
	}
	for i, h := range slices.Backward(v.holding) {
		if p.rules[h.rule].by&v.touched != 0 || h.until <= now {
			p.recheck(v, i, now)
		}
	}
	for i, word := range v.watched {
		var turned uint64
		for t := v.touched; t != 0; t &= t - 1 {
			turned |= p.byTouch[bits.TrailingZeros16(uint16(t))][i]
		}
		for turned &= word; turned != 0; turned &= turned - 1 {
			p.turn(v, atomID(i*64+bits.TrailingZeros64(turned)), now)
		}
	}
	for _, d := range slices.Backward(v.deadlines) { // turn takes its own deadline away, or moves it ahead
		if d.at <= now {
			p.turn(v, d.atom, now)
		}
	}
	v.touched = 0
}

// begin asks every rule: for a visit that is new, or whose rules are.
func (p *program) begin(v *visit, now zagaj.Instant) {
	before, was := v.program, v.holding
	v.standing = standing{program: p, watch: make([]atomID, len(p.rules)), watched: make(bitset, (len(p.atoms)+63)/64)}
	for i := range p.rules {
		p.seek(v, i, now)
	}
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

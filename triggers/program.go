package triggers

import (
	"math/bits"
	"slices"

	"github.com/zagaj/zagaj"
)

// atomID is the index of a condition that one or more rules share.
type atomID uint16

// atom is one condition, whichever rules have it.
type atom struct {
	node
	rules       []int // indices of the rules that have it
	first, last int   // the indices of the rules that wait for it before all: from first, without last
	broken      bool
}

// program is a shop's enabled rules, compiled together. Equal conditions are one atom, and a rule that does not hold is
// asked again only when the one condition that keeps it from holding turns: the watch. A thousand rules then cost what
// the few conditions cost that have just changed.
type program struct {
	rules   []*rule  // those that wait for the same condition before all lie side by side
	places  []int    // their indices by priority, then id
	needs   []atomID // the conditions of all rules, one rule's after the other's
	from    []int    // where each rule's begin in needs; one more than there are rules
	atoms   []atom
	byTouch [touches]bitset // the atoms that a kind of change can turn, without those in indexes
	indexes []index
	house   bitset // the atoms that operators can turn

	firstWatched bitset // what a visit that is new waits for: the first condition of each rule
	plain        bitset // the atoms that are in no index

	// What was found in this step, so that atoms are asked once a step.
	step   uint32
	memo   []answerOf
	asked  atomID // the one that is being asked, for the report when it panics
	turned bitset // scratch: the atoms that may have turned
	true   bitset // scratch: those that were waited for and hold
}

type answerOf struct {
	step  uint32
	value Truth
	next  zagaj.Instant
}

// newProgram compiles rules that are sorted by priority, then id.
func newProgram(rules []*rule) *program {
	p := &program{}
	ids := map[string]atomID{}
	for _, r := range rules {
		if !r.Enabled {
			continue
		}
		r.atoms, r.place = r.atoms[:0], len(p.rules)
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
		}
		p.rules = append(p.rules, r)
	}
	p.lay()
	words := (len(p.atoms) + 63) / 64
	for _, b := range []*bitset{&p.house, &p.plain, &p.turned, &p.true, &p.firstWatched} {
		*b = make(bitset, words)
	}
	p.memo = make([]answerOf, len(p.atoms))
	for i := range p.byTouch {
		p.byTouch[i] = make(bitset, words)
	}
	for i, r := range p.rules {
		first := &p.atoms[r.atoms[0]]
		if first.last == 0 {
			first.first = i
		}
		first.last = i + 1
		p.firstWatched.set(r.atoms[0])
	}
	p.arrange()
	return p
}

// lay puts the rules into the order of what they wait for, and their conditions side by side.
func (p *program) lay() {
	slices.SortStableFunc(p.rules, func(a, b *rule) int { return slices.Compare(a.atoms, b.atoms) })
	p.places, p.from = make([]int, len(p.rules)), make([]int, 1, len(p.rules)+1)
	for i, r := range p.rules {
		p.places[r.place] = i
		p.needs = append(p.needs, r.atoms...)
		p.from = append(p.from, len(p.needs))
		for _, id := range r.atoms {
			p.atoms[id].rules = append(p.atoms[id].rules, i)
		}
	}
}

// need returns the conditions of a rule, the one least likely to hold first.
func (p *program) need(rule int) []atomID { return p.needs[p.from[rule]:p.from[rule+1]] }

// arrange puts every atom where a change finds it: into an index when it has one, else under the kinds of changes that
// can turn it.
func (p *program) arrange() {
	indexes := map[indexName]index{}
	for id := range p.atoms {
		by := p.atoms[id].touches()
		if by&touchHouse != 0 {
			p.house.set(atomID(id))
		}
		if f, ok := p.atoms[id].node.(*fact); ok && f.when.kind != always {
			p.indexes = f.when.put(atomID(id), by, indexes, p.indexes)
			continue
		}
		p.plain.set(atomID(id))
		for t := by; t != 0; t &= t - 1 {
			p.byTouch[bits.TrailingZeros16(uint16(t))].set(atomID(id))
		}
	}
}

// bitset is a set of atoms, or of rules.
type bitset []uint64

func (b bitset) set(id atomID)      { b[id/64] |= 1 << (id % 64) }
func (b bitset) clear(id atomID)    { b[id/64] &^= 1 << (id % 64) }
func (b bitset) has(id atomID) bool { return b[id/64]&(1<<(id%64)) != 0 }

func (b bitset) empty() bool {
	for _, word := range b {
		if word != 0 {
			return false
		}
	}
	return true
}

func (b bitset) meets(other bitset) bool {
	for i := range b {
		if b[i]&other[i] != 0 {
			return true
		}
	}
	return false
}

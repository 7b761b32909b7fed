package triggers

import (
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
	byTouch [touches]bitset // the atoms that a kind of change can turn, without those in indexes
	indexes []index
	house   bitset // the atoms that operators can turn

	// What a visit that is new waits for: the first condition of each rule.
	first        []atomID
	firstWatched bitset
	plain        bitset // the atoms that are in no index

	// What was found in this step, so that atoms are asked once a step.
	step   uint32
	memo   []answerOf
	asked  atomID // the one that is being asked, for the report when it panics
	turned bitset // scratch: the atoms that may have turned
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
	p.house, p.plain, p.turned, p.firstWatched = make(bitset, words), make(bitset, words), make(bitset, words), make(bitset, words)
	p.memo = make([]answerOf, len(p.atoms))
	for i := range p.byTouch {
		p.byTouch[i] = make(bitset, words)
	}
	for _, r := range p.rules {
		p.first = append(p.first, r.atoms[0])
		p.firstWatched.set(r.atoms[0])
	}
	p.arrange()
	return p
}

// arrange puts every atom where a change finds it: into an index when it has one, else under the kinds of changes that
// can turn it.
func (p *program) arrange() {
	indexes := map[couldHold]index{}
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

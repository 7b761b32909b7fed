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
	rules  []uint16 // indices of the rules that have it
	broken bool
}

// program is a shop's enabled rules, compiled together. Equal conditions are one atom, of one of two kinds. Those that an
// index finds by what has changed are easy: whether they hold is kept for each visit, a bit each. All others are hard: they
// are asked only while every easy one of some rule holds, and of that rule only the one that keeps it from holding, the
// watch. A thousand rules then cost what the few conditions cost that have just changed.
type program struct {
	rules   []*rule  // by priority, then id
	spans   []span   // where each rule's conditions stand in needs
	needs   []atomID // of all rules, one rule's after the other's, the one least likely to hold first
	atoms   []atom
	words   int             // of a set of atoms
	easy    bitset          // the atoms in indexes
	byTouch [touches]bitset // the hard atoms that a kind of change can turn
	indexes []index
	house   bitset // the atoms that operators can turn, all of them hard
	first   bitset // what rules without easy atoms wait for in a visit that is new

	// What was found in this step, so that atoms are asked once a step.
	step    uint32
	memo    []answerOf
	weighed []uint32 // by rule: the last step it was looked at
	asked   atomID   // the one that is being asked, for the report when it panics
	turned  bitset   // scratch: the atoms that may have turned
	came    bitset   // scratch: those that hold now and did not before
}

// span is where a rule's conditions stand: the easy ones from from, the hard ones from hard, without to.
type span struct{ from, hard, to int32 }

type answerOf struct {
	step  uint32
	value Truth
	next  zagaj.Instant
}

// newProgram compiles rules that are sorted by priority, then id.
func newProgram(rules []*rule) *program {
	p, ids := &program{}, map[string]atomID{}
	for _, r := range rules {
		if r.Enabled {
			p.add(r, ids)
		}
	}
	p.words = (len(p.atoms) + 63) / 64
	for _, b := range []*bitset{&p.easy, &p.house, &p.first, &p.turned, &p.came} {
		*b = make(bitset, p.words)
	}
	for i := range p.byTouch {
		p.byTouch[i] = make(bitset, p.words)
	}
	p.memo, p.weighed = make([]answerOf, len(p.atoms)), make([]uint32, len(p.rules))
	for i := range p.spans {
		if s := p.spans[i]; s.from == s.hard {
			p.first.set(p.needs[s.hard])
		}
	}
	p.arrange()
	return p
}

// add lays out one more rule.
func (p *program) add(r *rule, ids map[string]atomID) {
	var easy, hard []atomID
	for _, c := range r.byRank() {
		id, ok := ids[c.text]
		if !ok {
			id = atomID(len(p.atoms))
			ids[c.text] = id
			p.atoms = append(p.atoms, atom{node: c.node})
		}
		to := &hard
		if found(c.node) {
			to = &easy
		}
		if slices.Contains(*to, id) {
			continue
		}
		*to = append(*to, id)
		p.atoms[id].rules = append(p.atoms[id].rules, uint16(len(p.rules)))
	}
	from := int32(len(p.needs))
	p.needs = append(append(p.needs, easy...), hard...)
	p.spans = append(p.spans, span{from, from + int32(len(easy)), int32(len(p.needs))})
	p.rules = append(p.rules, r)
}

// found reports whether an index finds a condition.
func found(n node) bool {
	f, ok := n.(*fact)
	return ok && f.when.kind != always && f.by&touchHouse == 0
}

// need returns all conditions of a rule.
func (p *program) need(rule int) []atomID { return p.needs[p.spans[rule].from:p.spans[rule].to] }

// hardOf returns the hard conditions of a rule, the one least likely to hold first.
func (p *program) hardOf(rule int) []atomID { return p.needs[p.spans[rule].hard:p.spans[rule].to] }

// near reports whether all easy conditions of a rule are among those that hold.
func (p *program) near(rule int, met bitset) bool {
	for _, id := range p.needs[p.spans[rule].from:p.spans[rule].hard] {
		if !met.has(id) {
			return false
		}
	}
	return true
}

// arrange puts every atom where a change finds it: into an index when it is easy, else under the kinds of changes that
// can turn it.
func (p *program) arrange() {
	indexes := map[indexName]index{}
	for i := range p.atoms {
		id, n := atomID(i), p.atoms[i].node
		if found(n) {
			p.easy.set(id)
			p.indexes = n.(*fact).put(id, p.words, indexes, p.indexes)
			continue
		}
		if n.touches()&touchHouse != 0 {
			p.house.set(id)
		}
		for t := n.touches(); t != 0; t &= t - 1 {
			p.byTouch[bits.TrailingZeros16(uint16(t))].set(id)
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

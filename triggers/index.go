package triggers

import "slices"

// couldHold says of a condition that does not hold when a change could make it hold. Of twenty-five conditions "the
// category is X" a page can turn but one, and that one is found by the page's category instead of by asking all.
type couldHold struct {
	kind  couldKind
	key   string            // the fact; the thing dwelt on, "" for any
	text  string            // byText: the value it must have
	from  int64             // byNumber: the least it must be
	scope scope             // byDwell
	match func(string) bool // byMatch
}

// indexName tells the indexes apart: one for each kind, and each fact where the kind has several.
type indexName struct {
	kind couldKind
	key  string
}

type couldKind uint8

const (
	always   couldKind = iota // at any of its touches
	byText                    // only when the fact is this text
	byNumber                  // only when the fact is at least this
	byDwell                   // only when this dwelling has changed, and by its deadline
	byPulse                   // only when a pulse of this name is remembered
	byMatch                   // only when the fact is a text that matches
)

// index finds the conditions of one fact that may have turned true.
type index interface {
	find(v *visit, into bitset)
	touches() touch
}

// put enters a condition into its fact's index, and appends the index to the list when it is new.
func (c couldHold) put(id atomID, by touch, known map[indexName]index, list []index) []index {
	name := indexName{kind: c.kind, key: c.key}
	if c.kind == byDwell || c.kind == byPulse {
		name = indexName{kind: c.kind}
	}
	x, ok := known[name]
	if !ok {
		switch c.kind {
		case byText:
			x = &textIndex{of: texts[c.key].of, by: by, ids: map[string][]atomID{}}
		case byNumber:
			x = &numberIndex{of: numbers[c.key].of, by: by}
		case byDwell:
			x = &dwellIndex{ids: map[dwellKey][]atomID{}}
		case byPulse:
			x = pulseIndex{}
		case byMatch:
			x = &matchIndex{of: texts[c.key].of, by: by}
		}
		known[name], list = x, append(list, x)
	}
	switch x := x.(type) {
	case *textIndex:
		x.ids[c.text] = append(x.ids[c.text], id)
	case *numberIndex:
		at, _ := slices.BinarySearchFunc(x.list, c.from, func(n numberAtom, from int64) int { return int(min(max(n.from-from, -1), 1)) })
		x.list = slices.Insert(x.list, at, numberAtom{c.from, id})
	case *dwellIndex:
		key := dwellKey{c.scope, c.key}
		x.ids[key] = append(x.ids[key], id)
		x.any[c.scope] = x.any[c.scope] || c.key == ""
		x.has[c.scope] = true
	case pulseIndex:
		x[c.key] = append(x[c.key], id)
	case *matchIndex:
		x.list = append(x.list, matchAtom{c.match, id})
	}
	return list
}

type textIndex struct {
	of  func(*visit) (string, bool)
	by  touch
	ids map[string][]atomID
}

func (x *textIndex) touches() touch { return x.by }

func (x *textIndex) find(v *visit, into bitset) {
	if got, known := x.of(v); known {
		into.add(x.ids[got])
	}
}

type matchAtom struct {
	match func(string) bool
	id    atomID
}

// matchIndex reads a text once for all the patterns that are looked for in it.
type matchIndex struct {
	of   func(*visit) (string, bool)
	by   touch
	list []matchAtom
}

func (x *matchIndex) touches() touch { return x.by }

func (x *matchIndex) find(v *visit, into bitset) {
	got, known := x.of(v)
	for i := 0; known && i < len(x.list); i++ {
		if id := x.list[i].id; v.watched.has(id) && x.list[i].match(got) {
			into.set(id)
		}
	}
}

type numberAtom struct {
	from int64
	id   atomID
}

type numberIndex struct {
	of   func(*visit) (int64, bool)
	by   touch
	list []numberAtom // the smallest first
}

func (x *numberIndex) touches() touch { return x.by }

func (x *numberIndex) find(v *visit, into bitset) {
	n, known := x.of(v)
	for i := 0; known && i < len(x.list) && x.list[i].from <= n; i++ {
		into.set(x.list[i].id)
	}
}

type dwellKey struct {
	scope scope
	key   string
}

type dwellIndex struct {
	ids      map[dwellKey][]atomID
	has, any [scopes]bool // some condition is of this scope; of anything in it
}

func (x *dwellIndex) touches() touch { return touchDwell }

func (x *dwellIndex) find(v *visit, into bitset) {
	for i := range v.dwell {
		d := &v.dwell[i]
		if !d.changed || !x.has[d.scope] {
			continue
		}
		into.add(x.ids[dwellKey{d.scope, d.key}])
		if x.any[d.scope] && d.key != "" {
			into.add(x.ids[dwellKey{scope: d.scope}])
		}
	}
}

// pulseIndex holds conditions by the name of the pulse.
type pulseIndex map[string][]atomID

func (x pulseIndex) touches() touch { return touchPulse }

func (x pulseIndex) find(v *visit, into bitset) {
	for i := range v.pulses {
		into.add(x[v.pulses[i].name])
	}
}

func (b bitset) add(list []atomID) {
	for _, id := range list {
		b.set(id)
	}
}

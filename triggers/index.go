package triggers

// couldHold says of a condition how a change that could turn it is found. Of twenty-five conditions "the category is X" a
// page can turn but two, and those are found by the page's category instead of by asking all.
type couldHold struct {
	kind  couldKind
	key   string // the fact; the thing dwelt on, "" for any
	text  string // byText: the value it must have
	from  int64  // byNumber: the least it must be
	to    int64  // byNumber: the most it may be
	scope scope  // byDwell
}

// indexName tells the indexes apart: one for each kind, and each fact where the kind has several.
type indexName struct {
	kind couldKind
	key  string
}

type couldKind uint8

const (
	always   couldKind = iota // at any of its touches: it is in no index
	byText                    // by the text the fact is
	byNumber                  // by the number the fact is
	byDwell                   // when this dwelling has changed, and by its deadline
	byPulse                   // by the names of the pulses that are remembered, and by its deadline
)

// index finds the conditions of one fact that may have turned by a change of a visit: which of them holds is told by met.
type index interface {
	find(v *visit, met, into bitset)
	touches() touch
}

// put enters a condition into its fact's index, and appends the index to the list when it is new. Sets have so many words.
func (f *fact) put(id atomID, words int, known map[indexName]index, list []index) []index {
	c := f.when
	name := indexName{kind: c.kind, key: c.key}
	if c.kind == byDwell || c.kind == byPulse {
		name = indexName{kind: c.kind}
	}
	x, ok := known[name]
	if !ok {
		all := make(bitset, words)
		switch c.kind {
		case byText:
			x = &textIndex{of: texts[c.key].of, by: f.by, all: all, ids: map[string][]atomID{}}
		case byNumber:
			x = &numberIndex{of: numbers[c.key].of, by: f.by}
		case byDwell:
			x = &dwellIndex{all: all}
		case byPulse:
			x = &pulseIndex{all: all, ids: map[string][]atomID{}}
		}
		known[name], list = x, append(list, x)
	}
	switch x := x.(type) {
	case *textIndex:
		x.all.set(id)
		x.ids[c.text] = append(x.ids[c.text], id)
	case *numberIndex:
		x.list = append(x.list, numberAtom{c.from, c.to, id})
	case *dwellIndex:
		x.all.set(id)
		x.of[c.scope].put(c.key, id)
	case *pulseIndex:
		x.all.set(id)
		x.ids[c.key] = append(x.ids[c.key], id)
	}
	return list
}

type textIndex struct {
	of  func(*visit) (string, bool)
	by  touch
	all bitset
	ids map[string][]atomID
}

func (x *textIndex) touches() touch { return x.by }

// find: those of the text that it was hold, those of the text that it is do not. When it is the same, none turns.
func (x *textIndex) find(v *visit, met, into bitset) {
	for i, word := range x.all {
		into[i] |= met[i] & word
	}
	if got, known := x.of(v); known {
		for _, id := range x.ids[got] {
			into[id/64] ^= 1 << (id % 64)
		}
	}
}

type numberAtom struct {
	from, to int64
	id       atomID
}

type numberIndex struct {
	of   func(*visit) (int64, bool)
	by   touch
	list []numberAtom
}

func (x *numberIndex) touches() touch { return x.by }

func (x *numberIndex) find(v *visit, met, into bitset) {
	n, known := x.of(v)
	for i := range x.list {
		if a := &x.list[i]; (known && n >= a.from && n <= a.to) != met.has(a.id) {
			into.set(a.id)
		}
	}
}

type dwellIndex struct {
	all bitset
	of  [scopes]dwellAtoms
}

// dwellAtoms are the conditions on what is dwelt on in one scope.
type dwellAtoms struct {
	any   []atomID            // whatever it is
	named map[uint64][]atomID // by the hash of what it must be
}

func (a *dwellAtoms) put(key string, id atomID) {
	if key == "" {
		a.any = append(a.any, id)
		return
	}
	if a.named == nil {
		a.named = map[uint64][]atomID{}
	}
	hash := hashOf(key)
	a.named[hash] = append(a.named[hash], id)
}

func (x *dwellIndex) touches() touch { return touchDwell }

// find: dwell does not shrink, so what holds goes on holding, unless what it was counted for has been forgotten.
func (x *dwellIndex) find(v *visit, met, into bitset) {
	for i := range v.dwell {
		if d := &v.dwell[i]; d.changed && v.house.dwells[d.scope] {
			into.add(x.of[d.scope].named[d.key])
			into.add(x.of[d.scope].any)
		}
	}
	for i, word := range x.all {
		known := met[i] & word
		if into[i] &^= known; v.forgot {
			into[i] |= known
		}
	}
}

// pulseIndex holds conditions by the name of the pulse.
type pulseIndex struct {
	all bitset
	ids map[string][]atomID
}

func (x *pulseIndex) touches() touch { return touchPulse }

func (x *pulseIndex) find(v *visit, met, into bitset) {
	for i, word := range x.all {
		into[i] |= met[i] & word // a pulse may have been forgotten
	}
	last := ""
	for i := range v.pulses {
		if name := v.pulses[i].name; name != last {
			into.add(x.ids[name])
			last = name
		}
	}
}

func (b bitset) add(list []atomID) {
	for _, id := range list {
		b.set(id)
	}
}

package live

import (
	"slices"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
)

// Drafts keeps the unsent words of visitors while an operator watches: in memory only, latest wins, wiped when the
// message is sent, the conversation closes, nobody watches any more or nothing was typed for a minute.
type Drafts struct {
	mu   sync.Mutex
	now  func() zagaj.Instant
	open map[zagaj.ConversationID]*draft
}

type draft struct {
	watchers int
	rev      int64
	text     []rune
	at       zagaj.Instant
	edit     int  // where the last change ended: digits there may still be a card in the making
	hides    bool // something of the text is masked
	tally    tally
	cut      removal
	by       any // whose words they are: revisions are counted in each tab
}

// removal is what is being taken out, piece by piece: who presses backspace eight times takes out one word. It is kept only
// where deletions are shown.
type removal struct {
	text   []rune
	p      int // where it stood
	at     zagaj.Instant
	hidden bool // something of it was masked, so all of it stays so
	told   bool
}

// take adds what a splice takes out, and reports whether it goes on with what is there.
func (c *removal) take(s Splice, text []rune, hidden bool, now zagaj.Instant) bool {
	out := text[s.P : s.P+s.N]
	goesOn := len(c.text) > 0 && now.Sub(c.at) < burstGap && (s.P+s.N == c.p || s.P == c.p)
	switch {
	case !goesOn:
		c.forget()
		c.text = slices.Clone(out)
	case s.P == c.p: // forwards, by the delete key
		c.text = append(c.text, out...)
	default:
		c.text = slices.Insert(c.text, 0, out...)
	}
	c.p, c.at, c.hidden = s.P, now, c.hidden || hidden
	return goesOn
}

func (c *removal) forget() {
	clear(c.text[:cap(c.text)])
	*c = removal{}
}

// hidden is the text as others may see it.
func (x *draft) hidden() string { return MaskAt(string(x.text), x.edit) }

// changed takes down where a change of the text ended, and whether it hides anything now. Masking is the dearest part of a
// frame: it is done here once, however often it is asked for.
func (x *draft) changed(edit int) {
	x.edit = edit
	x.hides = !isPlain(x.text) && x.hidden() != string(x.text)
}

// forget wipes the words from memory, not only the reference to them.
func (x *draft) forget() {
	clear(x.text[:cap(x.text)])
	x.text, x.rev, x.edit, x.hides, x.tally, x.by = nil, 0, 0, false, tally{}, nil
	x.cut.forget()
}

// Splice is one change of a draft: at P, N characters were removed and S inserted.
type Splice struct {
	R int64
	P int
	N int
	S string
}

const (
	draftLife = time.Minute
	// draftRunes bounds a draft's memory: a message may not be longer either.
	draftRunes = zagaj.MaxMessageRunes
)

// NewDrafts returns an empty set.
func NewDrafts(now func() zagaj.Instant) *Drafts {
	return &Drafts{now: now, open: map[zagaj.ConversationID]*draft{}}
}

// Watch counts an operator in or out and reports whether that was the first to come or the last to go: the moment
// to tell the visitor's browser to start or stop sending.
func (d *Drafts) Watch(id zagaj.ConversationID, on bool) (edge bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.open[id]
	if !on {
		if x == nil || x.watchers == 0 {
			return false
		}
		if x.watchers--; x.watchers == 0 {
			x.forget()
			delete(d.open, id)
			return true
		}
		return false
	}
	if x == nil {
		x = &draft{}
		d.open[id] = x
	}
	x.watchers++
	return x.watchers == 1
}

// Watched reports whether anybody looks.
func (d *Drafts) Watched(id zagaj.ConversationID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.open[id]
	return x != nil && x.watchers > 0
}

// Writes reports whether a change by one of a visitor's tabs may be taken: a whole draft always, and then the words are that
// tab's; a splice only of its own words, or when there are none. What two tabs type is never mixed.
func (d *Drafts) Writes(id zagaj.ConversationID, by any, whole bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.open[id]
	if x == nil {
		return true
	}
	if whole || x.by == nil {
		x.by = by
	}
	return x.by == by
}

// Apply takes a splice. It reports false when a revision is missing or the splice does not fit: the browser is then
// asked for the whole. Splices of a draft nobody watches are dropped.
func (d *Drafts) Apply(id zagaj.ConversationID, s Splice) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.open[id]
	if x == nil {
		return true
	}
	inserted := []rune(s.S)
	if s.R != x.rev+1 || s.P < 0 || s.N < 0 || s.P > len(x.text) || s.N > len(x.text)-s.P || len(x.text)-s.N+len(inserted) > draftRunes {
		return false
	}
	now := d.now()
	hadWords := len(x.text) > 0
	x.text = slices.Replace(x.text, s.P, s.P+s.N, inserted...) // in place; what falls off the end is cleared
	x.tally.note(s.N, len(inserted), len(x.text) == 0, now.Sub(x.at), now, hadWords)
	x.rev, x.at = s.R, now
	x.changed(s.P + len(inserted))
	return true
}

// Struck is a stretch that a visitor has taken out, masked.
type Struck struct {
	P     int
	S     string // "" when there is nothing worth showing
	Grown bool   // it is the stretch told last, of which more was taken out since
}

// Strike returns what a splice, which Apply has not taken yet, takes out, with what was taken out right before it: deletions
// that follow one another within two seconds are one stretch. Where the draft hides something, all of the stretch is
// hidden: a part of a number is still part of it.
func (d *Drafts) Strike(id zagaj.ConversationID, s Splice) Struck {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.open[id]
	if x == nil || s.R != x.rev+1 || s.P < 0 || s.N < 0 || s.N > len(x.text)-s.P {
		return Struck{}
	}
	if s.N == 0 {
		x.cut.forget()
		return Struck{}
	}
	grown := x.cut.take(s, x.text, x.hides, d.now()) && x.cut.told
	out := Struck{P: s.P, Grown: grown}
	if len(x.cut.text) >= stretch {
		x.cut.told = true
		out.S = MaskAt(string(x.cut.text), len(x.cut.text))
		if x.cut.hidden {
			out.S = masked
		}
	}
	if s.S != "" { // what was put in its place ends it
		x.cut.forget()
	}
	return out
}

// Hesitation returns the facts of the draft so far.
func (d *Drafts) Hesitation(id zagaj.ConversationID) Hesitation {
	d.mu.Lock()
	defer d.mu.Unlock()
	if x := d.open[id]; x != nil {
		return x.tally.Hesitation
	}
	return Hesitation{}
}

// Sweep forgets the words of drafts in which nothing was typed for a minute. Call it about once a second.
func (d *Drafts) Sweep() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, x := range d.open {
		if x.text != nil && d.now().Sub(x.at) > draftLife {
			x.forget()
		}
	}
}

// Replace takes a whole draft.
func (d *Drafts) Replace(id zagaj.ConversationID, r int64, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if x := d.open[id]; x != nil {
		runes := []rune(text)
		clear(x.text)
		x.cut.forget()
		x.text, x.rev, x.at = runes[:min(len(runes), draftRunes)], r, d.now()
		x.changed(len(x.text))
	}
}

// Snapshot returns the draft as it stands, masked, and its revision.
func (d *Drafts) Snapshot(id zagaj.ConversationID) (r int64, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.open[id]
	if x == nil {
		return 0, ""
	}
	if d.now().Sub(x.at) > draftLife {
		x.forget() // the browser still has its words: its next splice must not fit
	}
	return x.rev, x.hidden()
}

// Wipe forgets the words of a draft, keeping who watches.
func (d *Drafts) Wipe(id zagaj.ConversationID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if x := d.open[id]; x != nil {
		x.forget()
	}
}

// End forgets a draft for good, and that it was watched: its conversation has ended, and what a slow tab still sends of it is
// nobody's to see.
func (d *Drafts) End(id zagaj.ConversationID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if x := d.open[id]; x != nil {
		x.forget()
		delete(d.open, id)
	}
}

// Masked reports whether the draft holds something Mask hides: positions then differ from what operators see, and
// only whole snapshots may be sent.
func (d *Drafts) Masked(id zagaj.ConversationID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.open[id]
	return x != nil && x.hides
}

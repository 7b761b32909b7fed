package triggers

import (
	"slices"

	"github.com/zagaj/zagaj"
)

// scope is what dwell is counted over.
type scope uint8

const (
	scopeSite scope = iota
	scopePageType
	scopeCategory
	scopeProduct
	scopeBrand
	scopePage // one address
	scopeSizeFamily
	scopes
)

var scopeNames = [scopes]string{"site", "page_type", "category", "product", "brand", "page", "size_family"}

// of returns what of a page counts for the scope, "" when it has none.
func (s scope) of(p *zagaj.Page) string {
	switch s {
	case scopePageType:
		return string(p.Type)
	case scopeCategory:
		return p.Category
	case scopeProduct:
		return string(p.Product)
	case scopeBrand:
		return p.Brand
	case scopePage:
		return p.URL
	case scopeSizeFamily:
		return p.SizeFamily
	}
	return ""
}

// dwelling is the visible and active time over one thing, over all tabs together: two windows side by side count once.
type dwelling struct {
	key      uint64 // its hash
	ms       int64
	cut      zagaj.Instant // it grew until its line went down; 0 when it grows, or rests for another reason
	seen     uint64        // which of the visit's products were looked at under it, by their places
	products uint16        // distinct ones looked at
	scope    scope
	growing  bool
	grows    bool // what growing is about to be
	changed  bool // it grows or rests now, or has another product, since the rules were asked
}

// counts reports whether dwell is kept for the scope: only for what a rule asks, because every visit has it.
func (s *State) counts(sc scope) bool { return s.dwells[sc] }

// dwelling returns the entry of a key; a new one takes the place of the product or page that rests longest when there
// are too many, and is nil when nothing can give way.
func (v *visit) dwelling(sc scope, text string) *dwelling {
	key := hashOf(text)
	for i := range v.dwell {
		if d := &v.dwell[i]; d.scope == sc && d.key == key {
			return d
		}
	}
	if len(v.dwell) >= maxKeys {
		i := slices.IndexFunc(v.dwell, func(d dwelling) bool {
			return !d.growing && !d.grows && (d.scope == scopeProduct || d.scope == scopePage)
		})
		if i < 0 {
			return nil
		}
		v.dwell, v.forgot = slices.Delete(v.dwell, i, i+1), true
	}
	v.dwell = append(v.dwell, dwelling{scope: sc, key: key, changed: true})
	return &v.dwell[len(v.dwell)-1]
}

// lease is for how long a line may be down while its page is still taken to be in view. When the browser is not back by
// then, the time counts only up to the last sign of life: a laptop that sleeps looks like a visitor who reads.
const lease = zagaj.Instant(45_000)

// regrow finds what dwell grows for now. Only events change that, so it runs once an event.
func (v *visit) regrow(ev *zagaj.Event) {
	broke := ev.Kind == zagaj.KindNet || ev.TabState == zagaj.TabClosed // a socket that breaks looks like a closed tab
	back := ev.Kind == zagaj.KindNet || ev.Nav == "resume"
	for i := range v.tabs {
		t := &v.tabs[i]
		if !v.connected || !t.visible || !t.active {
			continue
		}
		for sc := range scopes {
			if key := sc.of(t.page); (key != "" || sc == scopeSite || sc == scopePageType) && v.house.counts(sc) {
				if d := v.dwelling(sc, key); d != nil {
					d.grows = true
				}
			}
		}
	}
	for i := range v.dwell {
		d := &v.dwell[i]
		if d.grows != d.growing {
			d.changed = true
			switch {
			case !d.grows && broke:
				d.cut = v.last
			case d.grows && d.cut > 0 && back && v.last-d.cut <= lease:
				d.ms += int64(v.last - d.cut)
				fallthrough
			default:
				d.cut = 0
			}
		}
		d.growing, d.grows = d.grows, false
	}
	if slices.ContainsFunc(v.dwell, func(d dwelling) bool { return d.growing }) {
		v.looks(ev)
	}
}

// looks: somebody is looking at a page now, which is a sign of life. After a long silence it is another visit.
func (v *visit) looks(ev *zagaj.Event) {
	switch {
	case v.last.Sub(v.seenAt) > visitGap:
		v.renew(v.last)
		v.regrow(ev)
	case v.seenAt < v.last:
		v.seenAt = v.last
		v.touched |= touchLife
	}
}

// advance lets dwell grow up to now. It must run before every event and every evaluation.
func (v *visit) advance(now zagaj.Instant) {
	if now <= v.last {
		return
	}
	for i := range v.dwell {
		if d := &v.dwell[i]; d.growing {
			d.ms += int64(now - v.last)
			v.seenAt = now // somebody is looking: that is a sign of life too
		}
	}
	v.last = now
}

// maxSeen is how many products of a visit are told apart: as many as dwelling.seen has bits.
const maxSeen = 64

// look notes a product in view for every scope it is seen under for the first time.
func (v *visit) look(p *zagaj.Page) {
	if p.Product == "" {
		return
	}
	bit := uint64(1) << v.place(p.Product)
	for sc := range scopes {
		key := sc.of(p)
		if (key == "" && sc != scopeSite && sc != scopePageType) || !v.house.counts(sc) {
			continue
		}
		if d := v.dwelling(sc, key); d != nil && d.seen&bit == 0 {
			d.seen |= bit
			d.products = min(d.products+1, maxKeys)
			d.changed = true
		}
	}
}

// place returns the place of a product among those of the visit. With too many of them, a new one takes the place of the
// one that was looked at first, which then counts again when it comes back.
func (v *visit) place(p zagaj.ProductID) int {
	hash := hashOf(string(p))
	if i := slices.Index(v.seen, hash); i >= 0 {
		return i
	}
	if len(v.seen) < maxSeen {
		v.seen = append(v.seen, hash)
		return len(v.seen) - 1
	}
	i := int(v.forgotten) % maxSeen
	v.forgotten++
	v.seen[i] = hash
	for j := range v.dwell {
		v.dwell[j].seen &^= 1 << i
	}
	return i
}

// hashOf is FNV-1a of a text: comparing numbers that lie side by side costs less than following pointers to texts, and it is
// the same in every run.
func hashOf(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

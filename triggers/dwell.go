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
	scopes
)

var scopeNames = [scopes]string{"site", "page_type", "category", "product", "brand", "page"}

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
	}
	return ""
}

// dwelling is the visible and active time over one thing, over all tabs together: two windows side by side count once.
type dwelling struct {
	key      string
	ms       int64
	cut      zagaj.Instant // it grew until its line went down; 0 when it grows, or rests for another reason
	products uint16        // distinct ones looked at
	scope    scope
	growing  bool
	grows    bool // what growing is about to be
	changed  bool // it grows or rests now, or has another product, since the rules were asked
}

// productSeen is a product that was looked at, with what it was looked at under.
type productSeen struct {
	product               zagaj.ProductID
	category, brand, page string
	kind                  zagaj.PageType
}

func (p *productSeen) of(s scope) string {
	switch s {
	case scopePageType:
		return string(p.kind)
	case scopeCategory:
		return p.category
	case scopeProduct:
		return string(p.product)
	case scopeBrand:
		return p.brand
	case scopePage:
		return p.page
	}
	return ""
}

// counts reports whether dwell is kept for the scope. Addresses are many, so they are kept only for a rule that asks.
func (s *State) counts(sc scope) bool { return sc != scopePage || s.perPage }

// dwelling returns the entry of a key; a new one takes the place of the product or page that rests longest when there
// are too many, and is nil when nothing can give way.
func (v *visit) dwelling(sc scope, key string) *dwelling {
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
		v.dwell = slices.Delete(v.dwell, i, i+1)
	}
	v.dwell = append(v.dwell, dwelling{scope: sc, key: key, changed: true})
	return &v.dwell[len(v.dwell)-1]
}

// lease is for how long a line may be down while its page is still taken to be in view. When the browser is not back by
// then, the time counts only up to the last sign of life: a laptop that sleeps looks like a visitor who reads.
const lease = zagaj.Instant(45_000)

// regrow finds what dwell grows for now. Only events change that, so it runs once an event.
func (v *visit) regrow(ev zagaj.Event) {
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

// look notes a product in view for every scope it is seen under for the first time.
func (v *visit) look(p *zagaj.Page) {
	if p.Product == "" {
		return
	}
	var before [scopes]bool
	for i := range v.seen {
		if seen := &v.seen[i]; seen.product == p.Product {
			for sc := range scopes {
				before[sc] = before[sc] || seen.of(sc) == sc.of(p)
			}
		}
	}
	known := false
	for sc := range scopes {
		key := sc.of(p)
		if (key == "" && sc != scopeSite && sc != scopePageType) || !v.house.counts(sc) || before[sc] {
			continue
		}
		if d := v.dwelling(sc, key); d != nil && d.products < maxKeys {
			d.products++
			d.changed, known = true, true
		}
	}
	if known && len(v.seen) < maxPages*2 {
		s := productSeen{product: p.Product, category: p.Category, brand: p.Brand, kind: p.Type}
		if v.house.perPage {
			s.page = p.URL
		}
		v.seen = append(v.seen, s)
	}
}

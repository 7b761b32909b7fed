package triggers

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/zagaj/zagaj"
)

// fact compiles one fact; the vocabulary stands in docs/rules.md.
func (s spec) fact(path string) (node, error) {
	switch s.Fact {
	case "dwell":
		return s.dwell(path)
	case "pulse":
		return s.pulse(path)
	case "visit_age", "cart_unchanged", "cart_age":
		return s.since(path, s.Fact)
	case "since":
		return s.since(path, s.Of)
	case "offers":
		return s.offers(path)
	case "arm":
		return s.arm(path)
	case "cart_empty", "cart_known", "cart_changed", "tab_visible", "ordered", "returning", "logged_in", "consent":
		return s.flag(), nil
	case "cart_contains":
		return s.contains(path)
	case "visited":
		return s.visited(path)
	case "open", "closes_in", "operators_free":
		return s.service(path)
	case "calendar", "date", "visitor_hour":
		return s.calendar(path)
	case "on_page_type":
		return s.onPageType(path)
	case "tag":
		return s.tag(path)
	}
	if _, ok := numbers[s.Fact]; ok {
		return s.number(path)
	}
	if _, ok := texts[s.Fact]; ok {
		return s.text(path)
	}
	return nil, invalid(path+".fact", "unknown fact "+s.Fact)
}

func (s spec) int(path string) (int64, error) {
	var n int64
	if json.Unmarshal(s.Value, &n) != nil || n < 0 {
		return 0, invalid(path+".value", "a whole number, 0 or more, is needed")
	}
	return n, nil
}

// bounds reads op and value as the range [from, to] a number must be in.
func (s spec) bounds(path string) (from, to int64, err error) {
	if s.Op == "between" {
		var pair []int64
		if json.Unmarshal(s.Value, &pair) != nil || len(pair) != 2 || pair[0] < 0 || pair[1] < pair[0] {
			return 0, 0, invalid(path+".value", "two whole numbers are needed, the smaller first")
		}
		return pair[0], pair[1], nil
	}
	n, err := s.int(path)
	switch {
	case err != nil:
		return 0, 0, err
	case s.Op == ">=":
		return n, maxNumber, nil
	case s.Op == "<=":
		return 0, n, nil
	case s.Op == "=":
		return n, n, nil
	}
	return 0, 0, invalid(path+".op", "a number takes >=, <=, = or between")
}

// maxNumber stands for no upper bound; as seconds it is far beyond every clock.
const maxNumber = int64(1) << 40

// maxSeconds bounds what a rule may wait for: ten years.
const maxSeconds = 10 * 366 * 24 * 3600

// dwell: visible and active time, over all tabs together. It never shrinks, so once true it stays true.
func (s spec) dwell(path string) (node, error) {
	seconds, err := s.int(path)
	if err != nil {
		return nil, err
	}
	if s.Op != ">=" {
		return nil, invalid(path+".op", "dwell takes >=")
	}
	if seconds > maxSeconds {
		return nil, invalid(path+".value", "ten years at most")
	}
	at := slices.Index(scopeNames[:], s.Scope)
	if at < 0 {
		return nil, invalid(path+".scope", "site, page, page_type, category, product, brand or size_family")
	}
	if s.Products < 0 || s.Products > maxKeys {
		return nil, invalid(path+".products", "0 to 64")
	}
	over, want, products := scope(at), seconds*1000, uint16(s.Products)
	when, key := couldHold{kind: byDwell, scope: over, key: s.Of}, hashOf(s.Of)
	got := func(v *visit, _ zagaj.Instant) any {
		most := int64(0)
		for i := range v.dwell {
			if d := &v.dwell[i]; d.scope == over && d.products >= products && (s.Of == "" || d.key == key) {
				most = max(most, d.ms)
			}
		}
		return most / 1000
	}
	rarity := rankTime
	if s.Of != "" {
		rarity = rankDwell
	}
	return &fact{by: touchDwell, rarity: rarity, when: when, need: zagaj.Seconds(seconds), got: got, ask: func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		next := never
		for i := range v.dwell {
			d := &v.dwell[i]
			if d.scope != over || d.products < products || (s.Of != "" && d.key != key) {
				continue
			}
			if d.ms >= want {
				return True, never
			}
			if d.growing {
				next = min(next, now+zagaj.Instant(want-d.ms))
			}
		}
		return False, next
	}}, nil
}

// pulse: it happened at least Value times (default 1) within the last Within, in one category when Scope says so.
func (s spec) pulse(path string) (node, error) {
	if s.Of == "" || s.Within <= 0 || s.Within > maxSeconds {
		return nil, invalid(path, "a pulse needs of (its name) and within (seconds)")
	}
	if s.Scope != "" && s.Scope != "category" {
		return nil, invalid(path+".scope", "category, or none")
	}
	times := int64(1)
	if s.Value != nil {
		n, err := s.int(path)
		if err != nil || n < 1 {
			return nil, invalid(path+".value", "1 or more")
		}
		times = n
	}
	if times > maxPulses {
		return nil, invalid(path+".value", "64 at most: so many are remembered")
	}
	within, apart := millis(s.Within), s.Scope == "category"
	got := func(v *visit, now zagaj.Instant) any {
		n := int64(0)
		for i := range v.pulses {
			if p := &v.pulses[i]; p.name == s.Of && p.value >= s.Min && p.at+within > now && p.at <= now {
				n++
			}
		}
		return n
	}
	return &fact{by: touchPulse, rarity: rankPulse, when: couldHold{kind: byPulse, key: s.Of}, got: got, ask: func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		counts := func(p *pulse) bool { return p.name == s.Of && p.value >= s.Min && p.at+within > now && p.at <= now }
		// Pulses are in the order of time, so the first that is the times-th of its kind from the end lasts longest.
		for i := len(v.pulses) - 1; i >= 0; i-- {
			p := &v.pulses[i]
			if !counts(p) {
				continue
			}
			n := int64(0)
			for j := i; j < len(v.pulses) && n < times; j++ {
				if q := &v.pulses[j]; counts(q) && (!apart || q.category == p.category) {
					n++
				}
			}
			if n >= times {
				return True, p.at + within
			}
		}
		return False, never
	}}, nil
}

func millis(s zagaj.Seconds) zagaj.Instant { return zagaj.Instant(s.Duration() / time.Millisecond) }

// moment is an instant time is measured from; 0 is not known.
type moment struct {
	of func(*visit) zagaj.Instant
	by touch
}

var moments = map[string]moment{
	"visit_age":      {func(v *visit) zagaj.Instant { return v.start }, touchVisit},
	"cart_unchanged": {func(v *visit) zagaj.Instant { return v.cartAt }, touchCart},
	"cart_age":       {func(v *visit) zagaj.Instant { return v.cartAt }, touchCart},
	"page":           {func(v *visit) zagaj.Instant { return v.pageAt }, touchViews},
	"activity":       {func(v *visit) zagaj.Instant { return v.seenAt }, touchLife | touchDwell},
	"offer":          {func(v *visit) zagaj.Instant { return v.lastOffer }, touchOffers},
	"dismissal":      {func(v *visit) zagaj.Instant { return v.dismissedAt }, touchOffers},
	"message":        {func(v *visit) zagaj.Instant { return v.past().saidAt }, touchOffers},
	"chat":           {func(v *visit) zagaj.Instant { return v.past().chatEnded }, touchOffers},
	"order":          {func(v *visit) zagaj.Instant { return v.past().orderedAt }, touchOffers},
	"visit":          {func(v *visit) zagaj.Instant { return v.before }, touchVisit},
}

// since: time that has passed. What never happened is unknown.
func (s spec) since(path, what string) (node, error) {
	from, to, err := s.bounds(path)
	if err != nil {
		return nil, err
	}
	if s.Op == "=" {
		return nil, invalid(path+".op", "time takes >=, <= or between")
	}
	if (to > maxSeconds && to != maxNumber) || from > maxSeconds {
		return nil, invalid(path+".value", "ten years at most")
	}
	start, ok := moments[what]
	if !ok {
		return nil, invalid(path+".of", "page, activity, offer, dismissal, message, chat, order or visit")
	}
	got := func(v *visit, now zagaj.Instant) any {
		if at := start.of(v); at > 0 {
			return int64(now-at) / 1000
		}
		return nil
	}
	return &fact{by: start.by, rarity: rankTime, need: zagaj.Seconds(from), got: got, ask: func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		at := start.of(v)
		begins, ends := at+zagaj.Instant(from*1000), at+zagaj.Instant(to*1000)+1 // the last millisecond still counts
		switch {
		case at == 0:
			return Unknown, never
		case now < begins:
			return False, begins
		case now >= ends:
			return False, never
		case ends >= never:
			return True, never
		}
		return True, ends
	}}, nil
}

// number is a fact that can be counted; known is false while it cannot.
type number struct {
	of func(*visit) (n int64, known bool)
	by touch
	// in lists the instants of what is counted, oldest first, for facts that can be counted within a time.
	in func(v *visit, each func(zagaj.Instant))
}

func known(n int64) (int64, bool) { return n, true }

var numbers = map[string]number{
	"page_views": {func(v *visit) (int64, bool) { return known(int64(v.views)) }, touchViews, func(v *visit, each func(zagaj.Instant)) {
		for i := range v.history {
			each(v.history[i].at)
		}
	}},
	"products":      {func(v *visit) (int64, bool) { return known(v.distinct()) }, touchViews, func(v *visit, each func(zagaj.Instant)) { v.distinctSince(each) }},
	"same_product":  {func(v *visit) (int64, bool) { return known(v.sameProduct(nil)) }, touchViews | touchPage, func(v *visit, each func(zagaj.Instant)) { v.sameProduct(each) }},
	"visits":        {func(v *visit) (int64, bool) { return known(int64(v.visits)) }, touchVisit, func(v *visit, each func(zagaj.Instant)) { v.eachVisit(each) }},
	"orders":        {func(v *visit) (int64, bool) { return known(int64(v.orders)) }, touchOffers, nil},
	"checkout_step": {func(v *visit) (int64, bool) { p := v.page(); return step(p), p != nil }, touchPage, nil},
	"cart_value":    {func(v *visit) (int64, bool) { return cartNumber(v, func(c *zagaj.Cart) int64 { return c.Total.Minor }) }, touchCart, nil},
	"cart_quantity": {func(v *visit) (int64, bool) {
		return cartNumber(v, func(c *zagaj.Cart) int64 { return int64(c.Quantity()) })
	}, touchCart, nil},
	"queue_length": {func(v *visit) (int64, bool) { return known(int64(v.house.queue.Waiting)) }, touchHouse, nil},
	"expected_wait": {func(v *visit) (int64, bool) {
		return int64(v.house.queue.Expected), v.house.queue.Expected >= 0
	}, touchHouse, nil},
	"cart_lines": {func(v *visit) (int64, bool) {
		return cartNumber(v, func(c *zagaj.Cart) int64 { return int64(len(c.Lines)) })
	}, touchCart, nil},
}

func step(p *zagaj.Page) int64 {
	if p == nil {
		return 0
	}
	return int64(p.Step)
}

func cartNumber(v *visit, of func(*zagaj.Cart) int64) (int64, bool) {
	if v.cart == nil {
		return 0, false
	}
	return of(v.cart), true
}

// distinct counts the products looked at in this visit, as far as they are remembered.
func (v *visit) distinct() int64 {
	for i := range v.dwell {
		if v.dwell[i].scope == scopeSite {
			return int64(v.dwell[i].products)
		}
	}
	return 0
}

// distinctSince tells when each of the products remembered was looked at last.
func (v *visit) distinctSince(each func(zagaj.Instant)) {
	for i := range v.history {
		h := &v.history[i]
		later := slices.ContainsFunc(v.history[i+1:], func(o pageView) bool { return o.product == h.product })
		if h.product != 0 && !later {
			each(h.at)
		}
	}
}

// sameProduct counts the views of the product that is in view now, and tells when each was.
func (v *visit) sameProduct(each func(zagaj.Instant)) int64 {
	p := v.page()
	if p == nil || p.Product == "" {
		return 0
	}
	n, product := int64(0), productHash(p.Product)
	for i := range v.history {
		if h := &v.history[i]; h.product == product {
			n++
			if each != nil {
				each(h.at)
			}
		}
	}
	return n
}

func (s spec) number(path string) (node, error) {
	from, to, err := s.bounds(path)
	if err != nil {
		return nil, err
	}
	count := numbers[s.Fact]
	if s.Within > 0 {
		if count.in == nil {
			return nil, invalid(path+".within", s.Fact+" is not counted within a time")
		}
		return counted(count.in, count.by, from, to, millis(s.Within)), nil
	}
	when := couldHold{kind: byNumber, key: s.Fact, from: from, to: to}
	got := func(v *visit, _ zagaj.Instant) any {
		if n, known := count.of(v); known {
			return n
		}
		return nil
	}
	return &fact{by: count.by, rarity: rankNumber, when: when, got: got, ask: func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		n, known := count.of(v)
		if !known {
			return Unknown, never
		}
		return truth(n >= from && n <= to), never
	}}, nil
}

// counted: so many within a time that slides on. The deadline is when the oldest leaves it.
func counted(in func(*visit, func(zagaj.Instant)), by touch, from, to int64, within zagaj.Instant) node {
	count := func(v *visit, now zagaj.Instant) (n int64, next zagaj.Instant) {
		next = never
		in(v, func(at zagaj.Instant) {
			if at+within > now {
				n++
				next = min(next, at+within)
			}
		})
		return n, next
	}
	got := func(v *visit, now zagaj.Instant) any { n, _ := count(v, now); return n }
	return &fact{by: by, rarity: rankNumber, got: got, ask: func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		n, next := count(v, now)
		return truth(n >= from && n <= to), next
	}}
}

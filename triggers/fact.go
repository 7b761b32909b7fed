package triggers

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
)

// factFunc is a compiled fact.
type factFunc func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant)

func (f factFunc) eval(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) { return f(v, now) }

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
	case "cart_value", "cart_quantity", "page_views", "products", "offers", "visits", "orders", "same_product":
		return s.number(path)
	case "cart_empty", "cart_known", "cart_changed", "tab_visible", "ordered", "returning":
		return s.flag()
	case "page_type", "url", "title", "category", "product", "brand", "language", "device", "referrer", "campaign", "cart_currency":
		return s.text(path)
	case "cart_contains":
		return s.contains(path)
	case "visited":
		return s.visited(path)
	case "open", "closes_in", "operators_free":
		return s.service(path)
	case "calendar":
		return s.calendar(path)
	case "on_page_type":
		want := zagaj.PageType(s.Of)
		return factFunc(func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
			return truth(v.anyVisible(func(p zagaj.Page) bool { return p.Type == want })), never
		}), nil
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

// dwell: visible and active time, over all tabs together. It never shrinks, so once true it stays true.
func (s spec) dwell(path string) (node, error) {
	seconds, err := s.int(path)
	if err != nil {
		return nil, err
	}
	if s.Op != ">=" {
		return nil, invalid(path+".op", "dwell takes >=")
	}
	want := seconds * 1000
	if !slices.Contains([]string{"site", "category", "product", "brand", "page_type"}, s.Scope) {
		return nil, invalid(path+".scope", "site, category, product, brand or page_type")
	}
	prefix := s.Scope + ":"
	return factFunc(func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		fits := func(key string) bool {
			return strings.HasPrefix(key, prefix) && (s.Of == "" || key == prefix+s.Of) && len(v.seen[key]) >= s.Products
		}
		for key, acc := range v.dwell {
			if acc >= want && fits(key) {
				return True, never
			}
		}
		next := never
		for _, key := range v.growing { // which may have begun this instant, with nothing counted yet
			if fits(key) {
				next = min(next, now+zagaj.Instant(want-v.dwell[key]))
			}
		}
		return False, next
	}), nil
}

// pulse: it happened at least Value times (default 1) within the last Within, in one category when Scope says so.
func (s spec) pulse(path string) (node, error) {
	if s.Of == "" || s.Within <= 0 {
		return nil, invalid(path, "a pulse needs of (its name) and within (seconds)")
	}
	times := int64(1)
	if s.Value != nil {
		n, err := s.int(path)
		if err != nil || n < 1 {
			return nil, invalid(path+".value", "1 or more")
		}
		times = n
	}
	within := zagaj.Instant(s.Within.Duration().Milliseconds())
	return factFunc(func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		recent := map[string][]zagaj.Instant{}
		for _, p := range v.pulses {
			if p.name == s.Of && p.at+within > now && p.at <= now {
				key := ""
				if s.Scope == "category" {
					key = p.category
				}
				recent[key] = append(recent[key], p.at)
			}
		}
		until := zagaj.Instant(0)
		for _, at := range recent {
			if n := int64(len(at)); n >= times {
				until = max(until, at[n-times]+within)
			}
		}
		if until > 0 {
			return True, until
		}
		return False, never
	}), nil
}

// sinces are the instants time is measured from; 0 is not known.
var sinces = map[string]func(*visit) zagaj.Instant{
	"visit_age":      func(v *visit) zagaj.Instant { return v.start },
	"cart_unchanged": func(v *visit) zagaj.Instant { return v.cartAt },
	"cart_age":       func(v *visit) zagaj.Instant { return v.cartAt },
	"page":           func(v *visit) zagaj.Instant { return v.pageAt },
	"activity":       func(v *visit) zagaj.Instant { return v.seenAt },
	"offer":          func(v *visit) zagaj.Instant { return v.lastOffer },
	"dismissal":      func(v *visit) zagaj.Instant { return v.dismissedAt },
	"chat":           func(v *visit) zagaj.Instant { return v.chatEnded },
	"order":          func(v *visit) zagaj.Instant { return v.orderedAt },
	"visit":          func(v *visit) zagaj.Instant { return v.before },
}

// since: time that has passed. What never happened is unknown.
func (s spec) since(path, what string) (node, error) {
	seconds, err := s.int(path)
	if err != nil {
		return nil, err
	}
	if s.Op != ">=" && s.Op != "<=" {
		return nil, invalid(path+".op", "time takes >= or <=")
	}
	wait := zagaj.Instant(time.Duration(seconds) * time.Second / time.Millisecond)
	start, ok := sinces[what]
	if !ok {
		return nil, invalid(path+".of", "page, activity, offer, dismissal, chat, order or visit")
	}
	return factFunc(func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		from := start(v)
		if from == 0 {
			return Unknown, never
		}
		reached, next := now >= from+wait, from+wait
		if reached {
			next = never
		}
		if s.Op == "<=" {
			if now == from+wait {
				return True, now + 1
			}
			return truth(!reached), next
		}
		return truth(reached), next
	}), nil
}

func (s spec) number(path string) (node, error) {
	want, err := s.int(path)
	if err != nil {
		return nil, err
	}
	compare, ok := map[string]func(a, b int64) bool{">=": func(a, b int64) bool { return a >= b },
		"<=": func(a, b int64) bool { return a <= b }, "=": func(a, b int64) bool { return a == b }}[s.Op]
	if !ok {
		return nil, invalid(path+".op", "a number takes >=, <= or =")
	}
	return factFunc(func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		n, known := v.number(s.Fact)
		if !known {
			return Unknown, never
		}
		return truth(compare(n, want)), never
	}), nil
}

func (s spec) flag() (node, error) {
	return factFunc(func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		switch s.Fact {
		case "cart_known":
			return truth(v.cart != nil), never
		case "tab_visible":
			return truth(v.anyVisible(func(zagaj.Page) bool { return true })), never
		case "ordered":
			return truth(v.orderedAt > 0), never
		case "returning":
			return truth(v.before > 0), never
		}
		if v.cart == nil {
			return Unknown, never
		}
		if s.Fact == "cart_empty" {
			return truth(len(v.cart.Lines) == 0), never
		}
		return truth(v.cartChanged), never
	}), nil
}

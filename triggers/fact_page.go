package triggers

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/zagaj/zagaj"
)

// Bounds of texts in a rule.
const (
	maxTexts   = 200
	maxPattern = 500
)

// matcher compiles the operator and the wanted texts into one question. Patterns are RE2: their time is linear in
// the text, whatever a rule's author writes.
func (s spec) matcher(where string) (func(string) bool, error) {
	var want []string
	if s.Op == "in" {
		if json.Unmarshal(s.Value, &want) != nil || len(want) == 0 || len(want) > maxTexts {
			return nil, invalid(where+".value", "a list of 1 to 200 texts is needed")
		}
		return func(got string) bool { return slices.Contains(want, got) }, nil
	}
	var text string
	if json.Unmarshal(s.Value, &text) != nil || text == "" || len(text) > maxPattern {
		return nil, invalid(where+".value", "a text of 1 to 500 characters is needed")
	}
	switch s.Op {
	case "=":
		return func(got string) bool { return got == text }, nil
	case "!=":
		return func(got string) bool { return got != text }, nil
	case "contains":
		return func(got string) bool { return strings.Contains(got, text) }, nil
	case "prefix":
		return func(got string) bool { return strings.HasPrefix(got, text) }, nil
	case "glob":
		if _, err := path.Match(text, ""); err != nil {
			return nil, invalid(where+".value", "not a glob pattern")
		}
		return func(got string) bool { ok, _ := path.Match(text, got); return ok }, nil
	case "regex":
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, invalid(where+".value", "not a regular expression: "+err.Error())
		}
		return re.MatchString, nil
	}
	return nil, invalid(where+".op", "a text takes =, !=, in, contains, prefix, glob or regex")
}

// texts are the facts that are a text; known is false while there is none.
var texts = map[string]struct {
	of func(*visit) (text string, known bool)
	by touch
}{
	"language":    {func(v *visit) (string, bool) { return v.lang, v.lang != "" }, touchPage},
	"device":      {func(v *visit) (string, bool) { return v.device, v.device != "" }, touchPage},
	"browser":     {func(v *visit) (string, bool) { return v.browser, v.browser != "" }, touchPage},
	"page_type":   ofPage(func(p *zagaj.Page) string { return string(p.Type) }),
	"url":         ofPage(func(p *zagaj.Page) string { return p.URL }),
	"title":       ofPage(func(p *zagaj.Page) string { return p.Title }),
	"category":    ofPage(func(p *zagaj.Page) string { return p.Category }),
	"product":     ofPage(func(p *zagaj.Page) string { return string(p.Product) }),
	"brand":       ofPage(func(p *zagaj.Page) string { return p.Brand }),
	"size_family": ofPage(func(p *zagaj.Page) string { return p.SizeFamily }),
	"stock": {func(v *visit) (string, bool) {
		p := v.page()
		if p == nil {
			return "", false
		}
		return string(p.Stock), p.Stock != ""
	}, touchPage},
	"referrer":      {func(v *visit) (string, bool) { return v.referrer, len(v.history) > 0 }, touchPage},
	"campaign":      {func(v *visit) (string, bool) { return v.campaign, len(v.history) > 0 }, touchPage},
	"cart_currency": {func(v *visit) (string, bool) { return currency(v.cart), v.cart != nil }, touchCart},
}

func ofPage(of func(*zagaj.Page) string) (out struct {
	of func(*visit) (text string, known bool)
	by touch
}) {
	out.by = touchPage
	out.of = func(v *visit) (string, bool) {
		p := v.page()
		if p == nil {
			return "", false
		}
		return of(p), true
	}
	return out
}

func currency(c *zagaj.Cart) string {
	if c == nil {
		return ""
	}
	return c.Total.Currency
}

func (s spec) text(where string) (node, error) {
	match, err := s.matcher(where)
	if err != nil {
		return nil, err
	}
	text := texts[s.Fact]
	when := couldHold{}
	if s.Op == "=" {
		when = couldHold{kind: byText, key: s.Fact}
		_ = json.Unmarshal(s.Value, &when.text) // matcher has read it already
	}
	got := func(v *visit, _ zagaj.Instant) any {
		if text, known := text.of(v); known {
			return text
		}
		return nil
	}
	return &fact{by: text.by, rarity: rankText, when: when, got: got, ask: func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		got, known := text.of(v)
		if !known {
			return Unknown, never
		}
		return truth(match(got)), never
	}}, nil
}

func (s spec) onPageType(where string) (node, error) {
	want := zagaj.PageType(s.Of)
	if !slices.Contains(pageTypes, want) {
		return nil, invalid(where+".of", "home, category, product, cart, checkout, payment, thanks or other")
	}
	return &fact{by: touchTabs, rarity: rankText, ask: func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		return truth(v.anyVisible(func(p *zagaj.Page) bool { return p.Type == want })), never
	}}, nil
}

var pageTypes = []zagaj.PageType{zagaj.PageHome, zagaj.PageCategory, zagaj.PageProduct, zagaj.PageCart, zagaj.PageCheckout, zagaj.PagePayment,
	zagaj.PageThanks, zagaj.PageOther}

// kindOf returns a page type's place in pageTypes, and the number of these for one that is not among them.
func kindOf(t zagaj.PageType) uint8 {
	if i := slices.Index(pageTypes, t); i >= 0 {
		return uint8(i)
	}
	return uint8(len(pageTypes))
}

// contains: any line of the cart whose product, sku, category or one of whose tags matches.
func (s spec) contains(where string) (node, error) {
	match, err := s.matcher(where)
	if err != nil {
		return nil, err
	}
	has, ok := map[string]func(zagaj.Line) bool{
		"product":  func(l zagaj.Line) bool { return match(string(l.Product)) },
		"sku":      func(l zagaj.Line) bool { return match(l.SKU) },
		"category": func(l zagaj.Line) bool { return match(l.Category) },
		"tag":      func(l zagaj.Line) bool { return slices.ContainsFunc(l.Tags, match) },
	}[s.Of]
	if !ok {
		return nil, invalid(where+".of", "product, sku, category or tag")
	}
	return &fact{by: touchCart, rarity: rankText, ask: func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
		if v.cart == nil {
			return Unknown, never
		}
		return truth(slices.ContainsFunc(v.cart.Lines, has)), never
	}}, nil
}

// maxSteps bounds a path of pages.
const maxSteps = 10

// visited: pages in this order, the first of them within the last Within: addresses that begin with each step or, with op,
// match it; with of page_type, pages of each type.
func (s spec) visited(where string) (node, error) {
	var steps []string
	if json.Unmarshal(s.Value, &steps) != nil || len(steps) == 0 || len(steps) > maxSteps || slices.Contains(steps, "") {
		return nil, invalid(where+".value", "a list of 1 to 10 steps is needed")
	}
	if s.Within <= 0 || s.Within > maxSeconds {
		return nil, invalid(where+".within", "for how many seconds a visited page counts")
	}
	is, err := s.steps(where, steps)
	if err != nil {
		return nil, err
	}
	within := millis(s.Within)
	return &fact{by: touchViews, rarity: rankNumber, ask: func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		// The path that began last counts longest: for each possible beginning, newest first, the rest is looked for.
		for i := len(v.history) - 1; i >= 0 && v.history[i].at+within > now; i-- {
			next := 0
			for j := i; j < len(v.history); j++ {
				if is[next](&v.history[j]) {
					if next++; next == len(is) {
						return True, v.history[i].at + within
					}
				} else if next == 0 {
					break
				}
			}
		}
		return False, never
	}}, nil
}

// steps compiles each step of a path of pages.
func (s spec) steps(where string, steps []string) (is []func(*pageView) bool, err error) {
	for i, step := range steps {
		if s.Of == "page_type" {
			if !slices.Contains(pageTypes, zagaj.PageType(step)) || s.Op != "" {
				return nil, invalid(fmt.Sprintf("%s.value[%d]", where, i), "with page_type a step is one of the page types")
			}
			kind := kindOf(zagaj.PageType(step))
			is = append(is, func(p *pageView) bool { return p.kind == kind })
			continue
		}
		if s.Of != "" && s.Of != "url" {
			return nil, invalid(where+".of", "url or page_type")
		}
		one := spec{Op: s.Op}
		if one.Op == "" {
			one.Op = "prefix"
		}
		one.Value, _ = json.Marshal(step) // a text always marshals
		if one.Op == "in" {
			return nil, invalid(where+".op", "a step takes =, !=, contains, prefix, glob or regex")
		}
		match, err := one.matcher(where)
		if err != nil {
			return nil, err
		}
		is = append(is, func(p *pageView) bool { return match(p.url) })
	}
	return is, nil
}

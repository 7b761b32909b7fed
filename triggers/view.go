package triggers

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/zagaj/zagaj"
)

// VisitView is one visitor on the site as the panel shows it, RuleView how one rule stands for them.
type (
	VisitView = zagaj.VisitView
	RuleView  = zagaj.RuleView
)

// Explanation is why a rule has or has not offered help to a visitor.
type Explanation struct {
	Visitor zagaj.VisitorID `json:"visitor"`
	RuleView
	At         zagaj.Instant   `json:"at"`
	Conditions []ConditionView `json:"conditions"`
}

// ConditionView is one condition of a rule, or of another condition, with its value.
type ConditionView struct {
	Path  string          `json:"path"` // "who[0]"
	Fact  string          `json:"fact"` // as the merchant wrote it; all, any or not when it holds others
	Truth string          `json:"truth"`
	Next  zagaj.Instant   `json:"next"`            // when it could change by time alone, 0 when only an event can
	Value any             `json:"value,omitempty"` // what the fact is now: seconds, a count, an amount or a text; nothing when it is not known
	Parts []ConditionView `json:"parts,omitempty"`
}

// Visits returns who is on the shop's site, who came first first.
func (e *Engine) Visits(shop zagaj.ShopID) []VisitView {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.shops[shop]
	if !ok {
		return []VisitView{}
	}
	return s.Visits(e.Now())
}

// Visit returns one visitor on the shop's site; false when they are not there.
func (e *Engine) Visit(shop zagaj.ShopID, visitor zagaj.VisitorID) (VisitView, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.shops[shop]
	if !ok {
		return VisitView{}, false
	}
	now := e.Now()
	v, ok := s.visits[visitor]
	if !ok || (!v.connected && now.Sub(v.seenAt) > visitGap) {
		return VisitView{}, false
	}
	return s.view(v, now), true
}

// Explain tells how a rule stands for a visitor now. CodeNotFound when either is not known.
func (e *Engine) Explain(shop zagaj.ShopID, visitor zagaj.VisitorID, rule zagaj.RuleID) (Explanation, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s, ok := e.shops[shop]; ok {
		return s.Explain(visitor, rule, e.Now())
	}
	return Explanation{}, zagaj.E(zagaj.CodeNotFound, "no such shop")
}

// IsOpen reports whether the shop is open, as of the last step: cheap enough to ask for every frame.
func (e *Engine) IsOpen(shop zagaj.ShopID) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.shops[shop]
	return ok && s.open
}

// Open reports whether the shop is open now, and when that changes; 0 when it does not within eight days.
func (e *Engine) Open(shop zagaj.ShopID) (bool, zagaj.Instant) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.shops[shop]
	if !ok {
		return false, 0
	}
	now := e.Now()
	next := s.windows.Next(now)
	if next >= now.Add(horizon) {
		next = 0
	}
	return s.windows.Open(now), next
}

// Visits returns who is on the site, who came first first.
func (s *State) Visits(now zagaj.Instant) []VisitView {
	views := []VisitView{}
	for _, v := range sorted(s.visits) {
		if v.connected || now.Sub(v.seenAt) <= visitGap {
			views = append(views, s.view(v, now))
		}
	}
	return views
}

func (s *State) view(v *visit, now zagaj.Instant) VisitView {
	v.advance(now)
	view := VisitView{Visitor: v.visitor, Since: v.start, SeenAt: v.seenAt, Tabs: len(v.tabs), Device: v.device, Language: v.lang,
		Views: int(v.views), Rules: []RuleView{}, Connected: v.connected, Offer: v.offer != nil, Chat: v.chat}
	if p := v.page(); p != nil {
		page := *p
		view.Page = &page
	}
	if v.cart != nil {
		cart := *v.cart
		view.Cart = &cart
	}
	for _, r := range s.rules {
		if r.Enabled {
			view.Rules = append(view.Rules, s.ruleView(v, r, now))
		}
	}
	return view
}

func (s *State) ruleView(v *visit, r *rule, now zagaj.Instant) RuleView {
	view := RuleView{Rule: r.ID, Truth: Unknown.String(), Gate: gateBroken, Fault: r.fault}
	if r.fault != "" {
		return view
	}
	t, next := r.tree.eval(v, now)
	view = RuleView{Rule: r.ID, Truth: t.String(), Next: next}
	if next >= never {
		view.Next = 0
	}
	if t == True {
		if ready := v.since(r.ID, now).Add(r.For.Duration()); ready > now {
			view.Truth, view.Next = False.String(), ready
			view.Passing = passing(r.For, ready, now)
		} else {
			view.Gate, _ = s.gate(v, r, now)
		}
	}
	held, total := 0, 0
	for _, c := range r.parts {
		t, _ := c.eval(v, now)
		total++
		if t == True {
			held++
		} else {
			view.Passing = nearest(c.node, v, now, view.Passing)
		}
	}
	view.Progress = strconv.Itoa(held) + "/" + strconv.Itoa(total)
	return view
}

// passing is a time that is over at an instant to come. A second that has begun is not over.
func passing(needs zagaj.Seconds, until, now zagaj.Instant) *zagaj.Passing {
	left := (until.Sub(now) + time.Second - 1) / time.Second
	return &zagaj.Passing{Has: max(0, needs-zagaj.Seconds(left)), Needs: needs, Until: until}
}

// nearest returns the time that is over first: best, or one that a condition which does not hold waits for. What stands
// still is over last.
func nearest(n node, v *visit, now zagaj.Instant, best *zagaj.Passing) *zagaj.Passing {
	t, next := n.eval(v, now)
	if t == True {
		return best
	}
	var inside []node
	switch n := n.(type) {
	case all:
		inside = n
	case either:
		inside = n
	case *fact:
		if n.need > 0 && t == False {
			best = sooner(best, n.passing(v, next, now))
		}
	}
	for _, child := range inside {
		best = nearest(child, v, now, best)
	}
	return best
}

// passing is the time that a fact waits for; nil when it waits for none, or its value is not known.
func (f *fact) passing(v *visit, next, now zagaj.Instant) *zagaj.Passing {
	has, known := f.got(v, now).(int64)
	still := zagaj.Passing{Has: zagaj.Seconds(has), Needs: f.need}
	switch {
	case !known || still.Has >= f.need:
		return nil
	case next < never && next.Sub(now) > (f.need-still.Has-1).Duration(): // what is sooner is something else than its end
		return passing(f.need, next, now)
	}
	return &still
}

func sooner(a, b *zagaj.Passing) *zagaj.Passing {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case (a.Until == 0) != (b.Until == 0):
		if a.Until == 0 {
			return b
		}
		return a
	case b.Needs-b.Has < a.Needs-a.Has:
		return b
	}
	return a
}

// since returns since when a rule's conditions hold, now when they have only begun to.
func (v *visit) since(id zagaj.RuleID, now zagaj.Instant) zagaj.Instant {
	for _, h := range v.holding {
		if v.program.rules[h.rule].ID == id {
			return h.since
		}
	}
	return now
}

// Explain tells how a rule stands for a visitor.
func (s *State) Explain(visitor zagaj.VisitorID, id zagaj.RuleID, now zagaj.Instant) (Explanation, error) {
	v, ok := s.visits[visitor]
	if !ok {
		return Explanation{}, zagaj.E(zagaj.CodeNotFound, "this visitor is not on the site")
	}
	for _, r := range s.rules {
		if r.ID != id {
			continue
		}
		v.advance(now)
		e := Explanation{Visitor: visitor, RuleView: s.ruleView(v, r, now), At: now, Conditions: []ConditionView{}}
		for _, part := range r.parts {
			e.Conditions = append(e.Conditions, conditionView(part.node, part.path, v, now))
		}
		return e, nil
	}
	return Explanation{}, zagaj.E(zagaj.CodeNotFound, "no such rule")
}

// conditionView shows a condition and those in it.
func conditionView(n node, path string, v *visit, now zagaj.Instant) ConditionView {
	t, next := n.eval(v, now)
	if next >= never {
		next = 0
	}
	view := ConditionView{Path: path, Truth: t.String(), Next: next}
	add := func(how string, list []node) {
		view.Fact = how
		for i, child := range list {
			view.Parts = append(view.Parts, conditionView(child, fmt.Sprintf("%s.%s[%d]", path, how, i), v, now))
		}
	}
	switch n := n.(type) {
	case all:
		add("all", n)
	case either:
		add("any", n)
	case not:
		view.Fact, view.Parts = "not", []ConditionView{conditionView(n.node, path+".not", v, now)}
	case *fact:
		if text, err := json.Marshal(n.spec); err == nil {
			view.Fact = string(text)
		}
		if n.got != nil {
			view.Value = n.got(v, now)
		}
	}
	return view
}

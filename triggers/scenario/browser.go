package scenario

import (
	"fmt"
	"time"

	"github.com/zagaj/zagaj"
)

// browser is what one visitor has open, whether or not the service hears of it.
type browser struct {
	visitor zagaj.VisitorID
	tabs    map[zagaj.TabID]*page
	order   []zagaj.TabID // as they were opened
	used    zagaj.TabID   // the one that was used last
	idle    bool
	offline bool
	told    bool // the line is up
	late    []zagaj.Event
}

// page is what a tab shows.
type page struct {
	*zagaj.Page
	bot, visible, frozen, input, prerendered bool
	told                                     string // the address the service has heard of
}

// lateFor is how long a widget keeps what it could not tell.
const lateFor = time.Minute

func (p *player) browser(v zagaj.VisitorID) *browser {
	b := p.browsers[v]
	if b == nil {
		b = &browser{visitor: v, tabs: map[zagaj.TabID]*page{}}
		p.browsers[v] = b
	}
	return b
}

// tabOf is the tab an event names, else the one used last.
func (b *browser) tabOf(m moment) zagaj.TabID {
	switch {
	case m.Tab != "":
		return zagaj.TabID(m.Tab)
	case b.used != "":
		return b.used
	}
	return "A"
}

// browse is what the visitor does, as the widget tells it.
func (p *player) browse(m moment) error {
	b := p.browser(p.visitor(m))
	tab := b.tabOf(m)
	t := b.tabs[tab]
	if m.what == "view" {
		p.view(b, tab, m)
		return nil
	}
	if t == nil {
		return nil // no such tab is open
	}
	switch m.what {
	case "hide":
		t.visible = false
		p.tab(b, tab, zagaj.TabHidden)
	case "show":
		p.show(b, tab)
	case "close":
		p.closeTab(b, tab)
	case "idle":
		b.idle = true
		p.everyTab(b, zagaj.TabIdle)
	case "act":
		p.awake(b)
	case "exit":
		p.pulse(b, tab, m, "exit")
	case "size":
		p.pulse(b, tab, m, "size")
	case "freeze":
		p.freeze(b, tab, m.On == nil || *m.On)
	case "input":
		t.input = m.On == nil || *m.On
		p.tab(b, tab, map[bool]zagaj.TabState{true: zagaj.TabInput, false: zagaj.TabNoInput}[t.input])
	default:
		return zagaj.E(zagaj.CodeInvalid, "unknown event "+m.what)
	}
	return nil
}

// pageTypes are other words for the page types.
var pageTypes = map[string]zagaj.PageType{"": zagaj.PageProduct, "checkout_payment": zagaj.PagePayment, "checkout/payment": zagaj.PagePayment,
	"checkout-payment": zagaj.PagePayment, "thank-you": zagaj.PageThanks, "thank_you": zagaj.PageThanks, "thankyou": zagaj.PageThanks, "listing": zagaj.PageCategory}

func (p *player) view(b *browser, tab zagaj.TabID, m moment) {
	kind, ok := pageTypes[m.Type]
	if !ok {
		kind = zagaj.PageType(m.Type)
	}
	if b.tabs[tab] == nil {
		b.tabs[tab] = &page{}
		b.order = append(b.order, tab)
	}
	t := b.tabs[tab]
	*t = page{bot: m.Bot, prerendered: m.Prerender, visible: !m.Prerender, Page: &zagaj.Page{Type: kind, Product: zagaj.ProductID(m.P), Category: string(m.Cat),
		URL: fmt.Sprintf("https://shop.example/%s/%s/%s", kind, m.Cat, m.P)}}
	if t.prerendered {
		return // the widget says nothing before the page is really there
	}
	b.used, p.last = tab, b.visitor
	p.awake(b)
	if p.hears(b) {
		p.tellPage(b, tab, "load")
	}
}

func (p *player) show(b *browser, tab zagaj.TabID) {
	t := b.tabs[tab]
	b.used, t.visible = tab, true
	p.awake(b)
	if t.prerendered {
		t.prerendered = false
		p.last = b.visitor
		if p.hears(b) {
			p.tellPage(b, tab, "load")
		}
		return
	}
	p.tab(b, tab, zagaj.TabShown)
}

// closeTab: with the last tab its line goes down too.
func (p *player) closeTab(b *browser, tab zagaj.TabID) {
	p.tab(b, tab, zagaj.TabClosed)
	delete(b.tabs, tab)
	for i, id := range b.order {
		if id == tab {
			b.order = append(b.order[:i], b.order[i+1:]...)
			break
		}
	}
	if b.used == tab && len(b.order) > 0 {
		b.used = b.order[len(b.order)-1]
	}
	if len(b.tabs) == 0 && b.told {
		b.told = false
		p.feed(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: b.visitor})
	}
}

func (p *player) freeze(b *browser, tab zagaj.TabID, on bool) {
	t := b.tabs[tab]
	if t.frozen = on; on {
		p.tab(b, tab, zagaj.TabFrozen)
		return
	}
	p.tab(b, tab, zagaj.TabActive)
	if b.idle {
		p.tab(b, tab, zagaj.TabIdle)
	}
}

// awake: the visitor has done something.
func (p *player) awake(b *browser) {
	if b.idle {
		b.idle = false
		p.everyTab(b, zagaj.TabActive)
	}
}

func (p *player) everyTab(b *browser, s zagaj.TabState) {
	used := b.used
	for _, id := range b.order {
		if id != used {
			p.tab(b, id, s)
		}
	}
	p.tab(b, used, s) // last, because it has the focus
}

// tab tells an edge; what the service does not hear, the next hello says.
func (p *player) tab(b *browser, id zagaj.TabID, s zagaj.TabState) {
	if t := b.tabs[id]; b.told && t != nil && t.told != "" {
		p.feed(zagaj.Event{Kind: zagaj.KindTab, Source: zagaj.FromClient, Visitor: b.visitor, Tab: id, TabState: s})
	}
}

func (p *player) pulse(b *browser, tab zagaj.TabID, m moment, name string) {
	ev := zagaj.Event{Kind: zagaj.KindPulse, Source: zagaj.FromClient, Visitor: b.visitor, Tab: tab, OccurredAt: p.now,
		Pulse: &zagaj.Pulse{Name: name, Category: string(m.Cat)}}
	if m.occurred > 0 {
		ev.OccurredAt = m.occurred
	}
	if !b.told {
		b.late = append(b.late, ev)
		return
	}
	p.feed(ev)
}

// hears brings the line up when it can be, and reports whether it was up before.
func (p *player) hears(b *browser) bool {
	if b.told {
		return true
	}
	p.hello(b)
	return false
}

// hello is what a browser says when its line comes up: which pages are open and how they stand.
func (p *player) hello(b *browser) {
	if p.down || b.offline || b.told || !b.real() {
		return
	}
	b.told = true
	returning := !p.knows(b.visitor)
	p.feed(p.store.hello(b.visitor, returning, p.now))
	for _, id := range b.order {
		t := b.tabs[id]
		if t.prerendered {
			continue
		}
		nav := "load"
		if t.told == t.URL {
			nav = "resume"
		}
		p.tellPage(b, id, nav)
		for _, s := range t.unusual(b.idle) {
			p.tab(b, id, s)
		}
	}
	if cart := p.store.cart(b.visitor); returning && cart != nil {
		p.feed(zagaj.Event{Kind: zagaj.KindCart, Source: zagaj.FromSystem, Visitor: b.visitor, OccurredAt: cart.ChangedAt, Cart: cart})
	}
	late := b.late
	b.late = nil
	for _, ev := range late {
		if p.now.Sub(ev.OccurredAt) < lateFor {
			p.feed(ev)
		}
	}
}

// unusual lists what differs from a page just opened.
func (t *page) unusual(idle bool) (list []zagaj.TabState) {
	for _, s := range []struct {
		is    bool
		state zagaj.TabState
	}{{!t.visible, zagaj.TabHidden}, {t.frozen, zagaj.TabFrozen}, {idle, zagaj.TabIdle}, {t.input, zagaj.TabInput}} {
		if s.is {
			list = append(list, s.state)
		}
	}
	return list
}

// real reports whether any page is more than prerendered.
func (b *browser) real() bool {
	for _, t := range b.tabs {
		if !t.prerendered {
			return true
		}
	}
	return false
}

func (p *player) knows(v zagaj.VisitorID) bool {
	for _, view := range p.state.Visits(p.now) {
		if view.Visitor == v {
			return true
		}
	}
	return false
}

func (p *player) tellPage(b *browser, tab zagaj.TabID, nav string) {
	t := b.tabs[tab]
	t.told = t.URL
	p.feed(zagaj.Event{Kind: zagaj.KindView, Source: zagaj.FromClient, Visitor: b.visitor, Tab: tab, Page: t.Page, Nav: nav, Device: "desktop", Language: "pl", Bot: t.bot})
}

// lineDown: to the service a broken line looks like closed tabs.
func (p *player) lineDown(b *browser) {
	if !b.told {
		return
	}
	for _, id := range b.order {
		p.tab(b, id, zagaj.TabClosed)
	}
	b.told = false
	p.feed(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: b.visitor})
}

package scenario

import (
	"fmt"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// happen lets one event of the timeline happen. Every event of a browser brings its socket up first, as a page load does.
func (p *player) happen(m moment) error {
	if m.ID != "" {
		if p.seen[m.ID] {
			return nil
		}
		p.seen[m.ID] = true
	}
	switch m.what {
	case "cart", "order", "merge":
		return p.platform(m)
	case "op":
		p.operator(m)
	case "server":
		return p.server(m.Up)
	case "net":
		p.linked[m.visitor()] = m.Up
		p.feed(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: m.visitor(), Up: m.Up})
	case "dismiss":
		v := m.visitor()
		p.note("dismissed", p.rules[v], v)
		id := p.offers[v]
		delete(p.offers, v)
		delete(p.held, id)
		p.feed(zagaj.Event{Kind: zagaj.KindDismissed, Source: zagaj.FromSystem, Visitor: v, Offer: id})
		p.tellAnna()
	case "chat_open":
		p.feed(zagaj.Event{Kind: zagaj.KindChatOpen, Source: zagaj.FromSystem, Visitor: m.visitor()})
	case "chat_close":
		p.feed(zagaj.Event{Kind: zagaj.KindChatClose, Source: zagaj.FromSystem, Visitor: m.visitor()})
	default:
		return p.browser(m)
	}
	return nil
}

// browser is what the visitor's widget tells.
func (p *player) browser(m moment) error {
	if p.down {
		return nil // nobody hears it; the widget keeps nothing that is older than the page
	}
	v := m.visitor()
	tab := zagaj.TabID(m.Tab)
	if tab == "" {
		tab = "A"
		if last, ok := p.tabs[v]; ok {
			tab = last
		}
	}
	ev := zagaj.Event{Source: zagaj.FromClient, Visitor: v, Tab: tab}
	switch m.what {
	case "view":
		p.tabs[v] = tab
		p.connect(v)
		kind := zagaj.PageType(m.Type)
		if kind == "" {
			kind = zagaj.PageProduct
		}
		ev.Kind, ev.Device, ev.Language, ev.Bot = zagaj.KindView, "desktop", "pl", m.Bot
		ev.Page = &zagaj.Page{URL: fmt.Sprintf("https://shop.example/%s/%s/%s", kind, m.Cat, m.P), Type: kind, Product: zagaj.ProductID(m.P), Category: m.Cat}
		if m.Prerender { // the widget says nothing before the page is really there
			return nil
		}
	case "hide":
		ev.Kind, ev.TabState = zagaj.KindTab, zagaj.TabHidden
	case "show":
		ev.Kind, ev.TabState = zagaj.KindTab, zagaj.TabShown
	case "close":
		ev.Kind, ev.TabState = zagaj.KindTab, zagaj.TabClosed
	case "idle":
		ev.Kind, ev.TabState = zagaj.KindTab, zagaj.TabIdle
	case "act":
		ev.Kind, ev.TabState = zagaj.KindTab, zagaj.TabActive
	case "exit":
		ev.Kind, ev.Pulse = zagaj.KindPulse, &zagaj.Pulse{Name: "exit"}
	case "size":
		ev.Kind, ev.Pulse = zagaj.KindPulse, &zagaj.Pulse{Name: "size", Category: m.Cat}
	case "freeze":
		p.frozen[v] = m.On == nil || *m.On
		ev.Kind, ev.TabState = zagaj.KindTab, zagaj.TabFrozen
		if !p.frozen[v] {
			ev.TabState = zagaj.TabShown
		}
	default:
		return zagaj.E(zagaj.CodeInvalid, "unknown event "+m.what)
	}
	p.feed(ev)
	return nil
}

// connect is hello: the first page of a visitor brings the socket up.
func (p *player) connect(v zagaj.VisitorID) {
	if up, known := p.linked[v]; known && !up {
		return
	}
	if !p.linked[v] {
		p.linked[v] = true
		p.feed(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: v, Up: true})
	}
}

// platform is what the shop platform's webhooks tell.
func (p *player) platform(m moment) error {
	occurred := m.at
	if m.Occ != "" {
		var err error
		if occurred, err = instant(p.day, m.Occ); err != nil {
			return err
		}
	}
	ev := zagaj.Event{Source: zagaj.FromShop, Visitor: m.visitor(), OccurredAt: occurred}
	id := zagaj.CartID(m.Cart)
	if id == "" {
		id = "cart"
	}
	switch m.what {
	case "cart":
		lines, err := parseLines(m.Lines)
		if err != nil {
			return err
		}
		ev.Kind, ev.Cart = zagaj.KindCart, &zagaj.Cart{ID: id, Version: m.Ver, Lines: lines, Total: zagaj.Money{Minor: int64(len(lines)) * 100, Currency: "PLN"}}
	case "merge":
		ev.Kind, ev.Cart = zagaj.KindCart, &zagaj.Cart{ID: zagaj.CartID(m.From), Version: 1 << 40, Lines: []zagaj.Line{}, MergedInto: zagaj.CartID(m.To)}
	case "order":
		ev.Kind, ev.Order = zagaj.KindOrder, &zagaj.Order{ID: "order", Version: 1, PlacedAt: occurred, Status: zagaj.OrderPlaced}
	}
	p.feed(ev)
	return nil
}

func (p *player) operator(m moment) {
	if m.On != nil {
		p.anna.On = *m.On
	}
	if m.Load != nil {
		p.anna.Load = *m.Load
	}
	if m.Cap != nil {
		p.anna.Seats = *m.Cap
	}
	p.tellAnna()
}

// server stops the service or starts it again from its log. Browsers come back by themselves.
func (p *player) server(up bool) error {
	if !up {
		p.down = true
		return nil
	}
	if !p.down {
		return nil
	}
	state, err := triggers.NewState(p.config, p.now)
	if err != nil {
		return err
	}
	for _, ev := range p.log {
		state.Restore(ev)
	}
	state.Restored(p.now)
	p.state, p.down = state, false
	p.tellAnna()
	for v, linked := range p.linked {
		if linked {
			p.feed(zagaj.Event{Kind: zagaj.KindNet, Source: zagaj.FromClient, Visitor: v, Up: true})
		}
	}
	return nil
}

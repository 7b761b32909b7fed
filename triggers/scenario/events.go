package scenario

import (
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

const onlyVisitor = zagaj.VisitorID("V")

// happen lets one event of the timeline happen.
func (p *player) happen(m moment) error {
	if m.Occ != "" {
		var err error
		if m.occurred, err = instant(p.day, m.Occ); err != nil {
			return err
		}
	}
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
		p.net(p.browser(p.visitor(m)), m.Up)
	case "dismiss":
		p.dismiss(p.visitor(m), m.Never)
	case "chat_open":
		p.chat(p.visitor(m), zagaj.KindChatOpen)
	case "chat_close":
		p.chat(p.visitor(m), zagaj.KindChatClose)
	case "consent":
		p.feed(zagaj.Event{Kind: zagaj.KindConsent, Source: zagaj.FromClient, Visitor: p.visitor(m), Up: m.Up})
	default:
		return p.browse(m)
	}
	return nil
}

// dismiss: only what is on the screen can be dismissed.
func (p *player) dismiss(v zagaj.VisitorID, never bool) {
	shown, ok := p.screens[v]
	if !ok {
		return
	}
	p.note("dismissed", shown.rule, v)
	delete(p.screens, v)
	delete(p.held, shown.id)
	p.store.ended(v, zagaj.OfferDismissed, p.now)
	p.store.quiet[v] = p.now.Add(p.config.Policy.AfterDismissed.Duration())
	if never {
		p.store.quiet[v] = zagaj.Forever
	}
	p.feed(zagaj.Event{Kind: zagaj.KindDismissed, Source: zagaj.FromSystem, Visitor: v, Offer: shown.id, Up: never})
	p.tellAnna()
}

func (p *player) chat(v zagaj.VisitorID, kind zagaj.Kind) {
	past := p.store.of(v)
	if past.Chat = kind == zagaj.KindChatOpen; !past.Chat {
		past.ChatEnded = p.now
	}
	p.feed(zagaj.Event{Kind: kind, Source: zagaj.FromSystem, Visitor: v})
}

func (p *player) net(b *browser, up bool) {
	if b.offline = !up; up {
		p.hello(b)
		return
	}
	p.lineDown(b)
}

// platform is what the shop platform's webhooks tell.
func (p *player) platform(m moment) error {
	v, occurred := p.visitor(m), p.now
	if m.occurred > 0 {
		occurred = m.occurred
	}
	ev := zagaj.Event{Source: zagaj.FromShop, Visitor: v, OccurredAt: occurred}
	id := zagaj.CartID(m.Cart)
	if id == "" {
		id = anyCart
	}
	switch m.what {
	case "cart":
		lines, err := parseLines(m.Lines)
		if err != nil {
			return err
		}
		ev.Kind, ev.Cart = zagaj.KindCart, &zagaj.Cart{ID: id, Version: m.Ver, Lines: lines, Total: zagaj.Money{Minor: int64(len(lines)) * 100, Currency: "PLN"}}
	case "merge":
		ev.Kind, ev.Cart = zagaj.KindCart, &zagaj.Cart{ID: p.merged(v, zagaj.CartID(m.From)), Version: 1 << 40, Lines: []zagaj.Line{}, MergedInto: zagaj.CartID(m.To)}
	case "order":
		ev.Kind, ev.Order = zagaj.KindOrder, &zagaj.Order{ID: zagaj.OrderID("order-" + p.now.Time().String()), Version: 1, PlacedAt: occurred, Status: zagaj.OrderPlaced}
		p.store.ordered(v, *ev.Order)
	}
	if ev.Cart != nil {
		p.store.takeCart(v, *ev.Cart, occurred)
	}
	p.feed(ev)
	return nil
}

// anyCart is the cart of snapshots that name none.
const anyCart = zagaj.CartID("cart")

// merged is the cart a merge speaks of: one that no snapshot has named is the one without a name.
func (p *player) merged(v zagaj.VisitorID, id zagaj.CartID) zagaj.CartID {
	unnamed := false
	for _, c := range p.store.carts[v] {
		if c.ID == id {
			return id
		}
		unnamed = unnamed || c.ID == anyCart
	}
	if unnamed {
		return anyCart
	}
	return id
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

// server stops the service, or starts it again from its log. Browsers come back by themselves.
func (p *player) server(up bool) error {
	if up != p.down {
		return nil
	}
	if !up {
		for _, b := range p.everybody() {
			p.lineDown(b)
		}
		p.down = true
		return nil
	}
	state, err := triggers.NewState(p.config, p.log[0].ReceivedAt)
	if err != nil {
		return err
	}
	for _, ev := range p.log {
		state.Restore(ev)
	}
	state.Restored(p.now)
	p.state, p.down = state, false
	p.tellAnna()
	for _, b := range p.everybody() {
		p.hello(b)
	}
	return nil
}

package triggers

import (
	"slices"

	"github.com/zagaj/zagaj"
)

// apply folds one event into the visit at now, the instant the server received it.
func (v *visit) apply(ev *zagaj.Event, policy *zagaj.Policy, now zagaj.Instant) {
	now = max(now, v.last)
	v.advance(now)
	if signOfLife(ev) {
		if now.Sub(v.seenAt) > visitGap {
			v.renew(now)
		}
		v.seenAt = now
		v.touched |= touchLife
	}
	switch ev.Kind {
	case zagaj.KindView:
		v.view(ev)
	case zagaj.KindTab:
		v.tabChanged(ev, now)
	case zagaj.KindPulse:
		v.keep(pulse{name: ev.Pulse.Name, category: ev.Pulse.Category, value: ev.Pulse.Value, at: min(max(ev.OccurredAt, v.start), now)})
	case zagaj.KindNet:
		v.net(ev, policy, now)
	case zagaj.KindConsent:
		v.consent = ev.Up
		v.touched |= touchVisit
	case zagaj.KindAlias:
		if ev.Alias.Kind == zagaj.AliasCustomer {
			v.customer = ev.Alias.Value
			v.touched |= touchVisit
			v.recollect(ev, policy, now)
		}
	case zagaj.KindCart:
		v.cartCame(*ev.Cart, ev.OccurredAt, now)
	case zagaj.KindOrder:
		v.ordered(ev, policy, now)
	case zagaj.KindShown:
		v.shown(ev.Offer, *policy, now)
	default:
		v.answered(ev, policy, now)
	}
	switch ev.Kind {
	case zagaj.KindView, zagaj.KindTab, zagaj.KindNet:
		v.lookUp()
		v.regrow(ev)
		v.touched |= touchTabs | touchDwell
	}
}

// answered: what the visitor did with an offer or a conversation.
func (v *visit) answered(ev *zagaj.Event, policy *zagaj.Policy, now zagaj.Instant) {
	rule := zagaj.RuleID("")
	if v.offer != nil {
		rule = v.offer.rule
	}
	switch ev.Kind {
	case zagaj.KindDismissed:
		until := now.Add(policy.AfterDismissed.Duration())
		if ev.Up {
			until = zagaj.Forever
		}
		v.setOffer(nil)
		v.dismissedAt = now
		v.became("dismissed", rule, now)
		v.hush(until, "dismissed")
	case zagaj.KindAccepted:
		v.setOffer(nil)
		v.became("accepted", rule, now)
		v.hush(now.Add(policy.AfterAccepted.Duration()), "accepted")
	case zagaj.KindChatOpen:
		v.chat = true
		v.tellOthers()
	case zagaj.KindChatClose:
		v.chat = false
		v.tellOthers()
		p := v.ownPast()
		p.chatEnded, p.saidAt = now, max(p.saidAt, ev.SaidAt)
		v.touched |= touchOffers
		v.hush(now.Add(policy.AfterAccepted.Duration()), "chat")
	}
}

// net: the visitor's socket came up or went down. With it comes what the store knows of earlier days.
func (v *visit) net(ev *zagaj.Event, policy *zagaj.Policy, now zagaj.Instant) {
	v.connected = ev.Up
	if ev.Up && ev.Known > 0 && v.before == 0 && v.start.Sub(ev.Known) > visitGap {
		v.before, v.visits = ev.Known, v.visits+1
		v.touched |= touchVisit
	}
	v.recollect(ev, policy, now)
}

// recollect takes what the store knows of earlier days, or of another device of the same customer.
func (v *visit) recollect(ev *zagaj.Event, policy *zagaj.Policy, now zagaj.Instant) {
	if ev.Past != nil {
		v.remember(*ev.Past, *policy, now)
	}
	for _, x := range ev.Arms {
		v.assigned.keep(x)
		v.touched |= touchOffers
	}
	v.hush(ev.Until, "dismissed")
}

// signOfLife reports whether the visitor, not merely the browser, did something.
func signOfLife(ev *zagaj.Event) bool {
	switch ev.Kind {
	case zagaj.KindView, zagaj.KindPulse, zagaj.KindAccepted, zagaj.KindDismissed:
		return true
	case zagaj.KindTab:
		return ev.TabState == zagaj.TabShown || ev.TabState == zagaj.TabActive || ev.TabState == zagaj.TabInput
	}
	return false
}

// shown: the browser has put the offer on the screen; only now does it count. After a restart the offer itself is
// not known any more, but it still must end.
func (v *visit) shown(id zagaj.OfferID, policy zagaj.Policy, now zagaj.Instant) {
	if v.offer == nil {
		v.setOffer(&openOffer{id: id, made: now})
	}
	if v.offer.shown || (v.offer.id != "" && v.offer.id != id) {
		return
	}
	if v.offer.id == "" {
		v.offer.id = id
	}
	v.offer.shown, v.offer.expires = true, now.Add(policy.OfferLife.Duration())
	v.consume(v.offer.rule, now)
}

// hush keeps the longer of two quiet periods.
func (v *visit) hush(until zagaj.Instant, why string) {
	if until > v.quietUntil {
		v.quietUntil, v.quietWhy = until, why
	}
}

func (v *visit) view(ev *zagaj.Event) {
	t := v.tab(ev.Tab)
	known := t != nil
	if t == nil {
		if len(v.tabs) >= maxTabs {
			return
		}
		v.tabs = append(v.tabs, tab{id: ev.Tab})
		t = &v.tabs[len(v.tabs)-1]
	}
	again := ev.Nav == "resume" && v.onPage(t, ev.Page.URL) // the socket came back, the page did not change
	t.page, t.input, t.active, t.visible = ev.Page, false, true, true
	v.focus, v.bot = ev.Tab, v.bot || ev.Bot
	v.touched |= touchPage | touchViews
	v.cameFrom(ev)
	v.stock(ev.Page)
	setKnown(&v.lang, ev.Language)
	setKnown(&v.device, ev.Device)
	setKnown(&v.browser, ev.Browser)
	if zone := v.house.location(ev.Zone); zone != nil && zone != v.zone {
		v.zone = zone
		v.touched |= touchVisit
	}
	if again {
		return
	}
	if last := len(v.history) - 1; known && ev.Nav == "facts" && last >= 0 { // the same page, told more fully
		v.history[last].url, v.history[last].product, v.history[last].kind = ev.Page.URL, productHash(ev.Page.Product), kindOf(ev.Page.Type)
		v.look(ev.Page)
		return
	}
	if known && v.sameView(ev) {
		v.look(ev.Page)
		return
	}
	if v.wentBack(ev) {
		v.happened("back", v.last)
	}
	v.views++
	v.pageAt = v.last
	if len(v.history) >= maxPages {
		v.history = slices.Delete(v.history, 0, 1)
	}
	if v.history == nil {
		v.history = make([]pageView, 0, 4) // most visits have some pages, and growing by one is dear
	}
	v.history = append(v.history, pageView{url: ev.Page.URL, product: productHash(ev.Page.Product), tab: tabHash(ev.Tab), kind: kindOf(ev.Page.Type), at: v.last})
	v.look(ev.Page)
}

// stock notes when a product that lies in the cart can be bought otherwise than when its page was seen before.
func (v *visit) stock(p *zagaj.Page) {
	if p.Product == "" || p.Stock == "" {
		return
	}
	inCart := v.cart != nil && slices.ContainsFunc(v.cart.Lines, func(l zagaj.Line) bool { return l.Product == p.Product })
	for i := range v.stocks {
		s := &v.stocks[i]
		if s.product != p.Product {
			continue
		}
		if s.stock != p.Stock && inCart {
			v.happened("cart_stock_changed", v.last)
		}
		s.stock = p.Stock
		return
	}
	if len(v.stocks) >= maxStocks {
		v.stocks = slices.Delete(v.stocks, 0, 1)
	}
	v.stocks = append(v.stocks, stockOf{p.Product, p.Stock})
}

// cameFrom keeps where a visit came from: the page it began with says so, those that follow were reached from the shop
// itself. Another campaign on the way is the newer reason to be here.
func (v *visit) cameFrom(ev *zagaj.Event) {
	setKnown(&v.campaign, ev.Page.Campaign)
	if len(v.history) == 0 || (len(v.history) == 1 && ev.Nav == "facts") {
		setKnown(&v.referrer, ev.Page.Referrer)
	}
}

// onPage reports whether a tab whose socket came back shows what it has shown. A tab that was taken for closed is known by
// the address it was told with.
func (v *visit) onPage(t *tab, url string) bool {
	if t.page != nil {
		return t.page.URL == url
	}
	hash := tabHash(t.id)
	return slices.ContainsFunc(v.history, func(h pageView) bool { return h.tab == hash && h.url == url })
}

// sameViewWithin is how soon the same product in the same tab is the same view: a reload, or a shop that tells twice.
const sameViewWithin = zagaj.Instant(5000)

func (v *visit) sameView(ev *zagaj.Event) bool {
	product, tab := productHash(ev.Page.Product), tabHash(ev.Tab)
	for i := len(v.history) - 1; i >= 0 && product != 0 && v.last-v.history[i].at < sameViewWithin; i-- {
		if h := &v.history[i]; h.product == product && h.tab == tab {
			return true
		}
	}
	return false
}

// wentBack reports whether a page is the one its tab showed before the one it shows: the back button, or the same by a link.
func (v *visit) wentBack(ev *zagaj.Event) bool {
	tab, now := tabHash(ev.Tab), ""
	for i := len(v.history) - 1; i >= 0; i-- {
		switch h := &v.history[i]; {
		case h.tab != tab:
		case now == "" && h.url == ev.Page.URL:
			return false // the same page again
		case now == "":
			now = h.url
		case h.url != now:
			return h.url == ev.Page.URL
		}
	}
	return false
}

func setKnown(to *string, value string) {
	if value != "" {
		*to = value
	}
}

func (v *visit) tabChanged(ev *zagaj.Event, now zagaj.Instant) {
	i := slices.IndexFunc(v.tabs, func(t tab) bool { return t.id == ev.Tab })
	if i < 0 {
		return
	}
	t, focus := &v.tabs[i], v.focus
	switch ev.TabState {
	case zagaj.TabShown:
		if !t.visible {
			v.happened("returned", now)
		}
		t.visible, t.active, t.frozen, v.focus = true, true, false, ev.Tab
	case zagaj.TabHidden:
		t.visible = false
	case zagaj.TabActive:
		t.active, t.frozen, v.focus = true, false, ev.Tab
	case zagaj.TabFrozen:
		t.frozen = true
	case zagaj.TabIdle:
		t.active = false
	case zagaj.TabInput:
		t.input = true
	case zagaj.TabNoInput:
		t.input = false
	case zagaj.TabClosed:
		v.tabs = slices.Delete(v.tabs, i, i+1)
		v.touched |= touchPage
	}
	if v.focus != focus {
		v.touched |= touchPage
	}
}

// happened keeps something momentary that the server itself has noticed.
func (v *visit) happened(name string, now zagaj.Instant) {
	v.keep(pulse{name: name, at: now})
}

// keep puts a pulse at its place in time: browsers tell of some a little later than of others.
func (v *visit) keep(p pulse) {
	i := len(v.pulses)
	for i > 0 && v.pulses[i-1].at > p.at {
		i--
	}
	v.pulses = slices.Insert(v.pulses, i, p)
	if len(v.pulses) > maxPulses {
		v.pulses = slices.Delete(v.pulses, 0, 1)
	}
	v.touched |= touchPulse
}

// ordered: an order ends the cart it came from, or every older cart when the platform does not say which. What a
// platform tells later of an order, or of one of days ago, is no new purchase.
func (v *visit) ordered(ev *zagaj.Event, policy *zagaj.Policy, now zagaj.Instant) {
	if ev.Again || !ev.Order.Stands() {
		return
	}
	placed := ev.Order.PlacedAt
	if placed == 0 {
		placed = now
	}
	v.touched |= touchOffers | touchCart
	v.cartsOrdered(ev.Order.Cart, ev.Order.MadeBy(ev.OccurredAt))
	if known := v.past(); ev.Order.ID == known.lastOrder && known.orderedAt > 0 {
		return
	}
	v.ownPast().lastOrder = ev.Order.ID
	v.orders++
	if now.Sub(placed) > policy.AfterOrder.Duration() && policy.AfterOrder > 0 {
		return
	}
	v.ownPast().orderedAt = now
	v.hush(now.Add(policy.AfterOrder.Duration()), "order")
}

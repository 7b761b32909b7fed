package triggers

import (
	"slices"
	"time"

	"github.com/zagaj/zagaj"
)

// visitGap ends a visit: 30 minutes after the last sign of life, as shop platforms and analytics count it.
const visitGap = 30 * time.Minute

// Bounds of a visit's memory; beyond them the oldest or the newcomer is dropped, and rules see a little less.
const (
	maxPulses = 64
	maxPages  = 64
	maxKeys   = 64
	maxTabs   = 16
)

// visit is what is known of one visitor now: a left fold over the log.
type visit struct {
	shop        zagaj.ShopID
	visitor     zagaj.VisitorID
	start, last zagaj.Instant // first and latest instant of the visit
	seenAt      zagaj.Instant
	before      zagaj.Instant // when the visitor was last seen before this visit, 0 when never
	house       *State        // the shop as it is now, for conditions over its hours and operators
	pageAt      zagaj.Instant
	history     []pageView
	tabs        map[zagaj.TabID]*tab
	focus       zagaj.TabID // the tab that spoke last
	dwell       map[string]int64
	growing     []string                            // the keys of dwell that grow now
	seen        map[string]map[zagaj.ProductID]bool // products by dwell key
	views       int64
	pulses      []pulse
	cart        *zagaj.Cart
	cartAt      zagaj.Instant // when its lines last changed
	cartChanged bool          // in this visit
	orderedAt   zagaj.Instant
	connected   bool
	consent     bool
	bot         bool
	chat        bool
	chatEnded   zagaj.Instant
	dismissedAt zagaj.Instant
	visits      int64
	orders      int64
	quietUntil  zagaj.Instant
	quietWhy    string
	offers      int64 // shown or virtual, in this visit
	lastOffer   zagaj.Instant
	ignored     []zagaj.Instant
	offer       *openOffer
	lang        string
	device      string
	became      map[zagaj.RuleID]zagaj.Instant // since when a rule is true
	reasons     map[zagaj.RuleID]string        // the gate that holds it
	perRule     map[zagaj.RuleID]int
	tries       int64         // offers asked for in this visit
	retryAt     zagaj.Instant // no offer before: the last one could not be made or was not seen
	due         zagaj.Instant
	index       int           // in the heap of timers, -1 when not in it
	waiting     zagaj.Instant // since when a true rule is held by the schedule or for want of a seat; 0 when none is
}

type tab struct {
	page                           zagaj.Page
	visible, active, input, frozen bool
}

// pageView is one page of the visit, as a path of pages needs it.
type pageView struct {
	url     string
	product zagaj.ProductID
	at      zagaj.Instant
}

type pulse struct {
	name, category string
	at             zagaj.Instant
}

// openOffer is an offer on its way to, or on, the visitor's screen. id is empty while the desk has not answered.
type openOffer struct {
	id       zagaj.OfferID
	rule     zagaj.RuleID
	operator zagaj.OperatorID
	made     zagaj.Instant
	expires  zagaj.Instant // when unseen, or ignored, from then on
	pending  bool          // the desk has not answered yet
	shown    bool
	drop     string // why to withdraw it as soon as the desk has answered
}

func newVisit(house *State, v zagaj.VisitorID, now zagaj.Instant) *visit {
	return &visit{shop: house.shop, house: house, visits: 1, visitor: v, start: now, last: now, seenAt: now, consent: true, tabs: map[zagaj.TabID]*tab{}, dwell: map[string]int64{},
		seen: map[string]map[zagaj.ProductID]bool{}, became: map[zagaj.RuleID]zagaj.Instant{}, reasons: map[zagaj.RuleID]string{}, perRule: map[zagaj.RuleID]int{}, index: -1}
}

// renew begins another visit of the same visitor: what outlives a visit stays.
func (v *visit) renew(now zagaj.Instant) {
	next := newVisit(v.house, v.visitor, now)
	next.before, next.visits, next.orders, next.dismissedAt, next.chatEnded = v.seenAt, v.visits+1, v.orders, v.dismissedAt, v.chatEnded
	next.cart, next.cartAt, next.orderedAt, next.consent, next.bot = v.cart, v.cartAt, v.orderedAt, v.consent, v.bot
	next.quietUntil, next.quietWhy, next.lastOffer, next.ignored = v.quietUntil, v.quietWhy, v.lastOffer, v.ignored
	next.chat, next.connected, next.lang, next.device = v.chat, v.connected, v.lang, v.device
	next.offer, next.due, next.index, next.retryAt = v.offer, v.due, v.index, v.retryAt
	next.tabs, next.focus = v.tabs, v.focus
	*v = *next
}

// regrow finds the dwell keys that grow now: one for all tabs together, so that two windows side by side count once.
// Only events change them, so it runs once an event.
func (v *visit) regrow() {
	v.growing = v.growing[:0]
	if !v.connected {
		return
	}
	for _, t := range v.tabs {
		if !t.visible || !t.active {
			continue
		}
		for _, k := range pageKeys(t.page) {
			if !slices.Contains(v.growing, k) {
				v.growing = append(v.growing, k)
			}
		}
	}
}

func pageKeys(p zagaj.Page) []string {
	keys := []string{"site:", "page_type:" + string(p.Type)}
	if p.Category != "" {
		keys = append(keys, "category:"+p.Category)
	}
	if p.Product != "" {
		keys = append(keys, "product:"+string(p.Product))
	}
	if p.Brand != "" {
		keys = append(keys, "brand:"+p.Brand)
	}
	return keys
}

// advance lets dwell grow up to now. It must run before every event and every evaluation.
func (v *visit) advance(now zagaj.Instant) {
	if now <= v.last {
		return
	}
	if len(v.growing) > 0 {
		v.seenAt = now // somebody is looking: that is a sign of life too
	}
	for _, k := range v.growing {
		if _, ok := v.dwell[k]; ok || len(v.dwell) < maxKeys {
			v.dwell[k] += int64(now - v.last)
		}
	}
	v.last = now
}

func (v *visit) anyVisible(is func(zagaj.Page) bool) bool {
	for _, t := range v.tabs {
		if t.visible && v.connected && is(t.page) {
			return true
		}
	}
	return false
}

// page returns the page in view: of the tab that spoke last.
func (v *visit) page() *zagaj.Page {
	if t, ok := v.tabs[v.focus]; ok {
		return &t.page
	}
	return nil
}

func (v *visit) number(fact string) (int64, bool) {
	switch fact {
	case "page_views":
		return v.views, true
	case "offers":
		return v.offers, true
	case "products":
		return int64(len(v.seen["site:"])), true
	case "visits":
		return v.visits, true
	case "orders":
		return v.orders, true
	case "same_product":
		return v.sameProduct(), true
	}
	if v.cart == nil {
		return 0, false
	}
	if fact == "cart_value" {
		return v.cart.Total.Minor, true
	}
	return int64(v.cart.Quantity()), true
}

func (v *visit) text(fact string) (string, bool) {
	switch fact {
	case "language":
		return v.lang, v.lang != ""
	case "device":
		return v.device, v.device != ""
	case "cart_currency":
		if v.cart == nil {
			return "", false
		}
		return v.cart.Total.Currency, true
	}
	p := v.page()
	if p == nil {
		return "", false
	}
	return map[string]string{"page_type": string(p.Type), "url": p.URL, "title": p.Title, "category": p.Category, "product": string(p.Product),
		"brand": p.Brand, "referrer": p.Referrer, "campaign": p.Campaign}[fact], true
}

// sameProduct returns how often the product in view was looked at in this visit, as far as it is remembered.
func (v *visit) sameProduct() int64 {
	p := v.page()
	if p == nil || p.Product == "" {
		return 0
	}
	n := int64(0)
	for _, h := range v.history {
		if h.product == p.Product {
			n++
		}
	}
	return n
}

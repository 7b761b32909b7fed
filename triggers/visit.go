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
	maxPulses   = 64
	maxPages    = 64
	maxKeys     = 64
	maxTabs     = 16
	maxOutcomes = 32
	maxStocks   = 16
	maxVisits   = 32 // earlier ones of which it is known when they began
)

// visit is what is known of one visitor now: a left fold over the log. It is small, because a shop may have a million, and
// what every event reads stands first and together, with room in it for what most visits need: most are not in the
// processor's cache when their event comes, and each block that lies elsewhere is another wait for memory.
type visit struct {
	visitor     zagaj.VisitorID
	house       *State        // the shop as it is now, for conditions over its hours and operators
	start, last zagaj.Instant // first and latest instant of the visit
	seenAt      zagaj.Instant
	quietUntil  zagaj.Instant
	due         zagaj.Instant // when to look again
	waiting     zagaj.Instant // since when a true rule is held by the schedule or for want of a seat; 0 when none is
	offer       *openOffer
	customer    string // as the platform knows them, "" when not logged in
	index       int32  // in the heap of timers, -1 when not in it
	views       int32
	offers      int32 // shown or virtual, in this visit
	cartChanged bool  // in this visit
	connected   bool
	consent     bool // as the visitor said; whether it is needed is the policy's to say, see consents
	bot         bool
	chat        bool
	concerned   bool // it is in the house's list of those
	forgot      bool // a dwelling gave its place to another since the rules were asked
	standing
	dwell     []dwelling
	dwellRoom [3]dwelling
	tabs      []tab
	tabRoom   [1]tab
	inView    *zagaj.Page // of the tab that spoke last; nil when there is none
	focus     zagaj.TabID // the tab that spoke last
	pageAt    zagaj.Instant
	lang      string
	device    string
	browser   string
	history   []pageView
	seen      []uint64 // products that were looked at, each once, by their hash; dwelling.seen names them by their places
	seenRoom  [4]uint64
	pulses    []pulse
	stocks    []stockOf // of products that were looked at, as their pages told last
	referrer  string    // where the visit came from
	campaign  string
	zone      *time.Location // the visitor's own, nil when not known
	cart      *zagaj.Cart    // the one that was told of last
	cartAt    zagaj.Instant  // when its lines last changed
	carts     []heldCart
	lastOffer zagaj.Instant
	retryAt   zagaj.Instant // no offer before: the last one could not be made or was not seen

	before      zagaj.Instant // when the visitor was last seen before this visit, 0 when never
	dismissedAt zagaj.Instant
	quietWhy    string
	outcomes    []outcomeOf // of offers, also of earlier visits
	assigned    assignments // arms of experiments, also of earlier visits
	perRule     []countOf
	kept        *past // nil for most, see past and ownPast
	visits      int32
	orders      int32
	tries       int32 // offers asked for in this visit
	forgotten   int32 // products that have given their place in seen to another
}

// past is what few visitors have. It stands apart, so that the many do not hold its room.
type past struct {
	tags      []string        // that operators gave earlier conversations
	visitsAt  []zagaj.Instant // when earlier visits began, oldest first
	orderedAt zagaj.Instant
	lastOrder zagaj.OrderID
	chatEnded zagaj.Instant
	saidAt    zagaj.Instant // the last message of a conversation that is over
}

func (p *past) worthKeeping() bool {
	return len(p.tags) > 0 || len(p.visitsAt) > 0 || p.orderedAt > 0 || p.chatEnded > 0 || p.saidAt > 0
}

// past returns a copy to read.
func (v *visit) past() past {
	if v.kept == nil {
		return past{}
	}
	return *v.kept
}

// ownPast returns the past to write to.
func (v *visit) ownPast() *past {
	if v.kept == nil {
		v.kept = &past{}
	}
	return v.kept
}

type tab struct {
	id                             zagaj.TabID
	page                           *zagaj.Page // never nil, never written
	visible, active, input, frozen bool
}

// pageView is one page of the visit, as a path of pages needs it.
type pageView struct {
	url     string
	product uint64 // by its hash, 0 when the page has none
	at      zagaj.Instant
	tab     uint32 // by its hash: who opens the page in another tab, and no more, is asked of it
	kind    uint8  // its place in pageTypes, and beyond for any other
}

type pulse struct {
	name, category string
	value          int64
	at             zagaj.Instant
}

// outcomeOf is what became of an offer: shown, accepted, dismissed or ignored.
type outcomeOf struct {
	rule zagaj.RuleID
	what string
	at   zagaj.Instant
}

// stockOf is whether a product could be bought when its page was seen.
type stockOf struct {
	product zagaj.ProductID
	stock   zagaj.Stock
}

type countOf struct {
	rule zagaj.RuleID
	n    int
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

func newVisit(house *State, id zagaj.VisitorID, now zagaj.Instant) *visit {
	v := &visit{house: house, visits: 1, visitor: id, start: now, last: now, seenAt: now, index: -1}
	v.dwell, v.tabs, v.seen = v.dwellRoom[:0], v.tabRoom[:0], v.seenRoom[:0]
	return v
}

// consents reports whether rules may see the visitor: after consent, or where the shop needs none.
func (v *visit) consents() bool { return v.consent || !v.house.policy.NeedConsent }

// renew begins another visit of the same visitor: what outlives a visit stays.
func (v *visit) renew(now zagaj.Instant) {
	old := *v
	tabs := slices.Clone(v.tabs) // they may lie in the room that is about to be cleared
	*v = *newVisit(old.house, old.visitor, now)
	v.dwell, v.tabs, v.seen = v.dwellRoom[:0], append(v.tabRoom[:0], tabs...), v.seenRoom[:0]
	v.before, v.visits, v.orders, v.dismissedAt = old.seenAt, old.visits+1, old.orders, old.dismissedAt
	v.carts, v.cart, v.cartAt, v.consent, v.bot = old.carts, old.cart, old.cartAt, old.consent, old.bot
	v.quietUntil, v.quietWhy, v.lastOffer, v.outcomes = old.quietUntil, old.quietWhy, old.lastOffer, old.outcomes
	v.chat, v.connected, v.lang, v.device, v.browser, v.zone, v.customer = old.chat, old.connected, old.lang, old.device, old.browser, old.zone, old.customer
	v.offer, v.due, v.index, v.retryAt, v.concerned = old.offer, old.due, old.index, old.retryAt, old.concerned
	v.kept = old.kept
	began := v.past().visitsAt
	v.ownPast().visitsAt = append(began[max(0, len(began)-maxVisits+1):], old.start)
	v.focus, v.inView, v.assigned = old.focus, old.inView, old.assigned
}

// eachVisit tells when this visit and the earlier ones began, oldest first.
func (v *visit) eachVisit(each func(zagaj.Instant)) {
	for _, at := range v.past().visitsAt {
		each(at)
	}
	each(v.start)
}

func productHash(p zagaj.ProductID) uint64 {
	if p == "" {
		return 0
	}
	return hashOf(string(p))
}

func tabHash(id zagaj.TabID) uint32 { return uint32(hashOf(string(id))) }

// tab returns the tab with this name, nil when there is none.
func (v *visit) tab(id zagaj.TabID) *tab {
	for i := range v.tabs {
		if v.tabs[i].id == id {
			return &v.tabs[i]
		}
	}
	return nil
}

func (v *visit) anyVisible(is func(*zagaj.Page) bool) bool {
	for i := range v.tabs {
		if v.tabs[i].visible && v.connected && is(v.tabs[i].page) {
			return true
		}
	}
	return false
}

// page returns the page in view, of the tab that spoke last; nil when there is none.
func (v *visit) page() *zagaj.Page { return v.inView }

// lookUp finds the page in view after an event: conditions ask for it more often than it changes.
func (v *visit) lookUp() {
	v.inView = nil
	if t := v.tab(v.focus); t != nil {
		v.inView = t.page
	}
}

// offered returns how often a rule has had its offer in this visit.
func (v *visit) offered(rule zagaj.RuleID) int {
	for _, c := range v.perRule {
		if c.rule == rule {
			return c.n
		}
	}
	return 0
}

func (v *visit) count(rule zagaj.RuleID) { v.countOf(rule, 1) }

func (v *visit) countOf(rule zagaj.RuleID, n int) {
	for i := range v.perRule {
		if v.perRule[i].rule == rule {
			v.perRule[i].n += n
			return
		}
	}
	v.perRule = append(v.perRule, countOf{rule, n})
}

// became keeps what has become of an offer, on all devices of the same person.
func (v *visit) became(what string, rule zagaj.RuleID, now zagaj.Instant) {
	for _, o := range v.person() {
		o.outcomes = append(o.outcomes, outcomeOf{rule, what, now})
		if n := len(o.outcomes) - maxOutcomes; n > 0 {
			o.outcomes = slices.Delete(o.outcomes, 0, n)
		}
		o.touched |= touchOffers
		if o != v {
			v.house.touch(o, touchOffers, now)
		}
	}
}

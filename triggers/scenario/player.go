package scenario

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// word is a text that may also be written as a number.
type word string

// UnmarshalJSON takes "1" and 1.
func (w *word) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err == nil {
		*w = word(text)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return zagaj.E(zagaj.CodeInvalid, "a text or a number is needed")
	}
	*w = word(n.String())
	return nil
}

// args are the arguments of any event; which of them count depends on what happens.
type args struct {
	P         word   `json:"p"`
	Cat       word   `json:"cat"`
	Type      string `json:"type"`
	Tab       word   `json:"tab"`
	V         word   `json:"v"`
	ID        word   `json:"id"`
	Prerender bool   `json:"prerender"`
	Bot       bool   `json:"bot"`
	Ver       int64  `json:"ver"`
	Lines     string `json:"lines"`
	Cart      word   `json:"cart"`
	Occ       string `json:"occ"`
	From      word   `json:"frm"`
	To        word   `json:"to"`
	On        *bool  `json:"on"`
	Load      *int   `json:"load"`
	Cap       *int   `json:"cap"`
	Up        bool   `json:"up"`
	Never     bool   `json:"never"`
}

// moment is one event of the timeline.
type moment struct {
	at, occurred zagaj.Instant // occurred is 0 when it is not said
	what         string
	args
}

// player holds the engine and everything around it that a scenario can change: browsers, the platform, the desk.
type player struct {
	state    *triggers.State
	config   triggers.ShopConfig
	day      string
	now      zagaj.Instant
	seen     map[word]bool // ids that were delivered
	log      []zagaj.Event // what a restart would replay
	rows     []row
	anna     zagaj.OperatorState // Load is what the scenario said, without our own offers
	held     map[zagaj.OfferID]bool
	screens  map[zagaj.VisitorID]screen // with an offer on it
	browsers map[zagaj.VisitorID]*browser
	last     zagaj.VisitorID // who opened a page last
	store    store
	down     bool
	count    int
}

// screen is the offer a visitor sees.
type screen struct {
	rule zagaj.RuleID
	id   zagaj.OfferID
}

func newPlayer(sc Scenario, rules []zagaj.Rule) *player {
	policy := zagaj.DefaultPolicy()
	policy.NeedConsent, policy.StaleAfter = sc.Cfg.Consent, sc.Cfg.Stale
	policy.Acceptance = sc.Cfg.Acceptance
	if sc.Cfg.Arm == "control" {
		policy.HoldOut = 1
	}
	open := []string(sc.Cfg.Cron)
	if len(open) == 0 {
		open = []string{"* 9-16 * * 1-5"}
	}
	p := &player{day: sc.day(), seen: map[word]bool{}, held: map[zagaj.OfferID]bool{}, screens: map[zagaj.VisitorID]screen{},
		browsers: map[zagaj.VisitorID]*browser{}, store: newStore(),
		config: triggers.ShopConfig{Shop: shop, Rules: rules, Policy: policy,
			Schedule: zagaj.Schedule{Shop: shop, Zone: zone.String(), Open: open, Closed: sc.Cfg.Closed, Holidays: sc.Cfg.Holidays, Guard: sc.Cfg.Guard}},
		anna: zagaj.OperatorState{ID: "anna", Name: "Anna", On: true, Seats: 2}}
	if sc.Cfg.Cap != nil {
		p.anna.Seats = *sc.Cfg.Cap
	}
	return p
}

// play runs the timeline: between two events, time passes in the engine's own steps. What happens at the instant of a
// deadline happens first.
func (p *player) play(sc Scenario) error {
	moments, err := p.timeline(sc)
	if err != nil {
		return err
	}
	until, err := instant(p.day, sc.Until)
	if err != nil {
		return err
	}
	p.now = until
	if len(moments) > 0 {
		p.now = moments[0].at
	}
	if p.state, err = triggers.NewState(p.config, p.now); err != nil {
		return err
	}
	p.tellAnna()
	for _, m := range moments {
		p.pass(m.at)
		if err := p.happen(m); err != nil {
			return fmt.Errorf("%s: %w", m.what, err)
		}
	}
	p.pass(until + 1)
	return nil
}

func (p *player) timeline(sc Scenario) ([]moment, error) {
	var moments []moment
	for i, e := range sc.Events {
		if len(e) < 2 {
			return nil, zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("event %d needs a time and what happens", i))
		}
		var at string
		m := moment{}
		if json.Unmarshal(e[0], &at) != nil || json.Unmarshal(e[1], &m.what) != nil {
			return nil, zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("event %d needs a time and what happens", i))
		}
		if len(e) > 2 {
			if err := json.Unmarshal(e[2], &m.args); err != nil {
				return nil, zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("event %d: %v", i, err))
			}
		}
		var err error
		if m.at, err = instant(p.day, at); err != nil {
			return nil, err
		}
		if m.what == "idle" {
			m.at = m.at.Add(idleAfter)
		}
		moments = append(moments, m)
	}
	// "idle" counts from the last input: what the visitor does within the minute takes it back.
	moments = slices.DeleteFunc(moments, func(m moment) bool {
		return m.what == "idle" && slices.ContainsFunc(moments, func(o moment) bool {
			return o.at > m.at.Add(-idleAfter) && o.at <= m.at && o.V == m.V && !o.Prerender &&
				slices.Contains([]string{"act", "view", "exit", "size", "show", "dismiss"}, o.what)
		})
	})
	slices.SortStableFunc(moments, func(a, b moment) int { return int(min(max(a.at-b.at, -1), 1)) })
	return moments, nil
}

// visitor is whose event it is: who is named, else who has the tab, else the only one.
func (p *player) visitor(m moment) zagaj.VisitorID {
	if m.V != "" {
		return zagaj.VisitorID(m.V)
	}
	if p.browsers[onlyVisitor] != nil || p.last == "" {
		return onlyVisitor
	}
	for v, b := range p.browsers {
		if b.tabs[zagaj.TabID(m.Tab)] != nil && p.browsers[p.last].tabs[zagaj.TabID(m.Tab)] == nil {
			return v
		}
	}
	return p.last
}

// everybody returns the browsers by the visitors' names.
func (p *player) everybody() []*browser {
	return slices.SortedFunc(maps.Values(p.browsers), func(a, b *browser) int { return strings.Compare(string(a.visitor), string(b.visitor)) })
}

// pass lets time go by, to the moment before at.
func (p *player) pass(at zagaj.Instant) {
	for !p.down && p.state.Next() < at {
		p.now = max(p.now, p.state.Next())
		p.carryOut(p.state.Tick(p.now))
	}
	p.now = max(p.now, at)
}

// carryOut is the desk and the browser: what is offered is shown at once, unless the tab cannot.
func (p *player) carryOut(commands []triggers.Command) {
	for _, c := range commands {
		switch c.Kind {
		case triggers.DoOffer:
			p.offer(c)
		case triggers.DoWithdraw:
			if c.Reason != "unseen" {
				p.note("withdraw", c.Rule, c.Visitor)
			}
			p.ended(c, zagaj.OfferWithdrawn)
		case triggers.DoIgnore:
			p.note("ignored", c.Rule, c.Visitor)
			p.ended(c, zagaj.OfferIgnored)
		case triggers.DoExpose:
			p.store.expose(*c.Exposure)
		case triggers.DoRecord:
			if c.Decision.Outcome == "would_offer" {
				p.note("would_offer", c.Rule, c.Visitor)
				p.store.offered(c.Visitor, c.Rule, p.now)
				p.store.ended(c.Visitor, zagaj.OfferVirtual, p.now)
			}
		}
	}
}

func (p *player) offer(c triggers.Command) {
	p.count++
	id := zagaj.OfferID("offer-" + strconv.Itoa(p.count))
	p.held[id] = true
	p.tellAnna()
	p.carryOut(p.state.Offered(c.Visitor, id, nil, p.now))
	if t := p.browsers[c.Visitor].tabs[c.Request.Tab]; t == nil || t.frozen {
		return // nothing is shown, and nothing is confirmed
	}
	p.screens[c.Visitor] = screen{c.Rule, id}
	p.note("offer", c.Rule, c.Visitor)
	p.store.offered(c.Visitor, c.Rule, p.now)
	p.feed(zagaj.Event{Kind: zagaj.KindShown, Source: zagaj.FromSystem, Visitor: c.Visitor, Offer: id})
}

func (p *player) ended(c triggers.Command, how zagaj.OfferState) {
	if p.screens[c.Visitor].id == c.Offer {
		delete(p.screens, c.Visitor)
		p.store.ended(c.Visitor, how, p.now)
	}
	delete(p.held, c.Offer)
	p.tellAnna()
}

func (p *player) note(what string, rule zagaj.RuleID, v zagaj.VisitorID) {
	p.rows = append(p.rows, row{at: p.now, what: what, rule: string(rule), visitor: string(v)})
}

// tellAnna is the desk's report of seats in use: the scenario's load and our offers.
func (p *player) tellAnna() {
	o := p.anna
	if p.config.Policy.Acceptance <= 0 { // else offers hold no seat
		o.Load += len(p.held)
	}
	p.feed(zagaj.Event{Kind: zagaj.KindOperator, Source: zagaj.FromOperator, Operator: &o})
}

func (p *player) feed(ev zagaj.Event) {
	ev.Shop, ev.ReceivedAt = shop, p.now
	if ev.OccurredAt == 0 {
		ev.OccurredAt = p.now
	}
	p.log = append(p.log, ev)
	if !p.down {
		p.carryOut(p.state.Apply(ev))
	}
}

// parseLines reads "101x1,102x2".
func parseLines(text string) ([]zagaj.Line, error) {
	lines := []zagaj.Line{}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", +;|", r) }) {
		product, n, ok := strings.Cut(part, "x")
		if !ok {
			n = "1"
		}
		quantity, err := strconv.Atoi(n)
		if err != nil || product == "" {
			return nil, zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("%q is no cart line", part))
		}
		lines = append(lines, zagaj.Line{Product: zagaj.ProductID(product), Quantity: quantity, Price: zagaj.Money{Minor: 100, Currency: "PLN"}})
	}
	return lines, nil
}

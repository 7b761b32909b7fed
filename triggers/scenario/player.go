package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// args are the arguments of any event; What decides which count.
type args struct {
	P         json.Number `json:"p"`
	Cat       string      `json:"cat"`
	Type      string      `json:"type"`
	Tab       string      `json:"tab"`
	V         string      `json:"v"`
	ID        string      `json:"id"`
	Prerender bool        `json:"prerender"`
	Bot       bool        `json:"bot"`
	Ver       int64       `json:"ver"`
	Lines     string      `json:"lines"`
	Cart      string      `json:"cart"`
	Occ       string      `json:"occ"`
	From      string      `json:"frm"`
	To        string      `json:"to"`
	On        *bool       `json:"on"`
	Load      *int        `json:"load"`
	Cap       *int        `json:"cap"`
	Up        bool        `json:"up"`
}

// moment is one event of the timeline, expanded where one line means two things at different times.
type moment struct {
	at   zagaj.Instant
	what string
	args
}

// player holds the engine and everything around it that a scenario can change.
type player struct {
	state  *triggers.State
	config triggers.ShopConfig
	day    string
	now    zagaj.Instant
	seen   map[string]bool // delivered ids
	log    []zagaj.Event   // what a restart would replay
	rows   []row
	anna   zagaj.OperatorState // Load is what the scenario said, without our own offers
	held   map[zagaj.OfferID]bool
	rules  map[zagaj.VisitorID]zagaj.RuleID // of the offer on the screen
	offers map[zagaj.VisitorID]zagaj.OfferID
	frozen map[zagaj.VisitorID]bool
	linked map[zagaj.VisitorID]bool // has a connection, as far as the browser goes
	tabs   map[zagaj.VisitorID]zagaj.TabID
	down   bool
	count  int
}

func newPlayer(sc Scenario, rules []zagaj.Rule) (*player, error) {
	open := sc.Cfg.Cron
	if open == "" {
		open = "* 9-16 * * 1-5"
	}
	policy := zagaj.DefaultPolicy()
	if sc.Cfg.Arm == "control" {
		policy.HoldOut = 1
	}
	p := &player{day: sc.day(), seen: map[string]bool{}, held: map[zagaj.OfferID]bool{}, rules: map[zagaj.VisitorID]zagaj.RuleID{},
		offers: map[zagaj.VisitorID]zagaj.OfferID{}, frozen: map[zagaj.VisitorID]bool{}, linked: map[zagaj.VisitorID]bool{}, tabs: map[zagaj.VisitorID]zagaj.TabID{},
		config: triggers.ShopConfig{Shop: shop, Rules: rules, Policy: policy,
			Schedule: zagaj.Schedule{Shop: shop, Zone: zone.String(), Open: []string{open}, Guard: sc.Cfg.Guard}},
		anna: zagaj.OperatorState{ID: "anna", Name: "Anna", On: true, Seats: 2}}
	if sc.Cfg.Cap > 0 {
		p.anna.Seats = sc.Cfg.Cap
	}
	return p, nil
}

// play runs the timeline: between two events, time passes in the engine's own steps.
func (p *player) play(sc Scenario) error {
	moments, err := p.timeline(sc)
	if err != nil {
		return err
	}
	until, err := instant(p.day, sc.Until)
	if err != nil {
		return err
	}
	first := until
	if len(moments) > 0 {
		first = moments[0].at
	}
	p.now = first
	if p.state, err = triggers.NewState(p.config, first); err != nil {
		return err
	}
	p.tellAnna()
	for _, m := range moments {
		p.pass(m.at)
		if err := p.happen(m); err != nil {
			return fmt.Errorf("%s: %w", m.what, err)
		}
	}
	p.pass(until)
	return nil
}

func (p *player) timeline(sc Scenario) ([]moment, error) {
	var moments []moment
	for i, e := range sc.Events {
		if len(e) < 2 {
			return nil, zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("event %d needs a time and what happens", i))
		}
		var at, what string
		m := moment{}
		if json.Unmarshal(e[0], &at) != nil || json.Unmarshal(e[1], &what) != nil {
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
		m.what = what
		if what == "idle" {
			m.at = m.at.Add(idleAfter)
		}
		moments = append(moments, m)
	}
	// "idle" counts from the last input: what the visitor does within the minute takes it back.
	moments = slices.DeleteFunc(moments, func(m moment) bool {
		return m.what == "idle" && slices.ContainsFunc(moments, func(o moment) bool {
			return o.at > m.at.Add(-idleAfter) && o.at <= m.at && o.visitor() == m.visitor() && slices.Contains([]string{"act", "view", "exit", "size", "show"}, o.what)
		})
	})
	slices.SortStableFunc(moments, func(a, b moment) int { return int(min(max(a.at-b.at, -1), 1)) })
	return moments, nil
}

func (a args) visitor() zagaj.VisitorID {
	if a.V == "" {
		return "V"
	}
	return zagaj.VisitorID(a.V)
}

// pass lets time go by until at.
func (p *player) pass(at zagaj.Instant) {
	for !p.down && p.state.Next() <= at {
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
			p.ended(c)
		case triggers.DoIgnore:
			p.note("ignored", c.Rule, c.Visitor)
			p.ended(c)
		case triggers.DoRecord:
			if c.Decision.Outcome == "would_offer" {
				p.note("would_offer", c.Rule, c.Visitor)
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
	if p.frozen[c.Visitor] {
		return
	}
	p.rules[c.Visitor], p.offers[c.Visitor] = c.Rule, id
	p.note("offer", c.Rule, c.Visitor)
	p.feed(zagaj.Event{Kind: zagaj.KindShown, Source: zagaj.FromSystem, Visitor: c.Visitor, Offer: id})
}

func (p *player) ended(c triggers.Command) {
	delete(p.offers, c.Visitor)
	delete(p.held, c.Offer)
	p.tellAnna()
}

func (p *player) note(what string, rule zagaj.RuleID, v zagaj.VisitorID) {
	p.rows = append(p.rows, row{at: p.now, what: what, rule: string(rule), visitor: string(v)})
}

// tellAnna is the desk's report of seats in use: the scenario's load and our offers.
func (p *player) tellAnna() {
	o := p.anna
	o.Load += len(p.held)
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
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '+' || r == ';' }) {
		product, n, ok := strings.Cut(part, "x")
		quantity, err := strconv.Atoi(n)
		if !ok || err != nil {
			return nil, zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("%q is no cart line", part))
		}
		lines = append(lines, zagaj.Line{Product: zagaj.ProductID(product), Quantity: quantity, Price: zagaj.Money{Minor: 100, Currency: "PLN"}})
	}
	return lines, nil
}

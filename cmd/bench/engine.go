package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// engineMeasures: what deciding costs.
func engineMeasures() []measure {
	return []measure{
		{name: "engine_rearm_later", unit: "ns", goal: 30, absolute: true, value: rearm},
		{name: "engine_replay_1m_events_20_rules", unit: "s", goal: 5, absolute: true,
			value: func() (float64, error) { return replay(triggers.NewState, 20, 1_000_000) },
			base: func() (float64, error) {
				s, err := replay(triggers.NewReference, 20, 100_000)
				return s * 10, err // a tenth of the events: all of them would only take longer
			}},
		{name: "engine_event_1000_rules", unit: "µs", goal: 2, absolute: true,
			value: func() (float64, error) { return perEvent(triggers.NewState, 500_000) }},
		{name: "engine_event_1000_rules_vs_all_again", unit: "µs", goal: 1.0 / 50,
			value: func() (float64, error) { return perEvent(triggers.NewState, 500_000) },
			base:  func() (float64, error) { return perEvent(triggers.NewReference, 5_000) }},
		{name: "engine_heap_per_visitor_at_1m", unit: "bytes", goal: 3 * 1024, absolute: true, value: heapPerVisitor},
		{name: "engine_timer_bytes", unit: "bytes", goal: 48, absolute: true, value: timerBytes},
		{name: "engine_operator_free_of_1m_visitors_100_waiting", unit: "ms", goal: 1, absolute: true, value: operatorFree},
	}
}

// begin is a Monday, 10:00 in Warsaw.
const begin = zagaj.Instant(1_789_977_600_000)

type newState func(triggers.ShopConfig, zagaj.Instant) (*triggers.State, error)

func shopOf(rules []zagaj.Rule) triggers.ShopConfig {
	return triggers.ShopConfig{Shop: "s", Rules: rules, Policy: zagaj.DefaultPolicy(), Schedule: zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}}
}

// conditions returns 150 different ones of the kinds merchants use: many over categories, brands and addresses, because
// that is how a thousand rules come about, and some over amounts, times and what just happened.
func conditions() []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for i := range 40 {
		add(`{"fact":"category","op":"=","value":"kategoria-%d"}`, i)
		add(`{"fact":"dwell","scope":"category","of":"kategoria-%d","op":">=","value":%d,"products":3}`, i, 60*(i%10+1))
	}
	for i := range 20 {
		add(`{"fact":"brand","op":"=","value":"marka-%d"}`, i)
	}
	for i := range 10 {
		add(`{"fact":"cart_value","op":">=","value":%d}`, 5000*(i+1))
		add(`{"fact":"page_views","op":">=","value":%d}`, 2*i+2)
		add(`{"fact":"url","op":"contains","value":"/produkt/%d"}`, i)
	}
	for i, name := range []string{"exit", "size", "coupon_failed", "delivery", "copy"} {
		add(`{"fact":"pulse","of":%q,"within":%d}`, name, 10+i)
		add(`{"fact":"pulse","of":%q,"within":900,"value":2}`, name)
		add(`{"fact":"cart_unchanged","op":">=","value":%d}`, 300*(i+1))
		add(`{"fact":"dwell","scope":"page_type","of":"product","op":">=","value":%d}`, 60*(i+1))
	}
	return out
}

// manyRules returns n rules of three conditions each, drawn from 150.
func manyRules(n int) []zagaj.Rule {
	list, dice := conditions(), rand.New(rand.NewPCG(1, 2))
	rules := make([]zagaj.Rule, n)
	for i := range rules {
		pick := func() json.RawMessage { return json.RawMessage(list[dice.IntN(len(list))]) }
		rules[i] = zagaj.Rule{ID: zagaj.RuleID("r" + strconv.Itoa(i)), Name: "r", Enabled: true, Priority: i % 100, When: []json.RawMessage{pick()}, Who: []json.RawMessage{pick(), pick()}}
	}
	return rules
}

// session is the i-th event of a visitor: pages, with a cart, a pulse or a hidden tab among them, as clickstreams have
// them. Texts are made anew, as decoding makes them.
func session(visitor, i int, at zagaj.Instant) zagaj.Event {
	ev := zagaj.Event{Shop: "s", Source: zagaj.FromClient, Visitor: zagaj.VisitorID("visitor-" + strconv.Itoa(visitor)), Tab: "tab", ReceivedAt: at, OccurredAt: at}
	category := (visitor + i/8) % 40
	switch {
	case i == 0:
		ev.Kind, ev.Up = zagaj.KindNet, true
	case i%10 == 5:
		ev.Kind, ev.Source = zagaj.KindCart, zagaj.FromShop
		ev.Cart = &zagaj.Cart{ID: "c", Version: int64(i), Total: zagaj.Money{Minor: int64(4999 * (1 + i%5)), Currency: "PLN"},
			Lines: []zagaj.Line{{Product: zagaj.ProductID(strconv.Itoa(i)), Category: "kategoria-" + strconv.Itoa(category), Quantity: 1 + i%3}}}
	case i%10 == 7:
		ev.Kind, ev.Pulse = zagaj.KindPulse, &zagaj.Pulse{Name: [...]string{"scroll", "size", "delivery"}[visitor%3], Category: "kategoria-" + strconv.Itoa(category)}
	case i%10 == 8:
		ev.Kind, ev.TabState = zagaj.KindTab, zagaj.TabIdle
	default:
		ev.Kind, ev.Device, ev.Language = zagaj.KindView, "phone", "pl"
		ev.Page = &zagaj.Page{URL: "https://sklep.example/produkt/" + strconv.Itoa(visitor*7+i) + "-kurtka", Title: "Kurtka " + strconv.Itoa(i) + " | Sklep", Type: zagaj.PageProduct,
			Product: zagaj.ProductID(strconv.Itoa(1000 + (visitor+i)%300)), Category: "kategoria-" + strconv.Itoa(category), Brand: "marka-" + strconv.Itoa((visitor+i)%20)}
	}
	return ev
}

const (
	eventsOfOne = 20               // of a visitor
	apart       = 33 * time.Second // between two of them, the median of the REES46 clickstream
	together    = 5_000            // visitors at once; who has had all events is followed by the next
)

// replay returns the seconds it takes to apply the events of many visitors, one after another in time, with timers
// running. Visitors come and go: five thousand are there at once, each at another point of its visit.
func replay(create newState, rules, events int) (float64, error) {
	s, err := create(shopOf(manyRules(rules)), begin)
	if err != nil {
		return 0, err
	}
	s.Apply(zagaj.Event{Kind: zagaj.KindOperator, ReceivedAt: begin, Operator: &zagaj.OperatorState{ID: "anna", On: true, Seats: 1 << 20}})
	there := min(together, events/eventsOfOne)
	list := make([]zagaj.Event, 0, there)
	spent := time.Duration(0)
	for round, taken := 0, 0; taken < events; round++ {
		list = list[:0]
		for place := range there {
			if i := round - place%eventsOfOne; i >= 0 {
				at := begin.Add(time.Duration(round)*apart + time.Duration(place)*apart/time.Duration(there))
				list = append(list, session(place+i/eventsOfOne*there, i%eventsOfOne, at))
			}
		}
		list = list[:min(len(list), events-taken)]
		taken += len(list)
		start := time.Now()
		for _, ev := range list {
			for now := s.Next(); now <= ev.ReceivedAt; now = s.Next() {
				show(s, s.Tick(now), now)
			}
			show(s, s.Apply(ev), ev.ReceivedAt)
		}
		spent += time.Since(start)
	}
	return spent.Seconds(), nil
}

// show is the desk and the browser: every offer is made and shown at once.
func show(s *triggers.State, commands []triggers.Command, now zagaj.Instant) {
	for _, c := range commands {
		if c.Kind == triggers.DoOffer {
			s.Offered(c.Visitor, "offer", nil, now)
			s.Apply(zagaj.Event{Kind: zagaj.KindShown, Source: zagaj.FromSystem, Visitor: c.Visitor, Offer: "offer", ReceivedAt: now})
		}
	}
}

// rearm returns the nanoseconds it takes to put a visitor's timer off, among a hundred thousand. A visit is in the
// cache when it is put off, because an event has just changed it: so each is put off some times in a row.
func rearm() (float64, error) {
	put := triggers.Rearming(100_000, begin)
	const times = 10_000_000
	start := time.Now()
	for i := range times {
		put(i / 64)
	}
	return float64(time.Since(start).Nanoseconds()) / times, nil
}

// timerBytes is the heap that one timer of a million takes, without the visit it wakes.
func timerBytes() (float64, error) {
	before := heap()
	timers := triggers.Timers(million, begin)
	after := heap()
	runtime.KeepAlive(timers)
	return (after-before)/million + triggers.TimerFields, nil
}

func perEvent(create newState, events int) (float64, error) {
	s, err := replay(create, 1000, events)
	return s * 1e6 / float64(events), err
}

const million = 1_000_000

// crowd is a million visitors of the default rules, each with a socket, four pages and a cart.
func crowd() (*triggers.State, error) {
	s, err := triggers.NewState(shopOf(triggers.DefaultRules("s", "pl")), begin)
	if err != nil {
		return nil, err
	}
	for _, i := range []int{0, 1, 2, 3, 4, 5} {
		for v := range million {
			s.Apply(session(v, i, begin.Add(time.Duration(i)*33*time.Second)))
		}
	}
	return s, nil
}

func heapPerVisitor() (float64, error) {
	before := heap()
	s, err := crowd()
	if err != nil {
		return 0, err
	}
	after := heap()
	runtime.KeepAlive(s)
	return (after - before) / million, nil
}

func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// operatorFree is the time from an operator's becoming free to the decisions, when a hundred of a million wait for one.
func operatorFree() (float64, error) {
	s, err := crowd()
	if err != nil {
		return 0, err
	}
	now := begin.Add(10 * time.Minute)
	for v := range 100 {
		for range 3 { // the size table three times: its rule holds, and waits for a person
			ev := session(v*10_000, 1, now)
			ev.Kind, ev.Page, ev.Pulse = zagaj.KindPulse, nil, &zagaj.Pulse{Name: "size", Category: "kategoria-1"}
			s.Apply(ev)
		}
	}
	offers := 0
	start := time.Now()
	for _, c := range s.Apply(zagaj.Event{Kind: zagaj.KindOperator, ReceivedAt: now + 1, Operator: &zagaj.OperatorState{ID: "anna", On: true, Seats: 3}}) {
		if c.Kind == triggers.DoOffer {
			offers++
		}
	}
	spent := time.Since(start)
	if offers != 3 {
		return 0, fmt.Errorf("%d offers for three seats", offers)
	}
	return float64(spent.Microseconds()) / 1000, nil
}

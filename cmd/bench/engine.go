package main

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// engineMeasures: what deciding costs.
func engineMeasures() []measure {
	return []measure{{name: "engine_event_vs_json_of_event", unit: "ns", goal: 1.5, value: engineEvent, base: eventJSON}}
}

const visitors, eventsOfOne = 1000, 20

func browsing(i, j int) zagaj.Event {
	return zagaj.Event{Shop: "s", Source: zagaj.FromClient, Visitor: zagaj.VisitorID("v" + strconv.Itoa(i)), Tab: "t", Kind: zagaj.KindView,
		ReceivedAt: zagaj.Instant(1_790_000_000_000 + j*1000), OccurredAt: zagaj.Instant(1_790_000_000_000 + j*1000),
		Page: &zagaj.Page{URL: "https://sklep.example/p/" + strconv.Itoa(j), Type: zagaj.PageProduct, Product: zagaj.ProductID(strconv.Itoa(j)), Category: "kurtki"}}
}

// engineEvent is the time to fold one page view of one of a thousand visitors and to decide the five default rules anew.
func engineEvent() (float64, error) {
	s, err := triggers.NewState(triggers.ShopConfig{Shop: "s", Rules: triggers.DefaultRules("s", "pl"), Policy: zagaj.DefaultPolicy(),
		Schedule: zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}}, 1_790_000_000_000)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	for j := range eventsOfOne {
		for i := range visitors {
			s.Apply(browsing(i, j))
		}
	}
	return float64(time.Since(start).Nanoseconds()) / (visitors * eventsOfOne), nil
}

// eventJSON is the reference: what the standard library takes to write and read the same event.
func eventJSON() (float64, error) {
	start := time.Now()
	for j := range eventsOfOne {
		for i := range visitors {
			raw, err := json.Marshal(browsing(i, j))
			if err != nil {
				return 0, err
			}
			var ev zagaj.Event
			if err := json.Unmarshal(raw, &ev); err != nil {
				return 0, err
			}
		}
	}
	return float64(time.Since(start).Nanoseconds()) / (visitors * eventsOfOne), nil
}

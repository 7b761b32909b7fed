package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// seeker fills the log with a visitor who opens the size table at 1, 2 and 3 minutes past begin, while Anna is there from
// the second minute on, and who then orders. It returns begin.
func (v vault) seeker() zagaj.Instant {
	v.Helper()
	s := v.open()
	defer s.Close()
	ctx, begin := v.Context(), zagaj.At(time.Now().Add(-time.Hour).Truncate(time.Second))
	v.must(s.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k", Zone: "Europe/Warsaw", Currency: "PLN"}, zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}, zagaj.DefaultPolicy()))
	for _, r := range triggers.DefaultRules("s", "en") {
		v.must(s.SaveRule(ctx, r))
	}
	var log []zagaj.Event
	add := func(after time.Duration, ev zagaj.Event) {
		ev.ID, ev.Shop, ev.ReceivedAt = zagaj.EventID(fmt.Sprint("e", len(log))), "s", begin.Add(after)
		ev.OccurredAt = ev.ReceivedAt
		if ev.Source == "" {
			ev.Source, ev.Visitor, ev.Tab = zagaj.FromClient, "v", "t"
		}
		log = append(log, ev)
	}
	add(0, zagaj.Event{Kind: zagaj.KindNet, Up: true})
	add(0, zagaj.Event{Kind: zagaj.KindView, Page: &zagaj.Page{URL: "https://s.example/1", Type: zagaj.PageProduct, Product: "1", Category: "shoes"}})
	for i := 1; i <= 3; i++ {
		if i == 2 {
			add(2*time.Minute, zagaj.Event{Source: zagaj.FromOperator, Kind: zagaj.KindOperator, Operator: &zagaj.OperatorState{ID: "anna", Name: "Anna", On: true, Seats: 1}})
		}
		add(time.Duration(i)*time.Minute, zagaj.Event{Kind: zagaj.KindPulse, Pulse: &zagaj.Pulse{Name: "size", Category: "shoes"}})
	}
	add(30*time.Minute, zagaj.Event{Source: zagaj.FromShop, Visitor: "v", Kind: zagaj.KindOrder,
		Order: &zagaj.Order{ID: "o", Status: zagaj.OrderPaid, Total: zagaj.Money{Minor: 100, Currency: "PLN"}, PlacedAt: begin.Add(30 * time.Minute)}})
	_, err := s.AppendEvents(ctx, log)
	v.must(err)
	v.must(s.Expose(ctx, zagaj.Exposure{Shop: "s", Experiment: zagaj.HoldOutID, Visitor: "v", Phase: 1, Arm: zagaj.ArmOffered, Rule: "size_table", At: begin.Add(3 * time.Minute)}))
	return begin
}

func TestExplainTellsHowItStoodThen(t *testing.T) {
	onBoth(t, func(v vault) {
		begin := v.seeker()
		at := func(after time.Duration, args ...string) string {
			v.Helper()
			out, err := v.run("explain", append(args, "--visitor", "v", "--rule", "size_table", "--at", begin.Add(after).Time().Format(time.RFC3339))...)
			v.must(err)
			return out
		}
		var e triggers.Explanation
		v.must(json.Unmarshal([]byte(at(90*time.Second, "--json")), &e))
		if e.Truth != "false" || e.Progress != "0/1" || len(e.Conditions) != 1 || e.Conditions[0].Value != 1.0 {
			v.Errorf("after one look at the size table: %+v", e)
		}
		out := at(3*time.Minute + time.Second)
		for _, want := range []string{"size_table for v at", "true (1/1", "T  when[0]", "is 3", "may turn at", "held back by: offer"} {
			if !strings.Contains(out, want) {
				v.Errorf("after the offer %q is missing in:\n%s", want, out)
			}
		}
		// Nobody saw the offer within ten seconds, as the log has it: it was taken back, and is tried again later.
		if out := at(3*time.Minute + 20*time.Second); !strings.Contains(out, "held back by: retry") {
			v.Errorf("got %s", out)
		}
		for _, args := range [][]string{{"--visitor", "x", "--rule", "size_table"}, {"--visitor", "v", "--rule", "x"}, {"--visitor", "v"},
			{"--visitor", "v", "--rule", "size_table", "--at", "yesterday"}} {
			if out, err := v.run("explain", args...); err == nil {
				v.Errorf("%v: %s", args, out)
			}
		}
	})
}

func TestTheShopsOwnLogIsReplayed(t *testing.T) {
	onBoth(t, func(v vault) {
		v.seeker()
		out, err := v.run("backtest", "--json")
		v.must(err)
		var r struct {
			Visits, Fires, Bought int
			Blocked               map[string]int
		}
		v.must(json.Unmarshal([]byte(out), &r))
		if r.Visits != 1 || r.Fires != 1 || r.Bought != 1 {
			v.Errorf("got %s", out)
		}
	})
}

func TestExperimentsAreReadOnTheCommandLine(t *testing.T) {
	onBoth(t, func(v vault) {
		v.seeker()
		var size strings.Builder
		v.must(run(v.Context(), []string{"experiment", "size", "--base", "3%", "--lift", "20%", "--per-day", "110"}, &size, func(string) string { return "" }))
		if want := "13911 visitors in each of 2 arms, 27822 in all\nat 110 a day that takes 36.1 weeks\n"; size.String() != want {
			v.Errorf("got %q", size.String())
		}
		var read strings.Builder
		v.must(run(v.Context(), append([]string{"experiment", "read"}, v.args...), &read, func(string) string { return "" }))
		for _, want := range []string{"offered       visitors 1, ordered 1 (100.00%)", "verdict       waiting for: "} {
			if !strings.Contains(read.String(), want) {
				v.Errorf("%q is missing in %s", want, read.String())
			}
		}
	})
}

// While the platform tells nothing at all a cart is not known, and what it tells of others shows that it is not silent: then
// as it was live.
func TestExplainKnowsOfThePlatformsSilence(t *testing.T) {
	onBoth(t, func(v vault) {
		s := v.open()
		ctx, begin := v.Context(), zagaj.At(time.Now().Add(-2*time.Hour).Truncate(time.Second))
		policy := zagaj.DefaultPolicy()
		policy.StaleAfter = 900
		v.must(s.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k", Zone: "Europe/Warsaw", Currency: "PLN"}, zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}, policy))
		v.must(s.SaveRule(ctx, zagaj.Rule{ID: "full", Shop: "s", Name: "full", Enabled: true, When: []json.RawMessage{json.RawMessage(`{"fact":"cart_quantity","op":"=","value":1}`)}}))
		var log []zagaj.Event
		add := func(minute int, ev zagaj.Event) {
			ev.ID, ev.Shop, ev.ReceivedAt = zagaj.EventID(fmt.Sprint("e", len(log))), "s", begin.Add(time.Duration(minute)*time.Minute)
			ev.OccurredAt = ev.ReceivedAt
			log = append(log, ev)
		}
		cart := func(id zagaj.CartID) *zagaj.Cart {
			return &zagaj.Cart{ID: id, Version: 1, Lines: []zagaj.Line{{Product: "1", Quantity: 1}}}
		}
		add(0, zagaj.Event{Source: zagaj.FromClient, Visitor: "v", Tab: "t", Kind: zagaj.KindNet, Up: true})
		add(0, zagaj.Event{Source: zagaj.FromClient, Visitor: "v", Tab: "t", Kind: zagaj.KindView, Page: &zagaj.Page{URL: "/", Type: zagaj.PageHome}})
		add(1, zagaj.Event{Source: zagaj.FromShop, Visitor: "v", Kind: zagaj.KindCart, Cart: cart("mine")})
		add(10, zagaj.Event{Source: zagaj.FromShop, Kind: zagaj.KindCart, Cart: cart("somebody's")})
		_, err := s.AppendEvents(ctx, log)
		v.must(err)
		v.must(s.Close())
		for minute, want := range map[int]string{20: "true", 24: "true", 26: "unknown"} {
			out, err := v.run("explain", "--json", "--visitor", "v", "--rule", "full", "--at", begin.Add(time.Duration(minute)*time.Minute).Time().Format(time.RFC3339))
			v.must(err)
			var e triggers.Explanation
			v.must(json.Unmarshal([]byte(out), &e))
			if e.Truth != want {
				v.Errorf("after %d minutes: %s, want %s", minute, e.Truth, want)
			}
		}
	})
}

// Long work shows how far it is, and leaves nothing behind.
func TestTheBarGrowsWithTheLog(t *testing.T) {
	var bar strings.Builder
	read := int64(0)
	events := func(yield func(zagaj.Event, error) bool) {
		for read = 1; read <= 4; read++ {
			if !yield(zagaj.Event{}, nil) {
				return
			}
		}
	}
	for range drawn(events, func() int64 { return 25 * read }, &bar) {
	}
	for _, want := range []string{"\rreplaying [=====               ]  25%", "\rreplaying [====================] 100%", "\r" + strings.Repeat(" ", 40) + "\r"} {
		if !strings.Contains(bar.String(), want) {
			t.Errorf("%q is missing in %q", want, bar.String())
		}
	}
}

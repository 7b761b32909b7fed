package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

// A visitor whom a rule would have offered help while nobody was there is counted as demand, once, with the gate that held the
// offer back; what was answered, bought and promised is counted beside it.
func TestReportsCountWhatHappened(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop) // not available
		rule(t, h, cookie)
		visit(t, h, "")
		report := func() map[string]any {
			_, got := panelAsk(t, h, cookie, http.MethodGet, "/reports?days=7", "")
			return got
		}
		counted := func(got map[string]any, outcome, reason string) float64 {
			for _, d := range got["decisions"].([]any) {
				if c := d.(map[string]any); c["outcome"] == outcome && c["reason"] == reason {
					return c["n"].(float64)
				}
			}
			return 0
		}
		deadline := time.Now().Add(time.Minute) // a busy machine is slow, not wrong
		for counted(report(), "blocked", "operators") == 0 {
			if time.Now().After(deadline) {
				t.Fatalf("nothing was counted: %v", report()["decisions"])
			}
			time.Sleep(50 * time.Millisecond)
		}
		got := report()
		total := 0.0
		for _, n := range got["heat"].([]any) {
			total += n.(float64)
		}
		if counted(got, "blocked", "operators") != 1 || counted(got, "moment", "") != 1 || total != 1 {
			t.Errorf("got %v and %v in the week, want one moment and one refusal", got["decisions"], total)
		}
		if response := got["response"].(map[string]any); len(response["by_hour"].([]any)) != 24 {
			t.Errorf("got %v", response)
		}
		if status, hours := panelAsk(t, h, cookie, http.MethodGet, "/reports/hours", ""); status != http.StatusOK || hours["advice"].(map[string]any)["enough"] != false {
			t.Errorf("got %d %v, want too little to say anything", status, hours)
		}
		if status, bad := panelAsk(t, h, cookie, http.MethodGet, "/reports?days=0", ""); status != http.StatusBadRequest {
			t.Errorf("got %d %v", status, bad)
		}
	})
}

// What was cancelled or paid back is no order after an offer: neither in the number nor in the value.
func TestReportsCountOrdersThatStand(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		ctx, now := t.Context(), clock()
		for i, status := range []zagaj.OrderStatus{zagaj.OrderPaid, zagaj.OrderCancelled, zagaj.OrderRefunded} {
			visitor, id := zagaj.VisitorID(fmt.Sprint("v", i)), zagaj.OfferID(fmt.Sprint("f", i))
			must(t, h.store.AddVisitor(ctx, zagaj.Visitor{ID: visitor, Shop: testShop, TokenHash: string(visitor), CreatedAt: now, SeenAt: now}))
			_, err := h.store.ClaimOffer(ctx, zagaj.Offer{ID: id, Shop: testShop, Visitor: visitor, Rule: "r1", Operator: "anna-shop", State: zagaj.OfferCreated, CreatedAt: now - 1, ExpiresAt: now.Add(time.Hour)})
			must(t, err)
			for _, state := range []zagaj.OfferState{zagaj.OfferShown, zagaj.OfferAccepted} {
				_, err = h.store.EndOffer(ctx, testShop, id, state, "", now)
				must(t, err)
			}
			_, err = h.store.AppendEvents(ctx, []zagaj.Event{{ID: zagaj.EventID(visitor), Shop: testShop, Source: zagaj.FromShop, Kind: zagaj.KindOrder, Visitor: visitor, OccurredAt: now, ReceivedAt: now,
				Order: &zagaj.Order{ID: zagaj.OrderID(visitor), Version: 1, Status: status, PlacedAt: now, Total: zagaj.Money{Minor: 1000, Currency: "PLN"}}}})
			must(t, err)
		}
		_, got := panelAsk(t, h, cookie, http.MethodGet, "/reports?days=7", "")
		offers := got["offers"].([]any)[0].(map[string]any)
		if got["orders"] != 1.0 || fmt.Sprint(got["revenue"]) != "map[PLN:1000]" || offers["accepted"] != 3.0 || offers["ordered"] != 1.0 {
			t.Errorf("got %v orders of %v, offers %v, want the one that stands", got["orders"], got["revenue"], offers)
		}
	})
}

// The figures were computed apart from the code (triggers/staffing); they reach whoever asks.
func TestHowManyPeopleItTakes(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		cookie := "zagaj_session=" + join(t, h, testShop, zagaj.RoleViewer)
		for query, want := range map[string]string{
			"per_hour=12&alone_s=600": "1: 4 people, 600 s, 0.174 wait 52 s, 84.3 %; 2: 3 people, 720 s, 0.040 wait 8 s, 96.6 %; 3: 2 people, 810 s, 0.065 wait 16 s, 94.2 %; ",
			"per_hour=30&alone_s=480": "1: 7 people, 480 s, 0.135 wait 22 s, 88.8 %; 2: 4 people, 576 s, 0.140 wait 25 s, 88.2 %; 3: 3 people, 648 s, 0.119 wait 21 s, 90.0 %; ",
		} {
			status, got := panelAsk(t, h, cookie, http.MethodGet, "/reports/staffing?"+query, "")
			if status != http.StatusOK {
				t.Fatalf("%s: got %d %v", query, status, got)
			}
			said := ""
			for _, w := range got["ways"].([]any) {
				w := w.(map[string]any)
				said += fmt.Sprintf("%v: %v people, %.0f s, %.3f wait %.0f s, %.1f %%; ", w["at_once"], w["operators"], w["handling_s"], w["wait"], w["mean_s"], 100*w["within"].(float64))
			}
			if said != want {
				t.Errorf("%s: got %s\nwant %s", query, said, want)
			}
		}
		for _, query := range []string{"", "per_hour=12", "per_hour=0&alone_s=600", "per_hour=NaN&alone_s=600", "per_hour=1001&alone_s=600", "per_hour=12&alone_s=0", "per_hour=12&alone_s=10801"} {
			if status, got := panelAsk(t, h, cookie, http.MethodGet, "/reports/staffing?"+query, ""); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
				t.Errorf("%q: got %d %v", query, status, got)
			}
		}
	})
}

// Six weeks of evenings in which visitors would have been offered help and the shop was closed: evenings are recommended.
func TestRecommendedHoursFollowUnmetDemand(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		cookie := "zagaj_session=" + join(t, h, testShop, zagaj.RoleOwner)
		ctx, now := t.Context(), time.Now()
		zone, err := time.LoadLocation("Europe/Warsaw")
		must(t, err)
		must(t, h.store.SaveSchedule(ctx, zagaj.Schedule{Shop: testShop, Zone: "Europe/Warsaw", Open: []string{"* 8-11 * * 1-5"}}))
		var seen []zagaj.Tally
		for day := range 42 {
			t := now.In(zone).AddDate(0, 0, -day)
			for hour := 18; hour < 22; hour++ {
				at := time.Date(t.Year(), t.Month(), t.Day(), hour, 0, 0, 0, zone)
				if at.After(now) {
					continue
				}
				seen = append(seen, zagaj.Tally{Shop: testShop, Hour: zagaj.At(at), Outcome: zagaj.TallyMoment, N: 4})
			}
		}
		must(t, h.store.Count(ctx, "run", seen))
		must(t, h.store.Count(ctx, "run", seen)) // a repeated write counts nothing twice
		status, got := panelAsk(t, h, cookie, http.MethodGet, "/reports/hours", "")
		advice, _ := got["advice"].(map[string]any)
		if status != http.StatusOK || advice["enough"] != true || advice["now"] != 0.0 || advice["then"].(float64) <= 0 {
			t.Fatalf("got %d %v", status, got)
		}
		if moments := advice["moments"].(float64); moments != float64(4*len(seen)) {
			t.Errorf("got %g moments, want %d", moments, 4*len(seen))
		}
		var shifts []struct{ Day, From, To, Operators int }
		text, _ := json.Marshal(advice["shifts"])
		must(t, json.Unmarshal(text, &shifts))
		for _, s := range shifts {
			if s.To <= 18 || s.From >= 22 {
				t.Errorf("got a shift %+v, want evenings: %s", s, fmt.Sprint(shifts))
			}
		}
	})
}

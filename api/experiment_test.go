package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// panelAsk calls a panel route and returns the status and the decoded answer.
func panelAsk(t *testing.T, h *house, cookie, method, path, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, h.URL+"/v1/panel"+path, strings.NewReader(body))
	must(t, err)
	req.Header.Set("Cookie", cookie)
	status, text := do(t, http.DefaultClient, req)
	var out map[string]any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%s %s: %d %q", method, path, status, text)
	}
	return status, out
}

const trial = `{"id":%q,"rule":"r1","name":"Czy pomaga?","coverage":1,"lift":0.2,"arms":[{"name":"nic","weight":1,"control":true},{"name":"inne słowa","weight":%d,"text":{"pl":"Doradzić?"}}]}`

// An experiment from its start to its end: visitors come to the moment of an offer, some see it in the arm's words, some
// see nothing, all are counted at that moment, and who orders counts in the arm they were given.
func TestAnExperimentOverTheFrontDoor(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		rule(t, h, cookie)
		status, e := panelAsk(t, h, cookie, http.MethodPut, "/experiments", fmt.Sprintf(trial, "", 1))
		id := text(e["id"])
		if status != http.StatusOK || e["phase"] != 1.0 || id == "" {
			t.Fatalf("start: %d %v", status, e)
		}
		if status, second := panelAsk(t, h, cookie, http.MethodPut, "/experiments", fmt.Sprintf(trial, "", 1)); status != http.StatusConflict {
			t.Errorf("a second one of the same rule: %d %v", status, second)
		}
		operator.goOn()

		const visitors = 8
		offers := make(chan string, visitors)
		for range visitors {
			l, _ := visit(t, h, "")
			go l.refuse(offers)
		}
		arms := func() (map[string]float64, []any) {
			_, got := panelAsk(t, h, cookie, http.MethodGet, "/experiments/"+id, "")
			list, exposed := got["reading"].(map[string]any)["arms"].([]any), map[string]float64{}
			for _, a := range list {
				exposed[text(a.(map[string]any)["name"])] = a.(map[string]any)["exposed"].(float64)
			}
			return exposed, list
		}
		// Anna has three seats: those who wait for one are not exposed before they have it.
		saw := 0
		for deadline := time.Now().Add(3 * time.Minute); ; {
			exposed, _ := arms()
			// An offer that could not be made, for want of the seat, is made again later: who was exposed stays exposed.
			if int(exposed["nic"]+exposed["inne słowa"]) == visitors && saw > 0 {
				break
			}
			select {
			case words := <-offers:
				if words != "Doradzić?" {
					t.Errorf("offered %q, want the arm's words", words)
				}
				saw++
			case <-time.After(50 * time.Millisecond):
			}
			if time.Now().After(deadline) {
				t.Fatalf("after three minutes %v exposed, %d saw an offer", exposed, saw)
			}
		}
		units, err := h.store.Units(t.Context(), testShop, zagaj.ExperimentID(id))
		must(t, err)
		if len(units) != visitors {
			t.Fatalf("%d exposed of %d", len(units), visitors)
		}
		now := clock()
		order := zagaj.Event{ID: "order", Shop: testShop, Source: zagaj.FromShop, Visitor: units[0].Visitor, Kind: zagaj.KindOrder, OccurredAt: now, ReceivedAt: now,
			Order: &zagaj.Order{ID: "o", Number: "1", Version: 1, Status: zagaj.OrderPaid, Total: zagaj.Money{Minor: 9900, Currency: "PLN"}, PlacedAt: now}}
		_, err = h.store.AppendEvents(t.Context(), []zagaj.Event{order})
		must(t, err)
		exposed, list := arms()
		orders := 0.0
		for _, a := range list {
			if a := a.(map[string]any); a["orders"] != 0.0 {
				orders += a["orders"].(float64)
				if a["name"] != units[0].Arm {
					t.Errorf("the order counts for %v, want %s", a["name"], units[0].Arm)
				}
			}
		}
		if orders != 1 || int(exposed["inne słowa"]) < saw {
			t.Errorf("%v orders; %v exposed, %d saw", orders, exposed, saw)
		}

		if _, e := panelAsk(t, h, cookie, http.MethodPut, "/experiments", fmt.Sprintf(trial, id, 3)); e["phase"] != 2.0 {
			t.Errorf("other weights: %v, want phase 2", e)
		}
		if _, e := panelAsk(t, h, cookie, http.MethodPost, "/experiments/"+id+"/end", "{}"); e["ended_at"] == 0.0 {
			t.Errorf("not ended: %v", e)
		}
		if status, _ := panelAsk(t, h, cookie, http.MethodPut, "/experiments", fmt.Sprintf(trial, id, 1)); status != http.StatusConflict {
			t.Errorf("an ended one was changed: %d", status)
		}
	})
}

func TestExperimentsAreSizedBeforeTheyStart(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		_, got := panelAsk(t, h, cookie, http.MethodGet, "/experiments/size?base=0.03&lift=0.2&arms=2&per_day=110", "")
		if got["per_arm"] != 13911.0 || fmt.Sprintf("%.1f", got["weeks"]) != "36.1" {
			t.Errorf("got %v", got)
		}
		for _, query := range []string{"", "?base=x", "?base=0.03&lift=0", "?base=0.03&arms=1"} {
			if status, out := panelAsk(t, h, cookie, http.MethodGet, "/experiments/size"+query, ""); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
				t.Errorf("%q: %d %v", query, status, out)
			}
		}
		for body, path := range map[string]string{
			`{"rule":"r1","name":"x","coverage":2,"lift":0.2,"arms":[]}`:                                                "coverage",
			`{"rule":"r9","name":"x","coverage":1,"lift":0.2,"arms":[{"name":"a","weight":1},{"name":"b","weight":1}]}`: "rule",
			`{"rule":"r1","name":"x","coverage":1,"lift":0.2,"arms":[{"name":"a","weight":1}]}`:                         "arms",
		} {
			if status, out := panelAsk(t, h, cookie, http.MethodPut, "/experiments", body); status < 400 || !strings.Contains(fmt.Sprint(out), path) {
				t.Errorf("%s: %d %v", body, status, out)
			}
		}
	})
}

// The caps and the hold-out are the merchant's to set, within reason.
func TestThePolicyIsSet(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		p := zagaj.DefaultPolicy()
		p.HoldOut, p.PerVisit = 0.05, 2
		body, err := json.Marshal(p)
		must(t, err)
		if status, got := panelAsk(t, h, cookie, http.MethodPut, "/policy", string(body)); status != http.StatusOK || got["hold_out"] != 0.05 {
			t.Errorf("%d %v", status, got)
		}
		if _, got := panelAsk(t, h, cookie, http.MethodGet, "/policy", ""); got["per_visit"] != 2.0 {
			t.Errorf("got %v", got)
		}
		p.HoldOut = 0.9
		body, _ = json.Marshal(p)
		if status, got := panelAsk(t, h, cookie, http.MethodPut, "/policy", string(body)); status < 400 {
			t.Errorf("a hold-out of nine tenths: %d %v", status, got)
		}
		if _, got := panelAsk(t, h, cookie, http.MethodGet, "/experiments/hold-out", ""); got["reading"].(map[string]any)["verdict"] != "waiting" {
			t.Errorf("the hold-out: %v", got)
		}
	})
}

// refuse closes every offer it hears, and tells of its words, until the socket ends.
func (l *line) refuse(offers chan<- string) {
	for {
		var f frame
		if l.ws.ReadJSON(&f) != nil {
			return
		}
		if f["t"] == "offer" {
			_ = l.ws.WriteJSON(frame{"t": "shown", "offer": f["offer"]})
			_ = l.ws.WriteJSON(frame{"t": "dismiss", "offer": f["offer"]})
			offers <- text(f["text"])
		}
	}
}

// Who is held out has had an offer as far as caps and pauses go, also on another day: else those who see nothing would come to other moments than
// those who are offered something.
func TestAnOfferThatWasNotShownCountsOnAnotherDay(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		d := withDays(t, dsn)
		d.save(`{"fact":"tab_visible"}`)
		policy := zagaj.DefaultPolicy()
		policy.FirstQuiet, policy.Gap, policy.HoldOut = 0, 7*24*3600, 1
		must(t, d.store.SavePolicy(t.Context(), testShop, policy))
		must(t, d.api.LoadShop(t.Context(), testShop))
		operator, _ := work(t, d.house, testShop)
		operator.goOn()
		l, visitor, token := d.comes("")
		d.stands(visitor, "true visit_cap")
		d.leaves(l, visitor)
		d.pass(2)
		d.stands(visitor, "404")
		d.comes(token)
		d.stands(visitor, "true gap")
		if made, err := d.store.OfferCounts(t.Context(), testShop, 0); err != nil || len(made) != 0 {
			t.Errorf("got %v, %v: what was not shown is no offer in a report", made, err)
		}
	})
}

// Another share held out begins another phase: those who fell to the old one would look like an arm that loses people.
func TestAnotherShareHeldOutIsReadApart(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		hold := func(share float64, phase float64) {
			t.Helper()
			p := zagaj.DefaultPolicy()
			p.HoldOut, p.HoldOutPhase = share, 77
			body, err := json.Marshal(p)
			must(t, err)
			if status, got := panelAsk(t, h, cookie, http.MethodPut, "/policy", string(body)); status != http.StatusOK || got["hold_out_phase"] != phase {
				t.Fatalf("%g: got %d %v, want phase %g", share, status, got, phase)
			}
		}
		reading := func() map[string]any {
			_, got := panelAsk(t, h, cookie, http.MethodGet, "/experiments/hold-out", "")
			return got["reading"].(map[string]any)
		}
		exposed := func(phase int, held, offered int) {
			for i := range held + offered {
				arm := zagaj.ArmOffered
				if i < held {
					arm = zagaj.ArmHeld
				}
				must(t, h.store.Expose(t.Context(), zagaj.Exposure{Shop: testShop, Experiment: zagaj.HoldOutID, Visitor: zagaj.VisitorID(fmt.Sprint(phase, "-", i)), Phase: phase, Arm: arm, Rule: "r1", At: clock()}))
			}
		}
		hold(0.05, 1)
		exposed(1, 10, 190)
		hold(0.05, 1)
		if r := reading(); r["split_p"].(float64) < 0.1 {
			t.Errorf("as asked for: %v", r)
		}
		hold(0.5, 2)
		exposed(2, 50, 50)
		if r := reading(); r["split_p"].(float64) < 0.1 {
			t.Errorf("with another share: %v, want a fair split of those who came since", r)
		}
		hold(0, 2)
		if r := reading(); r["split_p"].(float64) < 0.1 {
			t.Errorf("switched off: %v", r)
		}
		hold(0.5, 3)
	})
}

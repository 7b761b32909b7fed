package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// Who comes back after the engine has forgotten them is known by what the store keeps: an order of an hour ago is still a
// reason to be silent, and rules can ask for earlier visits, orders and offers.
func TestWhoComesBackIsKnownFromTheStore(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		rule(t, h, cookie)
		hours := func(n int) zagaj.Instant { return zagaj.At(time.Now().Add(-time.Duration(n) * time.Hour)) }
		const token = "a-token-of-an-earlier-day"
		sum := sha256.Sum256([]byte(token))
		must(t, h.store.AddVisitor(t.Context(), zagaj.Visitor{ID: "back", Shop: testShop, TokenHash: hex.EncodeToString(sum[:]), Language: "pl", CreatedAt: hours(90), SeenAt: hours(2), Visits: 3}))
		_, err := h.store.AppendEvents(t.Context(), []zagaj.Event{{ID: "o1", Shop: testShop, Source: zagaj.FromShop, Kind: zagaj.KindOrder, Visitor: "back",
			OccurredAt: hours(1), ReceivedAt: hours(1), Order: &zagaj.Order{ID: "o1", Version: 1, Status: zagaj.OrderPaid, PlacedAt: hours(1)}}})
		must(t, err)
		_, err = h.store.ClaimOffer(t.Context(), zagaj.Offer{ID: "f1", Shop: testShop, Visitor: "back", Visit: 1, Rule: "r1", Operator: "anna-shop", State: zagaj.OfferCreated, CreatedAt: hours(50), ExpiresAt: hours(49)})
		must(t, err)
		for _, state := range []zagaj.OfferState{zagaj.OfferShown, zagaj.OfferIgnored} {
			_, err = h.store.EndOffer(t.Context(), testShop, "f1", state, "", hours(50))
			must(t, err)
		}
		talk, err := h.store.OpenConversation(t.Context(), zagaj.Conversation{ID: "t1", Shop: testShop, Visitor: "back", State: zagaj.ConversationWaiting, CreatedAt: hours(41), UpdatedAt: hours(41)})
		must(t, err)
		_, err = h.store.Say(t.Context(), zagaj.Message{ID: "m1", Shop: testShop, Conversation: talk.ID, Role: zagaj.RoleVisitor, Text: "?", SentAt: hours(40)})
		must(t, err)
		_, err = h.store.CloseConversation(t.Context(), testShop, talk.ID, hours(39))
		must(t, err)
		asks := `{"id":"past","name":"dawniej","enabled":true,"dry_run":true,"when":[{"fact":"visits","op":">=","value":4}],"text":{"pl":"?"},
			"who":[{"fact":"orders","op":"=","value":1},{"fact":"offers","of":"ignored","op":"=","value":1,"within":604800},{"fact":"since","of":"order","op":">=","value":3600},
			{"fact":"visits","op":"=","value":1,"within":86400},{"fact":"visits","op":"=","value":2,"within":604800},
			{"fact":"since","of":"message","op":"between","value":[143900,145000]}]}`
		if status, got := panelAsk(t, h, cookie, http.MethodPut, "/rules", asks); status != http.StatusOK {
			t.Fatalf("save: %d %v", status, got)
		}
		if _, welcome := visit(t, h, token); welcome["visitor"] != "back" {
			t.Fatalf("got %v, want the visitor of the token", welcome)
		}
		got := map[string]any{}
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
			if _, got = panelAsk(t, h, cookie, http.MethodGet, "/visitors/back/explain?rule=past", ""); got["gate"] == "order" {
				return
			}
		}
		t.Fatalf("got %v, want a true rule, silent because of the order", got)
	})
}

// Before anything is saved, the merchant is told what a schedule will do and what of a rule is perhaps not meant.
func TestSchedulesAndRulesAreToldOfBeforeTheyAreSaved(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		ask := func(path, body string) (int, map[string]any) {
			return panelAsk(t, h, cookie, http.MethodPost, path, body)
		}
		status, got := ask("/schedule/preview", `{"zone":"Europe/Warsaw","open":["* 9-16 1 * 1"]}`)
		if flips, _ := got["flips"].([]any); status != http.StatusOK || len(flips) == 0 || len(got["clocks"].([]any)) != 2 || len(got["warnings"].([]any)) != 1 {
			t.Errorf("preview: %d %v", status, got)
		}
		if status, got = ask("/schedule/preview", `{"zone":"Europe/Warsaw","open":["@every 5m"]}`); status != http.StatusBadRequest {
			t.Errorf("@every: %d %v", status, got)
		}
		status, got = ask("/rules/check", `{"name":"x","when":[{"fact":"pulse","of":"exit","within":10}],"for":60,"text":{"pl":"x"}}`)
		if list, _ := got["warnings"].([]any); status != http.StatusOK || len(list) != 1 || list[0].(map[string]any)["path"] != "when[0]" {
			t.Errorf("check: %d %v", status, got)
		}
		if status, got = ask("/rules/check", `{"name":"x","when":[{"fact":"tab_visible","of":"x"}]}`); status != http.StatusBadRequest {
			t.Errorf("a field no fact takes: %d %v", status, got)
		}
		if status, got = panelAsk(t, h, cookie, http.MethodGet, "/schedule", ""); status != http.StatusOK || got["preview"] == nil {
			t.Errorf("schedule: %d %v", status, got)
		}
	})
}

// A replay decides by the settings of its moment: how a rule stood is told by the rule as it was then, whatever it is now, and
// the log holds each change once.
func TestTheLogHoldsTheSettingsOfItsMoment(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		save := func(fact string) {
			t.Helper()
			body := `{"id":"moment","name":"r","enabled":true,"dry_run":true,"when":[{"fact":"` + fact + `"}],"text":{"pl":"?"}}`
			if status, got := panelAsk(t, h, cookie, http.MethodPut, "/rules", body); status != http.StatusOK {
				t.Fatalf("save: %d %v", status, got)
			}
		}
		save("tab_visible")
		_, welcome := visit(t, h, "")
		explained := func(at string) string {
			_, got := panelAsk(t, h, cookie, http.MethodGet, "/visitors/"+text(welcome["visitor"])+"/explain?rule=moment"+at, "")
			if list, _ := got["conditions"].([]any); len(list) == 1 {
				return text(list[0].(map[string]any)["fact"])
			}
			return ""
		}
		for deadline := time.Now().Add(time.Minute); explained("") == "" && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		}
		then := clock()
		for clock() == then {
		}
		save("ordered")
		if got := explained(""); got != `{"fact":"ordered"}` {
			t.Errorf("now: %s, want the rule as it is", got)
		}
		if got := explained("&at=" + strconv.FormatInt(int64(then), 10)); got != `{"fact":"tab_visible"}` {
			t.Errorf("before the change: %s, want the rule as it was", got)
		}
		hours := `{"zone":"Europe/Warsaw","open":["* 9-16 * * 1-5"],"closed":[],"guard":60}`
		for range 2 { // the same again is no change
			if status, got := panelAsk(t, h, cookie, http.MethodPut, "/schedule", hours); status != http.StatusOK {
				t.Fatalf("hours: %d %v", status, got)
			}
		}
		log, err := h.store.Events(t.Context(), testShop, 0, 0)
		must(t, err)
		var changes []*zagaj.Settings
		for _, ev := range log {
			if ev.Kind == zagaj.KindConfig {
				changes = append(changes, ev.Settings)
			}
		}
		if n := len(changes); n < 4 || changes[n-1].Schedule.Guard != 60 || changes[n-2].Schedule.Guard == 60 || string(changes[n-3].Rules[0].When[0]) != `{"fact":"tab_visible"}` {
			t.Errorf("%d changes in the log, want those of the rule, then the hours once", n)
		}
		// What is old enough goes; the settings in force at that moment stay, for a replay begins with them.
		_, err = h.store.Forget(t.Context(), testShop, sql.Keep{Events: time.Nanosecond})
		must(t, err)
		if was, err := h.store.SettingsAt(t.Context(), testShop, clock()); err != nil || was.Schedule.Guard != 60 {
			t.Errorf("after forgetting: %+v, %v", was.Schedule, err)
		}
	})
}

package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
)

type guideAnswer struct {
	Step     string   `json:"step"`
	Done     []string `json:"done"`
	BegunAt  int64    `json:"begun_at"`
	EndedAt  int64    `json:"ended_at"`
	Steps    []string `json:"steps"`
	Demo     bool     `json:"demo"`
	EventAt  int64    `json:"event_at"`
	Visitors int      `json:"visitors"`
	People   int      `json:"people"`
}

// TestTheSetUpGoesOnWhereItWasLeft: on any browser, with what has arrived meanwhile; its mistakes are refused.
func TestTheSetUpGoesOnWhereItWasLeft(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		var g guideAnswer
		anna.want(200, "GET", "/guide", "", &g)
		if g.BegunAt != 0 || g.Step != "" || len(g.Steps) != 7 || g.EventAt != 0 || g.Visitors != 0 || g.People != 1 || g.Demo {
			t.Fatalf("before the beginning: got %+v", g)
		}
		anna.want(400, "PUT", "/guide", `{"step":"nonsense","done":[],"ended":false}`, nil)
		anna.want(400, "PUT", "/guide", `{"step":"shop","done":["shop","shop"],"ended":false}`, nil)
		anna.want(200, "PUT", "/guide", `{"step":"platform","done":["language","shop"],"ended":false}`, &g)
		begun := g.BegunAt
		if status, body := wooDelivery(t, h, "woo-shop", recorded(t), wooSecret); status != 200 {
			t.Fatalf("delivery: got %d %s", status, body)
		}
		visit(t, h, "")
		again := signedInAs(t, h, "anna@shop.example", password, "")
		for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			again.want(200, "GET", "/guide", "", &g)
			if g.EventAt > 0 && g.Visitors == 1 {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("the first event and the visitor are not seen: %+v", g)
			}
		}
		if g.Step != "platform" || strings.Join(g.Done, " ") != "language shop" || g.BegunAt != begun {
			t.Errorf("in another browser: got %+v", g)
		}
		again.want(200, "PUT", "/guide", `{"step":"rule","done":["language"],"ended":true}`, &g)
		ended := g.EndedAt
		again.want(200, "PUT", "/guide", `{"step":"rule","done":["language"],"ended":true}`, &g)
		if ended == 0 || g.EndedAt != ended {
			t.Errorf("ended at %d, then at %d: want the first", ended, g.EndedAt)
		}
		join(t, h, testShop, zagaj.RoleConsultant)
		operator := &browser{t: t, h: h, cookie: "zagaj_session=token-operator-shop"}
		operator.want(403, "GET", "/guide", "", nil)
	})
}

// TestTheDemoCanBeRemoved: its rules, answers, connection, login and visits go; what the merchant has made stays.
func TestTheDemoCanBeRemoved(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		must(t, h.store.SaveAnswer(ctx, zagaj.Answer{ID: "demo-1", Shop: testShop, Shortcut: "d", Text: "d", Language: "pl"}))
		must(t, h.store.SaveAnswer(ctx, zagaj.Answer{ID: "mine", Shop: testShop, Shortcut: "m", Text: "m", Language: "pl"}))
		must(t, h.store.SaveRule(ctx, zagaj.Rule{ID: "demo-cart", Shop: testShop, Name: "d"}))
		must(t, h.store.AddInstallation(ctx, zagaj.Installation{ID: "demo-shop", Shop: testShop, Platform: "standard", Secrets: []string{"x"}, CreatedAt: clock()}))
		hers := zagaj.Operator{ID: "demo-anna", Shop: testShop, Email: "demo@x.example", Name: "Demo", Role: zagaj.RoleOwner, Seats: 3, Language: "pl", CreatedAt: clock()}
		must(t, h.store.AddOperator(ctx, hers))
		must(t, h.store.AddSession(ctx, zagaj.Session{TokenHash: sum("demo"), Shop: testShop, Operator: hers.ID, CreatedAt: clock(), SeenAt: clock(),
			ExpiresAt: clock().Add(time.Hour), ConfirmedAt: clock()}))
		v, _ := visit(t, h, "")
		v.send(frame{"t": "say", "id": "m1", "text": "Dzień dobry"})
		v.hear("ack")
		var talks struct{ Conversations []struct{ ID string } }
		anna.want(200, "GET", "/conversations", "", &talks)
		anna.want(200, "POST", "/conversations/"+talks.Conversations[0].ID+"/call", "", nil)
		demo := &browser{t: t, h: h, cookie: "zagaj_session=demo"}
		demo.want(200, "GET", "/me", "", nil)
		var removed struct{ Removed int }
		anna.want(200, "DELETE", "/demo", "", &removed)
		if removed.Removed < 6 {
			t.Errorf("%d rows went, want the four of the demo and those of a conversation", removed.Removed)
		}
		demo.want(401, "GET", "/me", "", nil)
		var g guideAnswer
		anna.want(200, "GET", "/guide", "", &g)
		if g.Demo || g.People != 1 {
			t.Errorf("afterwards: got %+v", g)
		}
		var list struct{ Conversations []any }
		anna.want(200, "GET", "/conversations", "", &list)
		answers, err := h.store.Answers(ctx, testShop)
		must(t, err)
		if len(list.Conversations) != 0 || len(answers) != 1 || answers[0].ID != "mine" {
			t.Errorf("left: %d conversations, answers %v", len(list.Conversations), answers)
		}
		again, _ := visit(t, h, "") // and the shop goes on
		again.send(frame{"t": "say", "id": "m2", "text": "Halo"})
		again.hear("ack")
	})
}

// TestTheDemoGoesNotWithTheLastOwner: who has nobody else to come in with keeps the demo's login.
func TestTheDemoGoesNotWithTheLastOwner(t *testing.T) {
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	person, err := h.store.Operator(t.Context(), testShop, "anna-shop")
	must(t, err)
	hers := person
	hers.ID, hers.Email = "demo-anna", "demo@x.example"
	must(t, h.store.AddOperator(t.Context(), hers))
	must(t, h.store.AddSession(t.Context(), zagaj.Session{TokenHash: sum("demo"), Shop: testShop, Operator: hers.ID, CreatedAt: clock(), SeenAt: clock(),
		ExpiresAt: clock().Add(time.Hour), ConfirmedAt: clock()}))
	demo := &browser{t: t, h: h, cookie: "zagaj_session=demo"}
	demo.want(200, "PUT", "/people/anna-shop", `{"name":"Anna","role":"owner","seats":3,"disabled":true}`, nil)
	demo.want(http.StatusConflict, "DELETE", "/demo", "", nil)
}

// TestTheShopsOwnWordsAreKept: name, language, zone and currency; the opening hours move with the zone.
func TestTheShopsOwnWordsAreKept(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		var shop zagaj.Shop
		anna.want(200, "PUT", "/shop", `{"peek":"dots","seats":2,"name":" Halny ","language":"cs","zone":"Europe/Prague","currency":"CZK"}`, &shop)
		if shop.Name != "Halny" || shop.Language != "cs" || shop.Zone != "Europe/Prague" || shop.Currency != "CZK" || shop.Origins[0] != testOrigin {
			t.Errorf("got %+v", shop)
		}
		schedule, err := h.store.Schedule(t.Context(), testShop)
		must(t, err)
		if schedule.Zone != "Europe/Prague" {
			t.Errorf("the hours are in %s", schedule.Zone)
		}
		for _, bad := range []string{`"name":""`, `"language":"polski"`, `"zone":"Warszawa"`, `"zone":""`, `"currency":"zł"`} {
			anna.want(400, "PUT", "/shop", `{"peek":"dots","seats":2,`+bad+`}`, nil)
		}
	})
}

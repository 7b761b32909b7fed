package api_test

import (
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// nothingOf fails when something is stored of a visitor.
func nothingOf(t *testing.T, h *house, visitor zagaj.VisitorID) {
	t.Helper()
	left, err := h.store.Export(t.Context(), sql.Person{Shop: testShop, Visitor: visitor})
	must(t, err)
	if len(left) > 0 {
		t.Errorf("left of %s: %v", visitor, left)
	}
}

// TestAnErasedVisitorsPageBeginsAnew: the open page is told to come back, nothing is taken down of its going, and it is somebody new.
func TestAnErasedVisitorsPageBeginsAnew(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		v, welcome := visit(t, h, "")
		other, _ := visit(t, h, "")
		opened(v, "m1")
		visitor := text(welcome["visitor"])
		_, err := h.store.AppendEvents(t.Context(), []zagaj.Event{{ID: "alias", Shop: testShop, Source: zagaj.FromSystem, Kind: zagaj.KindAlias, Visitor: zagaj.VisitorID(visitor),
			ReceivedAt: clock(), Alias: &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: "customer-1"}}})
		must(t, err)
		anna.want(200, "DELETE", "/person?customer=customer-1", "", nil)
		if code := v.closedWith(); code != websocket.CloseServiceRestart {
			t.Errorf("closed with %d, want to be asked back", code)
		}
		again, anew := visit(t, h, text(welcome["token"]))
		opened(again, "m2")
		if text(anew["visitor"]) == visitor || text(anew["token"]) == "" {
			t.Errorf("got %v, want somebody new", anew)
		}
		opened(other, "m3")
		nothingOf(t, h, zagaj.VisitorID(visitor))
		var seen struct{ Visitors []struct{ Visitor string } }
		anna.want(200, "GET", "/visitors", "", &seen)
		for _, on := range seen.Visitors {
			if on.Visitor == visitor {
				t.Error("the erased visitor is still seen on the site")
			}
		}
	})
}

// TestWhoGoesOnUnderAnErasedIdCanBeErased: the command erases beside the server, whose pages go on for a while; what they tell is found by their id.
func TestWhoGoesOnUnderAnErasedIdCanBeErased(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.SweepEvery = time.Hour })
		v, welcome := visit(t, h, "")
		opened(v, "m1")
		who := sql.Person{Shop: testShop, Visitor: zagaj.VisitorID(text(welcome["visitor"]))}
		_, err := h.store.Erase(t.Context(), who)
		must(t, err)
		v.send(frame{"t": "page", "nav": "push", "page": frame{"url": testOrigin + "/secret-page"}})
		id := opened(v, "m2")
		found, err := h.store.Export(t.Context(), who)
		must(t, err)
		if len(found["messages"]) != 1 || len(found["events"]) == 0 {
			t.Errorf("exported %v, want what came afterwards", found)
		}
		signedInAs(t, h, "anna@shop.example", password, "").want(200, "DELETE", "/person?visitor="+string(who.Visitor), "", nil)
		v.closedWith()
		nothingOf(t, h, who.Visitor)
		if messages, err := h.store.Messages(t.Context(), testShop, id, 0, 10); err != nil || len(messages) > 0 {
			t.Errorf("got %v, %v; want no message left", messages, err)
		}
	})
}

// TestWhoIsErasedByTheCommandIsLetGo: the server learns of it by the journal.
func TestWhoIsErasedByTheCommandIsLetGo(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.SweepEvery = 10 * time.Millisecond })
		v, welcome := visit(t, h, "")
		opened(v, "m1")
		who := sql.Person{Shop: testShop, Visitor: zagaj.VisitorID(text(welcome["visitor"]))}
		_, err := h.store.Erase(t.Context(), who)
		must(t, err)
		if code := v.closedWith(); code != websocket.CloseServiceRestart {
			t.Errorf("closed with %d, want to be asked back", code)
		}
		again, anew := visit(t, h, text(welcome["token"]))
		opened(again, "m2")
		if text(anew["visitor"]) == string(who.Visitor) {
			t.Error("got the erased visitor again")
		}
		nothingOf(t, h, who.Visitor)
	})
}

// TestAnErasedShopsPagesBeginAnew is the same for all people of a shop whose plugin was taken out.
func TestAnErasedShopsPagesBeginAnew(t *testing.T) {
	onBothPetitioned(t, func(t *testing.T, p petitioned) {
		v, welcome := visit(t, p.house, "")
		opened(v, "m1")
		p.tells("shop/redact", "redact-shop", `{"shop_id":954889,"shop_domain":"sklep.myshopify.com"}`)
		if code := v.closedWith(); code != websocket.CloseServiceRestart {
			t.Errorf("closed with %d, want to be asked back", code)
		}
		again, anew := visit(t, p.house, text(welcome["token"]))
		opened(again, "m2")
		if text(anew["visitor"]) == text(welcome["visitor"]) {
			t.Error("got the erased visitor again")
		}
		nothingOf(t, p.house, zagaj.VisitorID(text(welcome["visitor"])))
	})
}

// TestAnErasedVisitorsSeatIsTheNextOnes: their conversation ends for the operator, who would write into nothing, and who waits gets the seat.
func TestAnErasedVisitorsSeatIsTheNextOnes(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, _ := work(t, h, testShop)
		operator.goOn()
		var ids []zagaj.ConversationID
		var first zagaj.VisitorID
		for i := range 4 { // of whom three have a seat
			v, welcome := visit(t, h, "")
			ids = append(ids, opened(v, "m"))
			if i == 0 {
				first = zagaj.VisitorID(text(welcome["visitor"]))
			}
		}
		signedInAs(t, h, "anna@shop.example", password, "").want(200, "DELETE", "/person?visitor="+string(first), "", nil)
		ended, served := false, false
		for !ended || !served {
			f := operator.hear("conversation")
			c, _ := f["conversation"].(map[string]any)
			ended = ended || c["id"] == string(ids[0]) && c["state"] == "closed"
			served = served || c["id"] == string(ids[3]) && c["state"] == "open"
		}
		nothingOf(t, h, first)
	})
}

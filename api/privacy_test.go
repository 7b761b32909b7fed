package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// TestAShopSaysHowLongItKeepsWhat: until it does, the server's setting counts; then the night's work goes by the shop's days.
func TestAShopSaysHowLongItKeepsWhat(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		var got struct {
			Days, Server zagaj.Retention
			Own          bool
		}
		anna.want(200, "GET", "/retention", "", &got)
		if got.Own || got.Days.Conversations != 730 || got.Days != got.Server {
			t.Errorf("at first: got %+v", got)
		}
		anna.want(400, "PUT", "/retention", `{"days":{"events":-1,"conversations":1,"visitors":1,"orders":1,"carts":1,"quarantine":1}}`, nil)
		anna.want(200, "PUT", "/retention", `{"days":{"events":30,"conversations":10,"visitors":30,"orders":0,"carts":30,"quarantine":7}}`, &got)
		keep, own, err := h.store.KeepFor(t.Context(), testShop, sql.DefaultKeep())
		must(t, err)
		if !own || !got.Own || keep.Conversations != 240*time.Hour || keep.Orders != 0 {
			t.Errorf("then: got %+v, kept %+v", got, keep)
		}
		anna.want(200, "PUT", "/retention", `{}`, &got)
		if got.Own || got.Days != got.Server {
			t.Errorf("back again: got %+v", got)
		}
	})
}

// TestAPersonIsExportedAndErasedInThePanel: by whom the shop trusts, and who has just proved who they are.
func TestAPersonIsExportedAndErasedInThePanel(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		v, welcome := visit(t, h, "")
		v.send(frame{"t": "say", "id": "m1", "text": "Mój rozmiar to M"})
		v.hear("ack")
		path := "/person?visitor=" + text(welcome["visitor"])
		join(t, h, testShop, zagaj.RoleConsultant)
		(&browser{t: t, h: h, cookie: "zagaj_session=token-operator-shop"}).want(403, "GET", path, "", nil)
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		anna.want(400, "GET", "/person", "", nil)
		anna.want(404, "GET", "/person?customer=nobody", "", nil)
		var found map[string][]map[string]any
		anna.want(200, "GET", path, "", &found)
		if len(found["messages"]) != 1 || found["messages"][0]["body"] != "Mój rozmiar to M" {
			t.Errorf("exported: %v", found["messages"])
		}
		var gone struct{ Removed int }
		anna.want(200, "DELETE", path, "", &gone)
		if gone.Removed == 0 {
			t.Error("nothing was removed")
		}
		anna.want(404, "GET", path, "", nil)
	})
}

// TestLettersAreListedWithoutAddresses: the owner sees that a letter went, and not to whom.
func TestLettersAreListedWithoutAddresses(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		anna.want(200, "POST", "/invitations", `{"email":"basia@sklep.example","role":"operator"}`, nil)
		<-h.letters
		var got struct {
			Letters []map[string]any
			Mailer  bool
		}
		for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			anna.want(200, "GET", "/letters", "", &got)
			if len(got.Letters) == 1 && got.Letters[0]["state"] == "sent" {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("got %v", got)
			}
		}
		if !got.Mailer || got.Letters[0]["kind"] != "invite" || strings.Contains(fmt.Sprint(got.Letters), "basia@") {
			t.Errorf("got %v", got)
		}
	})
}

// TestShiftsArePlainCronLinesOfPeopleWhoAreThere keeps them, and refuses what is no line or nobody.
func TestShiftsArePlainCronLinesOfPeopleWhoAreThere(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		var got struct{ Shifts zagaj.Shifts }
		anna.want(200, "GET", "/shifts", "", &got)
		if got.Shifts == nil || len(got.Shifts) != 0 {
			t.Errorf("at first: got %v", got.Shifts)
		}
		anna.want(400, "PUT", "/shifts", `{"shifts":{"anna-shop":["* 9-16"]}}`, nil)
		anna.want(400, "PUT", "/shifts", `{"shifts":{"anna-other":["* 9-16 * * 1-5"]}}`, nil)
		anna.want(200, "PUT", "/shifts", `{"shifts":{"anna-shop":["* 9-16 * * 1-5"]}}`, &got)
		if len(got.Shifts["anna-shop"]) != 1 {
			t.Errorf("got %v", got.Shifts)
		}
		got.Shifts = nil
		anna.want(200, "PUT", "/shifts", `{}`, &got)
		if got.Shifts == nil || len(got.Shifts) != 0 {
			t.Errorf("after none were sent: got %v", got.Shifts)
		}
	})
}

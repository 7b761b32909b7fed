package api_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/zagaj/zagaj"
)

// inviteAs makes an invitation and returns the secret of its link.
func inviteAs(t *testing.T, by *browser, email, role string) string {
	t.Helper()
	var out struct{ URL string }
	by.want(200, "POST", "/invitations", fmt.Sprintf(`{"email":%q,"role":%q}`, email, role), &out)
	_, token, _ := strings.Cut(out.URL, "#")
	return token
}

// joining takes an invitation up in a browser of its own and returns the status.
func joining(t *testing.T, h *house, token, name string) (*browser, int) {
	t.Helper()
	b := &browser{t: t, h: h}
	return b, b.call("POST", "/invitations/accept", fmt.Sprintf(`{"token":%q,"name":%q,"password":"bardzo długie hasło"}`, token, name), nil)
}

func TestAnInvitationEndsWithTheRightToMakeIt(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		owner := signedInAs(t, h, "anna@shop.example", password, "")
		admin, status := joining(t, h, inviteAs(t, owner, "ewa@shop.example", "admin"), "Ewa")
		if status != 200 {
			t.Fatalf("joining: got %d, want 200", status)
		}
		var me struct{ Operator zagaj.Operator }
		admin.want(200, "GET", "/me", "", &me)
		person := "/people/" + string(me.Operator.ID)
		again, colleague := inviteAs(t, admin, "ewa@elsewhere.example", "admin"), inviteAs(t, admin, "jan@shop.example", "operator")
		left := func() int {
			var out struct{ Invitations []zagaj.Ticket }
			owner.want(200, "GET", "/invitations", "", &out)
			return len(out.Invitations)
		}
		if n := left(); n != 2 {
			t.Fatalf("got %d invitations, want 2", n)
		}
		owner.want(200, "PUT", person, `{"name":"Ewa","role":"operator","seats":3,"disabled":false}`, nil)
		if _, status := joining(t, h, again, "Ewa"); status != 401 {
			t.Errorf("the invitation to a role its maker has lost: got %d, want 401", status)
		}
		if _, status := joining(t, h, colleague, "Jan"); status != 401 {
			t.Errorf("the invitation of somebody who may invite no more: got %d, want 401", status)
		}
		if n := left(); n != 0 {
			t.Errorf("got %d invitations in the list, want none that does not work", n)
		}
		owner.want(200, "PUT", person, `{"name":"Ewa","role":"admin","seats":3,"disabled":false}`, nil)
		admin = signedInAs(t, h, "ewa@shop.example", "bardzo długie hasło", "")
		again = inviteAs(t, admin, "ewa@third.example", "admin")
		owner.want(200, "PUT", person, `{"name":"Ewa","role":"admin","seats":3,"disabled":true}`, nil)
		if _, status := joining(t, h, again, "Ewa"); status != 401 {
			t.Errorf("the invitation somebody made for themselves before they were let go: got %d, want 401", status)
		}
		owner.want(200, "PUT", person, `{"name":"Ewa","role":"admin","seats":3,"disabled":false}`, nil)
		if _, status := joining(t, h, again, "Ewa"); status != 401 {
			t.Errorf("and when they are let in again: got %d, want 401", status)
		}
	})
}

// Two owners take each other's role away at the same moment.
func TestAShopKeepsAnOwnerWhoeverIsFirst(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		ewa, _ := joining(t, h, inviteAs(t, anna, "ewa@shop.example", "owner"), "Ewa")
		var me struct{ Operator zagaj.Operator }
		ewa.want(200, "GET", "/me", "", &me)
		for range 4 {
			var both sync.WaitGroup
			for by, whom := range map[*browser]zagaj.OperatorID{anna: me.Operator.ID, ewa: "anna-shop"} {
				both.Go(func() {
					by.call("PUT", "/people/"+string(whom), `{"name":"X","role":"viewer","seats":3,"disabled":false}`, nil)
				})
			}
			both.Wait()
			people, err := h.store.Operators(t.Context(), testShop)
			must(t, err)
			owners := slices.DeleteFunc(people, func(p zagaj.Operator) bool { return p.Role != zagaj.RoleOwner })
			if len(owners) == 0 {
				t.Fatal("nobody is left who can do everything")
			}
			for _, id := range []zagaj.OperatorID{me.Operator.ID, "anna-shop"} {
				person, err := h.store.Operator(t.Context(), testShop, id)
				must(t, err)
				person.Role = zagaj.RoleOwner
				must(t, h.store.SaveOperator(t.Context(), person))
			}
			anna = signedInAs(t, h, "anna@shop.example", password, "")
			ewa = signedInAs(t, h, "ewa@shop.example", "bardzo długie hasło", "")
		}
	})
}

package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// backUp copies the store.
func (v vault) backUp(name string) (file string) {
	v.Helper()
	file = filepath.Join(v.dir, name)
	_, err := v.run("backup", "--to", file)
	v.must(err)
	return file
}

// restored puts a copy back while nobody has the store open, and looks for who must be gone and who must be there.
func (v vault) restored(from string, gone, there []string) {
	v.Helper()
	out, err := v.run("restore", "--from", from)
	v.must(err)
	all := v.everything()
	for _, name := range gone {
		if strings.Contains(all, "canary-"+name) {
			v.Errorf("%s is back from %s: %s", name, filepath.Base(from), out)
		}
	}
	for _, name := range there {
		if !strings.Contains(all, "canary-"+name) {
			v.Errorf("%s is gone from %s: %s", name, filepath.Base(from), out)
		}
	}
}

// cart logs a cart of a customer by a connection.
func (v vault) cart(s *sql.Store, by zagaj.InstallationID, name string) {
	v.Helper()
	id := zagaj.EventID(string(by) + ":" + name)
	_, err := s.AppendEvents(v.Context(), []zagaj.Event{{ID: id, Shop: "s", Source: zagaj.FromShop, Kind: zagaj.KindCart, ReceivedAt: zagaj.At(time.Now()), Installation: by,
		Cart: &zagaj.Cart{ID: zagaj.CartID("cart-" + name), Customer: "customer-" + name, Lines: []zagaj.Line{{Name: "canary-" + name}}}}})
	v.must(err)
}

// TestAnErasedShopStaysErased: of what a copy holds from before; what came afterwards, and stands in a later copy, stays.
func TestAnErasedShopStaysErased(t *testing.T) {
	onBoth(t, func(v vault) {
		s := v.open()
		v.live(s, "anna", "piotr")
		before := v.backUp("before")
		_, err := s.EraseShop(v.Context(), "s")
		v.must(err)
		v.cart(s, "i", "maria")
		after := v.backUp("after")
		v.must(s.Close())
		v.restored(before, []string{"anna", "piotr", "maria"}, nil)
		v.restored(after, []string{"anna", "piotr"}, []string{"maria"})
		v.restored(before, []string{"anna", "piotr", "maria"}, nil)
	})
}

// TestWhatAnErasedConnectionToldStaysErased, and what others have told stays.
func TestWhatAnErasedConnectionToldStaysErased(t *testing.T) {
	onBoth(t, func(v vault) {
		s := v.open()
		v.live(s)
		v.must(s.AddInstallation(v.Context(), zagaj.Installation{ID: "j", Shop: "s", Platform: "standard", Secrets: []string{"x"}}))
		v.cart(s, "i", "anna")
		v.cart(s, "j", "piotr")
		before := v.backUp("before")
		_, err := s.EraseTold(v.Context(), "s", "i")
		v.must(err)
		v.must(s.Close())
		v.restored(before, []string{"anna"}, []string{"piotr"})
	})
}

// TestTheJournalOutlivesARestore: a copy in which the person was not yet must not make it forget; and who came back after an erasure is in a later
// copy by right, also when the erasure was done again meanwhile.
func TestTheJournalOutlivesARestore(t *testing.T) {
	onBoth(t, func(v vault) {
		s := v.open()
		v.live(s, "piotr")
		before := v.backUp("before")
		v.live(s, "anna")
		with := v.backUp("with")
		_, err := v.run("erase", "--customer", "customer-anna")
		v.must(err)
		v.cart(s, "i", "anna")
		after := v.backUp("after")
		v.must(s.Close())
		v.restored(before, []string{"anna"}, []string{"piotr"})
		v.restored(with, []string{"anna"}, []string{"piotr"})
		v.restored(after, nil, []string{"anna", "piotr"})
		v.restored(before, []string{"anna"}, []string{"piotr"})
		v.restored(with, []string{"anna"}, []string{"piotr"})
	})
}

// TestWhoIsKnownUnderOneIdOnlyIsErasedAgain: erased by the customer, and in the copy known by the browser alone, or in an event's body.
func TestWhoIsKnownUnderOneIdOnlyIsErasedAgain(t *testing.T) {
	onBoth(t, func(v vault) {
		s := v.open()
		v.live(s)
		now := zagaj.At(time.Now())
		v.must(s.AddVisitor(v.Context(), zagaj.Visitor{ID: "visitor-anna", Shop: "s", TokenHash: "canary-anna", CreatedAt: now, SeenAt: now}))
		before := v.backUp("before")
		_, err := s.AppendEvents(v.Context(), []zagaj.Event{{ID: "e", Shop: "s", Source: zagaj.FromClient, Kind: zagaj.KindAlias, Visitor: "visitor-anna", ReceivedAt: now,
			Alias: &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: "customer-anna"}}})
		v.must(err)
		_, err = v.run("erase", "--customer", "customer-anna")
		v.must(err)
		v.must(s.Close())
		v.restored(before, []string{"anna"}, nil)
	})
}

package plugintest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// facts is what every platform is asked to tell, in the order of the matrix. A Case gives a delivery for each, or says
// in Cannot why its platform does not tell it.
var facts = []struct {
	name  string
	check func(s *story, events []zagaj.Event) error
}{
	{"add", (*story).add}, {"quantity", (*story).quantity}, {"remove", (*story).remove}, {"coupon", (*story).coupon},
	{"merge", (*story).merge}, {"checkout", (*story).checkout}, {"order", (*story).order},
	{"cancel", status(zagaj.OrderCancelled)}, {"refund", status(zagaj.OrderRefunded)}, {"product", nothing},
	{"stock", nothing},
	{"uninstall", (*story).uninstall}, {"data-request", person(zagaj.KindExport)}, {"erasure", person(zagaj.KindErase)}, {"shop-erasure", (*story).clear},
	{"no-decimals", amount("JPY", 500)}, {"three-decimals", amount("KWD", 1234)},
}

// story remembers the cart from one fact to the next.
type story struct {
	cart      zagaj.Cart
	quantity1 int
}

func (c Case) tellsFacts(t *testing.T) {
	s := &story{}
	for _, f := range facts {
		d, ok := c.Facts[f.name]
		if !ok {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			in := c.Installation()
			d := c.signed(t, d, 1)
			wantCode(t, "verify", c.Adapter.Verify(d, in.Secrets), "")
			events, err := c.Adapter.Decode(d, in)
			if err != nil {
				t.Fatal(err)
			}
			for _, ev := range events {
				if err := Valid(ev, in, d); err != nil {
					t.Error(err)
				}
			}
			if err := f.check(s, events); err != nil {
				t.Errorf("%v, got %d events%s", err, len(events), shown(events))
			}
		})
	}
}

func shown(events []zagaj.Event) string {
	text := ""
	for _, ev := range events {
		text += "\n" + show(ev)
	}
	return text
}

// saysWhatItCannot: each fact is told, or its absence stands in the platform's guide word for word.
func (c Case) saysWhatItCannot(t *testing.T) {
	name := c.Guide
	if name == "" {
		name = c.Adapter.Platform()
	}
	page, err := os.ReadFile("../../docs/platforms/" + name + ".md")
	if err != nil {
		t.Fatal(err)
	}
	guide := strings.Join(strings.Fields(string(page)), " ")
	says := map[string]string{plugin.NotVerified.Code: "Not verified on the real platform", plugin.NoCarts.Code: "marked as a hint", plugin.NoHooks.Code: "has no webhooks", plugin.NotInShop.Code: "not yet run in a real shop",
		plugin.SecretOnly.Code: "not known to sign anything", plugin.Thin.Code: "webhooks carry ids only", plugin.NoFetch.Code: "asks no API of this platform", plugin.NoCartList.Code: "lists no carts that a page would know again"}
	for _, limit := range plugin.LimitsOf(c.Adapter) {
		if says[limit.Code] == "" || !strings.Contains(strings.ToLower(guide), strings.ToLower(says[limit.Code])) {
			t.Errorf("the guide does not say %q", says[limit.Code])
		}
	}
	for _, f := range facts {
		_, told := c.Facts[f.name]
		why, cannot := c.Cannot[f.name]
		if told == cannot {
			t.Errorf("%s: told %v, declared as impossible %v", f.name, told, cannot)
		}
		if cannot && (why == "" || !strings.Contains(guide, why)) {
			t.Errorf("%s: the guide does not say %q", f.name, why)
		}
	}
}

func one(events []zagaj.Event, kind zagaj.Kind) (zagaj.Event, error) {
	if len(events) != 1 || events[0].Kind != kind {
		return zagaj.Event{}, fmt.Errorf("want one event of kind %s", kind)
	}
	return events[0], nil
}

// next takes a snapshot of the story's cart: it must be the same cart, and newer.
func (s *story) next(events []zagaj.Event) (zagaj.Cart, error) {
	ev, err := one(events, zagaj.KindCart)
	if err != nil {
		return zagaj.Cart{}, err
	}
	before := s.cart
	s.cart = *ev.Cart
	if before.ID != "" && (before.ID != s.cart.ID || s.cart.Version < before.Version) {
		return s.cart, fmt.Errorf("want cart %s newer than %d", before.ID, before.Version)
	}
	if before.Version == s.cart.Version {
		return s.cart, fmt.Errorf("want a version that grows beyond %d", before.Version)
	}
	return s.cart, nil
}

func (s *story) add(events []zagaj.Event) error {
	cart, err := s.next(events)
	if s.quantity1 = cart.Quantity(); err == nil && (s.quantity1 == 0 || cart.Total.Minor == 0 || cart.Hint) {
		err = fmt.Errorf("want a cart with something in it, worth something, from the shop itself")
	}
	return err
}

func (s *story) quantity(events []zagaj.Event) error {
	cart, err := s.next(events)
	if err == nil && cart.Quantity() <= s.quantity1 {
		err = fmt.Errorf("want more than %d pieces", s.quantity1)
	}
	return err
}

func (s *story) remove(events []zagaj.Event) error {
	cart, err := s.next(events)
	if err == nil && (len(cart.Lines) != 0 || cart.Total.Minor != 0) {
		err = fmt.Errorf("want an empty cart")
	}
	return err
}

func (s *story) coupon(events []zagaj.Event) error {
	cart, err := s.next(events)
	if err == nil && !slices.Contains(cart.Coupons, "WIOSNA") {
		err = fmt.Errorf("want the coupon WIOSNA")
	}
	return err
}

func (s *story) merge(events []zagaj.Event) error {
	cart, err := s.next(events)
	if err == nil && cart.Customer == "" {
		err = fmt.Errorf("want the guest's cart to be a customer's")
	}
	return err
}

func (s *story) checkout(events []zagaj.Event) error {
	cart, err := s.next(events)
	if err == nil && len(cart.Lines) == 0 {
		err = fmt.Errorf("want the cart that is paid for")
	}
	return err
}

func (*story) order(events []zagaj.Event) error {
	ev, err := one(events, zagaj.KindOrder)
	if err == nil && (ev.Order.Status != zagaj.OrderPlaced && ev.Order.Status != zagaj.OrderPaid || ev.Order.Total.Minor == 0) {
		err = fmt.Errorf("want an order placed or paid, worth something")
	}
	return err
}

func status(want zagaj.OrderStatus) func(*story, []zagaj.Event) error {
	return func(_ *story, events []zagaj.Event) error {
		ev, err := one(events, zagaj.KindOrder)
		if err == nil && ev.Order.Status != want {
			err = fmt.Errorf("want an order %s", want)
		}
		return err
	}
}

// nothing: the platform's message is taken and changes nothing of what Zagaj keeps.
func nothing(_ *story, events []zagaj.Event) error {
	if len(events) != 0 {
		return fmt.Errorf("want it taken without an event")
	}
	return nil
}

func (*story) uninstall(events []zagaj.Event) error {
	_, err := one(events, zagaj.KindUninstall)
	return err
}

// person: the platform asks on a person's behalf, and says whose.
func person(kind zagaj.Kind) func(*story, []zagaj.Event) error {
	return func(_ *story, events []zagaj.Event) error {
		ev, err := one(events, kind)
		if err == nil && (ev.Alias == nil || ev.Alias.Kind != zagaj.AliasCustomer || ev.Alias.Value == "") {
			err = fmt.Errorf("want it to say whose data")
		}
		return err
	}
}

func (*story) clear(events []zagaj.Event) error {
	_, err := one(events, zagaj.KindClear)
	return err
}

func amount(currency string, minor int64) func(*story, []zagaj.Event) error {
	return func(_ *story, events []zagaj.Event) error {
		if len(events) != 1 {
			return fmt.Errorf("want one event")
		}
		var got zagaj.Money
		if events[0].Cart != nil {
			got = events[0].Cart.Total
		} else if events[0].Order != nil {
			got = events[0].Order.Total
		}
		if want := (zagaj.Money{Minor: minor, Currency: currency}); got != want {
			return fmt.Errorf("got a total of %v, want %v", got, want)
		}
		return nil
	}
}

// rotates: while a secret is rotated both are good, and afterwards the old one is not.
func (c Case) rotates(t *testing.T) {
	d := c.Recordings[0].Delivery
	for n, good := range map[int][][]string{1: {{c.Secret(1)}, {c.Secret(2), c.Secret(1)}}, 2: {{c.Secret(2)}, {c.Secret(2), c.Secret(1)}}} {
		for _, secrets := range good {
			wantCode(t, fmt.Sprintf("secret %d", n), c.Adapter.Verify(c.signed(t, d, n), secrets), "")
		}
	}
	wantCode(t, "the old secret after the rotation", c.Adapter.Verify(c.signed(t, d, 1), []string{c.Secret(2)}), zagaj.CodeUnauthorized)
}

// refusesOthers: another installation's delivery is refused here, and would have other ids.
func (c Case) refusesOthers(t *testing.T) {
	d := c.signed(t, c.Recordings[0].Delivery, 7)
	wantCode(t, "signed for another installation", c.Adapter.Verify(d, c.Installation().Secrets), zagaj.CodeUnauthorized)
	wantCode(t, "at its own", c.Adapter.Verify(d, []string{c.Secret(7)}), "")
}

// takesHuge: a body as large as the server lets in is read like any other.
func (c Case) takesHuge(t *testing.T) {
	r := c.Recordings[0]
	d := copied(r.Delivery)
	pad := `{"padding":"` + strings.Repeat("a", plugin.MaxBody-len(d.Body)-len(`{"padding":"",`)) + `",`
	d.Body = []byte(strings.Replace(string(d.Body), "{", pad, 1))
	d = c.signed(t, d, 1)
	wantCode(t, "verify", c.Adapter.Verify(d, c.Installation().Secrets), "")
	if events := c.decode(t, d, c.Installation()); len(events) != len(r.Want) {
		t.Errorf("got %d events, want %d", len(events), len(r.Want))
	}
}

// replays: the very same request a day later is stale, or has the ids it had.
func (c Case) replays(t *testing.T) {
	d := c.signed(t, c.Recordings[0].Delivery, 1)
	first := c.decode(t, d, c.Installation())
	d.ReceivedAt = d.ReceivedAt.Add(24*time.Hour - time.Second)
	err := c.Adapter.Verify(d, c.Installation().Secrets)
	if c.TimeSigned {
		wantCode(t, "a day later", err, zagaj.CodeStale)
		return
	}
	wantCode(t, "a day later", err, "")
	for i, ev := range c.decode(t, d, c.Installation()) {
		if ev.ID != first[i].ID {
			t.Errorf("got id %s, want %s", ev.ID, first[i].ID)
		}
	}
}

// ordersThemselves: decoded in any order, the newest of a thing's snapshots has the largest version.
func (c Case) ordersThemselves(t *testing.T) {
	versions := map[string]int64{}
	for _, name := range []string{"remove", "quantity", "add", "cancel", "order"} { // newest first
		d, ok := c.Facts[name]
		if !ok {
			continue
		}
		for _, ev := range c.decode(t, c.signed(t, d, 1), c.Installation()) {
			key, version := "", int64(0)
			if ev.Cart != nil {
				key, version = "cart "+string(ev.Cart.ID), ev.Cart.Version
			} else if ev.Order != nil {
				key, version = "order "+string(ev.Order.ID), ev.Order.Version
			}
			if newer, ok := versions[key]; ok && version >= newer {
				t.Errorf("%s: the %s has version %d, and what came after it %d", name, key, version, newer)
			}
			versions[key] = version
		}
	}
	if len(versions) == 0 {
		t.Error("no cart and no order to put in order")
	}
}

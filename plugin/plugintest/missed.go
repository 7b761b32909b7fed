package plugintest

import (
	"context"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Missed is a stand-in of the platform's API that has more than one page of orders, and of carts where the platform lists them; among
// each is one that nobody can understand.
type Missed struct {
	Remote plugin.Remote
	Now    zagaj.Instant
	// Orders and Carts are how many can be understood.
	Orders, Carts int
	// Busy lets the next n requests be answered with a word for patience.
	Busy func(n int)
}

// listing is a list of a platform's API, page by page.
type listing func(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error)

// fetchesMissed: what was missed is fetched page by page, as slowly as the platform wants, twice without a difference, and not with a
// wrong key.
func (c Case) fetchesMissed(t *testing.T) {
	connector, ok := c.Adapter.(plugin.Connector)
	if ok != (c.Missed != nil) {
		t.Fatalf("the platform's API is asked: %v; there is one to ask here: %v", ok, c.Missed != nil)
	}
	if !ok {
		return
	}
	t.Run("missed-orders", func(t *testing.T) {
		m := c.Missed(t)
		c.fetches(t, m, connector.Orders, m.Orders, zagaj.KindOrder)
	})
	if lister, ok := connector.(plugin.CartLister); ok {
		t.Run("missed-carts", func(t *testing.T) {
			m := c.Missed(t)
			c.fetches(t, m, lister.Carts, m.Carts, zagaj.KindCart)
		})
	}
}

func (c Case) fetches(t *testing.T, m Missed, list listing, want int, kind zagaj.Kind) {
	const busy = 2
	in, since, waited := c.Installation(), m.Now.Add(-30*24*time.Hour), 0
	m.Remote.Wait = func(context.Context, time.Duration) error { waited++; return nil }
	m.Busy(busy)
	fetch := func() (seen map[zagaj.EventID]string, bad, pages int) {
		seen = map[zagaj.EventID]string{}
		for from := ""; pages == 0 || from != ""; pages++ {
			page, err := list(t.Context(), m.Remote, in, since, m.Now, from)
			if err != nil {
				t.Fatal(err)
			}
			from, bad = page.Next, bad+page.Bad
			for _, ev := range page.Events {
				if err := Valid(ev, in, plugin.Delivery{ReceivedAt: m.Now}); err != nil || ev.Kind != kind {
					t.Fatalf("%s: %v %s", ev.ID, err, shown(page.Events[:1]))
				}
				seen[ev.ID] = fmt.Sprintf("%+v %+v", ev.Cart, ev.Order)
			}
		}
		return seen, bad, pages
	}
	first, bad, pages := fetch()
	if len(first) != want || bad == 0 || pages < 2 || waited != busy {
		t.Errorf("got %d, %d not understood, %d pages, %d waits; want %d, some, more than one and %d", len(first), bad, pages, waited, want, busy)
	}
	if again, _, _ := fetch(); !maps.Equal(first, again) {
		t.Error("the second time other things come than the first time")
	}
	m.Remote.Credentials = maps.Clone(m.Remote.Credentials)
	for name := range m.Remote.Credentials {
		m.Remote.Credentials[name] = "wrong"
	}
	if _, err := list(t.Context(), m.Remote, in, since, m.Now, ""); zagaj.CodeOf(err) != zagaj.CodeUnauthorized {
		t.Errorf("with a wrong key: got %v", err)
	}
}

package api_test

import (
	"context"
	"net/netip"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/api/egress"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// A row that was sealed with a key that is missing, or that is damaged, stands before the others that are due.
func TestWhatDoesNotOpenKeepsNothingElseFromGoing(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		m := newMerchant(t)
		m.status.Store(201)
		at := netip.MustParseAddrPort(m.Listener.Addr().String())
		h := openWith(t, dsn, func(c *api.Config) {
			c.Outward = egress.New(egress.Config{Allow: []egress.Exception{{Net: netip.PrefixFrom(at.Addr(), 32), Port: at.Port()}}})
		})
		raw := func(ctx context.Context, query string, args ...any) {
			t.Helper()
			_, err := sqltest.Raw(t, dsn).ExecContext(ctx, query, args...)
			must(t, err)
		}
		raw(t.Context(), `INSERT INTO letters (shop_id, id, kind, conversation_id, part, language, body, state, attempts, next_at, created_at, sent_at, failure)
			VALUES ('shop', 'reset:x', 'reset', '', '', 'pl', 'sealed1.gone.AAAA', 'due', 0, 1, $1, 0, '')`, int64(clock()))
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		anna.want(200, "POST", "/invitations", `{"email":"nowa@shop.example","role":"operator"}`, nil)
		if got := <-h.letters; got.To != "nowa@shop.example" {
			t.Errorf("got a letter to %q", got.To)
		}
		within(t, "the letter that does not open to be told of", func() bool {
			list, err := h.store.Letters(t.Context(), testShop, clock(), 10)
			must(t, err)
			for _, l := range list {
				if l.ID == "reset:x" {
					return l.State == zagaj.LetterDue && l.Failure != ""
				}
			}
			return false
		})

		anna.want(200, "POST", "/push", newPushBrowser(t).subscription(m.URL+"/anna"), nil)
		raw(t.Context(), `UPDATE push_subscriptions SET body = 'sealed1.gone.AAAA'`)
		zofia := &browser{t: t, h: h, cookie: "zagaj_session=" + join(t, h, testShop, zagaj.RoleConsultant)}
		zofia.want(200, "POST", "/push", newPushBrowser(t).subscription(m.URL+"/zofia"), nil)
		anna.want(200, "PUT", "/desk", `{"alarm":{"sound":0,"notify":1,"next":0}}`, nil)
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "halo?"})
		visitor.hear("ack")
		if n := m.hear(t, ""); n.path != "/zofia" {
			t.Errorf("got %s called", n.path)
		}
	})
}

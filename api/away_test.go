package api_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// TestWhoDropsOffIsGivenNobodyAndWhoWaitsMoves takes an operator's line away: from then on visitors wait for somebody else,
// and a moment later the availability ends and the conversation in which a visitor waits is given on.
func TestWhoDropsOffIsGivenNobodyAndWhoWaitsMoves(t *testing.T) {
	const awayAfter = 8 * time.Second
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.AwayAfter = awayAfter })
		anna, annas := work(t, h, testShop)
		anna.goOn()
		first, _ := visit(t, h, "")
		first.send(frame{"t": "say", "id": "m1", "text": "halo?"})
		id := zagaj.ConversationID(text(first.hear("ack")["conversation"]))
		held := func(id zagaj.ConversationID) zagaj.OperatorID {
			c, err := h.store.Conversation(t.Context(), testShop, id)
			must(t, err)
			return c.Operator
		}
		within(t, "Anna to have the conversation", func() bool { return held(id) == "anna-shop" }) // her switch may come after it
		closed := time.Now()
		must(t, anna.ws.Close())
		n := 0
		within(t, "a visitor to wait", func() bool {
			v, _ := visit(t, h, "")
			n++
			v.send(frame{"t": "say", "id": fmt.Sprint("w", n), "text": "ktoś tu jest?"})
			waits := held(zagaj.ConversationID(text(v.hear("ack")["conversation"]))) == ""
			if !waits { // her seat is free again: none waits for want of one
				v.send(frame{"t": "bye"})
				v.firstUntil("conversation")
			}
			return waits
		})
		var me struct{ Available bool }
		if call(t, h, annas, "GET", "/v1/panel/me", "", &me); !me.Available && time.Since(closed) < awayAfter {
			t.Error("want Anna forgiven a reload: she waits to be called away")
		}
		bea, _ := workAs(t, h, zagaj.RoleConsultant)
		bea.goOn()
		within(t, "who waited for Anna to be given to somebody who is there", func() bool { return held(id) == "operator-shop" })
		if call(t, h, annas, "GET", "/v1/panel/me", "", &me); me.Available {
			t.Error("Anna is available still")
		}
		if m := first.hear("message")["message"].(map[string]any); m["role"] == "visitor" {
			m = first.hear("message")["message"].(map[string]any)
			if m["role"] != "system" {
				t.Errorf("got %v, want the hand-over said", m)
			}
		}
	})
}

// TestWhoReloadsTwiceStaysAvailable: the time that a first reload leaves ends in the middle of a second one.
func TestWhoReloadsTwiceStaysAvailable(t *testing.T) {
	const awayAfter = 4 * time.Second
	h := openWith(t, "sqlite:"+filepath.Join(t.TempDir(), "zagaj.db"), func(c *api.Config) { c.AwayAfter = awayAfter })
	anna, annas := work(t, h, testShop)
	anna.goOn()
	back := func() *line {
		l := dial(t, h, "/v1/panel/socket", http.Header{"Origin": {h.URL}, "Cookie": {annas}})
		l.greet()
		return l
	}
	available := func() bool {
		var me struct{ Available bool }
		call(t, h, annas, "GET", "/v1/panel/me", "", &me)
		return me.Available
	}
	must(t, anna.ws.Close())
	first := time.Now()
	time.Sleep(awayAfter / 8) // the server has seen it
	again := back()
	time.Sleep(time.Until(first.Add(awayAfter - time.Second)))
	must(t, again.ws.Close())
	second := time.Now()
	time.Sleep(time.Until(first.Add(awayAfter + time.Second)))
	if !available() && time.Since(second) < awayAfter {
		t.Error("Anna was called away by the time of her first reload")
	}
	last := back()
	time.Sleep(time.Until(second.Add(awayAfter + time.Second)))
	if !available() {
		t.Error("Anna is back and not available")
	}
	must(t, last.ws.Close())
	within(t, "who does not come back to be away", func() bool { return !available() })
}

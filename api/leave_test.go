package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jmoiron/sqlx"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// stopped opens a house with the limits of visitors and shops as they are, in which no time passes.
func stopped(t *testing.T, dsn string) *house {
	now := clock()
	return openWith(t, dsn, func(c *api.Config) { c.ShopBurst, c.Now = 0, func() zagaj.Instant { return now } })
}

// floods sends a frame n times, and reads what is answered often enough not to be cut for it.
func (l *line) floods(n int, raw string) {
	l.t.Helper()
	for i := range n {
		must(l.t, l.ws.WriteMessage(websocket.TextMessage, []byte(raw)))
		if i%20 < 19 {
			continue
		}
		l.send(frame{"t": "order", "id": "last"})
		for f := (frame{}); f["id"] != "last"; {
			f = l.next()
		}
	}
}

func TestAVisitorWhoFloodsTakesNothingFromTheOthers(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := stopped(t, dsn)
		flood, _ := visit(t, h, "")
		flood.floods(25_000, `{"t":"of no use"}`) // a shop's share is 20,000 at once
		other, _ := visit(t, h, "")
		other.send(frame{"t": "say", "id": "m1", "text": "Dzień dobry"})
		other.hear("ack")
	})
}

func TestAVisitorsEventsHaveOnePaceOverAllDoors(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := stopped(t, dsn)
		v, welcome := visit(t, h, "")
		again, _ := visit(t, h, text(welcome["token"]))
		for _, l := range []*line{v, again} {
			l.floods(200, `{"t":"pulse","n":"exit"}`)
		}
		pulses := strings.TrimSuffix(strings.Repeat(`{"n":"exit","age":1},`, 20), ",")
		refused := 0
		for range 10 {
			req, _ := http.NewRequest("POST", h.URL+"/v1/visitor/beacon", strings.NewReader(fmt.Sprintf(`{"shop":"key-shop","token":%q,"tab":"t","edges":[],"pulses":[%s]}`, text(welcome["token"]), pulses)))
			if status, _ := do(t, h.Client(), req); status == http.StatusTooManyRequests {
				refused++
			}
		}
		stored := 0
		list, err := h.store.Events(t.Context(), testShop, 0, 2000)
		must(t, err)
		for _, ev := range list {
			if ev.Kind == zagaj.KindPulse {
				stored++
			}
		}
		if stored < 50 || stored > 100 || refused < 9 {
			t.Errorf("got %d events stored of 600 and %d of 10 beacons refused, want at most a hundred at once and the rest refused", stored, refused)
		}
	})
}

// onTheSite counts who counts as being on the site.
func onTheSite(w *browser) (n int) {
	var seen struct {
		Visitors []struct{ Connected bool }
	}
	w.want(200, "GET", "/visitors", "", &seen)
	for _, v := range seen.Visitors {
		if v.Connected {
			n++
		}
	}
	return n
}

func waitFor(t *testing.T, anna *browser, visitors int) {
	t.Helper()
	for end := time.Now().Add(time.Minute); onTheSite(anna) != visitors; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("got %d visitors on the site, want %d", onTheSite(anna), visitors)
		}
	}
}

func TestWhoWentTooFastIsSeenToLeave(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := stopped(t, dsn)
		v, _ := visit(t, h, "")
		v.floods(700, `{"t":"pulse","n":"exit"}`)
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		waitFor(t, anna, 1)
		must(t, v.ws.Close())
		waitFor(t, anna, 0)
	})
}

// A visit that is never told down would stay for ever.
func TestWhoLeavesWhileTheStoreTakesNoWritesIsSeenToLeave(t *testing.T) {
	dsn := sqltest.SQLite(t)
	h := open(t, dsn)
	v, _ := visit(t, h, "")
	anna := signedInAs(t, h, "anna@shop.example", password, "")
	waitFor(t, anna, 1)
	db, err := sqlx.Open("sqlite", "file:"+strings.TrimPrefix(dsn, "sqlite:")+"?_pragma=busy_timeout(10000)")
	must(t, err)
	defer db.Close()
	other, err := db.Connx(t.Context())
	must(t, err)
	defer other.Close()
	_, err = other.ExecContext(t.Context(), `BEGIN IMMEDIATE`) // another program has the file
	must(t, err)
	must(t, v.ws.Close())
	waitFor(t, anna, 0)
	_, err = other.ExecContext(t.Context(), `ROLLBACK`)
	must(t, err)
}

// An open conversation holds a seat: who has opened one and left without a word must not keep others waiting.
func TestWhoLeavesWithoutAWordGivesTheSeatBack(t *testing.T) {
	var later atomic.Int64
	h := openWith(t, sqltest.SQLite(t), func(c *api.Config) {
		c.SweepEvery, c.Now = 20*time.Millisecond, func() zagaj.Instant { return clock() + zagaj.Instant(later.Load()) }
	})
	stays, _ := visit(t, h, "")
	leaves, _ := visit(t, h, "")
	for _, l := range []*line{stays, leaves} {
		l.send(frame{"t": "open"})
		l.hear("conversation")
	}
	must(t, leaves.ws.Close())
	later.Store(2 * 60_000)
	states := map[zagaj.ConversationState]int{}
	for end := time.Now().Add(time.Minute); states[zagaj.ConversationClosed] == 0; time.Sleep(20 * time.Millisecond) {
		list, err := h.store.Conversations(t.Context(), testShop, []zagaj.ConversationState{zagaj.ConversationWaiting, zagaj.ConversationOpen, zagaj.ConversationClosed}, clock()*2, 10)
		must(t, err)
		clear(states)
		for _, c := range list {
			states[c.State]++
		}
		if len(list) != 2 || time.Now().After(end) {
			t.Fatalf("got %d conversations, %v", len(list), states)
		}
	}
	if states[zagaj.ConversationClosed] != 1 {
		t.Errorf("got %v, want the one that was left closed", states)
	}
}

// An offer whose end was never written, because the store was away or the server was for days, is ended all the same: it holds a seat.
func TestAnOfferThatNobodyEndsGivesItsSeatBack(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.SweepEvery = 10 * time.Millisecond })
		ctx, now := t.Context(), clock()
		must(t, h.store.AddVisitor(ctx, zagaj.Visitor{ID: "v", Shop: testShop, TokenHash: "v", CreatedAt: now, SeenAt: now}))
		for id, o := range map[zagaj.OfferID]struct {
			state zagaj.OfferState
			age   time.Duration
		}{"shown": {zagaj.OfferShown, 48 * time.Hour}, "created": {zagaj.OfferCreated, 48 * time.Hour}, "fresh": {zagaj.OfferCreated, 0}} {
			_, err := h.store.ClaimOffer(ctx, zagaj.Offer{ID: id, Shop: testShop, Visitor: "v", Rule: zagaj.RuleID(id), Operator: "anna-shop", State: o.state,
				CreatedAt: now.Add(-o.age), ExpiresAt: now.Add(time.Minute - o.age)})
			must(t, err)
		}
		used := 0
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			seats, err := h.store.SeatsInUse(ctx, testShop)
			must(t, err)
			if used = seats["anna-shop"]; used == 1 {
				break
			}
		}
		if used != 1 {
			t.Errorf("%d seats in use, want that of the fresh offer", used)
		}
		for id, want := range map[zagaj.OfferID]zagaj.OfferState{"shown": zagaj.OfferIgnored, "created": zagaj.OfferWithdrawn, "fresh": zagaj.OfferCreated} {
			if o, err := h.store.Offer(ctx, testShop, id); err != nil || o.State != want {
				t.Errorf("%s is %s, %v, want %s", id, o.State, err, want)
			}
		}
	})
}

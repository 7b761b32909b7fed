package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// fairShare is what each shop of the test may do at once; the clock stands still, so nothing is refilled.
const fairShare = 40

// TestANoisyShopDelaysNobodyElse lets one shop ask for many times its share of deliveries, frames and requests while
// another does what it may. The noisy one gets its share, and 429 with Retry-After for the rest; the other is refused
// nothing; and what was acknowledged, of either, is stored.
func TestANoisyShopDelaysNobodyElse(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		at := clock()
		h := openWith(t, dsn, func(c *api.Config) {
			c.ShopBurst, c.HookPatience, c.Now = fairShare, -1, func() zagaj.Instant { return at }
		})
		_, noisy := work(t, h, testShop)
		_, quiet := work(t, h, otherShop)
		taken := map[zagaj.ShopID]int{}
		var all sync.WaitGroup
		all.Go(func() { askOften(t, h, noisy, 5*fairShare) })
		all.Go(func() { talk(t, h, testShop, 10*fairShare) })
		for range 5 * fairShare {
			taken[testShop] += deliver(t, h, testShop, taken[testShop], true)
			if taken[otherShop] < fairShare {
				taken[otherShop] += deliver(t, h, otherShop, taken[otherShop], false)
			}
		}
		all.Wait()
		if refused := askOften(t, h, quiet, fairShare/2); refused != 0 {
			t.Errorf("the quiet shop's operators were refused %d times", refused)
		}
		if refused := talk(t, h, otherShop, 15); refused != 0 {
			t.Errorf("the quiet shop's visitor was refused %d times", refused)
		}
		for shop, n := range taken {
			if n != fairShare {
				t.Errorf("%s: %d deliveries taken, want %d", shop, n, fairShare)
			}
			for i := range n {
				if found, err := h.store.OrdersByNumber(t.Context(), shop, fmt.Sprint("N", i)); err != nil || len(found) != 1 {
					t.Errorf("%s: order %d was acknowledged; %d stored, %v", shop, i, len(found), err)
				}
			}
		}
	})
}

// TestDeliveriesOverTheShareWaitForTheirTurn lets a shop send more than its share: the next ones are taken, each a little later, and
// only what would have to wait too long is told to come again. The clock stands still, so the queue only grows.
func TestDeliveriesOverTheShareWaitForTheirTurn(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		const burst, waiting = 3, 10 // at 200 a second each further one waits 5 ms more
		at := clock()
		h := openWith(t, dsn, func(c *api.Config) {
			c.ShopBurst, c.HookPatience, c.Now = burst, waiting*5*time.Millisecond, func() zagaj.Instant { return at }
		})
		for n := range burst + waiting {
			if deliver(t, h, testShop, n, false) != 1 {
				t.Errorf("delivery %d was refused", n)
			}
		}
		for range 2 { // who is refused takes nobody's turn
			if deliver(t, h, testShop, burst+waiting, true) != 0 {
				t.Error("more wait than may")
			}
		}
		if deliver(t, h, otherShop, 0, false) != 1 {
			t.Error("the other shop was refused")
		}
		for n := range burst + waiting {
			if found, err := h.store.OrdersByNumber(t.Context(), testShop, fmt.Sprint("N", n)); err != nil || len(found) != 1 {
				t.Errorf("order %d was acknowledged; %d stored, %v", n, len(found), err)
			}
		}
	})
}

// TestASignedBodyThatIsCutIsNoFailureOfTheSenders: a shop that signs half a body would send the same half again.
func TestASignedBodyThatIsCutIsNoFailureOfTheSenders(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		whole := recorded(t)
		for range 6 { // WooCommerce switches a webhook off after five failures
			if status, answer := wooDelivery(t, h, "woo-shop", whole[:len(whole)/2], wooSecret); status != http.StatusOK || !strings.Contains(answer, "quarantined") {
				t.Fatalf("got %d %s, want it taken and set aside", status, answer)
			}
		}
		long := append([]byte(`{"note":"`), bytes.Repeat([]byte("a"), 200<<10)...)
		if status, answer := wooDelivery(t, h, "woo-shop", long, wooSecret); status != http.StatusOK {
			t.Errorf("a long one: got %d %s", status, answer)
		}
		if status, _ := wooDelivery(t, h, "woo-shop", whole[:len(whole)/2], "another secret"); status != http.StatusUnauthorized {
			t.Errorf("signed by nobody: got %d, want 401", status)
		}
		kept, err := h.store.QuarantinedBefore(t.Context(), testShop, clock().Add(time.Hour), 10)
		must(t, err)
		if len(kept) != 2 {
			t.Fatalf("got %d set aside, want each body once", len(kept))
		}
		for _, q := range kept {
			if q.Reason != "the body is not whole JSON" || len(q.Body) > 64<<10 {
				t.Errorf("got %q, %d bytes", q.Reason, len(q.Body))
			}
		}
	})
}

// deliver sends the shop's order number n and returns 1 when it was taken; a refusal is allowed to a noisy shop only.
func deliver(t *testing.T, h *house, shop zagaj.ShopID, n int, isNoisy bool) int {
	t.Helper()
	body := bytes.Replace(recorded(t), []byte(`{"id":11,`), fmt.Appendf(nil, `{"id":%d,`, 1000+n), 1)
	body = bytes.Replace(body, []byte(`"number":"11"`), fmt.Appendf(nil, `"number":"N%d"`, n), 1)
	status, answer := wooDelivery(t, h, "woo-"+string(shop), body, wooSecret)
	if status == http.StatusOK {
		return 1
	}
	if !isNoisy || status != http.StatusTooManyRequests {
		t.Errorf("%s: delivery %d: got %d %s", shop, n, status, answer)
	}
	return 0
}

// askOften reads as an operator and returns how often that was refused.
func askOften(t *testing.T, h *house, cookie string, times int) (refused int) {
	for range times {
		req, _ := http.NewRequest("GET", h.URL+"/v1/panel/answers", nil)
		req.Header.Set("Cookie", cookie)
		res, err := h.Client().Do(req)
		if err != nil {
			t.Error(err)
			return refused
		}
		res.Body.Close()
		switch res.StatusCode {
		case http.StatusOK:
		case http.StatusTooManyRequests:
			refused++
			if res.Header.Get("Retry-After") == "" {
				t.Error("a refusal without Retry-After")
			}
		default:
			t.Errorf("got %s", res.Status)
		}
	}
	if times > 2*fairShare && refused < times-fairShare {
		t.Errorf("%d of %d requests refused, want all but %d at least", refused, times, fairShare)
	}
	return refused
}

// talk opens the conversation and looks at pages as one of the shop's visitors, and returns how often that was refused.
func talk(t *testing.T, h *house, shop zagaj.ShopID, frames int) (refused int) {
	l := dial(t, h, "/v1/visitor/socket", http.Header{"Origin": {testOrigin}})
	l.send(frame{"t": "hello", "shop": "key-" + string(shop), "tab": "tab", "device": "phone", "lang": "pl", "nav": "load", "consent": true, "visible": true,
		"page": frame{"url": testOrigin + "/p/1"}})
	l.hear("welcome")
	for range frames {
		l.send(frame{"t": "questions"})
		var f frame
		for kind := ""; kind != "questions" && kind != "error"; kind = text(f["t"]) {
			must(t, l.ws.ReadJSON(&f))
		}
		if f["t"] == "error" && strings.Contains(text(f["code"]), string(zagaj.CodeTooMany)) {
			refused++
		}
	}
	if frames > 2*fairShare && refused < frames-fairShare {
		t.Errorf("%d of %d frames refused, want all but %d at least", refused, frames, fairShare)
	}
	return refused
}

package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

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
		h := openWith(t, dsn, func(c *api.Config) { c.ShopBurst, c.Now = fairShare, func() zagaj.Instant { return at } })
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

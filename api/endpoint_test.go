package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/api/egress"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// merchant is a merchant's own server, which is told what happens.
type merchant struct {
	*httptest.Server
	got    chan told
	passed []told
	status atomic.Int64
}

// told is one request as it came.
type told struct {
	path   string
	header http.Header
	body   string
	kind   string
	data   map[string]any
}

func newMerchant(t *testing.T) *merchant {
	t.Helper()
	m := &merchant{got: make(chan told, 256)}
	m.status.Store(200)
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		n := told{path: r.URL.Path, header: r.Header, body: string(body)}
		var p struct {
			Type string
			Data map[string]any
		}
		_ = json.Unmarshal(body, &p)
		n.kind, n.data = p.Type, p.Data
		m.got <- n
		w.Header().Set("Location", "http://169.254.169.254/")
		w.WriteHeader(int(m.status.Load()))
		_, _ = io.WriteString(w, "the merchant's secret answer")
	}))
	t.Cleanup(m.Close)
	return m
}

// hear waits for a notice of a kind; others are kept for later.
func (m *merchant) hear(t *testing.T, kind string) told {
	t.Helper()
	for i, n := range m.passed { // deliveries go side by side, so their order is not the order of what happened
		if n.kind == kind {
			m.passed = slices.Delete(m.passed, i, i+1)
			return n
		}
	}
	for limit := time.After(time.Minute); ; {
		select {
		case n := <-m.got:
			if n.kind == kind {
				return n
			}
			m.passed = append(m.passed, n)
		case <-limit:
			t.Fatalf("nobody told of %s", kind)
		}
	}
}

func (n told) signedBy(secret string) error {
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return err
	}
	return w.VerifyIgnoringTimestamp([]byte(n.body), n.header)
}

// withMerchant runs a test on both stores against a server that may reach the merchant's.
func withMerchant(t *testing.T, test func(t *testing.T, h *house, m *merchant, later *atomic.Int64)) {
	t.Helper()
	sqltest.Each(t, func(t *testing.T, dsn string) {
		m, later := newMerchant(t), &atomic.Int64{}
		at := netip.MustParseAddrPort(m.Listener.Addr().String())
		h := openWith(t, dsn, func(c *api.Config) {
			c.Outward = egress.New(egress.Config{Allow: []egress.Exception{{Net: netip.PrefixFrom(at.Addr(), 32), Port: at.Port()}}})
			c.Now = func() zagaj.Instant { return clock() + zagaj.Instant(later.Load()) }
		})
		test(t, h, m, later)
	})
}

type madeEndpoint struct {
	Endpoint struct{ ID string }
	Secret   string
}

func addEndpoint(t *testing.T, b *browser, url string) madeEndpoint {
	t.Helper()
	kinds, _ := json.Marshal(zagaj.NoticeKinds)
	var made madeEndpoint
	b.want(200, "POST", "/endpoints", fmt.Sprintf(`{"url":%q,"kinds":%s}`, url, kinds), &made)
	return made
}

type listedDeliveries struct{ Deliveries []zagaj.Delivery }

func TestAMerchantIsToldWhatHappens(t *testing.T) {
	withMerchant(t, func(t *testing.T, h *house, m *merchant, _ *atomic.Int64) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		made := addEndpoint(t, anna, m.URL+"/shop")
		other := addEndpoint(t, signedInAs(t, h, "anna@other.example", password, ""), m.URL+"/other")
		operator, cookie := work(t, h, testShop)
		operator.goOn()
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy jest M?"})
		id := text(visitor.hear("ack")["conversation"])
		check := func(kind string, holds func(data map[string]any) bool) {
			t.Helper()
			n := m.hear(t, kind)
			if n.path != "/shop" || !holds(n.data) || n.signedBy(made.Secret) != nil || n.signedBy(other.Secret) == nil {
				t.Errorf("%s: got %s %s %v", kind, n.path, n.body, n.header)
			}
			if !strings.HasPrefix(n.header.Get("webhook-id"), "msg_") || strings.Contains(n.header.Get("webhook-id"), ".") {
				t.Errorf("webhook-id: got %q", n.header.Get("webhook-id"))
			}
		}
		check("conversation.opened", func(d map[string]any) bool { return d["id"] == id })
		check("message.said", func(d map[string]any) bool {
			return d["text"] == "Czy jest M?" && d["role"] == "visitor" && d["seq"] == 1.0
		})
		if status, got := deskAsk(t, h, cookie, "POST", "/promises", fmt.Sprintf(`{"id":"p1","conversation":%q,"text":"spytać","due_at":%d}`, id, clock().Add(time.Hour))); status != 200 {
			t.Fatalf("promise: got %d %v", status, got)
		}
		check("promise.made", func(d map[string]any) bool { return d["id"] == "p1" })
		colleague := join(t, h, testShop, zagaj.RoleConsultant)
		if status, got := deskAsk(t, h, "zagaj_session="+colleague, "POST", "/promises/p1/give", fmt.Sprintf(`{"to":%q}`, "operator-"+string(testShop))); status != 200 {
			t.Fatalf("take: got %d %v", status, got)
		}
		check("promise.given", func(d map[string]any) bool { return d["id"] == "p1" && lastMove(d)["to"] == d["operator"] })
		if status, _ := deskAsk(t, h, cookie, "POST", "/promises/p1/keep", `{"id":"a1","text":"Tak."}`); status != 200 {
			t.Fatal("keep")
		}
		check("promise.kept", func(d map[string]any) bool { return d["id"] == "p1" && d["kept_at"] != 0.0 })
		visitor.send(frame{"t": "bye"})
		check("conversation.closed", func(d map[string]any) bool { return d["state"] == "closed" })
		visitor.send(frame{"t": "rate", "conversation": id, "rating": 5})
		check("conversation.rated", func(d map[string]any) bool { return d["rating"] == 5.0 })

		var rotated struct{ Secret string }
		anna.want(200, "POST", "/endpoints/"+made.Endpoint.ID+"/secret", "{}", &rotated)
		anna.want(204, "POST", "/endpoints/"+made.Endpoint.ID+"/test", "{}", nil)
		n := m.hear(t, "test")
		if n.signedBy(made.Secret) != nil || n.signedBy(rotated.Secret) != nil {
			t.Errorf("while a secret is rotated both sign: got %s", n.header.Get("webhook-signature"))
		}
		var list listedDeliveries
		within(t, "all to have arrived", func() bool {
			anna.want(200, "GET", "/endpoints/"+made.Endpoint.ID+"/deliveries", "", &list)
			for _, d := range list.Deliveries {
				if d.State != zagaj.DeliveryDone {
					return false
				}
			}
			return len(list.Deliveries) >= 8
		})
		anna.want(404, "GET", "/endpoints/"+other.Endpoint.ID+"/deliveries", "", nil)
		anna.want(404, "POST", "/endpoints/"+made.Endpoint.ID+"/deliveries/"+list.Deliveries[0].ID+"/retry", "{}", nil)
		for len(m.got) > 0 {
			m.passed = append(m.passed, <-m.got)
		}
		for _, n := range m.passed {
			if n.path != "/shop" {
				t.Errorf("the other shop was told of %s", n.body)
			}
		}
	})
}

func TestADeliveryIsTriedAgain(t *testing.T) {
	withMerchant(t, func(t *testing.T, h *house, m *merchant, later *atomic.Int64) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		made := addEndpoint(t, anna, m.URL)
		var list listedDeliveries
		newest := func() zagaj.Delivery {
			anna.want(200, "GET", "/endpoints/"+made.Endpoint.ID+"/deliveries", "", &list)
			if len(list.Deliveries) == 0 {
				return zagaj.Delivery{}
			}
			return list.Deliveries[0]
		}
		m.status.Store(302)
		anna.want(204, "POST", "/endpoints/"+made.Endpoint.ID+"/test", "{}", nil)
		first := m.hear(t, "test")
		within(t, "the failure", func() bool { d := newest(); return d.Status == 302 && strings.Contains(d.Failure, "redirect") })
		if d := newest(); d.State != zagaj.DeliveryDue || d.Attempts != 1 {
			t.Errorf("got %+v, want it due again after one try", d)
		}
		m.status.Store(500)
		later.Add(6_000)
		if again := m.hear(t, "test"); again.header.Get("webhook-id") != first.header.Get("webhook-id") || again.body != first.body {
			t.Errorf("the second try is another notice: %v", again)
		}
		within(t, "the second failure", func() bool { return newest().Attempts == 2 })
		within(t, "its reason", func() bool { return newest().Status == 500 })
		stored := func() zagaj.Delivery { // the session is over after a day
			found, err := h.store.Deliveries(t.Context(), testShop, zagaj.EndpointID(made.Endpoint.ID), clock()+1<<60, 10)
			must(t, err)
			return found[0]
		}
		for n := 3; n <= 10; n++ {
			within(t, "the next try to be set", func() bool { // later than the reservation of the one before
				return stored().NextAt > clock()+zagaj.Instant(later.Load())+60_000
			})
			later.Add(27 * 3_600_000)
			m.hear(t, "test")
		}
		within(t, "it to be given up", func() bool { return stored().State == zagaj.DeliveryFailed })
		if d := stored(); d.Attempts != 10 {
			t.Errorf("given up after %d tries, want 10", d.Attempts)
		}
		m.status.Store(200)
		anna = signedInAs(t, h, "anna@shop.example", password, "")
		anna.want(204, "POST", "/endpoints/"+made.Endpoint.ID+"/deliveries/"+first.header.Get("webhook-id")+"/retry", "{}", nil)
		m.hear(t, "test")
		within(t, "it to arrive", func() bool { return newest().State == zagaj.DeliveryDone })

		m.status.Store(410)
		anna.want(204, "POST", "/endpoints/"+made.Endpoint.ID+"/test", "{}", nil)
		m.hear(t, "test")
		var all struct{ Endpoints []zagaj.Endpoint }
		within(t, "410 to switch it off", func() bool {
			anna.want(200, "GET", "/endpoints", "", &all)
			return all.Endpoints[0].DisabledAt > 0
		})
		anna.want(409, "POST", "/endpoints/"+made.Endpoint.ID+"/test", "{}", nil)
	})
}

func TestAnAddressThatIsNotPublicIsNotReached(t *testing.T) {
	withMerchant(t, func(t *testing.T, h *house, _ *merchant, _ *atomic.Int64) {
		trap := newMerchant(t)
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		anna.want(400, "POST", "/endpoints", `{"url":"ftp://x.example/","kinds":["message.said"]}`, nil)
		anna.want(400, "POST", "/endpoints", `{"url":"https://x.example/","kinds":["everything"]}`, nil)
		anna.want(400, "POST", "/endpoints", `{"url":"https://x.example/","kinds":[]}`, nil)
		made := addEndpoint(t, anna, trap.URL)
		anna.want(204, "POST", "/endpoints/"+made.Endpoint.ID+"/test", "{}", nil)
		within(t, "the refusal", func() bool {
			var list listedDeliveries
			anna.want(200, "GET", "/endpoints/"+made.Endpoint.ID+"/deliveries", "", &list)
			return len(list.Deliveries) == 1 && strings.Contains(list.Deliveries[0].Failure, "not public")
		})
		if len(trap.got) != 0 {
			t.Error("the trap was reached")
		}
		for range zagaj.MaxEndpoints - 1 {
			addEndpoint(t, anna, "https://x.example/")
		}
		anna.want(409, "POST", "/endpoints", `{"url":"https://x.example/","kinds":["message.said"]}`, nil)
	})
}

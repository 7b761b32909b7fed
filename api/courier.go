package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/egress"
)

const (
	// courierEvery is how soon a notice goes at the latest.
	courierEvery = time.Second
	// flights are how many deliveries are on their way at once, of all shops and of one. Slow addresses have half of them together:
	// however many hang, there is room for those that answer. An address that is slow or has not answered yet has one at a time.
	flights, flightsOfShop, flightsOfSlow = 16, 4, 8
	// slowTry is how long a try takes that makes an address slow.
	slowTry = 5 * time.Second
	// amends is how many tries must then be quick before it is slow no more. Were it one, an address that answers now and then
	// would have all flights of its shop hang for most of the time.
	amends = 10
	// addressesKnown bounds the memory; beyond it one is forgotten, and has one flight at a time until it answers. Of so many shops
	// it is known when they were served.
	addressesKnown = 10_000
	// courierLease is how long a delivery is one sender's: longer than a try may take.
	courierLease = 2 * egress.Timeout
	// longestWait bounds what an answer's Retry-After may ask for.
	longestWait = 24 * time.Hour
	// jitter spreads the tries of many that failed together, as a share of the wait.
	jitter = 0.1
)

// tryAgain is when a delivery is tried again after each failure, as Standard Webhooks has it; after the last it is given
// up. The first try is at once.
var tryAgain = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

// courier carries notices to merchants' addresses.
type courier struct {
	client *http.Client
	woken  chan struct{}
	turn   int
	served map[zagaj.ShopID]int // in which turn each shop was served last; these two are sendDue's alone
	mu     sync.Mutex
	flying map[address]int // at most flights of them
	wanted map[address]int // how many quick tries, of each that is known: 0 is one that is not slow
	rest   sync.WaitGroup
}

// address is one endpoint of a shop.
type address struct {
	shop     zagaj.ShopID
	endpoint zagaj.EndpointID
}

func newCourier(client *http.Client) *courier {
	return &courier{client: client, woken: make(chan struct{}, 1), flying: map[address]int{}, wanted: map[address]int{}, served: map[zagaj.ShopID]int{}}
}

// wake lets the courier look now. The row is the truth: a note that is lost costs courierEvery.
func (k *courier) wake() {
	select {
	case k.woken <- struct{}{}:
	default:
	}
}

// board takes a place for a delivery to an address, if one is free for it.
func (k *courier) board(a address) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	all, ofShop, ofSlow := 0, 0, 0
	for b, n := range k.flying {
		all += n
		if b.shop == a.shop {
			ofShop += n
		}
		if k.wanted[b] > 0 {
			ofSlow += n
		}
	}
	switch {
	case all >= flights, ofShop >= flightsOfShop:
		return false
	case k.isProbed(a) && k.flying[a] > 0:
		return false
	case k.wanted[a] > 0 && ofSlow >= flightsOfSlow:
		return false
	}
	k.flying[a]++
	return true
}

func (k *courier) leave(a address) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.flying[a]--; k.flying[a] == 0 {
		delete(k.flying, a)
	}
}

// isFull reports whether all flights are taken.
func (k *courier) isFull() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := 0
	for _, n := range k.flying {
		all += n
	}
	return all >= flights
}

// isProbed reports whether an address has one flight at a time. Call it with mu held.
func (k *courier) isProbed(a address) bool {
	wanted, known := k.wanted[a]
	return !known || wanted > 0
}

// judge remembers of an address how long it let us wait.
func (k *courier) judge(a address, took time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	wanted, known := k.wanted[a]
	if !known && len(k.wanted) >= addressesKnown {
		for other := range k.wanted {
			delete(k.wanted, other)
			break
		}
	}
	if k.wanted[a] = max(wanted-1, 0); took >= slowTry {
		k.wanted[a] = amends
	}
}

// inTurn puts the shop first that was served longest ago. Behind the one served last would not do: a busy shop is that one nearly
// always, and the slow ones behind it would take every flight from those before it.
func (k *courier) inTurn(shops []zagaj.ShopID) []zagaj.ShopID {
	slices.SortFunc(shops, func(a, b zagaj.ShopID) int {
		return cmp.Or(cmp.Compare(k.served[a], k.served[b]), cmp.Compare(a, b))
	})
	return shops
}

// serve notes that it was a shop's turn.
func (k *courier) serve(shop zagaj.ShopID) {
	if len(k.served) >= addressesKnown {
		clear(k.served)
	}
	k.turn++
	k.served[shop] = k.turn
}

// sendNotices carries what is due until ctx ends, then waits for what is on its way.
func (s *Server) sendNotices(ctx context.Context) {
	defer s.courier.rest.Wait()
	every(ctx, courierEvery, s.courier.woken, func() {
		if err := s.sendDue(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("outgoing webhooks", "error", err)
		}
	})
}

func (s *Server) sendDue(ctx context.Context) error {
	shops, err := s.store.ShopsWithDeliveries(ctx, s.now())
	if err != nil {
		return fmt.Errorf("shops with deliveries: %w", err)
	}
	for _, shop := range s.courier.inTurn(shops) {
		if s.courier.isFull() {
			break
		}
		if err := s.sendDueOf(ctx, shop); err != nil {
			return err
		}
	}
	return nil
}

// sendDueOf sends what is due of one shop, as far as there are flights for it.
func (s *Server) sendDueOf(ctx context.Context, shop zagaj.ShopID) error {
	due, err := s.store.DueDeliveries(ctx, shop, s.now(), flightsOfShop)
	if err != nil {
		return fmt.Errorf("due deliveries: %w", err)
	}
	for _, d := range due {
		to := address{d.Shop, d.Endpoint}
		if !s.courier.board(to) {
			continue
		}
		s.courier.serve(shop)
		s.courier.rest.Go(func() {
			defer s.courier.wake()
			defer s.courier.leave(to)
			if err := s.deliver(ctx, d); err != nil && ctx.Err() == nil {
				s.log.Warn("outgoing webhook", "shop", shop, "delivery", d.ID, "error", err)
			}
		})
	}
	return nil
}

// deliver makes one try and notes how it went.
func (s *Server) deliver(ctx context.Context, d zagaj.Delivery) error {
	ours, err := s.store.TakeDelivery(ctx, d, s.now().Add(courierLease))
	if err != nil || !ours {
		return err
	}
	e, err := s.store.Endpoint(ctx, d.Shop, d.Endpoint)
	if err != nil {
		return fmt.Errorf("endpoint: %w", err)
	}
	if e.Shop != d.Shop || e.DisabledAt > 0 { // looked at again now: what is told is the shop's own, and told to it alone
		return s.store.EndDelivery(ctx, d, zagaj.DeliveryFailed, s.now(), 0, "the address is switched off")
	}
	begun := s.now()
	status, wait, err := s.knock(ctx, e, d)
	if ctx.Err() == nil {
		s.courier.judge(address{d.Shop, d.Endpoint}, s.now().Sub(begun))
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil && status/100 == 2:
		return s.store.EndDelivery(ctx, d, zagaj.DeliveryDone, s.now(), status, "")
	case err == nil && status == http.StatusGone:
		return s.store.DisableEndpoint(ctx, d.Shop, d.Endpoint, s.now(), "it answered 410: it wants nothing more")
	}
	failure := whyNot(status, err)
	if d.Attempts >= len(tryAgain) {
		return s.store.EndDelivery(ctx, d, zagaj.DeliveryFailed, s.now(), status, failure)
	}
	next := max(tryAgain[d.Attempts], wait)
	next += time.Duration(float64(next) * jitter * rand.Float64()) //nolint:gosec // no secret depends on it
	return s.store.PutOffDelivery(ctx, d, s.now().Add(next), status, failure)
}

// whyNot says in our own words why a delivery did not arrive; the answer itself is shown to nobody.
func whyNot(status int, err error) string {
	switch {
	case errors.Is(err, egress.ErrRefused):
		return "the address is not public, or its port is not 443 or 80"
	case err != nil && strings.Contains(err.Error(), "deadline exceeded"):
		return "no answer within 15 seconds"
	case err != nil:
		return "no connection"
	case status/100 == 3:
		return "it answered with a redirect, which is not followed"
	}
	return "it answered " + strconv.Itoa(status)
}

// knock sends one signed request and returns the status and for how long the answer asks us to wait.
func (s *Server) knock(ctx context.Context, e zagaj.Endpoint, d zagaj.Delivery) (status int, wait time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, egress.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, strings.NewReader(d.Payload))
	if err != nil {
		return 0, 0, err
	}
	at := s.now()
	signatures, err := sign(e, d, at)
	if err != nil {
		return 0, 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Zagaj")
	req.Header.Set(standardwebhooks.HeaderWebhookID, d.ID)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Time().Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signatures)
	resp, err := s.courier.client.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, egress.MaxAnswer)) // the status has come: what follows it decides nothing
	if slices.Contains([]int{http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}, resp.StatusCode) {
		wait = retryWait(resp.Header.Get("Retry-After"), at.Time())
	}
	return resp.StatusCode, wait, nil
}

// retryWait reads Retry-After, seconds or a date, within a day.
func retryWait(text string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		return min(time.Duration(n)*time.Second, longestWait)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), longestWait)
	}
	return 0
}

// sign returns the signatures by all secrets that hold now, as Standard Webhooks lists them.
func sign(e zagaj.Endpoint, d zagaj.Delivery, at zagaj.Instant) (string, error) {
	var out []string
	for _, secret := range e.Secrets {
		if secret.Until > 0 && secret.Until < at {
			continue
		}
		w, err := standardwebhooks.NewWebhook(secret.Text)
		if err != nil {
			return "", errors.New("the secret is malformed") // the library's words could show it
		}
		one, err := w.Sign(d.ID, at.Time(), []byte(d.Payload))
		if err != nil {
			return "", fmt.Errorf("sign: %w", err)
		}
		out = append(out, one)
	}
	return strings.Join(out, " "), nil
}

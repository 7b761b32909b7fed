package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// hookWithin is how long a delivery may wait for the store before it goes to the spool: platforms give up after five
// seconds and, after a few failures, switch the webhook off without a word.
const hookWithin = 3 * time.Second

// hookPatience is how long a delivery over the shop's share waits for its turn: with hookWithin it stays below the five seconds after
// which Shopify and others count a failure. At 200 a second 300 wait at most; that is the inbox's bound, and one more is told to come
// again (429), because to keep it anywhere else would cost more than what the share protects from.
const hookPatience = 1500 * time.Millisecond

// awaitTurn holds a delivery back until the shop's share has room for it. CodeTooMany when that would take too long.
func (s *Server) awaitTurn(ctx context.Context, shop zagaj.ShopID, now zagaj.Instant) error {
	in, ok := s.shares[hookWork].wait(string(shop), now, s.hookPatience)
	if !ok {
		return errShopTooMany
	}
	if in == 0 {
		return nil
	}
	turn := time.NewTimer(in)
	defer turn.Stop()
	select {
	case <-turn.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hook takes one delivery of a shop platform: find the installation, read within limits, verify the raw bytes, decode, store.
// Only when it is on the disk does the platform get its 2xx. A duplicate is answered 200 and changes nothing. What is
// our trouble is no failure of the sender's: what cannot be understood is quarantined, and while the store is away
// deliveries wait in the spool.
func (s *Server) hook(c *gin.Context) error {
	if c.GetHeader("Content-Encoding") != "" {
		return zagaj.E(zagaj.CodeInvalid, "compressed bodies are not accepted")
	}
	adapter, ok := s.platforms[c.Param("platform")]
	if !ok {
		return zagaj.E(zagaj.CodeNotFound, "no such platform")
	}
	in, d, err := s.receive(c, adapter)
	if errors.Is(err, plugin.ErrPing) {
		c.JSON(http.StatusOK, delivered{})
		return nil
	} else if err != nil {
		return err
	}
	if err := s.awaitTurn(c.Request.Context(), in.Shop, d.ReceivedAt); err != nil { // only what the shop has signed counts against it
		return err
	}
	ctx := s.hookDeadline.context() // from now on: the turn may have been waited for
	if err := s.appCalled(ctx, adapter, in, d); err != nil {
		s.noteDelivery(in, 0, err)
		return err
	}
	done, err := s.takeDelivery(ctx, adapter, in, d)
	if err != nil {
		if done, err = s.spool.keep(in, d, err); err != nil {
			return err
		}
	}
	done.answer(c)
	return nil
}

// receive finds the installation, reads the delivery and has it verified. Nobody sends a body to what is not there, so one that
// is promised to it takes no room.
func (s *Server) receive(c *gin.Context, adapter plugin.Adapter) (in zagaj.Installation, d plugin.Delivery, err error) {
	ctx, id := c.Request.Context(), zagaj.InstallationID(c.Param("installation"))
	if in, err = s.installation(ctx, adapter, id); err != nil {
		return in, d, err
	}
	asked, a := s.now(), arrival{among: s.arrivals}
	defer a.end()
	body, err := a.read(c)
	if err != nil {
		return in, d, err
	}
	d = plugin.Delivery{Header: c.Request.Header, Body: body, ReceivedAt: s.now()}
	if d.ReceivedAt.Sub(asked) > connectionFresh { // while a slow body came its secrets may have changed
		if in, err = s.installation(ctx, adapter, id); err != nil {
			return in, d, err
		}
	}
	if err = adapter.Verify(d, in.Secrets); err != nil && !errors.Is(err, plugin.ErrPing) {
		s.noteDelivery(in, 0, err)
	}
	for _, name := range proofs {
		d.Header.Del(name)
	}
	return in, d, err
}

// proofs are headers that hold a secret itself. Once it has proved the sender nobody needs them, and what is kept of a delivery, on the disk or in
// quarantine, must not hold what everything else keeps sealed.
var proofs = []string{"Authorization", "Cookie"}

// What nearly every platform is answered, written once.
var storedOne, inJSON = []byte(`{"stored":1}`), []string{"application/json; charset=utf-8"}

func (d delivered) answer(c *gin.Context) {
	if d.Stored == 1 && d.Quarantined == "" && !d.Spooled && len(d.Snapshot) == 0 {
		c.Writer.Header()["Content-Type"] = inJSON
		_, _ = c.Writer.Write(storedOne) // who has gone sends it again
		return
	}
	c.JSON(http.StatusOK, d)
}

// delivered is what a platform is answered. Platforms read the status only; people who look at their log read on.
type delivered struct {
	Stored      int    `json:"stored"`
	Quarantined string `json:"quarantined,omitempty"` // why the delivery waits for somebody to look
	Spooled     bool   `json:"spooled,omitempty"`     // kept on the disk until the store is back
	// Snapshot lists carts of which a change is missing: they are unknown until the platform tells them whole.
	Snapshot []zagaj.CartID `json:"snapshot,omitempty"`
}

// lostCarts returns the carts that must be told whole.
func lostCarts(events []zagaj.Event) (ids []zagaj.CartID) {
	for _, ev := range events {
		if ev.Cart != nil && ev.Cart.Lost {
			ids = append(ids, ev.Cart.ID)
		}
	}
	return ids
}

// errCutShort is a body that is not even whole JSON, and yet signed: the shop made it so, and would make it so again. A refusal
// would only count as a failure; WooCommerce switches a webhook off after five.
var errCutShort = zagaj.E(zagaj.CodeInvalid, "the body is not whole JSON")

// cutKept is how much of such a body is kept, in bytes: enough for a person to see what it was; nothing can be played again from it.
const cutKept = 64 << 10

func cutShort(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && (body[0] == '{' || body[0] == '[') && !jsontext.Value(body).IsValid()
}

// takeDelivery decodes and stores a verified delivery, or quarantines it. Its error means that the store is away.
func (s *Server) takeDelivery(ctx context.Context, a plugin.Adapter, in zagaj.Installation, d plugin.Delivery) (delivered, error) {
	events, err := decodeDelivery(a, in, d)
	if err != nil && cutShort(d.Body) {
		err = errCutShort
	}
	if err == nil {
		events, err = s.believed(ctx, a, in, events)
	}
	var fresh []zagaj.Event
	if err == nil {
		fresh, err = s.ingested(ctx, events)
	}
	if err == nil {
		s.noteDelivery(in, lagOf(events), nil)
		s.completeLater(a, in, d)
		return delivered{Stored: len(fresh), Snapshot: lostCarts(fresh)}, nil
	}
	if isAway(err) {
		return delivered{}, err
	}
	reason := s.public(err).Message
	if err := s.quarantine(ctx, in, d, reason); err != nil {
		return delivered{}, err
	}
	s.noteDelivery(in, 0, err)
	return delivered{Quarantined: reason}, nil
}

// decodeDelivery turns a panic of an adapter into an error: one odd body must not fail for ever.
func decodeDelivery(a plugin.Adapter, in zagaj.Installation, d plugin.Delivery) (events []zagaj.Event, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = zagaj.E(zagaj.CodeInvalid, "a fault of ours while reading the delivery")
		}
	}()
	return a.Decode(d, in)
}

// isAway reports whether a write failed because of the store and not of what was to be written.
func isAway(err error) bool {
	return zagaj.CodeOf(err) == zagaj.CodeUnavailable || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// noteEvery bounds how often an installation's health is written, so that a delivery costs one commit and not two.
const noteEvery = 10 * time.Second

// noteDelivery keeps the installation's health for the panel. Losing it loses no event, so nobody waits for it.
func (s *Server) noteDelivery(in zagaj.Installation, lag int64, err error) {
	failure := ""
	if err != nil {
		failure = s.public(err).Message
	}
	health, due := s.connections.count(in.ID, failure, lag, s.now())
	if !due {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), hookWithin)
	defer cancel()
	if err := s.store.NoteDelivery(ctx, in.ID, health); err != nil {
		s.log.Warn("note delivery", "installation", in.ID, "error", err)
	}
}

// lagOf is how long after they happened a delivery's events came, in milliseconds; a shop's clock that is ahead counts as 0.
func lagOf(events []zagaj.Event) int64 {
	lag := int64(0)
	for _, ev := range events {
		lag = max(lag, ev.ReceivedAt.Sub(ev.OccurredAt).Milliseconds())
	}
	return lag
}

// installation finds where a delivery belongs. While the store is away, what was known before still counts.
func (s *Server) installation(ctx context.Context, a plugin.Adapter, id zagaj.InstallationID) (zagaj.Installation, error) {
	in, ok := s.connections.fresh(id, s.now())
	if !ok {
		ctx, cancel := context.WithTimeout(ctx, hookWithin)
		defer cancel()
		var err error
		in, err = s.store.Installation(ctx, id)
		switch {
		case err == nil:
			s.connections.keep(in, s.now())
		case zagaj.CodeOf(err) == zagaj.CodeNotFound:
			s.connections.forget(id)
			return in, zagaj.E(zagaj.CodeNotFound, "no such installation")
		default:
			if in, ok = s.connections.known(id); !ok {
				return in, errors.Join(zagaj.E(zagaj.CodeUnavailable, "the store does not answer"), fmt.Errorf("installation: %w", err))
			}
		}
	}
	if in.Platform != a.Platform() {
		return in, zagaj.E(zagaj.CodeNotFound, "no such installation")
	}
	return in, nil
}

package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// proofLife bounds how far ahead a shop may date a proof: one that leaked is worth nothing on the next day.
const proofLife = 24 * time.Hour

// identify ties the visitor to one of the shop's customers. Only the shop's own server can say so: it signs the
// customer and the instant until which that holds with the secret of one of its connections. CodeStale after that
// instant or when it is more than a day away, CodeUnauthorized for another's signature.
func (s *Server) identify(ctx context.Context, v *caller, f visitorFrame) error {
	now := s.now()
	if f.Customer == "" || f.Customer == "0" || len(f.Customer) > 200 { // 0 is what shops write for nobody
		return zagaj.E(zagaj.CodeInvalid, "customer is 1 to 200 characters, and not 0")
	}
	if f.Until <= now || f.Until.Sub(now) > proofLife {
		return zagaj.E(zagaj.CodeStale, "the proof holds no longer, or for more than a day")
	}
	list, err := s.store.Installations(ctx, v.shop.ID)
	if err != nil {
		return fmt.Errorf("identify: %w", err)
	}
	for _, in := range list {
		for _, secret := range in.Secrets {
			if !plugin.Private(s.platforms[in.Platform], secret) {
				continue
			}
			if hmac.Equal([]byte(customerProof(secret, f.Customer, f.Until)), []byte(f.Proof)) {
				return s.introduce(ctx, v, f)
			}
		}
	}
	return zagaj.E(zagaj.CodeUnauthorized, "the proof was not made with a secret of this shop")
}

// introduce keeps which customer a visitor is. Every page says it anew, so what is known is not told again; what the engine has forgotten with the last
// visit, or another visitor has said since, is: of the devices of one customer, the name is that of the device in use.
func (s *Server) introduce(ctx context.Context, v *caller, f visitorFrame) error {
	owner, err := s.named(ctx, v.shop.ID, zagaj.AliasCustomer, f.Customer)
	if err != nil {
		return err
	}
	others := owner != "" && owner != v.visitor.ID && s.engine.IsPerson(v.shop.ID, f.Customer)
	if !others && s.engine.IsCustomer(v.shop.ID, v.visitor.ID, f.Customer) {
		return nil
	}
	ev := zagaj.Event{Kind: zagaj.KindAlias, Alias: &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: f.Customer}}
	if others {
		if err := s.bringAlong(ctx, v, owner, &ev); err != nil {
			return err
		}
	}
	return s.note(ctx, v, f, ev)
}

// cartAlias ties the visitor to a cart, by the token that the page tells. It is told with every page and changes something once, and again whenever
// another visitor has had the cart since: an account's cart is one cart on all devices.
func (s *Server) cartAlias(ctx context.Context, v *caller, token string) (zagaj.Event, error) {
	token = clip(token, 200)
	owner, err := s.named(ctx, v.shop.ID, zagaj.AliasCart, token)
	if err != nil {
		return zagaj.Event{}, err
	}
	id := "cart:" + string(v.visitor.ID) + ":" + token
	if owner != "" && owner != v.visitor.ID {
		id += ":" + s.newID()
	}
	return zagaj.Event{ID: zagaj.EventID(id), Kind: zagaj.KindAlias, Alias: &zagaj.Alias{Kind: zagaj.AliasCart, Value: token}}, nil
}

// named returns whose a name of the shop's platform is now, "" for nobody's.
func (s *Server) named(ctx context.Context, shop zagaj.ShopID, kind zagaj.AliasKind, value string) (zagaj.VisitorID, error) {
	owner, err := s.store.VisitorByAlias(ctx, shop, kind, value)
	if err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return "", fmt.Errorf("whose %s it is: %w", kind, err)
	}
	return owner, nil
}

// bringAlong adds to an introduction what the store knows of the customer from the device they came with before: a silence holds on both, offers
// there count here, and an arm stays the same. It names no order and no other device, which may be erased apart. Of a visit that goes on there
// the engine knows more than the store.
func (s *Server) bringAlong(ctx context.Context, v *caller, other zagaj.VisitorID, ev *zagaj.Event) error {
	shop := v.shop.ID
	before, err := s.store.Visitor(ctx, shop, other)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound { // not seen for so long that it is forgotten
		return nil
	}
	if err == nil && before.QuietUntil > s.now() {
		ev.Until = before.QuietUntil
		err = s.store.SetQuiet(ctx, shop, v.visitor.ID, ev.Until)
	}
	if err != nil {
		return fmt.Errorf("the customer's silence: %w", err)
	}
	if ev.Arms, err = s.store.ExposuresOf(ctx, shop, other); err != nil {
		return fmt.Errorf("the customer's arms: %w", err)
	}
	for i := range ev.Arms {
		ev.Arms[i].Visitor = v.visitor.ID
	}
	if s.engine.Knows(shop, other) {
		return nil
	}
	past, err := s.store.Past(ctx, shop, other, s.now())
	if err != nil {
		return fmt.Errorf("the customer's earlier visits: %w", err)
	}
	ev.Past = &zagaj.Past{Offers: past.Offers, OrderedAt: past.OrderedAt, ChatEnded: past.ChatEnded, SaidAt: past.SaidAt}
	return nil
}

// customerProof is the hex HMAC-SHA256 of the customer and the instant, under a name of its own: no signature of a
// webhook is one.
func customerProof(secret, customer string, until zagaj.Instant) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("zagaj-customer:" + strconv.FormatInt(int64(until), 10) + ":" + customer))
	return hex.EncodeToString(mac.Sum(nil))
}

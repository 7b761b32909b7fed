package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const offerColumns = `id, shop_id, visitor_id, visit, rule_id, operator_id, tab_id, state, reason, created_at, shown_at, ended_at, expires_at`

// Who holds a seat: an offer on its way, then the conversation it led to.
func offerSeat(id zagaj.OfferID) string               { return "offer:" + string(id) }
func conversationSeat(id zagaj.ConversationID) string { return "conversation:" + string(id) }

// takeSeat gives the operator's lowest free place to holder, CodeNoSeat when there is none. The primary key makes
// giving one place twice impossible.
func takeSeat(ctx context.Context, t tx, shop zagaj.ShopID, operator zagaj.OperatorID, holder string) error {
	seats, err := get[int](ctx, t, `SELECT seats FROM operators WHERE shop_id = $1 AND id = $2`, shop, operator)
	if err != nil {
		return err
	}
	taken, err := list[int](ctx, t, `SELECT place FROM seats WHERE shop_id = $1 AND operator_id = $2 ORDER BY place`, shop, operator)
	if err != nil {
		return err
	}
	place := 1
	for _, p := range taken {
		if p == place {
			place++
		}
	}
	if place > seats {
		return zagaj.E(zagaj.CodeNoSeat, "every seat of this operator is taken")
	}
	_, err = exec(ctx, t, `INSERT INTO seats (shop_id, operator_id, place, holder) VALUES ($1, $2, $3, $4)`, shop, operator, place, holder)
	return err
}

func freeSeat(ctx context.Context, t tx, shop zagaj.ShopID, holder string) error {
	_, err := exec(ctx, t, `DELETE FROM seats WHERE shop_id = $1 AND holder = $2`, shop, holder)
	return err
}

// ClaimOffer takes a free seat of the offer's operator and adds the offer, both or neither. CodeNoSeat when the
// operator is full, CodeConflict when the rule has made this visitor an offer in this visit already. A virtual or
// seatless offer needs none.
func (s *Store) ClaimOffer(ctx context.Context, o zagaj.Offer) (zagaj.Offer, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Offer, error) {
		old, err := list[zagaj.Offer](ctx, t, `SELECT `+offerColumns+` FROM offers WHERE shop_id = $1 AND id = $2`, o.Shop, o.ID)
		if err != nil {
			return o, err
		}
		if len(old) > 0 {
			return old[0], nil
		}
		if o.State != zagaj.OfferVirtual && !o.Seatless {
			if err := takeSeat(ctx, t, o.Shop, o.Operator, offerSeat(o.ID)); err != nil {
				return o, err
			}
		}
		_, err = exec(ctx, t, `INSERT INTO offers (`+offerColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			o.ID, o.Shop, o.Visitor, o.Visit, o.Rule, o.Operator, o.Tab, o.State, o.Reason, o.CreatedAt, o.ShownAt, o.EndedAt, o.ExpiresAt)
		if err != nil {
			return o, err
		}
		return o, tellOffer(ctx, t, o, o.CreatedAt)
	})
}

// EndOffer moves an offer on: shown keeps its seat, dismissed, ignored and withdrawn free it, accepted keeps it for
// the conversation. A finished offer does not change; it is returned as it stands.
func (s *Store) EndOffer(ctx context.Context, shop zagaj.ShopID, id zagaj.OfferID, state zagaj.OfferState, reason string, at zagaj.Instant) (zagaj.Offer, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Offer, error) {
		o, err := get[zagaj.Offer](ctx, t, `SELECT `+offerColumns+` FROM offers WHERE shop_id = $1 AND id = $2`, shop, id)
		if err != nil || o.EndedAt > 0 || o.State == zagaj.OfferVirtual || o.State == state {
			return o, err
		}
		o.State, o.Reason = state, reason
		if state == zagaj.OfferShown {
			o.ShownAt = at
		} else {
			o.EndedAt = at
		}
		err = one(ctx, t, `UPDATE offers SET state = $3, reason = $4, shown_at = $5, ended_at = $6 WHERE shop_id = $1 AND id = $2`,
			shop, id, o.State, o.Reason, o.ShownAt, o.EndedAt)
		if err == nil {
			err = tellOffer(ctx, t, o, at)
		}
		if err != nil || state == zagaj.OfferShown || state == zagaj.OfferAccepted {
			return o, err
		}
		return o, freeSeat(ctx, t, shop, offerSeat(id))
	})
}

// Offer returns an offer.
func (s *Store) Offer(ctx context.Context, shop zagaj.ShopID, id zagaj.OfferID) (zagaj.Offer, error) {
	return get[zagaj.Offer](ctx, s.read, `SELECT `+offerColumns+` FROM offers WHERE shop_id = $1 AND id = $2`, shop, id)
}

// OffersOf returns a visitor's offers since an instant, oldest first.
func (s *Store) OffersOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID, since zagaj.Instant) ([]zagaj.Offer, error) {
	return list[zagaj.Offer](ctx, s.read, `SELECT `+offerColumns+` FROM offers WHERE shop_id = $1 AND visitor_id = $2 AND created_at >= $3
		ORDER BY created_at, id LIMIT $4`, shop, visitor, since, most)
}

// OpenOffers returns a shop's offers that are on their way to a screen or on it.
func (s *Store) OpenOffers(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Offer, error) {
	return list[zagaj.Offer](ctx, s.read, `SELECT `+offerColumns+` FROM offers WHERE shop_id = $1 AND state IN ('created', 'shown')
		ORDER BY created_at, id LIMIT $2`, shop, most)
}

// SeatsInUse returns how many seats of each operator are taken, by offers and conversations.
func (s *Store) SeatsInUse(ctx context.Context, shop zagaj.ShopID) (map[zagaj.OperatorID]int, error) {
	type row struct {
		Operator zagaj.OperatorID `db:"operator_id"`
		Used     int              `db:"used"`
	}
	found, err := list[row](ctx, s.read, `SELECT operator_id, COUNT(*) AS used FROM seats WHERE shop_id = $1 GROUP BY operator_id`, shop)
	used := make(map[zagaj.OperatorID]int, len(found))
	for _, r := range found {
		used[r.Operator] = r.Used
	}
	return used, err
}

// FreeStaleSeats frees the seats of accepted offers whose conversation was never opened because the process ended
// in between. Called at start, before anybody is served.
func (s *Store) FreeStaleSeats(ctx context.Context, shop zagaj.ShopID) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `DELETE FROM seats WHERE shop_id = $1 AND holder LIKE 'offer:%' AND holder NOT IN
			(SELECT 'offer:' || id FROM offers WHERE shop_id = $1 AND state IN ('created', 'shown'))`, shop)
		return err
	})
}

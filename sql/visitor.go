package sql

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
)

const visitorColumns = `id, shop_id, token_hash, language, created_at, seen_at, peek_off, quiet_until, visits`

// AddVisitor adds a visitor; the same id or token again is CodeConflict.
func (s *Store) AddVisitor(ctx context.Context, v zagaj.Visitor) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return add(ctx, t, `SELECT 1 FROM visitors WHERE shop_id = $1 AND id = $2 AND token_hash = $3`,
			`INSERT INTO visitors (`+visitorColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
			[]any{v.Shop, v.ID, v.TokenHash},
			[]any{v.ID, v.Shop, v.TokenHash, v.Language, v.CreatedAt, v.SeenAt, v.PeekOff, v.QuietUntil, max(1, v.Visits)})
	})
}

// VisitorByToken returns the visitor whose browser keeps the token.
func (s *Store) VisitorByToken(ctx context.Context, shop zagaj.ShopID, hash string) (zagaj.Visitor, error) {
	return get[zagaj.Visitor](ctx, s.read, `SELECT `+visitorColumns+` FROM visitors WHERE shop_id = $1 AND token_hash = $2`, shop, hash)
}

// Visitor returns a visitor.
func (s *Store) Visitor(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID) (zagaj.Visitor, error) {
	return get[zagaj.Visitor](ctx, s.read, `SELECT `+visitorColumns+` FROM visitors WHERE shop_id = $1 AND id = $2`, shop, id)
}

// TouchVisitor remembers when a visitor was last here, and counts another visit after half an hour without them. When the
// last 31 began is kept as text, the newest first: an instant has 13 digits and a comma.
func (s *Store) TouchVisitor(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID, at zagaj.Instant) error {
	return s.changeVisitor(ctx, `visits = visits + CASE WHEN seen_at + 1800000 < $3 THEN 1 ELSE 0 END,
		visits_at = CASE WHEN seen_at + 1800000 < $3 THEN substr(CAST($3 AS TEXT) || ',' || visits_at, 1, 31 * 14) ELSE visits_at END, seen_at = $3`, shop, id, at)
}

// SetPeekOff keeps the visitor's refusal of sneak peek.
func (s *Store) SetPeekOff(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID, off bool) error {
	return s.changeVisitor(ctx, `peek_off = $3`, shop, id, off)
}

// SetQuiet keeps the visitor's wish for silence; an earlier end never shortens it.
func (s *Store) SetQuiet(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID, until zagaj.Instant) error {
	return s.changeVisitor(ctx, `quiet_until = CASE WHEN quiet_until > $3 THEN quiet_until ELSE $3 END`, shop, id, until)
}

func (s *Store) changeVisitor(ctx context.Context, set string, shop zagaj.ShopID, id zagaj.VisitorID, value any) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return one(ctx, t, `UPDATE visitors SET `+set+` WHERE shop_id = $1 AND id = $2`, shop, id, value)
	})
}

// VisitorByAlias returns whose cart or customer id it is.
func (s *Store) VisitorByAlias(ctx context.Context, shop zagaj.ShopID, kind zagaj.AliasKind, value string) (zagaj.VisitorID, error) {
	return get[zagaj.VisitorID](ctx, s.read, `SELECT visitor_id FROM aliases WHERE shop_id = $1 AND kind = $2 AND value = $3`, shop, kind, value)
}

// CartOf returns the visitor's newest cart that is not part of another one.
func (s *Store) CartOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) (zagaj.Cart, error) {
	bodies, err := list[string](ctx, s.read, `SELECT `+bodyOfCart+` FROM carts c `+eventOfCart+` WHERE c.shop_id = $1 AND c.id IN
		(SELECT value FROM aliases WHERE shop_id = $1 AND visitor_id = $2 AND kind = 'cart'
		UNION ALL SELECT k.id FROM aliases a CROSS JOIN carts k WHERE a.shop_id = $1 AND a.visitor_id = $2 AND a.kind = 'customer' AND k.shop_id = a.shop_id AND k.customer = a.value AND k.customer <> '')
		ORDER BY c.occurred_at DESC, c.id LIMIT 10`, shop, visitor)
	if err != nil {
		return zagaj.Cart{}, err
	}
	for _, body := range bodies {
		if body == "" {
			continue
		}
		c, err := unpackCart(cartText(body))
		if err != nil {
			return zagaj.Cart{}, err
		}
		if c.MergedInto == "" && !c.Lost {
			return c, nil
		}
		if c.Lost {
			break // what is older is not what is in the cart now
		}
	}
	return zagaj.Cart{}, zagaj.E(zagaj.CodeNotFound, "no cart is known of this visitor")
}

// mostPast is how many earlier offers of a visitor are told; rules remember no more.
const mostPast = 32

// Past returns what earlier visits of a visitor have left: offers of the last year, orders, conversations.
func (s *Store) Past(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID, now zagaj.Instant) (zagaj.Past, error) {
	var p zagaj.Past
	type row struct {
		Rule  zagaj.RuleID     `db:"rule_id"`
		State zagaj.OfferState `db:"state"`
		Shown zagaj.Instant    `db:"shown_at"`
		Ended zagaj.Instant    `db:"ended_at"`
		Made  zagaj.Instant    `db:"created_at"`
	}
	offers, err := list[row](ctx, s.read, `SELECT rule_id, state, shown_at, ended_at, created_at FROM offers WHERE shop_id = $1 AND visitor_id = $2
		AND created_at >= $3 AND (shown_at > 0 OR state = 'virtual') ORDER BY created_at DESC, id LIMIT $4`, shop, visitor, now.Add(-366*24*time.Hour), mostPast)
	if err != nil {
		return p, err
	}
	for _, o := range slices.Backward(offers) {
		if o.State == zagaj.OfferVirtual {
			o.Shown = o.Made
		}
		p.Offers = append(p.Offers, zagaj.PastOffer{Rule: o.Rule, What: o.State, At: o.Shown, End: o.Ended})
	}
	orders, err := s.OrdersOf(ctx, shop, visitor)
	if err != nil {
		return p, err
	}
	for _, o := range orders {
		if !o.Stands() {
			continue
		}
		if p.Orders++; o.PlacedAt > p.OrderedAt {
			p.OrderedAt, p.LastOrder = o.PlacedAt, o.ID
		}
	}
	type talks struct {
		Ended zagaj.Instant `db:"ended"`
		Open  int           `db:"open"`
		Said  zagaj.Instant `db:"said"`
	}
	t, err := get[talks](ctx, s.read, `SELECT COALESCE(MAX(closed_at), 0) AS ended, COALESCE(SUM(CASE WHEN state <> 'closed' THEN 1 ELSE 0 END), 0) AS open,
		COALESCE(MAX((SELECT m.sent_at FROM messages m WHERE m.shop_id = c.shop_id AND m.conversation_id = c.id ORDER BY m.seq DESC LIMIT 1)), 0) AS said
		FROM conversations c WHERE shop_id = $1 AND visitor_id = $2`, shop, visitor)
	if err != nil {
		return p, err
	}
	p.ChatEnded, p.Chat, p.SaidAt = t.Ended, t.Open > 0, t.Said
	if p.VisitsAt, err = s.visitsOf(ctx, shop, visitor); err != nil {
		return p, err
	}
	p.Tags, err = s.tagsOf(ctx, shop, visitor)
	return p, err
}

// visitsOf returns when the visitor's last visits began, oldest first, at most 32.
func (s *Store) visitsOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) ([]zagaj.Instant, error) {
	type row struct {
		First zagaj.Instant `db:"created_at"`
		Later string        `db:"visits_at"`
	}
	r, err := get[row](ctx, s.read, `SELECT created_at, visits_at FROM visitors WHERE shop_id = $1 AND id = $2`, shop, visitor)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return nil, nil // erased meanwhile
	}
	if err != nil {
		return nil, err
	}
	visits := []zagaj.Instant{r.First}
	for _, text := range slices.Backward(strings.Split(strings.TrimSuffix(r.Later, ","), ",")) {
		if at, err := strconv.ParseInt(text, 10, 64); err == nil {
			visits = append(visits, zagaj.Instant(at))
		}
	}
	return visits, nil
}

// mostTags is how many tags of a visitor's conversations are told.
const mostTags = 20

// tagsOf returns the tags that operators gave the visitor's conversations, each once, the newest conversation's first.
func (s *Store) tagsOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) ([]string, error) {
	lists, err := unpackAll[[]string](list[string](ctx, s.read, `SELECT l.tags FROM labels l JOIN conversations c ON c.shop_id = l.shop_id AND c.id = l.conversation_id
		WHERE c.shop_id = $1 AND c.visitor_id = $2 ORDER BY c.created_at DESC, c.id LIMIT $3`, shop, visitor, mostTags))
	var tags []string
	for _, tag := range slices.Concat(lists...) {
		if !slices.Contains(tags, tag) && len(tags) < mostTags {
			tags = append(tags, tag)
		}
	}
	return tags, err
}

// OrdersOf returns the visitor's orders, newest first, at most 50. Each way of finding them is a part of its own, with what its index demands:
// as one condition they would have all orders of the shop read.
func (s *Store) OrdersOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) ([]zagaj.Order, error) {
	return unpackAll[zagaj.Order](list[string](ctx, s.read, `SELECT body FROM orders WHERE shop_id = $1 AND id IN
		(SELECT id FROM orders WHERE shop_id = $1 AND visitor_id = $2 AND visitor_id <> ''
		UNION ALL SELECT o.id FROM aliases a CROSS JOIN orders o WHERE a.shop_id = $1 AND a.visitor_id = $2 AND a.kind = 'cart' AND o.shop_id = a.shop_id AND o.cart_id = a.value AND o.cart_id <> ''
		UNION ALL SELECT o.id FROM aliases a CROSS JOIN orders o WHERE a.shop_id = $1 AND a.visitor_id = $2 AND a.kind = 'customer' AND o.shop_id = a.shop_id AND o.customer = a.value AND o.customer <> '')
		ORDER BY placed_at DESC, id LIMIT 50`, shop, visitor))
}

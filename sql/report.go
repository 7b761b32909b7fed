package sql

import (
	"context"
	"slices"
	"time"

	"github.com/zagaj/zagaj"
)

// Count writes how often things were decided, under the run of this process. The counts are totals of their hour, so that writing
// them again changes nothing, and what was counted earlier and arrives later does not either.
func (s *Store) Count(ctx context.Context, run string, tallies []zagaj.Tally) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		for _, c := range tallies {
			if _, err := exec(ctx, t, `INSERT INTO tallies (shop_id, hour, rule_id, outcome, reason, run, n) VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (shop_id, hour, rule_id, outcome, reason, run) DO UPDATE SET n = excluded.n WHERE tallies.n < excluded.n`,
				c.Shop, c.Hour, c.Rule, c.Outcome, c.Reason, run, c.N); err != nil {
				return err
			}
		}
		return nil
	})
}

// Tallies returns a shop's counts since an instant, by rule, outcome and reason over all hours.
func (s *Store) Tallies(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) ([]zagaj.Tally, error) {
	return list[zagaj.Tally](ctx, s.read, `SELECT rule_id, outcome, reason, SUM(n) AS n FROM tallies WHERE shop_id = $1 AND hour >= $2
		GROUP BY rule_id, outcome, reason ORDER BY rule_id, outcome, reason LIMIT $3`, shop, since, most)
}

// Moments returns hour by hour how many visitors were worth talking to since an instant.
func (s *Store) Moments(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) ([]zagaj.Tally, error) {
	return list[zagaj.Tally](ctx, s.read, `SELECT hour, SUM(n) AS n FROM tallies WHERE shop_id = $1 AND hour >= $2 AND outcome = $3
		GROUP BY hour ORDER BY hour LIMIT $4`, shop, since, zagaj.TallyMoment, most)
}

// offerOrder is how long after an accepted offer an order counts for it.
const offerOrder = 24 * time.Hour

// OfferCounts returns what became of a shop's offers since an instant, by rule. Virtual offers are not among them.
func (s *Store) OfferCounts(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) ([]zagaj.OfferCount, error) {
	counts, err := list[zagaj.OfferCount](ctx, s.read, `SELECT f.rule_id, COUNT(*) AS made, COUNT(*) FILTER (WHERE f.shown_at > 0) AS shown,
		COUNT(*) FILTER (WHERE f.state = 'accepted') AS accepted, COUNT(*) FILTER (WHERE f.state = 'dismissed') AS dismissed,
		COUNT(*) FILTER (WHERE f.state = 'ignored') AS ignored, COUNT(*) FILTER (WHERE f.state = 'withdrawn') AS withdrawn
		FROM offers f WHERE f.shop_id = $1 AND f.created_at >= $2 AND f.state <> 'virtual' GROUP BY f.rule_id ORDER BY made DESC, f.rule_id LIMIT $3`,
		shop, since, most)
	if err != nil {
		return nil, err
	}
	ordered, err := s.ordered(ctx, shop, since)
	for i := range counts {
		counts[i].Ordered = ordered[counts[i].Rule]
	}
	return counts, err
}

// ordered counts by rule the accepted offers since an instant whose visitor ordered within a day of them, and has not taken it back.
func (s *Store) ordered(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) (map[zagaj.RuleID]int, error) {
	type row struct {
		Rule  zagaj.RuleID  `db:"rule_id"`
		Offer zagaj.OfferID `db:"id"`
		Body  string        `db:"body"`
	}
	rows, err := list[row](ctx, s.read, `SELECT f.rule_id, f.id, o.body FROM offers f JOIN orders o ON o.shop_id = f.shop_id AND o.visitor_id = f.visitor_id AND o.visitor_id <> ''
		AND o.placed_at >= f.created_at AND o.placed_at < f.created_at + $3 WHERE f.shop_id = $1 AND f.created_at >= $2 AND f.state = 'accepted' LIMIT $4`,
		shop, since, offerOrder.Milliseconds(), most)
	counts, counted := map[zagaj.RuleID]int{}, map[zagaj.OfferID]bool{}
	for _, r := range rows {
		o, err := unpack[zagaj.Order](r.Body)
		if err != nil {
			return nil, err
		}
		if o.Stands() && !counted[r.Offer] {
			counted[r.Offer] = true
			counts[r.Rule]++
		}
	}
	return counts, err
}

// OfferOrders returns the orders of visitors within a day of an offer they accepted, since an instant; each order once, those that were cancelled or
// paid back left out.
func (s *Store) OfferOrders(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) ([]zagaj.Order, error) {
	orders, err := unpackAll[zagaj.Order](list[string](ctx, s.read, `SELECT o.body FROM orders o WHERE o.shop_id = $1 AND o.placed_at >= $2 AND EXISTS
		(SELECT 1 FROM offers f WHERE f.shop_id = o.shop_id AND f.visitor_id = o.visitor_id AND f.state = 'accepted'
		  AND f.created_at <= o.placed_at AND f.created_at > o.placed_at - $3) ORDER BY o.placed_at LIMIT $4`, shop, since, offerOrder.Milliseconds(), most))
	return slices.DeleteFunc(orders, func(o zagaj.Order) bool { return !o.Stands() }), err
}

// mostCounted bounds what a report goes through: 2,000 conversations a day of the 92 that one may cover, a few bytes each.
const mostCounted = 200_000

// Talks returns a shop's conversations that began at an instant or later, the newest first.
func (s *Store) Talks(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) ([]zagaj.Talk, error) {
	return list[zagaj.Talk](ctx, s.read, `SELECT offer_id, created_at, closed_at FROM conversations WHERE shop_id = $1 AND created_at >= $2
		ORDER BY created_at DESC LIMIT $3`, shop, since, mostCounted)
}

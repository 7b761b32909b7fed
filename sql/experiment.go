package sql

import (
	"context"
	"time"

	"github.com/zagaj/zagaj"
)

// Experiments returns a shop's experiments, the newest first.
func (s *Store) Experiments(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Experiment, error) {
	return unpackAll[zagaj.Experiment](list[string](ctx, s.read, `SELECT body FROM experiments WHERE shop_id = $1 ORDER BY started_at DESC, id LIMIT $2`, shop, most))
}

// Experiment returns one of them.
func (s *Store) Experiment(ctx context.Context, shop zagaj.ShopID, id zagaj.ExperimentID) (zagaj.Experiment, error) {
	text, err := get[string](ctx, s.read, `SELECT body FROM experiments WHERE shop_id = $1 AND id = $2`, shop, id)
	if err != nil {
		return zagaj.Experiment{}, err
	}
	return unpack[zagaj.Experiment](text)
}

// SaveExperiment adds or replaces an experiment. CodeConflict when another one of the same rule is running.
func (s *Store) SaveExperiment(ctx context.Context, e zagaj.Experiment) error {
	text, err := pack(e)
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		if e.EndedAt == 0 {
			busy, err := exists(ctx, t, `SELECT 1 FROM experiments WHERE shop_id = $1 AND rule_id = $2 AND ended_at = 0 AND id <> $3`, e.Shop, e.Rule, e.ID)
			if err != nil {
				return err
			}
			if busy {
				return zagaj.E(zagaj.CodeConflict, "another experiment of this rule is running; end it first")
			}
		}
		_, err := exec(ctx, t, `INSERT INTO experiments (shop_id, id, rule_id, started_at, ended_at, body) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (shop_id, id) DO UPDATE SET rule_id = excluded.rule_id, started_at = excluded.started_at, ended_at = excluded.ended_at, body = excluded.body`,
			e.Shop, e.ID, e.Rule, e.StartedAt, e.EndedAt, text)
		return err
	})
}

const exposureColumns = `shop_id, experiment_id, visitor_id, phase, arm, rule_id, at`

// Expose keeps a visitor's first exposure in an experiment; a later one changes nothing.
func (s *Store) Expose(ctx context.Context, x zagaj.Exposure) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO exposures (`+exposureColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shop_id, experiment_id, visitor_id) DO NOTHING`,
			x.Shop, x.Experiment, x.Visitor, x.Phase, x.Arm, x.Rule, x.At)
		return err
	})
}

// ExposuresOf returns the arms a visitor was given.
func (s *Store) ExposuresOf(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) ([]zagaj.Exposure, error) {
	return list[zagaj.Exposure](ctx, s.read, `SELECT `+exposureColumns+` FROM exposures WHERE shop_id = $1 AND visitor_id = $2 ORDER BY at, experiment_id LIMIT 100`, shop, visitor)
}

// bounceAfter: who does nothing more after these milliseconds left because of what they saw, or at least with it. Of whom the log of that
// moment is not kept any more it is not known, and they are not counted.
const bounceAfter = 10_000

// countedFor is how long after the exposure a conversation's minutes are counted.
const countedFor = 24 * time.Hour

// Units returns every visitor exposed in an experiment with what became of them, by the first exposure. Memory grows with
// their number, some 200 bytes each.
func (s *Store) Units(ctx context.Context, shop zagaj.ShopID, id zagaj.ExperimentID) ([]zagaj.Unit, error) {
	type row struct {
		Visitor   zagaj.VisitorID `db:"visitor_id"`
		Phase     int             `db:"phase"`
		Arm       string          `db:"arm"`
		At        zagaj.Instant   `db:"at"`
		Dismissed int             `db:"dismissed"`
		Came      int             `db:"came"`
		Stayed    int             `db:"stayed"`
		Spent     int64           `db:"spent"`
	}
	rows, err := list[row](ctx, s.read, `SELECT x.visitor_id, x.phase, x.arm, x.at,
		(SELECT COUNT(*) FROM offers f WHERE f.shop_id = x.shop_id AND f.visitor_id = x.visitor_id AND f.rule_id = x.rule_id AND f.state = 'dismissed' AND f.created_at >= x.at) AS dismissed,
		(SELECT COUNT(*) FROM (SELECT 1 FROM events e WHERE e.shop_id = x.shop_id AND e.visitor_id = x.visitor_id AND e.source = 'client'
		  AND e.received_at <= x.at LIMIT 1) AS before) AS came,
		(SELECT COUNT(*) FROM (SELECT 1 FROM events e WHERE e.shop_id = x.shop_id AND e.visitor_id = x.visitor_id AND e.source = 'client' AND e.kind <> 'net'
		  AND e.received_at > x.at + $3 LIMIT 1) AS later) AS stayed,
		(SELECT COALESCE(SUM(c.closed_at - c.created_at), 0) FROM conversations c WHERE c.shop_id = x.shop_id AND c.visitor_id = x.visitor_id AND c.closed_at > 0
		  AND c.created_at >= x.at AND c.created_at < x.at + $4) AS spent
		FROM exposures x WHERE x.shop_id = $1 AND x.experiment_id = $2 ORDER BY x.at, x.visitor_id`, shop, id, bounceAfter, countedFor.Milliseconds())
	if err != nil {
		return nil, err
	}
	units, place := make([]zagaj.Unit, len(rows)), make(map[zagaj.VisitorID]int, len(rows))
	for i, r := range rows {
		units[i] = zagaj.Unit{Visitor: r.Visitor, Phase: r.Phase, Arm: r.Arm, At: r.At, Dismissed: r.Dismissed > 0, Bounced: r.Came > 0 && r.Stayed == 0,
			Minutes: float64(r.Spent) / float64(time.Minute.Milliseconds())}
		place[r.Visitor] = i
	}
	return units, s.purchases(ctx, shop, id, func(v zagaj.VisitorID, p zagaj.Purchase) { units[place[v]].Orders = append(units[place[v]].Orders, p) })
}

// purchases gives each order of an exposed visitor, at or after the exposure, that was not cancelled or paid back.
func (s *Store) purchases(ctx context.Context, shop zagaj.ShopID, id zagaj.ExperimentID, each func(zagaj.VisitorID, zagaj.Purchase)) error {
	type row struct {
		Visitor zagaj.VisitorID `db:"visitor_id"`
		Body    string          `db:"body"`
	}
	rows, err := list[row](ctx, s.read, `SELECT o.visitor_id, o.body FROM exposures x JOIN orders o ON o.shop_id = x.shop_id AND o.visitor_id = x.visitor_id
		WHERE x.shop_id = $1 AND x.experiment_id = $2 AND o.placed_at >= x.at ORDER BY o.placed_at, o.id`, shop, id)
	if err != nil {
		return err
	}
	for _, r := range rows {
		o, err := unpack[zagaj.Order](r.Body)
		if err != nil {
			return err
		}
		if o.Stands() {
			each(r.Visitor, zagaj.Purchase{At: o.PlacedAt, Minor: o.Total.Minor})
		}
	}
	return nil
}

package sql

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
)

const shopColumns = `id, key, name, language, zone, currency, origins, peek, seats`

// shopRow is a shop as the table has it.
type shopRow struct {
	zagaj.Shop
	OriginList string `db:"origins"`
}

func (r shopRow) shop() (_ zagaj.Shop, err error) {
	r.Origins, err = unpack[[]string](r.OriginList)
	return r.Shop, err
}

// AddShop adds a shop with its schedule and policy. A shop that is there stays as it is.
func (s *Store) AddShop(ctx context.Context, shop zagaj.Shop, schedule zagaj.Schedule, policy zagaj.Policy) error {
	origins, err := pack(orEmpty(shop.Origins))
	if err != nil {
		return err
	}
	schedule.Shop = shop.ID
	return s.do(ctx, func(ctx context.Context, t tx) error {
		n, err := exec(ctx, t, `INSERT INTO shops (`+shopColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
			shop.ID, shop.Key, shop.Name, shop.Language, shop.Zone, shop.Currency, origins, shop.Peek, shop.Seats)
		if err != nil || n == 0 {
			return err
		}
		return errors.Join(saveBody(ctx, t, "schedules", shop.ID, schedule), saveBody(ctx, t, "policies", shop.ID, policy))
	})
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// saveBody writes one of the tables that keep one JSON body a shop; table is a constant of this file.
func saveBody(ctx context.Context, t tx, table string, shop zagaj.ShopID, v any) error {
	body, err := pack(v)
	if err != nil {
		return err
	}
	_, err = exec(ctx, t, `INSERT INTO `+table+` (shop_id, body) VALUES ($1, $2) ON CONFLICT (shop_id) DO UPDATE SET body = excluded.body`, shop, body)
	return err
}

// Shop returns a shop.
func (s *Store) Shop(ctx context.Context, id zagaj.ShopID) (zagaj.Shop, error) {
	return s.oneShop(ctx, `id = $1`, string(id))
}

// ShopByKey returns the shop whose public key stands in a snippet.
func (s *Store) ShopByKey(ctx context.Context, key string) (zagaj.Shop, error) {
	return s.oneShop(ctx, `key = $1`, key)
}

func (s *Store) oneShop(ctx context.Context, where, arg string) (zagaj.Shop, error) {
	row, err := get[shopRow](ctx, s.read, `SELECT `+shopColumns+` FROM shops WHERE `+where, arg)
	if err != nil {
		return zagaj.Shop{}, err
	}
	return row.shop()
}

// Shops returns all shops by id.
func (s *Store) Shops(ctx context.Context) ([]zagaj.Shop, error) {
	found, err := list[shopRow](ctx, s.read, `SELECT `+shopColumns+` FROM shops ORDER BY id`)
	if err != nil {
		return nil, err
	}
	shops := make([]zagaj.Shop, len(found))
	for i, row := range found {
		if shops[i], err = row.shop(); err != nil {
			return nil, err
		}
	}
	return shops, nil
}

// SaveShop changes everything of a shop but its id.
func (s *Store) SaveShop(ctx context.Context, shop zagaj.Shop) error {
	origins, err := pack(orEmpty(shop.Origins))
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return one(ctx, t, `UPDATE shops SET key = $2, name = $3, language = $4, zone = $5, currency = $6, origins = $7, peek = $8, seats = $9 WHERE id = $1`,
			shop.ID, shop.Key, shop.Name, shop.Language, shop.Zone, shop.Currency, origins, shop.Peek, shop.Seats)
	})
}

// Schedule returns a shop's schedule.
func (s *Store) Schedule(ctx context.Context, shop zagaj.ShopID) (zagaj.Schedule, error) {
	return body[zagaj.Schedule](ctx, s.read, "schedules", shop)
}

// SaveSchedule replaces a shop's schedule.
func (s *Store) SaveSchedule(ctx context.Context, schedule zagaj.Schedule) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return saveBody(ctx, t, "schedules", schedule.Shop, schedule) })
}

// Policy returns a shop's caps and quiet periods.
func (s *Store) Policy(ctx context.Context, shop zagaj.ShopID) (zagaj.Policy, error) {
	return body[zagaj.Policy](ctx, s.read, "policies", shop)
}

// SavePolicy replaces them.
func (s *Store) SavePolicy(ctx context.Context, shop zagaj.ShopID, policy zagaj.Policy) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return saveBody(ctx, t, "policies", shop, policy) })
}

func body[T any](ctx context.Context, q sqlx.QueryerContext, table string, shop zagaj.ShopID) (T, error) {
	text, err := get[string](ctx, q, `SELECT body FROM `+table+` WHERE shop_id = $1`, shop)
	if err != nil {
		var none T
		return none, err
	}
	return unpack[T](text)
}

// bodyOr is body for what a shop need not have said: until it says, the fallback counts.
func bodyOr[T any](ctx context.Context, q sqlx.QueryerContext, table string, shop zagaj.ShopID, fallback T) (T, error) {
	found, err := body[T](ctx, q, table, shop)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return fallback, nil
	}
	return found, err
}

// Rules returns a shop's rules, the one with the highest priority first.
func (s *Store) Rules(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Rule, error) {
	return unpackAll[zagaj.Rule](list[string](ctx, s.read, `SELECT body FROM rules WHERE shop_id = $1 ORDER BY priority DESC, id`, shop))
}

// SaveRule adds or replaces a rule.
func (s *Store) SaveRule(ctx context.Context, r zagaj.Rule) error {
	text, err := pack(r)
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO rules (shop_id, id, priority, body) VALUES ($1, $2, $3, $4)
			ON CONFLICT (shop_id, id) DO UPDATE SET priority = excluded.priority, body = excluded.body`, r.Shop, r.ID, r.Priority, text)
		return err
	})
}

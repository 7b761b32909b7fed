package sql

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
)

const endpointColumns = `shop_id, id, url, kinds, secrets, created_at, disabled_at, disabled_why, waiting, dropped`

type endpointRow struct {
	zagaj.Endpoint
	KindList   string `db:"kinds"`
	SecretList string `db:"secrets"`
}

func endpointPlace(e zagaj.Endpoint) []byte { return sealPlace("endpoints", e.Shop, string(e.ID)) }

func (s *Store) endpoint(r endpointRow) (zagaj.Endpoint, error) {
	var err error
	if r.Kinds, err = unpack[[]zagaj.NoticeKind](r.KindList); err != nil {
		return r.Endpoint, err
	}
	text, err := s.keys.open(endpointPlace(r.Endpoint), r.SecretList)
	if err == nil {
		r.Secrets, err = unpack[[]zagaj.EndpointSecret](text)
	}
	return r.Endpoint, err
}

// SaveEndpoint adds an endpoint, or changes its address, kinds, secrets and whether it is told. CodeConflict when the
// shop has as many as it may. What waits for one that is not told any more is given up.
func (s *Store) SaveEndpoint(ctx context.Context, e zagaj.Endpoint) error {
	kinds, err := pack(e.Kinds)
	if err != nil {
		return err
	}
	secrets, err := pack(e.Secrets)
	if err != nil {
		return err
	}
	secrets = s.keys.seal(endpointPlace(e), secrets)
	return s.do(ctx, func(ctx context.Context, t tx) error {
		others, err := get[int](ctx, t, `SELECT COUNT(*) FROM endpoints WHERE shop_id = $1 AND id <> $2`, e.Shop, e.ID)
		if err == nil && others >= zagaj.MaxEndpoints {
			err = zagaj.E(zagaj.CodeConflict, "at most 10 addresses")
		}
		if err != nil {
			return err
		}
		_, err = exec(ctx, t, `INSERT INTO endpoints (`+endpointColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0) ON CONFLICT (shop_id, id) DO UPDATE
			SET url = excluded.url, kinds = excluded.kinds, secrets = excluded.secrets, disabled_at = excluded.disabled_at, disabled_why = excluded.disabled_why`,
			e.Shop, e.ID, e.URL, kinds, secrets, e.CreatedAt, e.DisabledAt, e.DisabledWhy)
		if err != nil || e.DisabledAt == 0 {
			return err
		}
		return giveUp(ctx, t, e.Shop, e.ID, e.DisabledAt)
	})
}

// giveUp ends what waits for an endpoint.
func giveUp(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.EndpointID, at zagaj.Instant) error {
	_, err := exec(ctx, t, `UPDATE deliveries SET state = 'failed', ended_at = $3, failure = 'the address is switched off'
		WHERE shop_id = $1 AND endpoint_id = $2 AND state = 'due'`, shop, id, at)
	if err != nil {
		return err
	}
	_, err = exec(ctx, t, `UPDATE endpoints SET waiting = 0 WHERE shop_id = $1 AND id = $2`, shop, id)
	return err
}

// DisableEndpoint switches an endpoint off, with the reason, and gives up what waits for it.
func (s *Store) DisableEndpoint(ctx context.Context, shop zagaj.ShopID, id zagaj.EndpointID, at zagaj.Instant, why string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		if err := one(ctx, t, `UPDATE endpoints SET disabled_at = $3, disabled_why = $4 WHERE shop_id = $1 AND id = $2`, shop, id, at, why); err != nil {
			return err
		}
		return giveUp(ctx, t, shop, id, at)
	})
}

// Endpoint returns an endpoint with its secrets.
func (s *Store) Endpoint(ctx context.Context, shop zagaj.ShopID, id zagaj.EndpointID) (zagaj.Endpoint, error) {
	row, err := get[endpointRow](ctx, s.read, `SELECT `+endpointColumns+` FROM endpoints WHERE shop_id = $1 AND id = $2`, shop, id)
	if err != nil {
		return zagaj.Endpoint{}, err
	}
	return s.endpoint(row)
}

// Endpoints returns a shop's endpoints, oldest first.
func (s *Store) Endpoints(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Endpoint, error) {
	return s.endpoints(ctx, s.read, shop)
}

func (s *Store) endpoints(ctx context.Context, q sqlx.QueryerContext, shop zagaj.ShopID) ([]zagaj.Endpoint, error) {
	found, err := list[endpointRow](ctx, q, `SELECT `+endpointColumns+` FROM endpoints WHERE shop_id = $1 ORDER BY created_at, id LIMIT $2`, shop, zagaj.MaxEndpoints)
	if err != nil {
		return nil, err
	}
	out := make([]zagaj.Endpoint, len(found))
	for i, row := range found {
		if out[i], err = s.endpoint(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DeleteEndpoint removes an endpoint and all its deliveries.
func (s *Store) DeleteEndpoint(ctx context.Context, shop zagaj.ShopID, id zagaj.EndpointID) error {
	var r removal
	return s.do(ctx, func(ctx context.Context, t tx) error {
		if _, err := exec(ctx, t, `DELETE FROM deliveries WHERE shop_id = $1 AND endpoint_id = $2`, shop, id); err != nil {
			return err
		}
		return r.row(ctx, t, `DELETE FROM endpoints WHERE shop_id = $1 AND id = $2`, shop, id)
	})
}

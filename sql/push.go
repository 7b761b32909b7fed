package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const pushColumns = `shop_id, operator_id, id, device, body, created_at, pushed_at, failures`

type pushRow struct {
	zagaj.PushSubscription
	Body string `db:"body"`
}

// pushBody is what is sealed of a subscription.
type pushBody struct{ Endpoint, P256dh, Auth string }

func pushPlace(p zagaj.PushSubscription) []byte {
	return sealPlace("push_subscriptions", p.Shop, string(p.Operator)+"\x00"+p.ID)
}

// SavePush keeps a browser to be called; its id is made from its address, so the same browser is one row. CodeConflict
// when the operator has as many as are called.
func (s *Store) SavePush(ctx context.Context, p zagaj.PushSubscription) error {
	text, err := pack(pushBody{p.Endpoint, p.P256dh, p.Auth})
	if err != nil {
		return err
	}
	body := s.keys.seal(pushPlace(p), text)
	return s.do(ctx, func(ctx context.Context, t tx) error {
		n, err := get[int](ctx, t, `SELECT COUNT(*) FROM push_subscriptions WHERE shop_id = $1 AND operator_id = $2 AND id <> $3`, p.Shop, p.Operator, p.ID)
		if err == nil && n >= zagaj.MaxPushes {
			err = zagaj.E(zagaj.CodeConflict, "at most 10 browsers are called")
		}
		if err != nil {
			return err
		}
		_, err = exec(ctx, t, `INSERT INTO push_subscriptions (`+pushColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (shop_id, operator_id, id) DO UPDATE SET body = excluded.body, device = excluded.device`,
			p.Shop, p.Operator, p.ID, p.Device, body, p.CreatedAt, p.PushedAt, p.Failures)
		return err
	})
}

// Pushes returns the browsers of one operator that are called, oldest first.
func (s *Store) Pushes(ctx context.Context, shop zagaj.ShopID, operator zagaj.OperatorID) ([]zagaj.PushSubscription, error) {
	found, err := list[pushRow](ctx, s.read, `SELECT `+pushColumns+` FROM push_subscriptions WHERE shop_id = $1 AND operator_id = $2
		ORDER BY created_at, id LIMIT $3`, shop, operator, zagaj.MaxPushes)
	if err != nil {
		return nil, err
	}
	out := make([]zagaj.PushSubscription, len(found))
	for i, r := range found {
		text, err := s.keys.open(pushPlace(r.PushSubscription), r.Body)
		if err != nil {
			return nil, err
		}
		b, err := unpack[pushBody](text)
		if err != nil {
			return nil, err
		}
		out[i] = r.PushSubscription
		out[i].Endpoint, out[i].P256dh, out[i].Auth = b.Endpoint, b.P256dh, b.Auth
	}
	return out, nil
}

// DeletePush stops calling a browser; one that is not called stays so.
func (s *Store) DeletePush(ctx context.Context, shop zagaj.ShopID, operator zagaj.OperatorID, id string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `DELETE FROM push_subscriptions WHERE shop_id = $1 AND operator_id = $2 AND id = $3`, shop, operator, id)
		return err
	})
}

// NotePush notes that a browser's service has taken a push, or has not.
func (s *Store) NotePush(ctx context.Context, p zagaj.PushSubscription, at zagaj.Instant, taken bool) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE push_subscriptions SET pushed_at = CASE WHEN $5 THEN $4 ELSE pushed_at END, failures = CASE WHEN $5 THEN 0 ELSE failures + 1 END
			WHERE shop_id = $1 AND operator_id = $2 AND id = $3`, p.Shop, p.Operator, p.ID, at, taken)
		return err
	})
}

// vapidPlace is where the server's own key pair for web push is sealed: it is of no shop.
func vapidPlace() []byte { return sealPlace("meta", "", "vapid") }

// VAPID returns the server's key pair for web push, and keeps the one given when there is none yet: the first one counts.
func (s *Store) VAPID(ctx context.Context, made string) (string, error) {
	err := s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO meta (key, value) VALUES ('vapid', $1) ON CONFLICT (key) DO NOTHING`, s.keys.seal(vapidPlace(), made))
		return err
	})
	if err != nil {
		return "", err
	}
	text, err := get[string](ctx, s.read, `SELECT value FROM meta WHERE key = 'vapid'`)
	if err != nil {
		return "", err
	}
	return s.keys.open(vapidPlace(), text)
}

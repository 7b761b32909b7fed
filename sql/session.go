package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const sessionColumns = `id, token_hash, shop_id, operator_id, device, created_at, seen_at, expires_at, confirmed_at`

// AddSession keeps a signed-in browser.
func (s *Store) AddSession(ctx context.Context, n zagaj.Session) error {
	if n.ID == "" {
		n.ID = n.TokenHash[:min(len(n.TokenHash), 16)]
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO sessions (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (token_hash) DO NOTHING`,
			n.ID, n.TokenHash, n.Shop, n.Operator, n.Device, n.CreatedAt, n.SeenAt, n.ExpiresAt, n.ConfirmedAt)
		return err
	})
}

// Session returns the session of a cookie; the shop is found through it.
func (s *Store) Session(ctx context.Context, hash string) (zagaj.Session, error) {
	return get[zagaj.Session](ctx, s.read, `SELECT `+sessionColumns+` FROM sessions WHERE token_hash = $1`, hash)
}

// Sessions returns where an operator is signed in, newest first.
func (s *Store) Sessions(ctx context.Context, shop zagaj.ShopID, o zagaj.OperatorID) ([]zagaj.Session, error) {
	return list[zagaj.Session](ctx, s.read, `SELECT `+sessionColumns+` FROM sessions WHERE shop_id = $1 AND operator_id = $2
		ORDER BY created_at DESC, id LIMIT $3`, shop, o, most)
}

// TouchSession remembers when a session was last used.
func (s *Store) TouchSession(ctx context.Context, hash string, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return one(ctx, t, `UPDATE sessions SET seen_at = $2 WHERE token_hash = $1`, hash, at)
	})
}

// ConfirmSession remembers when the person behind a session last proved who they are.
func (s *Store) ConfirmSession(ctx context.Context, hash string, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return one(ctx, t, `UPDATE sessions SET confirmed_at = $2 WHERE token_hash = $1`, hash, at)
	})
}

// DeleteSession signs a browser out; one that is gone is no error.
func (s *Store) DeleteSession(ctx context.Context, hash string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `DELETE FROM sessions WHERE token_hash = $1`, hash)
		return err
	})
}

// EndSession signs one of an operator's browsers out, by the id it has in lists.
func (s *Store) EndSession(ctx context.Context, shop zagaj.ShopID, o zagaj.OperatorID, id string) error {
	return s.removeOne(ctx, `DELETE FROM sessions WHERE shop_id = $1 AND operator_id = $2 AND id = $3`, shop, o, id)
}

// EndSessions signs an operator out everywhere but in the session with the given hash, which may be "".
func (s *Store) EndSessions(ctx context.Context, shop zagaj.ShopID, o zagaj.OperatorID, but string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `DELETE FROM sessions WHERE shop_id = $1 AND operator_id = $2 AND token_hash <> $3`, shop, o, but)
		return err
	})
}

// SweepSessions takes away what has expired: sessions, links and known browsers. While nothing has, nothing is written: it is asked often.
func (s *Store) SweepSessions(ctx context.Context, now zagaj.Instant) error {
	unused := now.Add(-BrowserLife)
	expired, err := list[int](ctx, s.read, `SELECT 1 WHERE EXISTS (SELECT 1 FROM sessions WHERE expires_at < $1) OR EXISTS (SELECT 1 FROM tickets WHERE expires_at < $1)
		OR EXISTS (SELECT 1 FROM browsers WHERE seen_at < $2)`, now, unused)
	if err != nil || len(expired) == 0 {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		if _, err := exec(ctx, t, `DELETE FROM sessions WHERE expires_at < $1`, now); err != nil {
			return err
		}
		if _, err := exec(ctx, t, `DELETE FROM tickets WHERE expires_at < $1`, now); err != nil {
			return err
		}
		_, err := exec(ctx, t, `DELETE FROM browsers WHERE seen_at < $1`, unused)
		return err
	})
}

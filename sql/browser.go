package sql

import (
	"context"
	"time"

	"github.com/zagaj/zagaj"
)

const (
	// BrowserLife is for how long a browser is known after a sign-in.
	BrowserLife = 180 * 24 * time.Hour
	// browsersKept bounds the known browsers of one operator; the one not used for longest is forgotten.
	browsersKept = 20
)

// KnowBrowser remembers that an operator has signed in with a browser, by the hash of its new token. Whoever else signs in with it is known
// by the new token too: old is the hash of the one it had, "" for none.
func (s *Store) KnowBrowser(ctx context.Context, shop zagaj.ShopID, o zagaj.OperatorID, old, hash string, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		if old != "" {
			if _, err := exec(ctx, t, `UPDATE browsers SET token_hash = $2 WHERE token_hash = $1`, old, hash); err != nil {
				return err
			}
		}
		_, err := exec(ctx, t, `INSERT INTO browsers (shop_id, operator_id, token_hash, seen_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (shop_id, operator_id, token_hash) DO UPDATE SET seen_at = $4`, shop, o, hash, at)
		if err != nil {
			return err
		}
		_, err = exec(ctx, t, `DELETE FROM browsers WHERE shop_id = $1 AND operator_id = $2 AND token_hash NOT IN
			(SELECT token_hash FROM browsers WHERE shop_id = $1 AND operator_id = $2 ORDER BY seen_at DESC, token_hash LIMIT $3)`, shop, o, browsersKept)
		return err
	})
}

// IsKnownBrowser reports whether the person with an e-mail address, in small letters, has signed in with the browser whose token has the hash.
// The shop is found through it.
func (s *Store) IsKnownBrowser(ctx context.Context, hash, email string, now zagaj.Instant) (bool, error) {
	found, err := list[int](ctx, s.read, `SELECT 1 FROM browsers b JOIN operators o ON o.shop_id = b.shop_id AND o.id = b.operator_id
		WHERE b.token_hash = $1 AND b.seen_at > $2 AND o.email = $3`, hash, now.Add(-BrowserLife), email)
	return len(found) > 0, err
}

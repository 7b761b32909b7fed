package sql

import (
	"context"
	"strings"

	"github.com/zagaj/zagaj"
)

// vault is a column of sealed texts.
type vault struct {
	place string // as sealPlace names it
	page  string // rows of a shop ($1) after an owner and an id ($2, $3), in their order; at most $4
	put   string // of a shop's ($1) owner and id ($2, $3), when there still stands what was read ($4): what stands there from now on ($5)
}

// vaults are all of them but the server's own key pair, which is of no shop. Who adds one adds it here, or "zagaj keys rotate" forgets
// the key that opens it; TestEverySealedColumnIsSealedAnew looks for that.
var vaults = []vault{
	{"installations",
		`SELECT '' AS owner, id, secrets AS body FROM installations WHERE shop_id = $1 AND $2 = '' AND id > $3 ORDER BY id LIMIT $4`,
		`UPDATE installations SET secrets = $5 WHERE shop_id = $1 AND $2 = '' AND id = $3 AND secrets = $4`},
	{"installations.credentials",
		`SELECT '' AS owner, id, credentials AS body FROM installations WHERE shop_id = $1 AND $2 = '' AND id > $3 ORDER BY id LIMIT $4`,
		`UPDATE installations SET credentials = $5 WHERE shop_id = $1 AND $2 = '' AND id = $3 AND credentials = $4`},
	{"factors",
		`SELECT operator_id AS owner, id, body FROM factors WHERE shop_id = $1 AND (operator_id, id) > ($2, $3) ORDER BY operator_id, id LIMIT $4`,
		`UPDATE factors SET body = $5 WHERE shop_id = $1 AND operator_id = $2 AND id = $3 AND body = $4`},
	{"letters",
		`SELECT '' AS owner, id, body FROM letters WHERE shop_id = $1 AND $2 = '' AND id > $3 ORDER BY id LIMIT $4`,
		`UPDATE letters SET body = $5 WHERE shop_id = $1 AND $2 = '' AND id = $3 AND body = $4`},
	{"endpoints",
		`SELECT '' AS owner, id, secrets AS body FROM endpoints WHERE shop_id = $1 AND $2 = '' AND id > $3 ORDER BY id LIMIT $4`,
		`UPDATE endpoints SET secrets = $5 WHERE shop_id = $1 AND $2 = '' AND id = $3 AND secrets = $4`},
	{"push_subscriptions",
		`SELECT operator_id AS owner, id, body FROM push_subscriptions WHERE shop_id = $1 AND (operator_id, id) > ($2, $3) ORDER BY operator_id, id LIMIT $4`,
		`UPDATE push_subscriptions SET body = $5 WHERE shop_id = $1 AND operator_id = $2 AND id = $3 AND body = $4`},
	{"order_proofs",
		`SELECT '' AS owner, order_id AS id, body FROM order_proofs WHERE shop_id = $1 AND $2 = '' AND order_id > $3 ORDER BY order_id LIMIT $4`,
		`UPDATE order_proofs SET body = $5 WHERE shop_id = $1 AND $2 = '' AND order_id = $3 AND body = $4`},
	{"petition_files.customer",
		`SELECT '' AS owner, petition_id AS id, customer AS body FROM petition_files WHERE shop_id = $1 AND $2 = '' AND petition_id > $3 ORDER BY petition_id LIMIT $4`,
		`UPDATE petition_files SET customer = $5 WHERE shop_id = $1 AND $2 = '' AND petition_id = $3 AND customer = $4`},
	{"petition_files",
		`SELECT '' AS owner, petition_id AS id, body FROM petition_files WHERE shop_id = $1 AND $2 = '' AND petition_id > $3 ORDER BY petition_id LIMIT $4`,
		`UPDATE petition_files SET body = $5 WHERE shop_id = $1 AND $2 = '' AND petition_id = $3 AND body = $4`},
}

// sealedRow is one text of a vault; Owner is empty where an id is a shop's own.
type sealedRow struct{ Owner, ID, Body string }

func (r sealedRow) place(v vault, shop zagaj.ShopID) []byte {
	if r.Owner != "" {
		return sealPlace(v.place, shop, r.Owner+"\x00"+r.ID)
	}
	return sealPlace(v.place, shop, r.ID)
}

// Reseal seals anew what is not sealed with the newest key, and returns how many texts that were. What a running server changes
// meanwhile is left as the server has written it: call it again until it finds nothing.
func (s *Store) Reseal(ctx context.Context) (int, error) {
	if s.keys == nil {
		return 0, nil
	}
	shops, err := s.Shops(ctx)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, shop := range shops {
		for _, v := range vaults {
			n, err := s.resealVault(ctx, shop.ID, v)
			if done += n; err != nil {
				return done, err
			}
		}
	}
	n, err := s.resealVAPID(ctx)
	return done + n, err
}

// resealVault seals a shop's texts of one kind anew, some hundreds in a transaction.
func (s *Store) resealVault(ctx context.Context, shop zagaj.ShopID, v vault) (done int, err error) {
	for last := (sealedRow{}); ; {
		page, err := list[sealedRow](ctx, s.read, v.page, shop, last.Owner, last.ID, forgetAtOnce)
		if err != nil || len(page) == 0 {
			return done, err
		}
		last = page[len(page)-1]
		n, err := result(ctx, s, func(ctx context.Context, t tx) (n int64, err error) {
			for _, r := range page {
				if r.Body == "" || s.keys.isNewest(r.Body) {
					continue
				}
				text, err := s.keys.open(r.place(v, shop), r.Body)
				if err != nil {
					return n, err
				}
				put, err := exec(ctx, t, v.put, shop, r.Owner, r.ID, r.Body, s.keys.seal(r.place(v, shop), text))
				if n += put; err != nil {
					return n, err
				}
			}
			return n, nil
		})
		if done += int(n); err != nil {
			return done, err
		}
	}
}

// isNewest reports whether a text is sealed with the key that seals now.
func (k *Keys) isNewest(text string) bool {
	return strings.HasPrefix(text, sealedMark+k.newest().id+".")
}

// resealVAPID seals the server's key pair anew.
func (s *Store) resealVAPID(ctx context.Context) (int, error) {
	found, err := list[string](ctx, s.read, `SELECT value FROM meta WHERE key = 'vapid'`)
	if err != nil || len(found) == 0 || s.keys.isNewest(found[0]) {
		return 0, err
	}
	text, err := s.keys.open(vapidPlace(), found[0])
	if err != nil {
		return 0, err
	}
	return 1, s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE meta SET value = $1 WHERE key = 'vapid' AND value = $2`, s.keys.seal(vapidPlace(), text), found[0])
		return err
	})
}

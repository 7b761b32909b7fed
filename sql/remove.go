package sql

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/zagaj/zagaj"
)

// remove deletes a shop's rows of which a condition holds, some keys in one transaction, and returns how many went. args are the condition's,
// from $2 on. The rows are looked for beside the writer, because hardly any table is in the order that is asked for, and nobody's message is to
// wait behind that; of what was found goes what the condition still holds of. It stands in a CASE there, so that no database goes by it instead
// of by the keys.
func (s *Store) remove(ctx context.Context, shop zagaj.ShopID, table, key, where string, args ...any) (int64, error) {
	args = append([]any{shop}, args...)
	var removed int64
	for {
		keys, err := list[any](ctx, s.read, `SELECT `+key+` FROM `+table+` WHERE shop_id = $1 AND (`+where+`) LIMIT `+strconv.Itoa(forgetAtOnce), args...)
		if err != nil || len(keys) == 0 {
			return removed, err
		}
		places := make([]string, len(keys))
		for i, k := range keys {
			places[i] = "$" + strconv.Itoa(len(args)+i+1)
			if text, ok := k.([]byte); ok { // as PostgreSQL's driver reads text
				keys[i] = string(text)
			}
		}
		n, err := result(ctx, s, func(ctx context.Context, t tx) (int64, error) {
			return exec(ctx, t, `DELETE FROM `+table+` WHERE shop_id = $1 AND `+key+` IN (`+strings.Join(places, ",")+`) AND CASE WHEN `+where+` THEN TRUE ELSE FALSE END`, slices.Concat(args, keys)...)
		})
		if removed += n; err != nil {
			return removed, err
		}
	}
}

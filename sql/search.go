package sql

import (
	"context"
	"strings"

	"github.com/zagaj/zagaj"
)

// searchWords is how many words of a search count; more narrow nothing down.
const searchWords = 4

var likeLiteral = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// sought asks for messages that hold one word; each of the others adds a line of alsoSought, so that no row is compared with
// nothing.
const sought = `SELECT ` + messageColumns + ` FROM messages WHERE shop_id = $1 AND sent_at < $2 AND folded LIKE $4 ESCAPE '\'`

var alsoSought = [searchWords]string{"", ` AND folded LIKE $5 ESCAPE '\'`, ` AND folded LIKE $6 ESCAPE '\'`, ` AND folded LIKE $7 ESCAPE '\'`}

// SearchMessages returns the shop's messages sent before an instant that hold all of the words, the newest first.
// Case and accents do not count, and neither does the end of a word: "kurtk" finds "kurtkę". Without a word it is empty.
func (s *Store) SearchMessages(ctx context.Context, shop zagaj.ShopID, words string, before zagaj.Instant, limit int) ([]zagaj.Message, error) {
	found := strings.Fields(Fold(clean(words)))
	if len(found) == 0 {
		return []zagaj.Message{}, nil
	}
	args := []any{shop, before, rows(limit)}
	query := sought
	for i, w := range found[:min(len(found), searchWords)] {
		args = append(args, "%"+likeLiteral.Replace(w)+"%")
		query += alsoSought[i]
	}
	return list[zagaj.Message](ctx, s.read, query+` ORDER BY sent_at DESC, conversation_id, seq LIMIT $3`, args...)
}

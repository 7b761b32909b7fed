package sql

import (
	"context"
	"strings"

	"github.com/zagaj/zagaj"
)

// searchWords is how many words of a search count; more narrow nothing down.
const searchWords = 4

var likeLiteral = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// SearchMessages returns the shop's messages sent before an instant that hold all of the words, the newest first.
// Case and accents do not count, and neither does the end of a word: "kurtk" finds "kurtkę". Without a word it is empty.
func (s *Store) SearchMessages(ctx context.Context, shop zagaj.ShopID, words string, before zagaj.Instant, limit int) ([]zagaj.Message, error) {
	args := []any{shop, "%", "%", "%", "%", before, rows(limit)}
	found := strings.Fields(Fold(clean(words)))
	if len(found) == 0 {
		return []zagaj.Message{}, nil
	}
	for i, w := range found[:min(len(found), searchWords)] {
		args[i+1] = "%" + likeLiteral.Replace(w) + "%"
	}
	return list[zagaj.Message](ctx, s.read, `SELECT m.id, m.shop_id, m.conversation_id, m.seq, m.role, m.author, m.name, m.body, m.sent_at, m.kind, m.width, m.height
		FROM message_search f JOIN messages m ON m.shop_id = f.shop_id AND m.conversation_id = f.conversation_id AND m.seq = f.seq
		WHERE f.shop_id = $1 AND f.folded LIKE $2 ESCAPE '\' AND f.folded LIKE $3 ESCAPE '\' AND f.folded LIKE $4 ESCAPE '\'
		AND f.folded LIKE $5 ESCAPE '\' AND f.sent_at < $6 ORDER BY f.sent_at DESC, f.conversation_id, f.seq LIMIT $7`, args...)
}

// indexMessage makes a stored message findable, in the transaction that stores it.
func indexMessage(ctx context.Context, t tx, m zagaj.Message) error {
	_, err := exec(ctx, t, `INSERT INTO message_search (shop_id, conversation_id, seq, sent_at, folded) VALUES ($1, $2, $3, $4, $5)`,
		m.Shop, m.Conversation, m.Seq, m.SentAt, Fold(m.Text))
	return err
}

// indexMessages is indexMessage for many.
func indexMessages(ctx context.Context, t tx, all []zagaj.Message) error {
	return inChunks(all, func(part []zagaj.Message) error {
		args := make([]any, 0, 5*len(part))
		for _, m := range part {
			args = append(args, m.Shop, m.Conversation, m.Seq, m.SentAt, Fold(m.Text))
		}
		_, err := exec(ctx, t, `INSERT INTO message_search (shop_id, conversation_id, seq, sent_at, folded) VALUES `+marks(len(part), 1, "", "", "", "", ""), args...)
		return err
	})
}

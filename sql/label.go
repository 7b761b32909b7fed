package sql

import (
	"context"
	"fmt"

	"github.com/zagaj/zagaj"
)

// Label returns what a conversation was about; one that nobody has labelled has an empty label.
func (s *Store) Label(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) (zagaj.Label, error) {
	row, err := get[struct {
		Kind    zagaj.ConversationKind `db:"kind"`
		Tags    string                 `db:"tags"`
		Rating  int                    `db:"rating"`
		RatedAt zagaj.Instant          `db:"rated_at"`
	}](ctx, s.read, `SELECT kind, tags, rating, rated_at FROM labels WHERE shop_id = $1 AND conversation_id = $2`, shop, id)
	l := zagaj.Label{Shop: shop, Conversation: id, Tags: []string{}}
	if err != nil {
		if zagaj.CodeOf(err) == zagaj.CodeNotFound {
			err = nil
		}
		return l, err
	}
	l.Kind, l.Rating, l.RatedAt = row.Kind, row.Rating, row.RatedAt
	l.Tags, err = unpack[[]string](row.Tags)
	return l, err
}

// SaveLabel keeps kind and tags; the visitor's rating stays.
func (s *Store) SaveLabel(ctx context.Context, l zagaj.Label) error {
	tags, err := pack(l.Tags)
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO labels (shop_id, conversation_id, kind, tags, rating, rated_at) VALUES ($1, $2, $3, $4, 0, 0)
			ON CONFLICT (shop_id, conversation_id) DO UPDATE SET kind = excluded.kind, tags = excluded.tags`, l.Shop, l.Conversation, l.Kind, tags)
		return err
	})
}

// Rate keeps the visitor's rating; the last word counts.
func (s *Store) Rate(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, rating int, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO labels (shop_id, conversation_id, kind, tags, rating, rated_at) VALUES ($1, $2, '', '[]', $3, $4)
			ON CONFLICT (shop_id, conversation_id) DO UPDATE SET rating = excluded.rating, rated_at = excluded.rated_at`, shop, id, rating, at)
		if err != nil {
			return err
		}
		return tell(ctx, t, shop, notice{zagaj.NoticeConversationRated, string(id), fmt.Sprint(id, " ", at), at,
			map[string]any{"conversation": id, "rating": rating, "rated_at": at}})
	})
}

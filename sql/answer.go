package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const answerColumns = `id, shop_id, shortcut, body, language, used, folder, owner_id`

// Answers returns a shop's ready answers, the most used first.
func (s *Store) Answers(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Answer, error) {
	return list[zagaj.Answer](ctx, s.read, `SELECT `+answerColumns+` FROM answers WHERE shop_id = $1 ORDER BY used DESC, shortcut, id LIMIT $2`, shop, most)
}

// Answer returns a ready answer.
func (s *Store) Answer(ctx context.Context, shop zagaj.ShopID, id zagaj.AnswerID) (zagaj.Answer, error) {
	return get[zagaj.Answer](ctx, s.read, `SELECT `+answerColumns+` FROM answers WHERE shop_id = $1 AND id = $2`, shop, id)
}

// SaveAnswer adds or changes a ready answer; how often it was used stays.
func (s *Store) SaveAnswer(ctx context.Context, a zagaj.Answer) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO answers (`+answerColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (shop_id, id) DO UPDATE SET shortcut = excluded.shortcut, body = excluded.body, language = excluded.language,
			folder = excluded.folder, owner_id = excluded.owner_id`,
			a.ID, a.Shop, a.Shortcut, a.Text, a.Language, 0, a.Folder, a.Owner)
		return err
	})
}

// DeleteAnswer removes a ready answer.
func (s *Store) DeleteAnswer(ctx context.Context, shop zagaj.ShopID, id zagaj.AnswerID) error {
	return s.removeOne(ctx, `DELETE FROM answers WHERE shop_id = $1 AND id = $2`, shop, id)
}

// UseAnswer counts a use.
func (s *Store) UseAnswer(ctx context.Context, shop zagaj.ShopID, id zagaj.AnswerID) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return one(ctx, t, `UPDATE answers SET used = used + 1 WHERE shop_id = $1 AND id = $2`, shop, id)
	})
}

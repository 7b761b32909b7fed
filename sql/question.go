package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

// QuestionSet returns the suggested questions a shop has written; CodeNotFound while it has written none.
func (s *Store) QuestionSet(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Question, error) {
	return body[[]zagaj.Question](ctx, s.read, "question_sets", shop)
}

// SaveQuestionSet replaces them; the counts of ids that stay are kept.
func (s *Store) SaveQuestionSet(ctx context.Context, shop zagaj.ShopID, set []zagaj.Question) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return saveBody(ctx, t, "question_sets", shop, set) })
}

// QuestionCounts returns how often each question was tapped and answered.
func (s *Store) QuestionCounts(ctx context.Context, shop zagaj.ShopID) ([]zagaj.QuestionCount, error) {
	return list[zagaj.QuestionCount](ctx, s.read, `SELECT question_id, tapped, answered FROM question_counts WHERE shop_id = $1 ORDER BY question_id LIMIT $2`, shop, most)
}

// TapQuestion counts a tap that the shop's own answer has answered at once.
func (s *Store) TapQuestion(ctx context.Context, shop zagaj.ShopID, id zagaj.QuestionID) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return countTap(ctx, t, shop, id, 1, 1) })
}

func countTap(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.QuestionID, tapped, answered int) error {
	_, err := exec(ctx, t, `INSERT INTO question_counts (shop_id, question_id, tapped, answered) VALUES ($1, $2, $3, $4)
		ON CONFLICT (shop_id, question_id) DO UPDATE SET tapped = question_counts.tapped + excluded.tapped,
		answered = question_counts.answered + excluded.answered`, shop, id, tapped, answered)
	return err
}

// noteTap counts, in the transaction of a message, a tapped question, or the answer to those that wait for one.
func noteTap(ctx context.Context, t tx, m *zagaj.Message) error {
	switch {
	case m.Role == zagaj.RoleVisitor && m.Question != "":
		_, err := exec(ctx, t, `INSERT INTO question_taps (shop_id, conversation_id, message_id, question_id, answered_at) VALUES ($1, $2, $3, $4, 0)`,
			m.Shop, m.Conversation, m.ID, m.Question)
		if err != nil {
			return err
		}
		return countTap(ctx, t, m.Shop, m.Question, 1, 0)
	case m.Role == zagaj.RoleOperator && m.Kind == zagaj.MessageWords:
		answered, err := list[zagaj.QuestionID](ctx, t, `UPDATE question_taps SET answered_at = $3 WHERE shop_id = $1 AND conversation_id = $2
			AND answered_at = 0 RETURNING question_id`, m.Shop, m.Conversation, m.SentAt)
		if err != nil {
			return err
		}
		for _, id := range answered {
			if err := countTap(ctx, t, m.Shop, id, 0, 1); err != nil {
				return err
			}
		}
	}
	return nil
}

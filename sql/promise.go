package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const promiseColumns = `id, shop_id, conversation_id, visitor_id, operator_id, body, created_at, due_at, reminded_at, overdue_at, kept_at`

// AddPromise keeps a promise and reports whether it is new. The same id with the same words changes nothing; with
// others it is CodeConflict.
func (s *Store) AddPromise(ctx context.Context, p zagaj.Promise) (bool, error) {
	p.Text = clean(p.Text)
	return result(ctx, s, func(ctx context.Context, t tx) (bool, error) {
		n, err := exec(ctx, t, `INSERT INTO promises (`+promiseColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0) ON CONFLICT DO NOTHING`,
			p.ID, p.Shop, p.Conversation, p.Visitor, p.Operator, p.Text, p.CreatedAt, p.DueAt)
		if err == nil && n > 0 {
			return true, tellPromise(ctx, t, zagaj.NoticePromiseMade, p, p.CreatedAt)
		}
		if err != nil {
			return false, err
		}
		old, err := get[zagaj.Promise](ctx, t, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND id = $2`, p.Shop, p.ID)
		if err == nil && (old.Conversation != p.Conversation || old.Text != p.Text || old.DueAt != p.DueAt) {
			err = zagaj.E(zagaj.CodeConflict, "another promise has this id")
		}
		return false, err
	})
}

// Promise returns a promise.
func (s *Store) Promise(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID) (zagaj.Promise, error) {
	return get[zagaj.Promise](ctx, s.read, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND id = $2`, shop, id)
}

// OpenPromises returns the shop's promises that are not kept, the most urgent first.
func (s *Store) OpenPromises(ctx context.Context, shop zagaj.ShopID, limit int) ([]zagaj.Promise, error) {
	return list[zagaj.Promise](ctx, s.read, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND kept_at = 0 ORDER BY due_at, id LIMIT $2`,
		shop, rows(limit))
}

// Remind notes that the owner was reminded; only the first time it reports true.
func (s *Store) Remind(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID, at zagaj.Instant) (bool, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (bool, error) {
		n, err := exec(ctx, t, `UPDATE promises SET reminded_at = $3 WHERE shop_id = $1 AND id = $2 AND reminded_at = 0 AND kept_at = 0`, shop, id, at)
		return n > 0, err
	})
}

// Overdue notes that the alarm of a late promise went off; only the first time it reports true.
func (s *Store) Overdue(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID, at zagaj.Instant) (bool, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (bool, error) {
		n, err := exec(ctx, t, `UPDATE promises SET overdue_at = $3 WHERE shop_id = $1 AND id = $2 AND overdue_at = 0 AND kept_at = 0`, shop, id, at)
		if err != nil || n == 0 {
			return false, err
		}
		return true, tellPromiseOf(ctx, t, zagaj.NoticePromiseOverdue, shop, id, at)
	})
}

// KeepPromise notes when and by which message the promised answer was given; the first time counts. A letter that
// waited for it becomes due.
func (s *Store) KeepPromise(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID, answer zagaj.Message) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		n, err := exec(ctx, t, `UPDATE promises SET kept_at = $3 WHERE shop_id = $1 AND id = $2 AND kept_at = 0`, shop, id, answer.SentAt)
		if err != nil || n == 0 {
			return err
		}
		if err := tellPromiseOf(ctx, t, zagaj.NoticePromiseKept, shop, id, answer.SentAt); err != nil {
			return err
		}
		return releaseLetter(ctx, t, shop, zagaj.PromiseLetterID(id), string(answer.Conversation)+"/"+string(answer.ID), answer.SentAt)
	})
}

// tellPromiseOf tells of a promise as this transaction has left it.
func tellPromiseOf(ctx context.Context, t tx, kind zagaj.NoticeKind, shop zagaj.ShopID, id zagaj.PromiseID, at zagaj.Instant) error {
	p, err := get[zagaj.Promise](ctx, t, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND id = $2`, shop, id)
	if err != nil {
		return err
	}
	return tellPromise(ctx, t, kind, p, at)
}

// PromisesTo returns what is still owed to a visitor, the most urgent first.
func (s *Store) PromisesTo(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) ([]zagaj.Promise, error) {
	return list[zagaj.Promise](ctx, s.read, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND visitor_id = $2 AND kept_at = 0
		ORDER BY due_at, id LIMIT $3`, shop, visitor, most)
}

// CountPromises counts the shop's promises made at an instant or later.
func (s *Store) CountPromises(ctx context.Context, shop zagaj.ShopID, since, now zagaj.Instant) (zagaj.PromiseCount, error) {
	return get[zagaj.PromiseCount](ctx, s.read, `SELECT COUNT(*) FILTER (WHERE kept_at = 0) AS open_count,
		COUNT(*) FILTER (WHERE kept_at = 0 AND due_at < $3) AS overdue_count,
		COUNT(*) FILTER (WHERE kept_at > 0 AND kept_at <= due_at) AS kept_count,
		COUNT(*) FILTER (WHERE kept_at > due_at) AS late_count FROM promises WHERE shop_id = $1 AND created_at >= $2`, shop, since, now)
}

package sql

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/zagaj/zagaj"
)

const promiseColumns = `id, shop_id, conversation_id, visitor_id, operator_id, body, created_at, due_at, reminded_at, overdue_at, kept_at, moves`

type promiseRow struct {
	zagaj.Promise
	Moves string `db:"moves"`
}

func (r promiseRow) promise() (p zagaj.Promise, err error) {
	p = r.Promise
	p.Moves, err = unpack[[]zagaj.PromiseMove](r.Moves)
	return p, err
}

func getPromise(ctx context.Context, q sqlx.QueryerContext, shop zagaj.ShopID, id zagaj.PromiseID) (zagaj.Promise, error) {
	row, err := get[promiseRow](ctx, q, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND id = $2`, shop, id)
	if err != nil {
		return row.Promise, err
	}
	return row.promise()
}

func promises(rows []promiseRow, err error) ([]zagaj.Promise, error) {
	out := make([]zagaj.Promise, len(rows))
	for i := 0; i < len(rows) && err == nil; i++ {
		out[i], err = rows[i].promise()
	}
	return out, err
}

// AddPromise keeps a promise and reports whether it is new. The same id with the same words changes nothing; with
// others it is CodeConflict.
func (s *Store) AddPromise(ctx context.Context, p zagaj.Promise) (bool, error) {
	p.Text = clean(p.Text)
	return result(ctx, s, func(ctx context.Context, t tx) (bool, error) {
		n, err := exec(ctx, t, `INSERT INTO promises (`+promiseColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, '[]') ON CONFLICT DO NOTHING`,
			p.ID, p.Shop, p.Conversation, p.Visitor, p.Operator, p.Text, p.CreatedAt, p.DueAt)
		if err == nil && n > 0 {
			return true, tellPromise(ctx, t, zagaj.NoticePromiseMade, p, p.CreatedAt)
		}
		if err != nil {
			return false, err
		}
		old, err := getPromise(ctx, t, p.Shop, p.ID)
		if err == nil && (old.Conversation != p.Conversation || old.Text != p.Text || old.DueAt != p.DueAt) {
			err = zagaj.E(zagaj.CodeConflict, "another promise has this id")
		}
		return false, err
	})
}

// Promise returns a promise.
func (s *Store) Promise(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID) (zagaj.Promise, error) {
	return getPromise(ctx, s.read, shop, id)
}

// OpenPromises returns the shop's promises that are not kept, the most urgent first.
func (s *Store) OpenPromises(ctx context.Context, shop zagaj.ShopID, limit int) ([]zagaj.Promise, error) {
	return promises(list[promiseRow](ctx, s.read, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND kept_at = 0 ORDER BY due_at, id LIMIT $2`,
		shop, rows(limit)))
}

// PromisesToTell returns the open promises of which something may be told until an instant: a reminder, or that they are late. What was told
// of all of it stays open until it is kept, and must not stand before the others.
func (s *Store) PromisesToTell(ctx context.Context, shop zagaj.ShopID, at zagaj.Instant, limit int) ([]zagaj.Promise, error) {
	return promises(list[promiseRow](ctx, s.read, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND kept_at = 0
		AND ((due_at <= $2 AND overdue_at = 0) OR (due_at > $2 AND reminded_at = 0)) ORDER BY due_at, id LIMIT $3`, shop, at, rows(limit)))
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

// given is what GivePromise answers.
type given struct {
	promise zagaj.Promise
	isNew   bool
}

// GivePromise gives an open promise to m.To, whoever has it, and reports whether that changed anything. CodeConflict when it
// is kept already, CodeNotFound when nobody of the shop who may sign in has that id.
func (s *Store) GivePromise(ctx context.Context, shop zagaj.ShopID, id zagaj.PromiseID, m zagaj.PromiseMove) (zagaj.Promise, bool, error) {
	got, err := result(ctx, s, func(ctx context.Context, t tx) (given, error) {
		p, err := getPromise(ctx, t, shop, id)
		if err != nil {
			return given{}, err
		}
		if p.KeptAt > 0 {
			return given{}, zagaj.E(zagaj.CodeConflict, "the promise is kept already")
		}
		if p.Operator == m.To { // it may be this very move, whose commit was not heard of
			return given{p, isLastMove(p, m)}, nil
		}
		here, err := exists(ctx, t, `SELECT 1 FROM operators WHERE shop_id = $1 AND id = $2 AND disabled_at = 0`, shop, m.To)
		if err == nil && !here {
			err = zagaj.E(zagaj.CodeNotFound, "no such colleague")
		}
		if err != nil {
			return given{}, err
		}
		p, err = movePromise(ctx, t, p, m)
		return given{p, true}, err
	})
	return got.promise, got.isNew, err
}

func isLastMove(p zagaj.Promise, m zagaj.PromiseMove) bool {
	if len(p.Moves) == 0 {
		return false
	}
	last := p.Moves[len(p.Moves)-1]
	return last.To == m.To && last.By == m.By && last.At == m.At
}

func movePromise(ctx context.Context, t tx, p zagaj.Promise, m zagaj.PromiseMove) (zagaj.Promise, error) {
	m.From = p.Operator
	p.Move(m)
	moves, err := pack(p.Moves)
	if err != nil {
		return p, err
	}
	if err := one(ctx, t, `UPDATE promises SET operator_id = $3, moves = $4 WHERE shop_id = $1 AND id = $2`, p.Shop, p.ID, p.Operator, moves); err != nil {
		return p, err
	}
	return p, tell(ctx, t, p.Shop, notice{zagaj.NoticePromiseGiven, string(p.Conversation), fmt.Sprint(p.ID, " ", m.At, " ", m.To), m.At, p})
}

// FreePromises leaves the open promises of somebody who left with nobody, and returns them.
func (s *Store) FreePromises(ctx context.Context, shop zagaj.ShopID, owner zagaj.OperatorID, by zagaj.OperatorID, at zagaj.Instant) ([]zagaj.Promise, error) {
	move := zagaj.PromiseMove{By: by, At: at}
	return result(ctx, s, func(ctx context.Context, t tx) ([]zagaj.Promise, error) {
		owed, err := promises(list[promiseRow](ctx, t, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND operator_id IN ($2, '') AND kept_at = 0
			ORDER BY due_at, id LIMIT $3`, shop, owner, most))
		if err != nil {
			return nil, err
		}
		// Of nobody's, only what an earlier run of this write has freed, whose commit was not heard of.
		owed = slices.DeleteFunc(owed, func(p zagaj.Promise) bool { return p.Operator == "" && !isLastMove(p, move) })
		for i, p := range owed {
			if p.Operator == "" {
				continue
			}
			if owed[i], err = movePromise(ctx, t, p, move); err != nil {
				return nil, err
			}
		}
		return owed, nil
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
		part := string(answer.Conversation) + "/" + string(answer.ID)
		if err := releaseLetter(ctx, t, shop, zagaj.PromisePushID(id), part, answer.SentAt); err != nil {
			return err
		}
		return releaseLetter(ctx, t, shop, zagaj.PromiseLetterID(id), part, answer.SentAt)
	})
}

// tellPromiseOf tells of a promise as this transaction has left it.
func tellPromiseOf(ctx context.Context, t tx, kind zagaj.NoticeKind, shop zagaj.ShopID, id zagaj.PromiseID, at zagaj.Instant) error {
	p, err := getPromise(ctx, t, shop, id)
	if err != nil {
		return err
	}
	return tellPromise(ctx, t, kind, p, at)
}

// PromisesTo returns what is still owed to a visitor, the most urgent first.
func (s *Store) PromisesTo(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) ([]zagaj.Promise, error) {
	return promises(list[promiseRow](ctx, s.read, `SELECT `+promiseColumns+` FROM promises WHERE shop_id = $1 AND visitor_id = $2 AND kept_at = 0
		ORDER BY due_at, id LIMIT $3`, shop, visitor, most))
}

// CountPromises counts the shop's promises made at an instant or later.
func (s *Store) CountPromises(ctx context.Context, shop zagaj.ShopID, since, now zagaj.Instant) (zagaj.PromiseCount, error) {
	return get[zagaj.PromiseCount](ctx, s.read, `SELECT COUNT(*) FILTER (WHERE kept_at = 0) AS open_count,
		COUNT(*) FILTER (WHERE kept_at = 0 AND due_at < $3) AS overdue_count,
		COUNT(*) FILTER (WHERE kept_at > 0 AND kept_at <= due_at) AS kept_count,
		COUNT(*) FILTER (WHERE kept_at > due_at) AS late_count FROM promises WHERE shop_id = $1 AND created_at >= $2`, shop, since, now)
}

package sql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
	"modernc.org/sqlite"
)

// checkFile looks at the file's own structure and at every index against its table.
func checkFile(ctx context.Context, db *sqlx.DB) error {
	verdict, err := get[string](ctx, db, `PRAGMA integrity_check(1)`)
	if err == nil && verdict != "ok" {
		err = &Damage{verdict}
	}
	return asDamage(err)
}

// damaged reports SQLite's own words for a file it cannot make sense of.
func damaged(err error) bool {
	var l *sqlite.Error
	return errors.As(err, &l) && (l.Code()&0xff == sqliteCorrupt || l.Code()&0xff == sqliteNoDatabase)
}

// asDamage tells damage from other errors.
func asDamage(err error) error {
	if damaged(err) {
		return &Damage{err.Error()}
	}
	return err
}

// AsDamage tells damage from other errors of a start. Our statements name no table and no column that the migrations have not made: where
// SQLite knows one of them not, its own description of the tables is not what was written, which no sum covers.
func AsDamage(err error) error {
	var l *sqlite.Error
	if errors.As(err, &l) && l.Code() == sqliteError && (strings.Contains(l.Error(), "no such ") || strings.Contains(l.Error(), "has no column named")) {
		return &Damage{err.Error()}
	}
	return asDamage(err)
}

// hasSum leaves out rows from before there were sums, unless the store is known to have none.
const hasSum = `(sum <> 0 OR EXISTS (SELECT 1 FROM meta WHERE key = 'summed'))`

// checkRows adds up every row that has a sum, and counts every conversation's messages. Of one that is about to be forgotten
// the messages may have gone already.
func checkRows(ctx context.Context, q sqlx.QueryerContext) error {
	if err := checkMessages(ctx, q, func(m zagaj.Message) error {
		return &Damage{fmt.Sprintf("message %d of conversation %s is not what was written", m.Seq, m.Conversation)}
	}); err != nil {
		return err
	}
	if err := checkEvents(ctx, q); err != nil {
		return err
	}
	holes, err := list[string](ctx, q, `SELECT c.id FROM conversations c
		LEFT JOIN (SELECT shop_id, conversation_id, COUNT(*) AS n, MAX(seq) AS last FROM messages GROUP BY shop_id, conversation_id) m
		  ON m.shop_id = c.shop_id AND m.conversation_id = c.id
		WHERE (COALESCE(m.n, 0) <> c.seq OR COALESCE(m.last, 0) <> c.seq) AND NOT (c.state = 'closed' AND m.n IS NULL) LIMIT 1`)
	if err == nil && len(holes) > 0 {
		err = &Damage{"messages of conversation " + holes[0] + " are missing"}
	}
	return asDamage(err)
}

// checkMessages calls bad with each message whose sum is wrong.
func checkMessages(ctx context.Context, q sqlx.QueryerContext, bad func(zagaj.Message) error) error {
	rows, err := q.QueryxContext(ctx, `SELECT `+messageColumns+`, sum FROM messages WHERE `+hasSum)
	if err != nil {
		return asDamage(err)
	}
	defer rows.Close()
	for rows.Next() {
		var m zagaj.Message
		var want int64
		err := rows.Scan(&m.ID, &m.Shop, &m.Conversation, &m.Seq, &m.Role, &m.Author, &m.Name, &m.Text, &m.SentAt, &m.Kind, &m.Width, &m.Height, &want)
		if err == nil && sumOfMessage(&m) != want {
			err = bad(m)
		}
		if err != nil {
			return asDamage(err)
		}
	}
	return asDamage(rows.Err())
}

// foldAnew writes the words that messages are searched by once more where they are not what they should be. They stand in no sum, because they can
// be made from what does.
func foldAnew(ctx context.Context, db *sqlx.DB) error {
	type row struct {
		Shop         zagaj.ShopID         `db:"shop_id"`
		Conversation zagaj.ConversationID `db:"conversation_id"`
		Seq          int64                `db:"seq"`
		Text         string               `db:"body"`
		Folded       string               `db:"folded"`
	}
	var wrong []row
	rows, err := db.QueryxContext(ctx, `SELECT shop_id, conversation_id, seq, body, folded FROM messages`)
	if err != nil {
		return err
	}
	for rows.Next() {
		var r row
		if err = rows.StructScan(&r); err != nil {
			break
		}
		if folded := Fold(r.Text); folded != r.Folded {
			r.Text, r.Folded = "", folded
			wrong = append(wrong, r)
		}
	}
	if err = errors.Join(err, rows.Err(), rows.Close()); err != nil || len(wrong) == 0 {
		return err
	}
	t, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback() //nolint:errcheck // after the commit there is nothing to roll back
	for _, r := range wrong {
		if _, err := exec(ctx, t, `UPDATE messages SET folded = $4 WHERE shop_id = $1 AND conversation_id = $2 AND seq = $3`, r.Shop, r.Conversation, r.Seq, r.Folded); err != nil {
			return err
		}
	}
	return t.Commit()
}

func checkEvents(ctx context.Context, q sqlx.QueryerContext) error {
	rows, err := q.QueryxContext(ctx, `SELECT shop_id, seq, source, id, visitor_id, kind, occurred_at, received_at, payload, sum FROM events WHERE `+hasSum)
	if err != nil {
		return asDamage(err)
	}
	defer rows.Close()
	for rows.Next() {
		var ev zagaj.Event
		var payload string
		var want int64
		err := rows.Scan(&ev.Shop, &ev.Seq, &ev.Source, &ev.ID, &ev.Visitor, &ev.Kind, &ev.OccurredAt, &ev.ReceivedAt, &payload, &want)
		if err == nil && sumOfEvent(ev, payload) != want {
			err = &Damage{fmt.Sprintf("event %d of shop %s is not what was written", ev.Seq, ev.Shop)}
		}
		if err != nil {
			return asDamage(err)
		}
	}
	return asDamage(rows.Err())
}

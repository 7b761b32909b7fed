package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const (
	waitColumns  = `shop_id, conversation_id, seq, since, round, armed_at, rung, seen_at, seen_by, ended_at, answered_by`
	alarmColumns = `shop_id, conversation_id, seq, round, step, operator_id, at, heard_by, heard_at`
)

// waitTypes are the types of waitColumns.
var waitTypes = []string{"TEXT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "BIGINT", "TEXT"}

// noteWait keeps, in the transaction of a message, since when a visitor waits for an answer.
func noteWait(ctx context.Context, t tx, m *zagaj.Message) error {
	switch m.Role {
	case zagaj.RoleVisitor:
		_, err := exec(ctx, t, `INSERT INTO waits (`+waitColumns+`) VALUES ($1, $2, $3, $4, 0, $4, 0, 0, '', 0, '') ON CONFLICT DO NOTHING`,
			m.Shop, m.Conversation, m.Seq, m.SentAt)
		return err
	case zagaj.RoleOperator:
		if err := seeWait(ctx, t, m.Shop, m.Conversation, zagaj.OperatorID(m.Author), m.SentAt); err != nil {
			return err
		}
		_, err := exec(ctx, t, `UPDATE waits SET ended_at = $3, answered_by = $4 WHERE shop_id = $1 AND conversation_id = $2 AND ended_at = 0`,
			m.Shop, m.Conversation, m.SentAt, m.Author)
		return err
	}
	return nil
}

// noteWaits is noteWait for many. A visitor who waits already begins no other wait. Where an operator has a say, the order
// counts, and it is done one by one.
func noteWaits(ctx context.Context, t tx, all []fresh) error {
	answered := map[zagaj.ConversationID]bool{}
	for i := range all {
		if all[i].Role != zagaj.RoleVisitor {
			answered[all[i].Conversation] = true
		}
	}
	var asked []any
	for i := range all {
		m := &all[i]
		switch {
		case m.Role == zagaj.RoleVisitor && !m.waits:
		case !answered[m.Conversation]:
			asked = appendWait(asked, m.Message)
		default:
			if err := noteWait(ctx, t, m.Message); err != nil {
				return err
			}
		}
	}
	return forMany(t, waitTypes, asked, func(source string, args []any) error {
		_, err := exec(ctx, t, `INSERT INTO waits (`+waitColumns+`) `+source+` ON CONFLICT DO NOTHING`, args...)
		return err
	})
}

// appendWait writes the cells of a wait that begins with a message behind others.
func appendWait(cells []any, m *zagaj.Message) []any {
	return append(cells, m.Shop, m.Conversation, m.Seq, m.SentAt, 0, m.SentAt, 0, 0, "", 0, "")
}

func seeWait(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.ConversationID, by zagaj.OperatorID, at zagaj.Instant) error {
	_, err := exec(ctx, t, `UPDATE waits SET seen_at = $3, seen_by = $4 WHERE shop_id = $1 AND conversation_id = $2 AND ended_at = 0 AND seen_at = 0`,
		shop, id, at, by)
	return err
}

// endWait ends the wait of a conversation that nobody answered.
func endWait(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.ConversationID, at zagaj.Instant) error {
	_, err := exec(ctx, t, `UPDATE waits SET ended_at = $3 WHERE shop_id = $1 AND conversation_id = $2 AND ended_at = 0`, shop, id, at)
	return err
}

// rearm begins the ladder anew: whoever holds the conversation now has the whole time.
func rearm(ctx context.Context, t tx, shop zagaj.ShopID, id zagaj.ConversationID, at zagaj.Instant) error {
	_, err := exec(ctx, t, `UPDATE waits SET round = round + 1, rung = 0, armed_at = $3 WHERE shop_id = $1 AND conversation_id = $2 AND ended_at = 0`,
		shop, id, at)
	return err
}

// Rearm begins the ladder of a wait anew, when nobody else could be asked.
func (s *Store) Rearm(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return rearm(ctx, t, shop, id, at) })
}

// See notes that a person has the conversation on the screen; the first one counts.
func (s *Store) See(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID, by zagaj.OperatorID, at zagaj.Instant) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return seeWait(ctx, t, shop, id, by, at) })
}

// OpenWaits returns the shop's visitors who wait for an answer, who waits longest at the front.
func (s *Store) OpenWaits(ctx context.Context, shop zagaj.ShopID, limit int) ([]zagaj.Wait, error) {
	return list[zagaj.Wait](ctx, s.read, `SELECT `+waitColumns+` FROM waits WHERE shop_id = $1 AND ended_at = 0 ORDER BY since, conversation_id LIMIT $2`,
		shop, rows(limit))
}

// Waits returns a conversation's waits, the oldest first.
func (s *Store) Waits(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) ([]zagaj.Wait, error) {
	return list[zagaj.Wait](ctx, s.read, `SELECT `+waitColumns+` FROM waits WHERE shop_id = $1 AND conversation_id = $2 ORDER BY seq LIMIT $3`, shop, id, most)
}

// WaitsSince returns the shop's waits that began at an instant or later, the newest first.
func (s *Store) WaitsSince(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant) ([]zagaj.Wait, error) {
	return list[zagaj.Wait](ctx, s.read, `SELECT `+waitColumns+` FROM waits WHERE shop_id = $1 AND since >= $2 ORDER BY since DESC LIMIT $3`, shop, since, most)
}

// Waited counts the shop's waits that began at an instant or later, and how many ended within each of the limits: however many there are, the
// answer is as long as the days.
func (s *Store) Waited(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant, within [4]zagaj.Seconds) ([]zagaj.Waited, error) {
	ms := func(limit zagaj.Seconds) int64 { return limit.Duration().Milliseconds() }
	return list[zagaj.Waited](ctx, s.read, `SELECT since - since % 900000 AS quarter, answered_by, COUNT(*) AS waits, COUNT(*) FILTER (WHERE ended_at > 0) AS ended,
		COUNT(*) FILTER (WHERE ended_at > 0 AND ended_at - since <= $3) AS within_1, COUNT(*) FILTER (WHERE ended_at > 0 AND ended_at - since <= $4) AS within_2,
		COUNT(*) FILTER (WHERE ended_at > 0 AND ended_at - since <= $5) AS within_3, COUNT(*) FILTER (WHERE ended_at > 0 AND ended_at - since <= $6) AS within_4
		FROM waits WHERE shop_id = $1 AND since >= $2 GROUP BY quarter, answered_by ORDER BY quarter, answered_by LIMIT $7`,
		shop, since, ms(within[0]), ms(within[1]), ms(within[2]), ms(within[3]), mostCounted)
}

// SoundAlarm keeps the receipt of an alarm and reports whether it is the first time: of many nodes one sounds it, and
// none once the wait has ended. rung counts from 1.
func (s *Store) SoundAlarm(ctx context.Context, a zagaj.Alarm, rung int) (bool, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (bool, error) {
		n, err := exec(ctx, t, `UPDATE waits SET rung = $5 WHERE shop_id = $1 AND conversation_id = $2 AND seq = $3 AND round = $4 AND rung < $5 AND ended_at = 0`,
			a.Shop, a.Conversation, a.Seq, a.Round, rung)
		if err != nil || n == 0 {
			return false, err
		}
		_, err = exec(ctx, t, `INSERT INTO alarms (`+alarmColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0) ON CONFLICT DO NOTHING`,
			a.Shop, a.Conversation, a.Seq, a.Round, a.Step, a.Operator, a.At)
		return err == nil, err
	})
}

// HearAlarm notes that an operator's panel has let an alarm be heard; the first one counts.
func (s *Store) HearAlarm(ctx context.Context, a zagaj.Alarm) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE alarms SET heard_by = $6, heard_at = $7 WHERE shop_id = $1 AND conversation_id = $2 AND seq = $3 AND round = $4
			AND step = $5 AND heard_at = 0 AND operator_id IN ('', $6)`, a.Shop, a.Conversation, a.Seq, a.Round, a.Step, a.HeardBy, a.HeardAt)
		return err
	})
}

// Alarms returns the receipts of a conversation, in order.
func (s *Store) Alarms(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) ([]zagaj.Alarm, error) {
	return list[zagaj.Alarm](ctx, s.read, `SELECT `+alarmColumns+` FROM alarms WHERE shop_id = $1 AND conversation_id = $2 ORDER BY at, round, step LIMIT $3`,
		shop, id, most)
}

// DeskSettings returns how a shop wants its conversations run; the default until it says.
func (s *Store) DeskSettings(ctx context.Context, shop zagaj.ShopID) (zagaj.DeskSettings, error) {
	return bodyOr(ctx, s.read, "desk_settings", shop, zagaj.DefaultDeskSettings())
}

// SaveDeskSettings replaces them.
func (s *Store) SaveDeskSettings(ctx context.Context, shop zagaj.ShopID, set zagaj.DeskSettings) error {
	return s.do(ctx, func(ctx context.Context, t tx) error { return saveBody(ctx, t, "desk_settings", shop, set) })
}

package sql

import (
	"context"
	"strings"

	"github.com/zagaj/zagaj"
)

const letterColumns = `shop_id, id, kind, conversation_id, part, language, body, state, attempts, next_at, created_at, sent_at, failure`

type letterRow struct {
	zagaj.Letter
	Body string `db:"body"`
}

// envelope is what is sealed of a letter.
type envelope struct{ To, Secret string }

func letterPlace(l zagaj.Letter) []byte { return sealPlace("letters", l.Shop, l.ID) }

func (s *Store) letter(r letterRow) (zagaj.Letter, error) {
	if r.Body == "" {
		return r.Letter, nil
	}
	text, err := s.keys.open(letterPlace(r.Letter), r.Body)
	if err != nil {
		return r.Letter, err
	}
	e, err := unpack[envelope](text)
	r.To, r.Secret = e.To, e.Secret
	return r.Letter, err
}

// AddLetter puts a letter into the outbox; one that is there stays as it is, but a held one takes the new address.
// CodeConflict when the promise one would wait for was kept meanwhile, CodeUnavailable when too many wait.
func (s *Store) AddLetter(ctx context.Context, l zagaj.Letter) error {
	text, err := pack(envelope{l.To, l.Secret})
	if err != nil {
		return err
	}
	body := s.keys.seal(letterPlace(l), text)
	return s.do(ctx, func(ctx context.Context, t tx) error {
		waiting, err := get[int](ctx, t, `SELECT COUNT(*) FROM letters WHERE shop_id = $1 AND state IN ('due', 'held')`, l.Shop)
		if err != nil {
			return err
		}
		if waiting >= zagaj.MaxLetters {
			return zagaj.E(zagaj.CodeUnavailable, "too many letters wait to be sent")
		}
		if l.State == zagaj.LetterHeld {
			if err := isOwed(ctx, t, l); err != nil {
				return err
			}
		}
		_, err = exec(ctx, t, `INSERT INTO letters (`+letterColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, 0, '')
			ON CONFLICT (shop_id, id) DO UPDATE SET body = excluded.body WHERE letters.state = 'held'`,
			l.Shop, l.ID, l.Kind, l.About, l.Part, l.Language, body, l.State, l.NextAt, l.CreatedAt)
		return err
	})
}

// isOwed returns CodeConflict when the promise a letter is to wait for is kept: nothing would release it any more. It writes nothing, but waits for
// who is keeping the promise at this moment, and lets who comes next wait until the letter is there.
func isOwed(ctx context.Context, t tx, l zagaj.Letter) error {
	_, promise, _ := strings.Cut(l.ID, ":")
	n, err := exec(ctx, t, `UPDATE promises SET kept_at = 0 WHERE shop_id = $1 AND id = $2 AND kept_at = 0`, l.Shop, promise)
	if err == nil && n == 0 {
		err = zagaj.E(zagaj.CodeConflict, "the promise is kept already")
	}
	return err
}

// DropLetter takes a held letter back, and its address with it. One that is due, sent or unknown stays.
func (s *Store) DropLetter(ctx context.Context, shop zagaj.ShopID, id string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `DELETE FROM letters WHERE shop_id = $1 AND id = $2 AND state = 'held'`, shop, id)
		return err
	})
}

// HeldLetters returns which letters wait for a promise of these conversations' visitor, by id.
func (s *Store) HeldLetters(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) ([]string, error) {
	return list[string](ctx, s.read, `SELECT l.id FROM letters l JOIN conversations c ON c.shop_id = l.shop_id AND c.id = l.conversation_id
		WHERE l.shop_id = $1 AND c.visitor_id = $2 AND l.state = 'held' LIMIT $3`, shop, visitor, most)
}

// releaseLetter makes the letter of a kept promise due, in the transaction that keeps it.
func releaseLetter(ctx context.Context, t tx, shop zagaj.ShopID, id, part string, at zagaj.Instant) error {
	_, err := exec(ctx, t, `UPDATE letters SET state = 'due', next_at = $3, part = $4 WHERE shop_id = $1 AND id = $2 AND state = 'held'`, shop, id, at, part)
	return err
}

// Letters returns a shop's letters made before an instant, the newest first, without what is sealed in them.
func (s *Store) Letters(ctx context.Context, shop zagaj.ShopID, before zagaj.Instant, limit int) ([]zagaj.Letter, error) {
	found, err := list[letterRow](ctx, s.read, `SELECT `+letterColumns+` FROM letters WHERE shop_id = $1 AND created_at < $2
		ORDER BY created_at DESC, id LIMIT $3`, shop, before, rows(limit))
	if err != nil {
		return nil, err
	}
	out := make([]zagaj.Letter, len(found))
	for i, r := range found {
		out[i] = r.Letter
	}
	return out, nil
}

// DueLetters returns a shop's letters whose time has come, the longest waiting first; without mail only the calls of browsers. One that does not
// open goes to nobody: To is "". It must not keep the others from going.
func (s *Store) DueLetters(ctx context.Context, shop zagaj.ShopID, now zagaj.Instant, mail bool, limit int) ([]zagaj.Letter, error) {
	found, err := list[letterRow](ctx, s.read, `SELECT `+letterColumns+` FROM letters WHERE shop_id = $1 AND state = 'due' AND next_at <= $2
		AND (kind = 'push' OR CAST($3 AS BOOLEAN)) ORDER BY next_at, id LIMIT $4`, shop, now, mail, rows(limit))
	if err != nil {
		return nil, err
	}
	out := make([]zagaj.Letter, len(found))
	for i, r := range found {
		if out[i], err = s.letter(r); err != nil {
			out[i].To, out[i].Secret = "", ""
		}
	}
	return out, nil
}

// TakeLetter reserves a due letter for one sender until an instant, and counts the try. Of two senders one gets true.
func (s *Store) TakeLetter(ctx context.Context, l zagaj.Letter, until zagaj.Instant) (bool, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (bool, error) {
		n, err := exec(ctx, t, `UPDATE letters SET next_at = $4, attempts = attempts + 1 WHERE shop_id = $1 AND id = $2 AND next_at = $3 AND state = 'due'`,
			l.Shop, l.ID, l.NextAt, until)
		return n > 0, err
	})
}

// PutOffLetter notes why a letter did not go and when it is tried again.
func (s *Store) PutOffLetter(ctx context.Context, l zagaj.Letter, at zagaj.Instant, failure string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE letters SET next_at = $3, failure = $4 WHERE shop_id = $1 AND id = $2 AND state = 'due'`, l.Shop, l.ID, at, failure)
		return err
	})
}

// EndLetter notes that a letter was sent, or given up with its reason, and erases the address and the secret.
func (s *Store) EndLetter(ctx context.Context, l zagaj.Letter, state zagaj.LetterState, at zagaj.Instant, failure string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE letters SET state = $3, sent_at = $4, failure = $5, body = '' WHERE shop_id = $1 AND id = $2`,
			l.Shop, l.ID, state, at, failure)
		return err
	})
}

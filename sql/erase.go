package sql

import (
	"bytes"
	"context"
	"encoding/base64"
	"math"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
)

// eraseRounds bounds how often all of the log is looked through for one person. A second time is needed only when a new cart, order or
// customer of theirs was told of meanwhile.
const eraseRounds = 5

// Erase removes everything stored of a person, remembers digests of whom, and returns how many rows went. Erasing
// again, or somebody unknown, removes nothing. What names the person in the log is looked for beside the writer and goes some rows at a time,
// so that nobody's message waits behind it; the rows by which the person is found go last, so that what was cut short can be
// begun again. On SQLite the freed pages are overwritten and the write-ahead log is emptied before it returns.
func (s *Store) Erase(ctx context.Context, who Person) (int64, error) {
	return s.erase(ctx, who, s.now())
}

// erase is Erase as of an instant, which the journal keeps.
func (s *Store) erase(ctx context.Context, who Person, at zagaj.Instant) (int64, error) {
	var removed int64
	for range eraseRounds {
		n, all, err := s.eraseRound(ctx, who, at)
		removed += n
		if err != nil {
			return removed, err
		}
		if all {
			return removed, s.wipe(ctx)
		}
	}
	return removed, zagaj.E(zagaj.CodeUnavailable, "the shop tells new things of this person all the time; erase once more")
}

// eraseRound removes a person as known now. all is false when the person became known under one more key meanwhile.
func (s *Store) eraseRound(ctx context.Context, who Person, at zagaj.Instant) (removed int64, all bool, err error) {
	known, err := trace(ctx, s.read, who)
	if err != nil {
		return 0, false, err
	}
	e := erasing{who: who, at: at, known: known, looked: map[string]bool{}}
	for range 2 { // the second time only what came during the first, so that hardly any is left to the writer
		n, err := s.eraseLogged(ctx, &e)
		if removed += n; err != nil {
			return removed, false, err
		}
	}
	if e.quarantined, err = e.inQuarantine(ctx, s.read); err != nil {
		return removed, false, err
	}
	type end struct {
		removed int64
		all     bool
	}
	last, err := result(ctx, s, func(ctx context.Context, t tx) (end end, err error) {
		end.removed, end.all, err = eraseRest(ctx, t, e)
		return end, err
	})
	return removed + last.removed, last.all, err
}

// erasing is how far the erasure of a person has come.
type erasing struct {
	who         Person
	at          zagaj.Instant
	known       traces
	until       int64           // the log's place up to which all is gone but for held
	held        []told          // events in which a cart's body stands: they go with the cart
	looked      map[string]bool // deliveries in quarantine that were looked at
	quarantined []string        // those of them that name the person
}

// told is an event that goes with a person; cart is whose body may stand in it, "" for none.
type told struct {
	seq  int64
	cart zagaj.CartID
}

// eraseLogged removes what the log has of the person from where it was left to its head.
func (s *Store) eraseLogged(ctx context.Context, e *erasing) (int64, error) {
	head, err := get[int64](ctx, s.read, `SELECT COALESCE(MAX(seq), 0) FROM events WHERE shop_id = $1`, e.who.Shop)
	if err != nil {
		return 0, err
	}
	type part struct {
		removed int64
		held    []told
	}
	var removed int64
	err = e.known.inLog(ctx, s.read, e.who.Shop, e.until, head, func(page []told) error {
		gone, err := result(ctx, s, func(ctx context.Context, t tx) (p part, err error) {
			for _, ev := range page {
				n, err := exec(ctx, t, `DELETE FROM events WHERE shop_id = $1 AND seq = $2
					AND NOT EXISTS (SELECT 1 FROM carts WHERE shop_id = $1 AND id = $3 AND event_seq = $2)`, e.who.Shop, ev.seq, ev.cart)
				if err != nil {
					return p, err
				}
				if p.removed += n; n == 0 {
					p.held = append(p.held, ev)
				}
			}
			return p, nil
		})
		removed += gone.removed
		e.held = append(e.held, gone.held...)
		return err
	})
	e.until = max(e.until, head)
	return removed, err
}

// inLog calls do with the person's events of a part of a shop's log, some at a time.
func (p traces) inLog(ctx context.Context, q sqlx.QueryerContext, shop zagaj.ShopID, after, until int64, do func([]told) error) error {
	part := func(is func(eventRow) bool, where string, args ...any) error {
		for after := after; ; {
			page, err := list[eventRow](ctx, q, `SELECT seq, kind, payload FROM events WHERE shop_id = $1 AND seq > $2 AND seq <= $3 AND `+where+` ORDER BY seq LIMIT $4`,
				append([]any{shop, after, until, forgetAtOnce}, args...)...)
			if err != nil || len(page) == 0 {
				return err
			}
			var found []told
			for _, row := range page {
				if is(row) {
					found = append(found, told{row.Seq, row.cart()})
				}
			}
			if len(found) > 0 {
				if err := do(found); err != nil {
					return err
				}
			}
			after = page[len(page)-1].Seq
		}
	}
	for _, v := range p.visitors {
		if err := part(func(eventRow) bool { return true }, `visitor_id = $5`, v); err != nil {
			return err
		}
	}
	names := p.names()
	if len(names) == 0 {
		return nil
	}
	// A platform's event may have come before anybody knew whose it was: then only its body names the person.
	return part(func(row eventRow) bool { return names.in(row.Payload) }, `kind IN ('cart', 'order', 'erase')`)
}

// cart is the cart whose body may stand in an event.
func (r eventRow) cart() zagaj.CartID {
	if r.Kind != zagaj.KindCart {
		return ""
	}
	if ev, err := r.event(); err == nil && ev.Cart != nil {
		return cartKey(ev.Cart.ID)
	}
	return ""
}

// eraseRest removes, in one transaction, what came since the log was looked through, and the rows by which the person is found. all is
// false, and nothing is done, when they are known under other keys than those that were looked for.
func eraseRest(ctx context.Context, t tx, e erasing) (removed int64, all bool, err error) {
	shop := e.who.Shop
	p, err := trace(ctx, t, e.who)
	if err != nil || !slices.Equal(p.keys(), e.known.keys()) {
		return 0, false, err
	}
	drop := func(query string, args ...any) error {
		n, err := exec(ctx, t, query, append([]any{shop}, args...)...)
		removed += n
		return err
	}
	withCarts := func(page []told) error {
		for _, ev := range page {
			if err := drop(`DELETE FROM carts WHERE shop_id = $1 AND id = $2 AND event_seq = $3`, ev.cart, ev.seq); err != nil {
				return err
			}
			if err := drop(`DELETE FROM events WHERE shop_id = $1 AND seq = $2`, ev.seq); err != nil {
				return err
			}
		}
		return nil
	}
	if err = withCarts(e.held); err != nil {
		return 0, false, err
	}
	if err = p.inLog(ctx, t, shop, e.until, math.MaxInt64, withCarts); err != nil {
		return 0, false, err
	}
	err = p.each(func(at place, key string) error {
		return drop(`DELETE FROM `+at.table+` WHERE shop_id = $1 AND `+at.where, key)
	})
	if err != nil {
		return 0, false, err
	}
	late, err := e.inQuarantine(ctx, t)
	if err != nil {
		return 0, false, err
	}
	for _, id := range slices.Concat(e.quarantined, late) {
		if err := drop(`DELETE FROM quarantine WHERE shop_id = $1 AND id = $2`, id); err != nil {
			return 0, false, err
		}
	}
	n, err := erasePetitioned(ctx, t, shop, p)
	if err != nil {
		return 0, false, err
	}
	return removed + n, true, p.noteErased(ctx, t, shop, e.at)
}

// inQuarantine returns the deliveries whose body names the person, of those that were not looked at before.
func (e *erasing) inQuarantine(ctx context.Context, q sqlx.QueryerContext) ([]string, error) {
	ids, err := list[string](ctx, q, `SELECT id FROM quarantine WHERE shop_id = $1`, e.who.Shop)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, id := range ids {
		if e.looked[id] {
			continue
		}
		bodies, err := list[string](ctx, q, `SELECT body FROM quarantine WHERE shop_id = $1 AND id = $2`, e.who.Shop, id)
		if err != nil {
			return nil, err
		}
		for _, text := range bodies { // none when it was dropped meanwhile
			if body, err := base64.StdEncoding.DecodeString(text); err == nil && e.known.standIn(body) {
				found = append(found, id)
			}
		}
		e.looked[id] = true
	}
	return found, nil
}

func (p traces) standIn(body []byte) bool {
	return slices.ContainsFunc(p.keys(), func(key string) bool { return bytes.Contains(body, []byte(key)) })
}

// wipeWithin is how long wipe waits for readers that still need the old pages.
const wipeWithin = 30 * time.Second

// wipe empties SQLite's write-ahead log, in which erased rows still stand. PostgreSQL recycles its log by itself.
func (s *Store) wipe(ctx context.Context) error {
	if s.write.DriverName() != "sqlite" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, wipeWithin)
	defer cancel()
	db, err := sqlx.Open("sqlite", s.file) // the writer keeps its own connection
	if err != nil {
		return err
	}
	defer db.Close()
	for {
		var busy, log, done int
		err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &done)
		if err != nil || busy == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return zagaj.E(zagaj.CodeUnavailable, "erased, but the write-ahead log is in use; erase once more to empty it")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

package sql

import (
	"context"
	"strings"

	"github.com/zagaj/zagaj"
)

const petitionColumns = `shop_id, id, platform, kind, at, due_at, entries, taken_at`

// The places of what is sealed differ, so that a copy cannot stand for a customer's id.
func copyPlace(shop zagaj.ShopID, id string) []byte { return sealPlace("petition_files", shop, id) }

func copyOwnerPlace(shop zagaj.ShopID, id string) []byte {
	return sealPlace("petition_files.customer", shop, id)
}

// HasPetition reports whether a petition was dealt with.
func (s *Store) HasPetition(ctx context.Context, shop zagaj.ShopID, id string) (bool, error) {
	n, err := get[int](ctx, s.read, `SELECT COUNT(*) FROM petitions WHERE shop_id = $1 AND id = $2`, shop, id)
	return n > 0, err
}

// KeepPetition keeps what was done about a petition, with the copy made for it and its line in the audit log. The same petition
// again changes nothing. An empty file is none.
func (s *Store) KeepPetition(ctx context.Context, p zagaj.Petition, file []byte, receipt zagaj.Deed) error {
	who := s.keys.seal(copyOwnerPlace(p.Shop, p.ID), p.Customer)
	body := s.keys.seal(copyPlace(p.Shop, p.ID), string(file))
	return s.do(ctx, func(ctx context.Context, t tx) error {
		n, err := exec(ctx, t, `INSERT INTO petitions (`+petitionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (shop_id, id) DO NOTHING`,
			p.Shop, p.ID, p.Platform, p.Kind, p.At, p.DueAt, p.Entries, p.TakenAt)
		if err != nil || n == 0 {
			return err
		}
		if len(file) > 0 {
			_, err = exec(ctx, t, `INSERT INTO petition_files (shop_id, petition_id, digest, at, customer, body) VALUES ($1, $2, $3, $4, $5, $6)`,
				p.Shop, p.ID, digest(p.Shop, customerName(p.Customer)), p.At, who, body)
			if err != nil {
				return err
			}
		}
		_, err = note(ctx, t, receipt)
		return err
	})
}

type petitionRow struct {
	zagaj.Petition
	Who    *string        `db:"customer"`
	FileAt *zagaj.Instant `db:"file_at"`
}

// Petitions returns what platforms asked of a shop before an instant, the newest first.
func (s *Store) Petitions(ctx context.Context, shop zagaj.ShopID, before zagaj.Instant, limit int) ([]zagaj.Petition, error) {
	found, err := list[petitionRow](ctx, s.read, `SELECT p.shop_id, p.id, p.platform, p.kind, p.at, p.due_at, p.entries, p.taken_at, f.customer, f.at AS file_at
		FROM petitions p LEFT JOIN petition_files f ON f.shop_id = p.shop_id AND f.petition_id = p.id
		WHERE p.shop_id = $1 AND p.at < $2 ORDER BY p.at DESC, p.id DESC LIMIT $3`, shop, before, rows(limit))
	out := make([]zagaj.Petition, len(found))
	for i, r := range found {
		if err == nil && r.Who != nil {
			r.GoneAt = *r.FileAt + zagaj.PetitionKeep
			r.Customer, err = s.keys.open(copyOwnerPlace(shop, r.ID), *r.Who)
		}
		out[i] = r.Petition
	}
	return out, err
}

// TakePetition returns the copy made for a petition and marks it as taken. It fails with CodeNotFound when there is none any more.
func (s *Store) TakePetition(ctx context.Context, shop zagaj.ShopID, id string) ([]byte, error) {
	sealed, err := get[string](ctx, s.read, `SELECT body FROM petition_files WHERE shop_id = $1 AND petition_id = $2`, shop, id)
	if err != nil {
		return nil, err
	}
	file, err := s.keys.open(copyPlace(shop, id), sealed)
	if err != nil {
		return nil, err
	}
	return []byte(file), s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `UPDATE petitions SET taken_at = $3 WHERE shop_id = $1 AND id = $2 AND taken_at = 0`, shop, id, s.now())
		return err
	})
}

// erasePetitioned removes the copies of a person's data.
func erasePetitioned(ctx context.Context, t tx, shop zagaj.ShopID, p traces) (int64, error) {
	var removed int64
	for _, c := range p.customers {
		n, err := exec(ctx, t, `DELETE FROM petition_files WHERE shop_id = $1 AND digest = $2`, shop, digest(shop, customerName(c)))
		if removed += n; err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// ofPeople are all tables that hold something of visitors, those first that point to others, with the key by which some rows go at a
// time. What the merchant has made stays: people of the team, rules, texts, connections; and that a plugin was taken out, which names
// nobody and is known by when it is told again.
var ofPeople = []struct{ table, key, where string }{
	{"photos", "digest", "TRUE"}, {"question_taps", "conversation_id", "TRUE"}, {"watches", "conversation_id", "TRUE"},
	{"letters", "id", "conversation_id <> ''"}, {"deliveries", "id", "TRUE"}, {"alarms", "conversation_id", "TRUE"}, {"calls", "conversation_id", "TRUE"},
	{"waits", "conversation_id", "TRUE"}, {"promises", "conversation_id", "TRUE"}, {"notes", "conversation_id", "TRUE"}, {"labels", "conversation_id", "TRUE"},
	{"messages", "conversation_id", "TRUE"}, {"seats", "holder", "TRUE"}, {"conversations", "id", "TRUE"}, {"order_proofs", "order_id", "TRUE"},
	{"orders", "id", "TRUE"}, {"carts", "id", "TRUE"}, {"offers", "id", "TRUE"}, {"exposures", "visitor_id", "TRUE"}, {"aliases", "value", "TRUE"},
	{"events", "seq", "kind NOT IN ('config', 'operator', 'uninstall')"}, {"quarantine", "id", "TRUE"}, {"petition_files", "petition_id", "TRUE"}, {"visitors", "id", "TRUE"},
}

// EraseShop removes everything of all visitors of a shop, some rows at a time so that no message waits long behind it, and returns
// how many rows went. It may be cut short and begun again. On SQLite the write-ahead log is emptied before it returns.
// The journal keeps that it was done.
func (s *Store) EraseShop(ctx context.Context, shop zagaj.ShopID) (int64, error) {
	return s.eraseShop(ctx, shop, s.now())
}

func (s *Store) eraseShop(ctx context.Context, shop zagaj.ShopID, at zagaj.Instant) (int64, error) {
	var removed int64
	for _, at := range ofPeople {
		n, err := s.remove(ctx, shop, at.table, at.key, at.where)
		if removed += n; err != nil {
			return removed, err
		}
	}
	return removed, s.noteAndWipe(ctx, Erasure{shop, digest(shop, everybody), at})
}

// noteAndWipe ends an erasure. It is noted last: a copy that was made meanwhile does not have the line, and is erased again.
func (s *Store) noteAndWipe(ctx context.Context, e Erasure) error {
	if err := s.do(ctx, func(ctx context.Context, t tx) error { return noteErasure(ctx, t, e) }); err != nil {
		return err
	}
	return s.wipe(ctx)
}

// EraseTold removes what one connection has told, as far as the log still holds it: its events, and the carts and orders they name.
// The journal keeps that it was done.
func (s *Store) EraseTold(ctx context.Context, shop zagaj.ShopID, in zagaj.InstallationID) (int64, error) {
	return s.eraseTold(ctx, shop, in, s.now())
}

func (s *Store) eraseTold(ctx context.Context, shop zagaj.ShopID, in zagaj.InstallationID, at zagaj.Instant) (int64, error) {
	escaped := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(string(in))
	var removed int64
	for after := int64(0); ; {
		// The log is read along its places: by the index of ids, which "source" alone invites to, it would be sorted anew for each page.
		page, err := list[eventRow](ctx, s.read, `SELECT seq, kind, payload FROM events WHERE shop_id = $1 AND seq > $2
			AND source || '' = 'shop' AND id LIKE $3 ESCAPE '\' AND kind <> 'uninstall' ORDER BY seq LIMIT $4`,
			shop, after, escaped+":%", forgetAtOnce)
		if err != nil {
			return removed, err
		}
		if len(page) == 0 {
			break
		}
		n, err := s.eraseNamed(ctx, shop, page)
		if removed += n; err != nil {
			return removed, err
		}
		after = page[len(page)-1].Seq
	}
	n, err := s.remove(ctx, shop, "quarantine", "id", "installation_id = $2", in)
	if removed += n; err != nil {
		return removed, err
	}
	return removed, s.noteAndWipe(ctx, Erasure{shop, digest(shop, connectionName(in)), at})
}

// eraseNamed removes events with the carts and orders they name.
func (s *Store) eraseNamed(ctx context.Context, shop zagaj.ShopID, page []eventRow) (int64, error) {
	return result(ctx, s, func(ctx context.Context, t tx) (int64, error) {
		var removed int64
		drop := func(query string, id any) error {
			n, err := exec(ctx, t, query, shop, id)
			removed += n
			return err
		}
		for _, row := range page {
			ev, err := row.event()
			if err == nil {
				err = drop(`DELETE FROM events WHERE shop_id = $1 AND seq = $2`, row.Seq)
			}
			switch {
			case err != nil:
			case ev.Cart != nil:
				err = drop(`DELETE FROM carts WHERE shop_id = $1 AND id = $2`, string(ev.Cart.ID))
			case ev.Order != nil:
				if err = drop(`DELETE FROM order_proofs WHERE shop_id = $1 AND order_id = $2`, string(ev.Order.ID)); err == nil {
					err = drop(`DELETE FROM orders WHERE shop_id = $1 AND id = $2`, string(ev.Order.ID))
				}
			}
			if err != nil {
				return removed, err
			}
		}
		return removed, nil
	})
}

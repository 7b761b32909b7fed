package sql

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/zagaj/zagaj"
)

// Erasure is one line of the journal: who was erased last when. The digest is a visitor's, a customer's, that of a connection of which all it
// had told was erased, or the whole shop's.
type Erasure struct {
	Shop   zagaj.ShopID  `db:"shop_id"`
	Digest string        `db:"digest"`
	At     zagaj.Instant `db:"at"`
}

func digest(shop zagaj.ShopID, name string) string {
	sum := sha256.Sum256([]byte(string(shop) + "\x00" + name))
	return hex.EncodeToString(sum[:])
}

// What a digest is made of, beside the shop.
const everybody = "s:"

func visitorName(id string) string                  { return "v:" + id }
func customerName(id string) string                 { return "c:" + id }
func connectionName(id zagaj.InstallationID) string { return "i:" + string(id) }

func noteErasure(ctx context.Context, t tx, e Erasure) error {
	_, err := exec(ctx, t, `INSERT INTO erasures (shop_id, digest, at) VALUES ($1, $2, $3)
		ON CONFLICT (shop_id, digest) DO UPDATE SET at = excluded.at WHERE excluded.at > erasures.at`, e.Shop, e.Digest, e.At)
	return err
}

// noteErased notes all under whom a person was known, so that each of them is erased again where another is not known.
func (p traces) noteErased(ctx context.Context, t tx, shop zagaj.ShopID, at zagaj.Instant) error {
	var names []string
	for _, v := range p.visitors {
		names = append(names, visitorName(v))
	}
	for _, c := range p.customers {
		names = append(names, customerName(c))
	}
	for _, name := range names {
		if err := noteErasure(ctx, t, Erasure{shop, digest(shop, name), at}); err != nil {
			return err
		}
	}
	return nil
}

// Erasures returns a shop's journal.
func (s *Store) Erasures(ctx context.Context, shop zagaj.ShopID) ([]Erasure, error) {
	return list[Erasure](ctx, s.read, `SELECT shop_id, digest, at FROM erasures WHERE shop_id = $1`, shop)
}

// ErasedAmong returns those of some visitors, in their own list, whose erasure the journal has since an instant.
func (s *Store) ErasedAmong(ctx context.Context, shop zagaj.ShopID, since zagaj.Instant, visitors []zagaj.VisitorID) ([]zagaj.VisitorID, error) {
	digests, err := list[string](ctx, s.read, `SELECT digest FROM erasures WHERE shop_id = $1 AND at >= $2`, shop, since)
	if err != nil || len(digests) == 0 {
		return nil, err
	}
	return slices.DeleteFunc(visitors, func(v zagaj.VisitorID) bool {
		return !slices.Contains(digests, digest(shop, visitorName(string(v))))
	}), nil
}

// CarryOver adds the journal of the store that was there before to a restored one, and returns those of its lines that the copy does
// not have: they were erased since it was made. It fails with CodeNotFound when the shop is not in the copy.
func (s *Store) CarryOver(ctx context.Context, shop zagaj.ShopID, journal []Erasure) ([]Erasure, error) {
	if _, err := s.Shop(ctx, shop); err != nil {
		return nil, err
	}
	known, err := s.Erasures(ctx, shop)
	if err != nil {
		return nil, err
	}
	last := map[string]zagaj.Instant{}
	for _, e := range known {
		last[e.Digest] = e.At
	}
	journal = slices.DeleteFunc(slices.Clone(journal), func(e Erasure) bool {
		at, there := last[e.Digest]
		return there && at >= e.At
	})
	return journal, s.do(ctx, func(ctx context.Context, t tx) error {
		for _, e := range journal {
			if err := noteErasure(ctx, t, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// EraseAgain erases from a restored store whom CarryOver has returned, and leaves their instants in the journal as they are.
func (s *Store) EraseAgain(ctx context.Context, shop zagaj.ShopID, journal []Erasure) (int64, error) {
	if len(journal) == 0 {
		return 0, nil
	}
	gone := map[string]zagaj.Instant{}
	var removed int64
	for _, e := range journal {
		gone[e.Digest] = e.At
		n, err := result(ctx, s, func(ctx context.Context, t tx) (int64, error) {
			return exec(ctx, t, `DELETE FROM petition_files WHERE shop_id = $1 AND digest = $2`, shop, e.Digest)
		})
		if removed += n; err != nil {
			return removed, err
		}
	}
	again := func(name string, erase func(at zagaj.Instant) (int64, error)) error {
		at, ok := gone[digest(shop, name)]
		if !ok {
			return nil
		}
		n, err := erase(at)
		removed += n
		return err
	}
	err := again(everybody, func(at zagaj.Instant) (int64, error) { return s.eraseShop(ctx, shop, at) })
	if err != nil {
		return removed, err
	}
	connections, err := s.Installations(ctx, shop)
	for _, in := range connections {
		if err == nil {
			err = again(connectionName(in.ID), func(at zagaj.Instant) (int64, error) { return s.eraseTold(ctx, shop, in.ID, at) })
		}
	}
	if err != nil {
		return removed, err
	}
	people, err := s.everybodyIn(ctx, shop)
	for name, who := range people {
		if err == nil {
			err = again(name, func(at zagaj.Instant) (int64, error) { return s.erase(ctx, who, at) })
		}
	}
	return removed, err
}

// everybodyIn returns who stands anywhere in a shop's data, by what their digests are made of.
func (s *Store) everybodyIn(ctx context.Context, shop zagaj.ShopID) (map[string]Person, error) {
	people := map[string]Person{}
	customer := func(id string) { people[customerName(id)] = Person{Shop: shop, Customer: id} }
	visitors, err := list[string](ctx, s.read, `SELECT id FROM visitors WHERE shop_id = $1 UNION SELECT visitor_id FROM events WHERE shop_id = $1
		UNION SELECT visitor_id FROM conversations WHERE shop_id = $1 UNION SELECT visitor_id FROM orders WHERE shop_id = $1
		UNION SELECT visitor_id FROM aliases WHERE shop_id = $1 UNION SELECT visitor_id FROM offers WHERE shop_id = $1
		UNION SELECT visitor_id FROM exposures WHERE shop_id = $1`, shop)
	if err != nil {
		return nil, err
	}
	for _, v := range visitors {
		people[visitorName(v)] = Person{Shop: shop, Visitor: zagaj.VisitorID(v)}
	}
	customers, err := list[string](ctx, s.read, `SELECT value FROM aliases WHERE shop_id = $1 AND kind = 'customer'
		UNION SELECT customer FROM orders WHERE shop_id = $1 UNION SELECT customer FROM carts WHERE shop_id = $1`, shop)
	if err != nil {
		return nil, err
	}
	for _, c := range customers {
		customer(c)
	}
	for ev, err := range s.EventsSince(ctx, shop, 0) { // some stand in the log only
		switch {
		case err != nil:
			return nil, err
		case ev.Cart != nil:
			customer(ev.Cart.Customer)
		case ev.Order != nil:
			customer(ev.Order.Customer)
		}
	}
	delete(people, visitorName(""))
	delete(people, customerName(""))
	return people, nil
}

package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const operatorColumns = `id, shop_id, email, name, photo, role, seats, language, password_hash, created_at, disabled_at`

// AddOperator adds a person who answers; the same id or e-mail again is CodeConflict.
func (s *Store) AddOperator(ctx context.Context, o zagaj.Operator) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return add(ctx, t, `SELECT 1 FROM operators WHERE shop_id = $1 AND id = $2 AND email = $3 AND password_hash = $4 AND created_at = $5`,
			`INSERT INTO operators (`+operatorColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
			[]any{o.Shop, o.ID, o.Email, o.PasswordHash, o.CreatedAt},
			[]any{o.ID, o.Shop, o.Email, o.Name, o.Photo, o.Role, o.Seats, o.Language, o.PasswordHash, o.CreatedAt, o.DisabledAt})
	})
}

// OperatorByEmail returns the operator who signs in with an address; it is unique over all shops.
func (s *Store) OperatorByEmail(ctx context.Context, email string) (zagaj.Operator, error) {
	return get[zagaj.Operator](ctx, s.read, `SELECT `+operatorColumns+` FROM operators WHERE email = $1`, email)
}

// Operator returns an operator.
func (s *Store) Operator(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) (zagaj.Operator, error) {
	return get[zagaj.Operator](ctx, s.read, `SELECT `+operatorColumns+` FROM operators WHERE shop_id = $1 AND id = $2`, shop, id)
}

// Operators returns a shop's operators by name.
func (s *Store) Operators(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Operator, error) {
	return list[zagaj.Operator](ctx, s.read, `SELECT `+operatorColumns+` FROM operators WHERE shop_id = $1 ORDER BY name, id`, shop)
}

// SaveOperator changes everything of an operator but the shop, the id, the day of joining and the password. CodeConflict when the shop would
// be left without an owner who may sign in: nobody could do everything then, nor make anybody an owner.
func (s *Store) SaveOperator(ctx context.Context, o zagaj.Operator) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		// Writes nothing: two who change owners at the same moment, on two nodes, do so one after the other.
		owners, err := exec(ctx, t, `UPDATE operators SET disabled_at = 0 WHERE shop_id = $1 AND role = $2 AND disabled_at = 0`, o.Shop, zagaj.RoleOwner)
		if err != nil {
			return err
		}
		err = one(ctx, t, `UPDATE operators SET email = $3, name = $4, photo = $5, role = $6, seats = $7, language = $8, disabled_at = $9
			WHERE shop_id = $1 AND id = $2`, o.Shop, o.ID, o.Email, o.Name, o.Photo, o.Role, o.Seats, o.Language, o.DisabledAt)
		if err != nil || owners == 0 {
			return err
		}
		left, err := exists(ctx, t, `SELECT 1 FROM operators WHERE shop_id = $1 AND role = $2 AND disabled_at = 0`, o.Shop, zagaj.RoleOwner)
		if err == nil && !left {
			err = zagaj.E(zagaj.CodeConflict, "a shop keeps at least one owner")
		}
		return err
	})
}

// SavePassword changes nothing but the password: hashing takes its time, in which somebody may have been let go or given another role.
// CodeNotFound when the operator is gone or switched off.
func (s *Store) SavePassword(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID, hash string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return one(ctx, t, `UPDATE operators SET password_hash = $3 WHERE shop_id = $1 AND id = $2 AND disabled_at = 0`, shop, id, hash)
	})
}

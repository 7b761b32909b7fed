package sql_test

import (
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// Hashing a password takes its time: what was read before it must not be written back.
func TestAPasswordChangesNothingElseAndNothingElseAPassword(t *testing.T) {
	each(t, func(t *testing.T, s *sql.Store) {
		anna, err := s.Operator(t.Context(), shop, "anna")
		must(t, err)
		must(t, s.AddOperator(t.Context(), zagaj.Operator{ID: "ewa", Shop: shop, Email: "ewa@shop.example", Name: "Ewa", Role: zagaj.RoleOwner, Seats: 2, Language: "pl"}))
		must(t, s.SavePassword(t.Context(), shop, "anna", "hash 1"))
		anna.Role, anna.Name = zagaj.RoleViewer, "Ania"
		must(t, s.SaveOperator(t.Context(), anna)) // read before the password was changed
		now, err := s.Operator(t.Context(), shop, "anna")
		must(t, err)
		if now.PasswordHash != "hash 1" || now.Role != zagaj.RoleViewer || now.Name != "Ania" {
			t.Errorf("got %+v, want the new password and the new role", now)
		}
		anna.DisabledAt = start
		must(t, s.SaveOperator(t.Context(), anna))
		wantCode(t, s.SavePassword(t.Context(), shop, "anna", "hash 2"), zagaj.CodeNotFound)
		if now, err = s.Operator(t.Context(), shop, "anna"); err != nil || now.DisabledAt != start || now.PasswordHash != "hash 1" {
			t.Errorf("got %+v (%v), want somebody who was let go left so", now, err)
		}
		ewa, err := s.Operator(t.Context(), shop, "ewa")
		must(t, err)
		ewa.DisabledAt = start
		wantCode(t, s.SaveOperator(t.Context(), ewa), zagaj.CodeConflict) // the last owner
		if ewa, err = s.Operator(t.Context(), shop, "ewa"); err != nil || ewa.DisabledAt != 0 {
			t.Errorf("got %+v (%v), want the last owner left as she was", ewa, err)
		}
		other, err := s.Operator(t.Context(), other, "anna")
		must(t, err)
		if other.PasswordHash != "" {
			t.Errorf("got %q, want the other shop's as it was", other.PasswordHash)
		}
	})
}

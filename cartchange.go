package zagaj

import "slices"

// CartChange is what a platform tells that speaks of lines only, not of whole carts: what has come into the cart and gone
// from it since it was at version Base. Quantities are pieces, 1 or more.
type CartChange struct {
	Base    int64  `json:"base"` // 0: the cart is new
	Added   []Line `json:"added,omitempty"`
	Removed []Line `json:"removed,omitempty"`
}

// With returns the cart after what was told next: a snapshot as it is, and a change applied to c. A change that does not
// begin at c's version, or takes out what is not there, is one too many or one too few: the cart returned is Lost, with the
// lines it had, until a snapshot comes.
func (c Cart) With(next Cart) Cart {
	change := next.Change
	if change == nil {
		return next
	}
	next.Change, next.Lines = nil, slices.Clone(c.Lines)
	if c.Lost || c.Version != change.Base {
		next.Lost = true
		return next
	}
	for _, l := range change.Removed {
		i := slices.IndexFunc(next.Lines, l.same)
		if i < 0 || next.Lines[i].Quantity < l.Quantity {
			next.Lines, next.Lost = slices.Clone(c.Lines), true
			return next
		}
		if next.Lines[i].Quantity -= l.Quantity; next.Lines[i].Quantity == 0 {
			next.Lines = slices.Delete(next.Lines, i, i+1)
		}
	}
	for _, l := range change.Added {
		if i := slices.IndexFunc(next.Lines, l.same); i >= 0 {
			l.Quantity += next.Lines[i].Quantity
			next.Lines[i] = l
			continue
		}
		next.Lines = append(next.Lines, l)
	}
	return next
}

// same reports whether two lines are of the same thing, whatever its quantity and price.
func (l Line) same(other Line) bool {
	return l.Product == other.Product && l.SKU == other.SKU && l.Variant == other.Variant
}

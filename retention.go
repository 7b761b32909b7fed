package zagaj

// Retention is how many days a shop keeps each kind of data; 0 keeps it for ever.
type Retention struct {
	Events        int `json:"events"`        // the log of visits, carts and orders, and offers
	Conversations int `json:"conversations"` // since they were closed
	Visitors      int `json:"visitors"`      // since they were last seen, when no conversation of theirs is kept
	Orders        int `json:"orders"`        // since they were placed
	Carts         int `json:"carts"`         // since they changed
	Quarantine    int `json:"quarantine"`    // deliveries that nobody understood
}

// MaxRetention is the most days that can be asked for: a hundred years.
const MaxRetention = 36_500

// Valid reports whether every number is 0 to MaxRetention.
func (r Retention) Valid() bool {
	for _, days := range []int{r.Events, r.Conversations, r.Visitors, r.Orders, r.Carts, r.Quarantine} {
		if days < 0 || days > MaxRetention {
			return false
		}
	}
	return true
}

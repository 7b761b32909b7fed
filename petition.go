package zagaj

// PetitionKind is what a platform asks for.
type PetitionKind string

// The kinds of petitions.
const (
	PetitionExport PetitionKind = "export" // a person's data, for the merchant to pass on
	PetitionErase  PetitionKind = "erase"  // a person's erasure
	PetitionClear  PetitionKind = "clear"  // the erasure of all people of a shop that has taken the plugin out
)

// PetitionDue is how long a merchant has to answer a person, in milliseconds: a month by the GDPR's Art. 12, thirty days by the
// platforms' rules. The copy made for it is kept PetitionKeep, so that one passed on late is still there.
const (
	PetitionDue  = 30 * 24 * 60 * 60 * 1000
	PetitionKeep = 40 * 24 * 60 * 60 * 1000
)

// Petition is what a shop platform asked on a person's or the shop's behalf, and what was done about it. It stays as the receipt
// when whom it was about is gone.
type Petition struct {
	ID       string       `json:"id" db:"id"` // a digest of the event's id
	Shop     ShopID       `json:"-" db:"shop_id"`
	Platform string       `json:"platform" db:"platform"`
	Kind     PetitionKind `json:"kind" db:"kind"`
	At       Instant      `json:"at" db:"at"`
	DueAt    Instant      `json:"due_at" db:"due_at"`     // when the person must have an answer; 0 when it was done at once
	Entries  int64        `json:"entries" db:"entries"`   // how many entries were found or removed
	TakenAt  Instant      `json:"taken_at" db:"taken_at"` // when somebody fetched the copy first, 0 not yet
	Customer string       `json:"customer" db:"-"`        // whose copy it is, by the platform's id; empty once the copy is gone
	GoneAt   Instant      `json:"gone_at" db:"-"`         // when the copy goes; 0 when there is none any more
}

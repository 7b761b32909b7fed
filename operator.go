package zagaj

import "strings"

// OperatorRole is what a person may do in the panel.
type OperatorRole string

// The roles, from most to least.
const (
	RoleOwner      OperatorRole = "owner"
	RoleAdmin      OperatorRole = "admin"
	RoleConsultant OperatorRole = "operator"
	RoleViewer     OperatorRole = "viewer"
)

// Operator is a person who answers. Never a bot.
type Operator struct {
	ID           OperatorID   `json:"id" db:"id"`
	Shop         ShopID       `json:"shop" db:"shop_id"`
	Email        string       `json:"email" db:"email"` // lower case, unique
	Name         string       `json:"name" db:"name"`   // first name, as visitors see it
	Photo        string       `json:"photo" db:"photo"`
	Role         OperatorRole `json:"role" db:"role"`
	Seats        int          `json:"seats" db:"seats"`       // 1 to 6
	Language     string       `json:"language" db:"language"` // of the panel
	PasswordHash string       `json:"-" db:"password_hash"`
	CreatedAt    Instant      `json:"created_at" db:"created_at"`
	DisabledAt   Instant      `json:"disabled_at" db:"disabled_at"` // 0 while the person may sign in
}

// Seat is an operator's place as colleagues see it.
type Seat struct {
	ID    OperatorID `json:"id"`
	Name  string     `json:"name"`
	On    bool       `json:"on"` // takes conversations now
	Seats int        `json:"seats"`
	Used  int        `json:"used"`
}

// Face returns what visitors see of the operator.
func (o Operator) Face() Face {
	initials := ""
	for _, part := range strings.Fields(o.Name) {
		initials += string([]rune(part)[:1])
	}
	return Face{Operator: o.ID, Name: o.Name, Initials: strings.ToUpper(initials), Photo: o.Photo}
}

package zagaj

// Profile says what an operator can help with. It only ranks: when nobody fits, anybody free answers.
type Profile struct {
	Shop      ShopID     `json:"-"`
	Operator  OperatorID `json:"operator"`
	Languages []string   `json:"languages"` // two-letter codes, e.g. "pl"
	Skills    []string   `json:"skills"`    // the shop's own words, matched with a page's category
}

// The bounds of a profile.
const (
	MaxProfileWords = 20 // languages, and skills
	MaxSkillRunes   = 60
)

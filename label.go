package zagaj

// Label says what a conversation was about and how it went.
type Label struct {
	Conversation ConversationID   `json:"conversation"`
	Shop         ShopID           `json:"-"`
	Kind         ConversationKind `json:"kind"`
	Tags         []string         `json:"tags"`
	Rating       int              `json:"rating"` // 1 to 5 by the visitor, 0 when none was given
	RatedAt      Instant          `json:"rated_at"`
}

// ConversationKind is what a conversation is about.
type ConversationKind string

// The kinds. None is chosen at first.
const (
	KindNone      ConversationKind = ""
	KindSale      ConversationKind = "sale"
	KindAsksOrder ConversationKind = "order"
	KindComplaint ConversationKind = "complaint"
	KindSite      ConversationKind = "site"
	KindOpinion   ConversationKind = "opinion"
)

// The bounds of a label.
const (
	MaxTags     = 10
	MaxTagRunes = 40
	MaxRating   = 5
)

// CheckKind returns CodeInvalid for a kind that does not exist.
func CheckKind(k ConversationKind) error {
	switch k {
	case KindNone, KindSale, KindAsksOrder, KindComplaint, KindSite, KindOpinion:
		return nil
	}
	return E(CodeInvalid, "kind is sale, order, complaint, site, opinion or empty")
}

package zagaj

// Source says who an event came from.
type Source string

// The four sources.
const (
	FromClient   Source = "client"   // the widget in a visitor's browser: claims
	FromShop     Source = "shop"     // a verified webhook
	FromOperator Source = "operator" // the panel
	FromSystem   Source = "system"   // Zagaj itself: configuration, offers, start and stop
)

// Kind names what happened. The payload's type follows from it; see Event.
type Kind string

// The event kinds, with the field of Event that carries their payload.
const (
	KindView      Kind = "view"       // Page: a page came into view in Tab
	KindTab       Kind = "tab"        // TabState: shown, hidden, active, idle, closed
	KindPulse     Kind = "pulse"      // Pulse: something momentary (exit intent, size table, …)
	KindNet       Kind = "net"        // Up: the visitor's socket came up or went down
	KindConsent   Kind = "consent"    // Up: consent given or withdrawn
	KindAlias     Kind = "alias"      // Alias: the visitor is known as … (cart token, customer id)
	KindCart      Kind = "cart"       // Cart: snapshot
	KindOrder     Kind = "order"      // Order: snapshot
	KindShown     Kind = "shown"      // Offer: the widget showed it
	KindAccepted  Kind = "accepted"   // Offer: the visitor took it up
	KindDismissed Kind = "dismissed"  // Offer (may be empty), Up=true for "never again"
	KindChatOpen  Kind = "chat_open"  // Conversation
	KindChatClose Kind = "chat_close" // Conversation
	KindOperator  Kind = "operator"   // Operator: an operator's availability or load changed (no visitor)
	KindQueue     Kind = "queue"      // Queue: who waits for an operator (no visitor)
	KindConfig    Kind = "config"     // Settings: the shop's rules, hours, policy or experiments are these from now on (no visitor)
	KindErase     Kind = "erase"      // Visitor, or Alias with the customer: a person's data must be erased; neither is kept
	KindExport    Kind = "export"     // Alias with the customer: a copy of a person's data must be made; it is not kept
	KindClear     Kind = "clear"      // the data of all people of the shop must be erased
	KindUninstall Kind = "uninstall"  // the platform removed the plugin
)

// Event is one thing that happened, as the log keeps it. The log's order is the order of commit; OccurredAt is
// data, used by reducers, never to reorder. Exactly the payload field that Kind names is set.
type Event struct {
	ID           EventID        `json:"id"` // unique per (shop, source): a second one is a duplicate and changes nothing
	Shop         ShopID         `json:"shop"`
	Source       Source         `json:"source"`
	Installation InstallationID `json:"installation,omitempty"`
	Visitor      VisitorID      `json:"visitor,omitempty"` // empty when not (yet) known
	Tab          TabID          `json:"tab,omitempty"`
	Kind         Kind           `json:"kind"`
	OccurredAt   Instant        `json:"occurred_at"`
	ReceivedAt   Instant        `json:"received_at"`
	Seq          int64          `json:"seq"` // position in the shop's log, set by the store

	Page         *Page          `json:"page,omitempty"`
	TabState     TabState       `json:"tab_state,omitempty"`
	Pulse        *Pulse         `json:"pulse,omitempty"`
	Up           bool           `json:"up,omitempty"`
	Alias        *Alias         `json:"alias,omitempty"`
	Cart         *Cart          `json:"cart,omitempty"`
	Order        *Order         `json:"order,omitempty"`
	Again        bool           `json:"again,omitempty"` // on order, set by the store: a change of one that was told of before
	Offer        OfferID        `json:"offer,omitempty"`
	Conversation ConversationID `json:"conversation,omitempty"`
	Operator     *OperatorState `json:"operator,omitempty"`
	Queue        *QueueState    `json:"queue,omitempty"`
	Device       string         `json:"device,omitempty"`   // on view: "phone", "tablet" or "desktop"
	Language     string         `json:"language,omitempty"` // on view
	Browser      string         `json:"browser,omitempty"`  // on view: chrome, firefox, safari, edge, samsung, opera or other
	Zone         string         `json:"zone,omitempty"`     // on view: the visitor's own time zone, an IANA name
	Nav          string         `json:"nav,omitempty"`      // on view: "load", "spa", "bfcache"
	Bot          bool           `json:"bot,omitempty"`
	Known        Instant        `json:"known,omitempty"` // on net: when the visitor was last seen before
	Until        Instant        `json:"until,omitempty"` // on net: the silence the visitor asked for on an earlier day; on alias, as the next two: of a customer's other device
	Arms         []Exposure     `json:"arms,omitempty"`  // on net: the arms of experiments the visitor was given on earlier days
	Settings     *Settings      `json:"settings,omitempty"`
	Past         *Past          `json:"past,omitempty"`    // on net: what the store knows of a visitor who comes back
	SaidAt       Instant        `json:"said_at,omitempty"` // on chat_close: when the conversation's last message was said, 0 when there is none
}

// Past is what earlier visits have left in the store: rules ask for it, and quiet periods follow from it.
type Past struct {
	Offers    []PastOffer `json:"offers,omitempty"` // of the last year, oldest first, at most 32
	Visits    int         `json:"visits,omitempty"` // with the one that begins
	Orders    int         `json:"orders,omitempty"` // not cancelled or paid back
	OrderedAt Instant     `json:"ordered_at,omitempty"`
	LastOrder OrderID     `json:"last_order,omitempty"`
	ChatEnded Instant     `json:"chat_ended,omitempty"`
	SaidAt    Instant     `json:"said_at,omitempty"`   // when the last message of a conversation was said
	VisitsAt  []Instant   `json:"visits_at,omitempty"` // when visits began, oldest first, at most 32
	Chat      bool        `json:"chat,omitempty"`      // a conversation is open
	Tags      []string    `json:"tags,omitempty"`      // that operators gave earlier conversations, at most 20
}

// PastOffer is what became of an offer.
type PastOffer struct {
	Rule RuleID     `json:"rule"`
	What OfferState `json:"what"` // accepted, dismissed, ignored or withdrawn; virtual when nothing was shown
	At   Instant    `json:"at"`   // when it was shown
	End  Instant    `json:"end"`  // when it ended
}

// TabState is what became of a tab.
type TabState string

// The tab states the widget reports as edges.
const (
	TabShown   TabState = "shown"
	TabHidden  TabState = "hidden"
	TabActive  TabState = "active"
	TabIdle    TabState = "idle"
	TabClosed  TabState = "closed"
	TabFrozen  TabState = "frozen"
	TabInput   TabState = "input"   // focus went into one of the page's own fields
	TabNoInput TabState = "noinput" // and left it
)

// Pulse is a momentary thing; rules see it as true for a while after it happened.
type Pulse struct {
	Name     string    `json:"name"`            // exit, scroll, copy, size, delivery, returns, search, coupon_failed, payment_failed, back, or custom
	Value    int64     `json:"value,omitempty"` // scroll: per cent
	Category string    `json:"category,omitempty"`
	Product  ProductID `json:"product,omitempty"`
}

// Alias says that a visitor is known under another name.
type Alias struct {
	Kind  AliasKind `json:"kind"`
	Value string    `json:"value"`
}

// OperatorState is one operator's availability at an instant.
type OperatorState struct {
	ID        OperatorID `json:"id"`
	Name      string     `json:"name"`
	On        bool       `json:"on"`
	Seats     int        `json:"seats"`
	Load      int        `json:"load"` // conversations held; reserved seats of open offers are not in it
	Skills    []string   `json:"skills,omitempty"`
	Languages []string   `json:"languages,omitempty"`
}

// QueueState is how many visitors wait for an operator, and how long one more would.
type QueueState struct {
	Waiting  int     `json:"waiting"`
	Expected Seconds `json:"expected"` // -1 when nobody can tell
}

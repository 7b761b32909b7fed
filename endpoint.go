package zagaj

import "slices"

// EndpointID names a merchant's own address that is told what happens.
type EndpointID string

// NoticeKind is what an endpoint is told of.
type NoticeKind string

// The kinds of notice. A test is sent by hand only.
const (
	NoticeConversationOpened   NoticeKind = "conversation.opened"
	NoticeConversationAssigned NoticeKind = "conversation.assigned"
	NoticeConversationClosed   NoticeKind = "conversation.closed"
	NoticeConversationRated    NoticeKind = "conversation.rated"
	NoticeMessage              NoticeKind = "message.said"
	NoticeOffer                NoticeKind = "offer.changed"
	NoticePromiseMade          NoticeKind = "promise.made"
	NoticePromiseGiven         NoticeKind = "promise.given"
	NoticePromiseOverdue       NoticeKind = "promise.overdue"
	NoticePromiseKept          NoticeKind = "promise.kept"
	NoticeTest                 NoticeKind = "test"
)

// NoticeKinds are the kinds an endpoint can ask for.
var NoticeKinds = []NoticeKind{NoticeConversationOpened, NoticeConversationAssigned, NoticeConversationClosed, NoticeConversationRated,
	NoticeMessage, NoticeOffer, NoticePromiseMade, NoticePromiseGiven, NoticePromiseOverdue, NoticePromiseKept}

// EndpointSecret signs what is sent to an endpoint. The old one goes on signing beside the new one for a while.
type EndpointSecret struct {
	Text  string  `json:"text"`  // whsec_ and 32 bytes in base64
	Until Instant `json:"until"` // 0: for good
}

// Endpoint is a merchant's address that is told what happens in the shop.
type Endpoint struct {
	ID          EndpointID       `json:"id" db:"id"`
	Shop        ShopID           `json:"-" db:"shop_id"`
	URL         string           `json:"url" db:"url"`
	Kinds       []NoticeKind     `json:"kinds" db:"-"`
	Secrets     []EndpointSecret `json:"-" db:"-"` // newest first
	CreatedAt   Instant          `json:"created_at" db:"created_at"`
	DisabledAt  Instant          `json:"disabled_at" db:"disabled_at"` // 0 while it is told
	DisabledWhy string           `json:"disabled_why" db:"disabled_why"`
	Waiting     int              `json:"waiting" db:"waiting"` // deliveries that have not arrived
	Dropped     int64            `json:"dropped" db:"dropped"` // notices nobody was told of because too many waited
}

// Wants reports whether the endpoint is told of a kind.
func (e Endpoint) Wants(k NoticeKind) bool { return e.DisabledAt == 0 && slices.Contains(e.Kinds, k) }

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryDue    DeliveryState = "due"
	DeliveryDone   DeliveryState = "done"
	DeliveryFailed DeliveryState = "failed"
)

// Delivery is one notice on its way to one endpoint.
type Delivery struct {
	Shop      ShopID        `json:"-" db:"shop_id"`
	Endpoint  EndpointID    `json:"endpoint" db:"endpoint_id"`
	ID        string        `json:"id" db:"id"` // the webhook-id: the same at every try and for every endpoint
	Kind      NoticeKind    `json:"kind" db:"kind"`
	Payload   string        `json:"-" db:"payload"` // empty once it has arrived
	State     DeliveryState `json:"state" db:"state"`
	Attempts  int           `json:"attempts" db:"attempts"`
	NextAt    Instant       `json:"next_at" db:"next_at"`
	CreatedAt Instant       `json:"created_at" db:"created_at"`
	EndedAt   Instant       `json:"ended_at" db:"ended_at"` // 0 while it is due
	Status    int           `json:"status" db:"status"`     // the last HTTP status, 0 when none came
	Failure   string        `json:"failure" db:"failure"`   // why it did not arrive, in our words
}

// The bounds of outgoing webhooks.
const (
	MaxEndpoints = 10        // of a shop
	MaxWaiting   = 10_000    // deliveries that wait for one endpoint; what happens beyond is counted as dropped
	MaxPayload   = 20 * 1000 // bytes, as Standard Webhooks advises
)

package zagaj

// PushSubscription is one browser of an operator that is called by web push. Its address is a secret: who knows it can
// call that browser.
type PushSubscription struct {
	Shop      ShopID     `json:"-" db:"shop_id"`
	Operator  OperatorID `json:"-" db:"operator_id"`
	ID        string     `json:"id" db:"id"`
	Device    string     `json:"device" db:"device"`
	CreatedAt Instant    `json:"created_at" db:"created_at"`
	PushedAt  Instant    `json:"pushed_at" db:"pushed_at"` // when a push was last taken by the browser's service, 0: never
	Failures  int        `json:"failures" db:"failures"`   // since then
	Endpoint  string     `json:"-" db:"-"`
	P256dh    string     `json:"-" db:"-"`
	Auth      string     `json:"-" db:"-"`
}

// MaxPushes is how many browsers of one operator are called.
const MaxPushes = 10

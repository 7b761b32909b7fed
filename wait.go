package zagaj

// Wait is the time from a visitor's first unanswered message until somebody answers it or the conversation ends.
type Wait struct {
	Shop         ShopID         `json:"-" db:"shop_id"`
	Conversation ConversationID `json:"conversation" db:"conversation_id"`
	Seq          int64          `json:"seq" db:"seq"` // of the message that began it
	Since        Instant        `json:"since" db:"since"`
	Round        int            `json:"round" db:"round"`       // how often somebody else was called, from 0
	ArmedAt      Instant        `json:"armed_at" db:"armed_at"` // when the alarm of this round began to count
	Rung         int            `json:"rung" db:"rung"`         // how many alarms of this round have gone off
	SeenAt       Instant        `json:"seen_at" db:"seen_at"`   // when a person first had it on the screen, 0 when nobody yet
	SeenBy       OperatorID     `json:"seen_by" db:"seen_by"`
	EndedAt      Instant        `json:"ended_at" db:"ended_at"`
	AnsweredBy   OperatorID     `json:"answered_by" db:"answered_by"` // empty when it ended without an answer
}

// Waited counts waits that began within a quarter of an hour and that one person answered, or nobody: no clock of the world is set by less.
type Waited struct {
	Since      Instant    `db:"quarter"`     // the quarter's first instant
	AnsweredBy OperatorID `db:"answered_by"` // "" of those that nobody answered
	Waits      int        `db:"waits"`
	Ended      int        `db:"ended"`
	Within1    int        `db:"within_1"` // that ended within the limits asked for
	Within2    int        `db:"within_2"`
	Within3    int        `db:"within_3"`
	Within4    int        `db:"within_4"`
}

// AlarmStep is a rung of the alarm ladder.
type AlarmStep string

// The rungs, in order.
const (
	AlarmSound  AlarmStep = "sound"  // the panel rings
	AlarmNotify AlarmStep = "notify" // a notification on the desktop and on the operator's other devices
	AlarmNext   AlarmStep = "next"   // somebody else is asked
)

// AlarmSteps are the rungs in order.
var AlarmSteps = []AlarmStep{AlarmSound, AlarmNotify, AlarmNext}

// Alarm is the receipt of one alarm: when it went off, and when a panel said that it had.
type Alarm struct {
	Shop         ShopID         `json:"-" db:"shop_id"`
	Conversation ConversationID `json:"conversation" db:"conversation_id"`
	Seq          int64          `json:"seq" db:"seq"`
	Round        int            `json:"round" db:"round"`
	Step         AlarmStep      `json:"step" db:"step"`
	Operator     OperatorID     `json:"operator" db:"operator_id"` // who was called; empty for everybody
	At           Instant        `json:"at" db:"at"`
	HeardBy      OperatorID     `json:"heard_by" db:"heard_by"`
	HeardAt      Instant        `json:"heard_at" db:"heard_at"` // 0 while no panel has confirmed it
}

// Ladder is after how many seconds without an answer each alarm goes off; 0 leaves the rung out.
type Ladder struct {
	Sound  Seconds `json:"sound"`
	Notify Seconds `json:"notify"`
	Next   Seconds `json:"next"`
}

// MaxLadder is the latest a rung may be set to, in seconds: later it is no alarm.
const MaxLadder = 3600

// After returns the seconds until a rung, 0 when it is left out.
func (l Ladder) After(step AlarmStep) Seconds {
	return map[AlarmStep]Seconds{AlarmSound: l.Sound, AlarmNotify: l.Notify, AlarmNext: l.Next}[step]
}

// DeskSettings is how a shop wants its conversations run.
type DeskSettings struct {
	Alarm  Ladder     `json:"alarm"`
	Closed ClosedMode `json:"closed"` // what the launcher does while nobody can answer; empty hides it
	Photos PhotoMode  `json:"photos"` // empty: when an operator asks
	// Mood shows operators which words of a sent message sound upset or pleased.
	Mood bool `json:"mood"`
}

// ClosedMode is what the launcher does while nobody can answer.
type ClosedMode string

// The choices.
const (
	ClosedHide    ClosedMode = "hide"    // it is not shown
	ClosedMessage ClosedMode = "message" // it takes a message and says when the shop opens
)

// DefaultDeskSettings rings after 15 seconds, notifies after 30 and asks somebody else after 60: one visitor in five
// leaves when nobody answers within the minute.
func DefaultDeskSettings() DeskSettings {
	return DeskSettings{Alarm: Ladder{Sound: 15, Notify: 30, Next: 60}, Closed: ClosedHide, Photos: PhotosAsk}
}

// Check returns CodeInvalid for settings that make no sense.
func (s DeskSettings) Check() error {
	switch s.Closed {
	case "", ClosedHide, ClosedMessage:
	default:
		return E(CodeInvalid, "closed is hide or message")
	}
	switch s.Photos {
	case "", PhotosOff, PhotosAsk, PhotosAllow:
	default:
		return E(CodeInvalid, "photos is off, ask or allow")
	}
	last := Seconds(0)
	for _, step := range AlarmSteps {
		after := s.Alarm.After(step)
		if after < 0 || after > MaxLadder {
			return E(CodeInvalid, "an alarm goes off after 0 to 3600 seconds")
		}
		if after > 0 && after < last {
			return E(CodeInvalid, "the alarms go off in order: sound, notify, next")
		}
		last = max(last, after)
	}
	return nil
}

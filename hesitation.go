package zagaj

// Hesitation is what a visitor did to a draft, as facts and not as a mood. Times finer than a second are not kept.
type Hesitation struct {
	Typed     int `json:"typed"`     // characters put in
	Removed   int `json:"removed"`   // characters taken out, but for spelling repairs
	Rewrote   int `json:"rewrote"`   // times that a stretch of three or more was taken out
	Paused    int `json:"paused"`    // times that nothing happened for five seconds with words on the line
	Abandoned int `json:"abandoned"` // times that all was taken out and nothing sent
	// Level is 0 to 3, the number of signs: a quarter taken out, rewritten often or abandoned, paused twice. It stays 0
	// until enough is typed to say anything.
	Level int `json:"level"`
}

// Mood is what the words of one sent message sound like. It is a count of words, no claim about a person: the words
// stand beside it.
type Mood struct {
	Seq   int64    `json:"seq"`   // of the message
	Tone  Tone     `json:"tone"`  // what most of the words sound like
	Words []string `json:"words"` // as the visitor wrote them, in order
}

// Tone is how words sound.
type Tone string

// The tones; a message of neither has no mood.
const (
	ToneUpset   Tone = "upset"
	TonePleased Tone = "pleased"
)

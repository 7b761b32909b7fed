package zagaj

import "slices"

// Guide is how far a shop's first set-up has come, so that it goes on where somebody left it, on any device.
type Guide struct {
	Step    string   `json:"step"`     // the one that is open, of GuideSteps; "" before the beginning
	Done    []string `json:"done"`     // steps somebody has finished
	BegunAt Instant  `json:"begun_at"` // 0 before the beginning
	EndedAt Instant  `json:"ended_at"` // 0 until somebody has finished it or put it away
}

// guideSteps are the steps of the first set-up in their order.
var guideSteps = []string{"language", "shop", "platform", "peek", "team", "schedule", "rule"}

// GuideSteps returns the steps of the first set-up in their order.
func GuideSteps() []string { return slices.Clone(guideSteps) }

// Valid reports whether step and done name steps of the set-up, each at most once.
func (g Guide) Valid() bool {
	if g.Step != "" && !slices.Contains(guideSteps, g.Step) {
		return false
	}
	for i, step := range g.Done {
		if !slices.Contains(guideSteps, step) || slices.Contains(g.Done[:i], step) {
			return false
		}
	}
	return true
}

// DemoPrefix begins the ids of the rules, answers, connections and people that the demo adds, so that they can be removed.
const DemoPrefix = "demo-"

package zagaj

// Settings is everything of a shop that decides when help is offered, as its tables hold it. It stands in the log whenever it
// changes, so that a replay decides by what was true then.
type Settings struct {
	Shop     ShopID   `json:"shop"`
	Rules    []Rule   `json:"rules"`
	Schedule Schedule `json:"schedule"`
	Policy   Policy   `json:"policy"`
	// Experiments are those that run, at most one a rule.
	Experiments []Experiment `json:"experiments,omitempty"`
}

package triggers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/zagaj/zagaj"
)

// rule is a compiled zagaj.Rule.
type rule struct {
	zagaj.Rule
	tree   node
	parts  []part // the conditions one by one
	by     touch
	dwells [scopes]bool // some condition asks for the dwell over this
	fault  string       // why it is not asked any more: how its conditions failed; "" while they do not
}

// part is one condition as the merchant wrote it: all parts together must hold.
type part struct {
	node
	path, text string
}

func compile(r zagaj.Rule) (*rule, error) {
	c := &compiler{}
	if r.Schema != 0 && r.Schema != zagaj.RuleSchema {
		return nil, invalid("schema", fmt.Sprintf("conditions of version %d are not known here; this server reads version %d", r.Schema, zagaj.RuleSchema))
	}
	if len(r.When) == 0 {
		return nil, invalid("when", "a rule needs at least one condition")
	}
	when, err := c.list(r.When, "when", 1)
	if err != nil {
		return nil, err
	}
	who, err := c.list(r.Who, "who", 1)
	if err != nil {
		return nil, err
	}
	unless, err := c.list(r.Unless, "unless", 1)
	if err != nil {
		return nil, err
	}
	if r.ExpiresAt < 0 {
		return nil, invalid("expires_at", "milliseconds since 1970, or nothing")
	}
	if r.For < 0 {
		return nil, invalid("for", "0 or more")
	}
	if r.PerVisit < 0 {
		return nil, invalid("per_visit", "0 or more")
	}
	var parts []part
	if len(when) == 1 {
		parts = append(parts, part{when[0], "when[0]", text(r.When[0])})
	} else {
		raws, _ := json.Marshal(r.When) // it was JSON before
		parts = append(parts, part{either(when), "when", `{"any":` + string(raws) + `}`})
	}
	for i, n := range who {
		parts = append(parts, part{n, fmt.Sprintf("who[%d]", i), text(r.Who[i])})
	}
	for i, n := range unless {
		parts = append(parts, part{not{n}, fmt.Sprintf("unless[%d]", i), `{"not":` + text(r.Unless[i]) + `}`})
	}
	out := &rule{Rule: r, parts: parts, dwells: c.dwells}
	tree := make(all, len(parts))
	for i, p := range parts {
		tree[i] = p.node
		out.by |= p.touches()
	}
	out.tree = tree
	return out, nil
}

// text writes a condition without the white space in it, so that equal conditions are equal texts.
func text(raw json.RawMessage) string {
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		return string(raw)
	}
	return b.String()
}

// ValidateRule compiles a rule and returns CodeInvalid with the path of what is wrong.
func ValidateRule(r zagaj.Rule) error {
	if strings.TrimSpace(r.Name) == "" {
		return invalid("name", "a rule needs a name")
	}
	if _, err := compile(r); err != nil {
		return err
	}
	if err := bounded(r); err != nil {
		return err
	}
	if err := strict(r); err != nil {
		return err
	}
	return contradiction(r)
}

// ruleID is how a rule may be called: its id stands in addresses.
var ruleID = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// maxOfferText is the longest sentence of an offer, in characters: it must fit on a phone without covering the shop.
const maxOfferText = 300

// bounded refuses what could not be kept, or would be counted as something else. Only what is being saved is held to it.
func bounded(r zagaj.Rule) error {
	switch {
	case r.ID != "" && (!ruleID.MatchString(string(r.ID)) || r.ID == ByHand):
		return invalid("id", fmt.Sprintf("1 to 64 letters, digits, dots, hyphens and underscores, and not %s", ByHand))
	case r.For > maxSeconds:
		return invalid("for", "ten years at most")
	}
	for lang, sentence := range r.Text {
		if utf8.RuneCountInString(sentence) > maxOfferText {
			return invalid("text."+lang, fmt.Sprintf("at most %d characters", maxOfferText))
		}
	}
	return nil
}

// byRank orders a rule's conditions for the watch: see program.
func (r *rule) byRank() []part {
	list := slices.Clone(r.parts)
	slices.SortStableFunc(list, func(a, b part) int { return a.rank() - b.rank() })
	return list
}

package triggers

import (
	"crypto/sha256"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strconv"

	"github.com/zagaj/zagaj"
)

// maxAssigned bounds the experiments of which a visitor's arm is remembered: more never run together.
const maxAssigned = 32

// share is a number in [0, 1) that depends on the salt and the visitor only: the first 53 bits of a SHA-256. Each purpose
// has a salt of its own, else whoever is held out would sit in the same arm of everything.
func share(salt string, unit zagaj.VisitorID) float64 {
	sum := sha256.Sum256([]byte(salt + "\x00" + string(unit)))
	return float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
}

// growthBook is the hash of GrowthBook's SDKs, version 2: 32-bit FNV-1a, twice, in ten thousandths.
func growthBook(seed, value string) float64 {
	hash := func(text string) uint32 {
		h := fnv.New32a()
		_, _ = h.Write([]byte(text))
		return h.Sum32()
	}
	return float64(hash(strconv.FormatUint(uint64(hash(seed+value)), 10))%10_000) / 10_000
}

// checkExperiments: a rule is tried by one experiment at a time.
func checkExperiments(list []zagaj.Experiment) error {
	rules := map[zagaj.RuleID]bool{}
	for _, e := range list {
		if err := e.Check(); err != nil {
			return err
		}
		if rules[e.Rule] {
			return invalid("experiments", "two of them try the same rule")
		}
		rules[e.Rule] = true
	}
	return nil
}

// heldOut reports whether a visitor is never offered anything. Who has come to the moment of an offer stays on the side they were on then, on every
// device and whatever became of the share; without a hold-out nobody is held.
func (s *State) heldOut(v *visit) bool {
	if s.policy.HoldOut <= 0 {
		return false
	}
	if known := v.assigned.of(zagaj.HoldOutID); known != nil {
		return known.Arm == zagaj.ArmHeld
	}
	return share(string(s.shop)+"\x00hold-out", v.visitor) < s.policy.HoldOut
}

// draw returns the arm that falls to a visitor, -1 when the experiment does not cover them. Coverage lies within each
// arm's range, so that widening it moves nobody from one arm to another.
func draw(e *zagaj.Experiment, unit zagaj.VisitorID) int {
	total, from := 0.0, 0.0
	for _, a := range e.Arms {
		total += a.Weight
	}
	u := share(string(e.Shop)+"\x00arm\x00"+string(e.ID), unit)
	if e.Seed != "" {
		u = growthBook(e.Seed, string(unit))
	}
	for i, a := range e.Arms {
		width := a.Weight / total
		if u >= from && u < from+width*e.Coverage {
			return i
		}
		from += width
	}
	return -1
}

// experimentOf returns the experiment that a visitor is in when a rule would offer, nil when none. Experiments of one
// shop share the visits' caps, so a visitor is in one of them at most: in the one they have an arm of, else in the one that
// draws the highest number. A new experiment then takes its part from the others and moves nobody who has been counted.
func (s *State) experimentOf(v *visit, rule zagaj.RuleID) *zagaj.Experiment {
	var chosen *zagaj.Experiment
	best, since := -1.0, never
	for i := range s.experiments {
		e := &s.experiments[i]
		if known := v.assigned.of(e.ID); known != nil {
			if known.At < since {
				chosen, since = e, known.At
			}
		} else if u := share(string(s.shop)+"\x00layer\x00"+string(e.ID), v.visitor); since == never && u > best {
			chosen, best = e, u
		}
	}
	if chosen == nil || chosen.Rule != rule {
		return nil
	}
	return chosen
}

// arm gives the visitor an arm of the rule's experiment, and says so to the outside the first time. Who has one keeps
// it, whatever became of the weights.
func (s *State) arm(v *visit, rule zagaj.RuleID, now zagaj.Instant) (zagaj.Arm, bool) {
	e := s.experimentOf(v, rule)
	if e == nil {
		return zagaj.Arm{}, false
	}
	if known := v.assigned.of(e.ID); known != nil {
		i := slices.IndexFunc(e.Arms, func(a zagaj.Arm) bool { return a.Name == known.Arm })
		if i < 0 {
			return zagaj.Arm{}, false // the arm is no more; the rule as it is
		}
		return e.Arms[i], true
	}
	i := draw(e, v.visitor)
	if i < 0 {
		return zagaj.Arm{}, false
	}
	s.expose(v, zagaj.Exposure{Experiment: e.ID, Phase: e.Phase, Arm: e.Arms[i].Name, Rule: rule, At: now})
	return e.Arms[i], true
}

// exposeHoldOut keeps on which side of the hold-out a visitor is, when there is one.
func (s *State) exposeHoldOut(v *visit, rule zagaj.RuleID, held bool, now zagaj.Instant) {
	if s.policy.HoldOut <= 0 || v.assigned.of(zagaj.HoldOutID) != nil {
		return
	}
	name := zagaj.ArmOffered
	if held {
		name = zagaj.ArmHeld
	}
	s.expose(v, zagaj.Exposure{Experiment: zagaj.HoldOutID, Phase: max(1, s.policy.HoldOutPhase), Arm: name, Rule: rule, At: now})
}

func (s *State) expose(v *visit, x zagaj.Exposure) {
	x.Shop, x.Visitor = s.shop, v.visitor
	for _, o := range v.person() {
		o.assigned.keep(x)
		o.touched |= touchOffers
		if o != v {
			s.touch(o, touchOffers, x.At)
		}
	}
	s.out = append(s.out, Command{Kind: DoExpose, Visitor: v.visitor, Rule: x.Rule, Exposure: &x})
}

// assignments are a visitor's arms, one an experiment.
type assignments []zagaj.Exposure

func (a assignments) of(id zagaj.ExperimentID) *zagaj.Exposure {
	for i := range a {
		if a[i].Experiment == id {
			return &a[i]
		}
	}
	return nil
}

// keep takes an exposure; of two of one experiment the earlier counts.
func (a *assignments) keep(x zagaj.Exposure) {
	if known := a.of(x.Experiment); known != nil {
		if x.At < known.At {
			*known = x
		}
		return
	}
	if len(*a) >= maxAssigned {
		*a = slices.Delete(*a, 0, 1)
	}
	*a = append(*a, x)
}

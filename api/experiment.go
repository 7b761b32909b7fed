package api

import (
	"fmt"
	"net/http"
	"reflect"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers/experiment"
)

// running returns a shop's experiments that have not ended.
func running(list []zagaj.Experiment) []zagaj.Experiment {
	var out []zagaj.Experiment
	for _, e := range list {
		if e.EndedAt == 0 {
			out = append(out, e)
		}
	}
	return out
}

func (s *Server) listExperiments(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Experiments(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("experiments: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"experiments": orEmpty(list)})
	return nil
}

// saveExperiment starts an experiment, or changes one that runs: what would give visitors other arms begins a new phase.
func (s *Server) saveExperiment(c *gin.Context, o zagaj.Operator) error {
	var e zagaj.Experiment
	if err := decode(c, &e); err != nil {
		return err
	}
	ctx := c.Request.Context()
	e.Shop, e.EndedAt, e.StartedAt, e.Phase = o.Shop, 0, s.now(), 1
	if e.Window == 0 {
		e.Window = zagaj.DefaultWindow
	}
	if err := e.Check(); err != nil {
		return err
	}
	if e.ID == "" {
		e.ID = zagaj.ExperimentID(s.newID())
	} else if err := s.carryOn(c, &e); err != nil {
		return err
	}
	if err := s.knownRule(c, o.Shop, e.Rule); err != nil {
		return err
	}
	if err := s.store.SaveExperiment(ctx, e); err != nil {
		return fmt.Errorf("save experiment: %w", err)
	}
	if err := s.LoadShop(ctx, o.Shop); err != nil {
		return err
	}
	c.JSON(http.StatusOK, e)
	return nil
}

// carryOn keeps of the experiment that is there what a change does not touch.
func (s *Server) carryOn(c *gin.Context, e *zagaj.Experiment) error {
	old, err := s.store.Experiment(c.Request.Context(), e.Shop, e.ID)
	if err != nil {
		return fmt.Errorf("experiment: %w", err)
	}
	if old.EndedAt > 0 {
		return zagaj.E(zagaj.CodeConflict, "this experiment has ended; start a new one")
	}
	if old.Rule != e.Rule {
		return zagaj.E(zagaj.CodeInvalid, "rule: an experiment stays with its rule; start another one")
	}
	e.StartedAt, e.Phase = old.StartedAt, old.Phase
	if old.Coverage != e.Coverage || old.Seed != e.Seed || !reflect.DeepEqual(old.Arms, e.Arms) {
		e.Phase++
	}
	return nil
}

func (s *Server) knownRule(c *gin.Context, shop zagaj.ShopID, id zagaj.RuleID) error {
	rules, err := s.store.Rules(c.Request.Context(), shop)
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	for _, r := range rules {
		if r.ID == id {
			return nil
		}
	}
	return zagaj.E(zagaj.CodeInvalid, "rule: no such rule")
}

func (s *Server) endExperiment(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	e, err := s.store.Experiment(ctx, o.Shop, zagaj.ExperimentID(c.Param("id")))
	if err != nil {
		return fmt.Errorf("experiment: %w", err)
	}
	if e.EndedAt == 0 {
		e.EndedAt = s.now()
		if err := s.store.SaveExperiment(ctx, e); err != nil {
			return fmt.Errorf("end experiment: %w", err)
		}
		if err := s.LoadShop(ctx, o.Shop); err != nil {
			return err
		}
	}
	c.JSON(http.StatusOK, e)
	return nil
}

// otherWindows are shown beside an experiment's own: an hour and a week.
var otherWindows = []zagaj.Seconds{3600, 7 * zagaj.DefaultWindow}

// readExperiment returns what an experiment, or the shop's hold-out, has shown so far.
func (s *Server) readExperiment(c *gin.Context, o zagaj.Operator) error {
	e, err := s.experimentOr(c, o.Shop, zagaj.ExperimentID(c.Param("id")))
	if err != nil {
		return err
	}
	units, err := s.store.Units(c.Request.Context(), o.Shop, e.ID)
	if err != nil {
		return fmt.Errorf("exposed visitors: %w", err)
	}
	now := s.now()
	windows := map[string]experiment.Reading{}
	for _, w := range otherWindows {
		other := e
		other.Window = w
		windows[strconv.FormatInt(int64(w), 10)] = experiment.Read(other, units, now)
	}
	c.JSON(http.StatusOK, gin.H{"experiment": e, "reading": experiment.Read(e, units, now), "windows": windows})
	return nil
}

// experimentOr also knows the hold-out, which is an experiment without a row of its own.
func (s *Server) experimentOr(c *gin.Context, shop zagaj.ShopID, id zagaj.ExperimentID) (zagaj.Experiment, error) {
	ctx := c.Request.Context()
	if id != zagaj.HoldOutID {
		e, err := s.store.Experiment(ctx, shop, id)
		if err != nil {
			return e, fmt.Errorf("experiment: %w", err)
		}
		return e, nil
	}
	p, err := s.store.Policy(ctx, shop)
	if err != nil {
		return zagaj.Experiment{}, fmt.Errorf("policy: %w", err)
	}
	return zagaj.HoldOut(shop, p), nil
}

// sizeExperiment says how many visitors and weeks an experiment needs, before anybody starts it.
func (s *Server) sizeExperiment(c *gin.Context, _ zagaj.Operator) error {
	number := func(name, or string) float64 {
		n, err := strconv.ParseFloat(c.DefaultQuery(name, or), 64)
		if err != nil {
			return -1
		}
		return n
	}
	arms, perDay := int(number("arms", "2")), number("per_day", "0")
	n, err := experiment.Size(number("base", ""), number("lift", "0.2"))
	if err != nil {
		return err
	}
	if arms < 2 || arms > 6 || perDay < 0 {
		return zagaj.E(zagaj.CodeInvalid, "arms: 2 to 6; per_day: 0 or more")
	}
	out := gin.H{"per_arm": n, "visitors": n * arms}
	if perDay > 0 {
		out["weeks"] = experiment.Weeks(n*arms, perDay)
	}
	c.JSON(http.StatusOK, out)
	return nil
}

func (s *Server) showPolicy(c *gin.Context, o zagaj.Operator) error {
	p, err := s.store.Policy(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	c.JSON(http.StatusOK, p)
	return nil
}

func (s *Server) savePolicy(c *gin.Context, o zagaj.Operator) error {
	var p zagaj.Policy
	if err := decode(c, &p); err != nil {
		return err
	}
	if err := p.Check(); err != nil {
		return err
	}
	before, err := s.store.Policy(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	p = p.HeldSince(before)
	if err := s.store.SavePolicy(c.Request.Context(), o.Shop, p); err != nil {
		return fmt.Errorf("save policy: %w", err)
	}
	if err := s.LoadShop(c.Request.Context(), o.Shop); err != nil {
		return err
	}
	c.JSON(http.StatusOK, p)
	return nil
}

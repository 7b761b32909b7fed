package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// guideRoutes are about a shop's first set-up and what the demo has left.
func (s *Server) guideRoutes(p *gin.RouterGroup) {
	p.GET("/guide", s.signed(s.showGuide))
	p.PUT("/guide", s.managed(s.saveGuide))
	p.DELETE("/demo", s.managed(s.removeDemo))
}

// guideView is the set-up with what has come of it, so that a browser that asks again sees the first event arrive.
type guideView struct {
	zagaj.Guide
	Steps    []string      `json:"steps"`
	Demo     bool          `json:"demo"`     // the demo's data are still here
	EventAt  zagaj.Instant `json:"event_at"` // when a platform's last event came, 0 before the first; the demo's do not count
	Visitors int           `json:"visitors"` // on the shop's pages now, with the widget
	People   int           `json:"people"`   // who may sign in
}

func (s *Server) showGuide(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	g, err := s.store.Guide(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("guide: %w", err)
	}
	view := guideView{Guide: g, Steps: zagaj.GuideSteps(), Visitors: len(s.engine.Visits(o.Shop))}
	if view.Demo, err = s.store.HasDemo(ctx, o.Shop); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	installations, err := s.store.Installations(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("installations: %w", err)
	}
	for _, in := range installations {
		if !isDemo(string(in.ID)) {
			view.EventAt = max(view.EventAt, in.LastEventAt)
		}
	}
	people, err := s.store.Operators(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("operators: %w", err)
	}
	for _, p := range people {
		if p.DisabledAt == 0 {
			view.People++
		}
	}
	c.JSON(http.StatusOK, view)
	return nil
}

// saveGuide keeps which step is open and which are done; the times are the server's.
func (s *Server) saveGuide(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Step  string   `json:"step"`
		Done  []string `json:"done"`
		Ended bool     `json:"ended"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	ctx := c.Request.Context()
	g, err := s.store.Guide(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("guide: %w", err)
	}
	g.Step, g.Done = in.Step, slices.Clone(orEmpty(in.Done))
	if !g.Valid() {
		return zagaj.E(zagaj.CodeInvalid, "step and done name steps of the set-up, each once")
	}
	if g.BegunAt == 0 {
		g.BegunAt = s.now()
	}
	switch {
	case !in.Ended:
		g.EndedAt = 0
	case g.EndedAt == 0:
		g.EndedAt = s.now()
	}
	if err := s.store.SaveGuide(ctx, o.Shop, g); err != nil {
		return fmt.Errorf("save guide: %w", err)
	}
	return s.showGuide(c, o)
}

// closeUnknown asks browsers to come back: their visitor is no longer known, and they begin anew.
const closeUnknown = 1012

// removeDemo takes out what the demo has put in. The demo's login goes too, so somebody else must be able to do everything.
func (s *Server) removeDemo(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	people, err := s.store.Operators(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("operators: %w", err)
	}
	if !slices.ContainsFunc(people, func(p zagaj.Operator) bool {
		return p.Role == zagaj.RoleOwner && p.DisabledAt == 0 && !isDemo(string(p.ID))
	}) {
		return zagaj.E(zagaj.CodeConflict, "invite an owner of your own first: the demo's login goes with its data")
	}
	installations, err := s.store.Installations(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("installations: %w", err)
	}
	removed, err := s.store.RemoveDemo(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("remove demo: %w", err)
	}
	for _, in := range installations {
		s.connections.forget(in.ID)
	}
	for _, p := range people {
		if isDemo(string(p.ID)) && p.DisabledAt == 0 {
			p.DisabledAt = s.now()
			if err := s.letGo(ctx, zagaj.Operator{ID: p.ID, Shop: p.Shop, Role: p.Role}, p, o.ID); err != nil {
				return err
			}
		}
	}
	s.engine.Drop(o.Shop)
	if err := s.LoadShop(ctx, o.Shop); err != nil {
		return err
	}
	s.visitors.CloseAll(shopTopic(o.Shop).String(), closeUnknown, "the demo was removed")
	s.audit(c, o, "demo.remove", "", fmt.Sprintf("%d rows", removed))
	c.JSON(http.StatusOK, gin.H{"removed": removed})
	return nil
}

func isDemo(id string) bool { return strings.HasPrefix(id, zagaj.DemoPrefix) }

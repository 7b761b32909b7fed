package api

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

// ruleRoutes are about when to offer help.
func (s *Server) ruleRoutes(p *gin.RouterGroup) {
	p.GET("/rules", s.signed(s.listRules))
	p.PUT("/rules", s.managed(s.saveRule))
	p.DELETE("/rules/:id", s.managed(s.removeRule))
	p.POST("/rules/check", s.managed(s.checkRule))
	p.POST("/rules/test", s.managed(s.testRule))
	p.GET("/rules/changes", s.signed(s.listRuleChanges))
}

func (s *Server) listRules(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Rules(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"rules": orEmpty(list)})
	return nil
}

// saveRule adds or changes a rule. A body with the version it was made from is refused when the rule has changed since.
func (s *Server) saveRule(c *gin.Context, o zagaj.Operator) error {
	r, err := s.readRule(c, o)
	if err != nil {
		return err
	}
	if r.ID == "" {
		r.ID = zagaj.RuleID(s.newID())
	}
	if r, err = s.store.ChangeRule(c.Request.Context(), r, o.ID); err != nil {
		return fmt.Errorf("save rule: %w", err)
	}
	if err := s.LoadShop(c.Request.Context(), o.Shop); err != nil {
		return err
	}
	s.audit(c, o, "rule.save", string(r.ID), r.Name)
	c.JSON(http.StatusOK, r)
	return nil
}

func (s *Server) readRule(c *gin.Context, o zagaj.Operator) (zagaj.Rule, error) {
	var r zagaj.Rule
	if err := decode(c, &r); err != nil {
		return r, err
	}
	r.Shop, r.UpdatedAt = o.Shop, s.now()
	return r, triggers.ValidateRule(r)
}

func (s *Server) removeRule(c *gin.Context, o zagaj.Operator) error {
	id := zagaj.RuleID(c.Param("id"))
	if err := s.store.RemoveRule(c.Request.Context(), o.Shop, id, o.ID, s.now()); err != nil {
		return err
	}
	if err := s.LoadShop(c.Request.Context(), o.Shop); err != nil {
		return err
	}
	s.audit(c, o, "rule.remove", string(id), "")
	c.Status(http.StatusNoContent)
	return nil
}

func (s *Server) listRuleChanges(c *gin.Context, o zagaj.Operator) error {
	before := int64(beforeOf(c))
	list, err := s.store.RuleChanges(c.Request.Context(), o.Shop, zagaj.RuleID(c.Query("rule")), before, listLimit)
	if err != nil {
		return fmt.Errorf("changes of rules: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"changes": orEmpty(list)})
	return nil
}

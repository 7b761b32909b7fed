package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// inviteRunes is the longest sentence of an offer by hand: it must fit on a phone without covering the shop.
const inviteRunes = 200

// inviteVisitor offers help to a visitor by the hand of the operator who asks, in the words of a rule or in words of
// their own, and answers which gate forbids it.
func (s *Server) inviteVisitor(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Rule zagaj.RuleID `json:"rule"`
		Text string       `json:"text"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	words, err := s.inviteWords(c, o.Shop, in.Rule, strings.TrimSpace(in.Text))
	if err != nil {
		return err
	}
	gate, err := s.engine.Invite(c.Request.Context(), o.Shop, zagaj.VisitorID(c.Param("id")), o.ID, words)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"gate": gate})
	return nil
}

// inviteWords returns the sentence by language.
func (s *Server) inviteWords(c *gin.Context, shop zagaj.ShopID, rule zagaj.RuleID, text string) (map[string]string, error) {
	if len([]rune(text)) > inviteRunes {
		return nil, zagaj.E(zagaj.CodeInvalid, "text: at most 200 characters")
	}
	if text != "" {
		return map[string]string{"pl": clip(text, inviteRunes)}, nil // the desk falls back to it in every language
	}
	rules, err := s.store.Rules(c.Request.Context(), shop)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		if r.ID == rule && len(r.Text) > 0 {
			return r.Text, nil
		}
	}
	return nil, zagaj.E(zagaj.CodeInvalid, "say what to offer: text, or a rule that has one")
}

package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
)

// transfer hands a conversation to a colleague, or back to the queue when "to" is empty. Whoever holds it may; others
// need a role that may take over.
func (s *Server) transfer(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		To zagaj.OperatorID `json:"to"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	ctx := c.Request.Context()
	conv, err := s.store.Conversation(ctx, o.Shop, zagaj.ConversationID(c.Param("id")))
	if err != nil {
		return err
	}
	if conv.Operator != o.ID && !may(o, maySet) {
		return zagaj.E(zagaj.CodeForbidden, "only who holds a conversation, or a supervisor, may hand it over")
	}
	if conv, err = s.desk.Transfer(ctx, o.Shop, conv.ID, conv.Operator, in.To); err != nil {
		return err
	}
	c.JSON(http.StatusOK, conv)
	return nil
}

// takeOver gives a conversation to the supervisor who asks.
func (s *Server) takeOver(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	conv, err := s.store.Conversation(ctx, o.Shop, zagaj.ConversationID(c.Param("id")))
	if err != nil {
		return err
	}
	if conv, err = s.desk.Transfer(ctx, o.Shop, conv.ID, conv.Operator, o.ID); err != nil {
		return err
	}
	c.JSON(http.StatusOK, conv)
	return nil
}

// showQueue answers who waits, in order.
func (s *Server) showQueue(c *gin.Context, o zagaj.Operator) error {
	places, err := s.desk.Queue(c.Request.Context(), o.Shop)
	if err != nil {
		return err
	}
	out := make([]gin.H, len(places))
	for i, p := range places {
		out[i] = gin.H{"conversation": p.Conversation, "place": p.Place, "wait_s": p.WaitSeconds}
	}
	c.JSON(http.StatusOK, gin.H{"queue": out})
	return nil
}

func (s *Server) listProfiles(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Profiles(c.Request.Context(), o.Shop)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"profiles": orEmpty(list)})
	return nil
}

// saveProfile keeps what an operator of the shop can help with.
func (s *Server) saveProfile(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Languages []string `json:"languages"`
		Skills    []string `json:"skills"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if len(in.Languages) > zagaj.MaxProfileWords || len(in.Skills) > zagaj.MaxProfileWords {
		return zagaj.E(zagaj.CodeInvalid, "at most 20 languages and 20 skills")
	}
	who, err := s.store.Operator(c.Request.Context(), o.Shop, zagaj.OperatorID(c.Param("id")))
	if err != nil {
		return err
	}
	p := zagaj.Profile{Shop: o.Shop, Operator: who.ID, Languages: words(in.Languages, 2), Skills: words(in.Skills, zagaj.MaxSkillRunes)}
	if err := s.store.SaveProfile(c.Request.Context(), p); err != nil {
		return err
	}
	if err := s.desk.Renew(c.Request.Context(), p.Shop, p.Operator); err != nil {
		return err
	}
	c.JSON(http.StatusOK, p)
	return nil
}

// words trims and cuts each entry and leaves the empty ones out.
func words(list []string, runes int) []string {
	out := []string{}
	for _, w := range list {
		if w = clip(strings.TrimSpace(w), runes); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// wants says what the visitor of a socket needs of an operator: the language, and who knows the category in view.
func (s *Server) wants(v *caller) desk.Want {
	w := desk.Want{Visitor: v.visitor.ID, Language: v.lang}
	if page := s.pageOf(v.shop.ID, v.visitor.ID); page != nil {
		w.Skill = page.Category
	}
	return w
}

// pageOf returns the page a visitor looks at, nil when the visitor is not on the site.
func (s *Server) pageOf(shop zagaj.ShopID, id zagaj.VisitorID) *zagaj.Page {
	visit, _ := s.engine.Visit(shop, id)
	return visit.Page
}

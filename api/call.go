package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
	"github.com/zagaj/zagaj/api/live"
)

// callAll calls all operators of the shop to a conversation; claiming it is how one of them takes it.
func (s *Server) callAll(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	conv, err := s.store.Conversation(ctx, o.Shop, zagaj.ConversationID(c.Param("id")))
	if err != nil {
		return err
	}
	if conv.Operator != "" && conv.Operator != o.ID && !may(o, maySet) {
		return zagaj.E(zagaj.CodeForbidden, "only who holds a conversation, or a supervisor, may offer it to all")
	}
	conv, isNew, err := s.desk.OfferToAll(ctx, o.Shop, conv.ID, conv.Operator, o.ID)
	if err != nil {
		return err
	}
	if isNew {
		s.pushCalls(ctx, conv, o.ID)
	}
	c.JSON(http.StatusOK, conv)
	return nil
}

// visitorCalls calls all operators at the visitor's wish.
func (s *Server) visitorCalls(ctx context.Context, v *caller) error {
	conv, err := s.store.OpenConversationOf(ctx, v.shop.ID, v.visitor.ID)
	if err != nil {
		return err
	}
	conv, isNew, err := s.desk.CallAll(ctx, conv)
	if err == nil && isNew {
		s.pushCalls(ctx, conv, "")
	}
	return err
}

// pushCalls calls by web push everybody who may answer, except who asked. The panels have been told already: what goes
// wrong here is logged. Outside opening hours nobody is called at home.
func (s *Server) pushCalls(ctx context.Context, c zagaj.Conversation, except zagaj.OperatorID) {
	if !s.engine.IsOpen(c.Shop) {
		return
	}
	people, err := s.store.Operators(ctx, c.Shop)
	for _, o := range people {
		if o.ID == except || o.DisabledAt > 0 || !may(o, mayTalk) {
			continue
		}
		call := pushWords(o.Language, "call")
		call.Conversation = c.ID
		if err = s.callOperator(ctx, o, call); err != nil {
			break
		}
	}
	if err != nil {
		s.log.Warn("call everybody", "shop", c.Shop, "error", err)
	}
}

// sendCalls tells a panel that has just come which conversations everybody is called to.
func (s *Server) sendCalls(ctx context.Context, sess *live.Session, shop zagaj.ShopID) error {
	open, err := s.store.OpenCalls(ctx, shop)
	if err != nil {
		return fmt.Errorf("calls: %w", err)
	}
	for _, call := range open {
		s.send(sess, desk.CallFrameOf(call))
	}
	return nil
}

// listCalls answers when everybody was called to a conversation, who asked, and who took it.
func (s *Server) listCalls(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.talked(c, o)
	if err != nil {
		return err
	}
	calls, err := s.store.Calls(c.Request.Context(), o.Shop, conv.ID)
	if err != nil {
		return fmt.Errorf("calls: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"calls": calls})
	return nil
}

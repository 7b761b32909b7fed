package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// promiseWindow is over which time kept and late promises are counted.
const promiseWindow = 30 * 24 * time.Hour

// listPromises answers what is still owed, the most urgent first, and how the shop has kept its word in 30 days.
func (s *Server) listPromises(c *gin.Context, o zagaj.Operator) error {
	open, err := s.store.OpenPromises(c.Request.Context(), o.Shop, listLimit)
	if err != nil {
		return fmt.Errorf("promises: %w", err)
	}
	count, err := s.store.CountPromises(c.Request.Context(), o.Shop, s.now().Add(-promiseWindow), s.now())
	if err != nil {
		return fmt.Errorf("count promises: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"promises": open, "count": count})
	return nil
}

func (s *Server) addPromise(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		ID           zagaj.PromiseID      `json:"id"`
		Conversation zagaj.ConversationID `json:"conversation"`
		Text         string               `json:"text"`
		DueAt        zagaj.Instant        `json:"due_at"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if in.ID = zagaj.PromiseID(clip(string(in.ID), 64)); in.ID == "" {
		return zagaj.E(zagaj.CodeInvalid, "the promise has no id")
	}
	p, err := s.desk.Promise(c.Request.Context(), zagaj.Promise{ID: in.ID, Shop: o.Shop, Conversation: in.Conversation, Operator: o.ID,
		Text: cleanText(in.Text), DueAt: in.DueAt}, o.Name)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, p)
	return nil
}

// givePromise hands a promise on. Whoever may answer takes one; who has it, or a supervisor, gives it to somebody else.
func (s *Server) givePromise(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		To zagaj.OperatorID `json:"to"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	ctx := c.Request.Context()
	p, err := s.store.Promise(ctx, o.Shop, zagaj.PromiseID(c.Param("id")))
	if err != nil {
		return err
	}
	to, err := s.store.Operator(ctx, o.Shop, in.To)
	switch {
	case err != nil:
		return err
	case in.To != o.ID && p.Operator != o.ID && !may(o, maySet):
		return zagaj.E(zagaj.CodeForbidden, "only who has a promise, or a supervisor, gives it to somebody else")
	case !may(to, mayTalk):
		return zagaj.E(zagaj.CodeInvalid, "this colleague does not answer visitors")
	}
	if p, err = s.desk.GivePromise(ctx, o.Shop, p.ID, to, o.ID); err != nil {
		return err
	}
	if to.ID != o.ID {
		if err := s.callPeople(ctx, o.Shop, to.ID, "given", pushCall{Conversation: p.Conversation}); err != nil {
			return err
		}
	}
	c.JSON(http.StatusOK, p)
	return nil
}

// keepPromise gives the promised answer.
func (s *Server) keepPromise(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		ID   zagaj.MessageID `json:"id"`
		Text string          `json:"text"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	p, err := s.desk.Keep(c.Request.Context(), zagaj.PromiseID(c.Param("id")), zagaj.Message{ID: zagaj.MessageID(clip(string(in.ID), 64)), Shop: o.Shop,
		Role: zagaj.RoleOperator, Author: string(o.ID), Name: o.Name, Text: cleanText(in.Text)})
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, p)
	return nil
}

package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// talked returns the conversation of the route's id, which must be the shop's.
func (s *Server) talked(c *gin.Context, o zagaj.Operator) (zagaj.Conversation, error) {
	return s.store.Conversation(c.Request.Context(), o.Shop, zagaj.ConversationID(c.Param("id")))
}

func (s *Server) showLabel(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.talked(c, o)
	if err != nil {
		return err
	}
	return s.tellLabel(c, conv)
}

// tellLabel answers with a conversation's label, to people and to programs alike.
func (s *Server) tellLabel(c *gin.Context, conv zagaj.Conversation) error {
	l, err := s.store.Label(c.Request.Context(), conv.Shop, conv.ID)
	if err != nil {
		return fmt.Errorf("label: %w", err)
	}
	c.JSON(http.StatusOK, l)
	return nil
}

func (s *Server) saveLabel(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.talked(c, o)
	if err != nil {
		return err
	}
	if err := s.keepLabel(c, conv); err != nil {
		return err
	}
	return s.showLabel(c, o)
}

// keepLabel keeps what the body says a conversation was about.
func (s *Server) keepLabel(c *gin.Context, conv zagaj.Conversation) error {
	var in struct {
		Kind zagaj.ConversationKind `json:"kind"`
		Tags []string               `json:"tags"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if err := zagaj.CheckKind(in.Kind); err != nil {
		return err
	}
	if len(in.Tags) > zagaj.MaxTags {
		return zagaj.E(zagaj.CodeInvalid, "at most 10 tags")
	}
	if err := s.store.SaveLabel(c.Request.Context(), zagaj.Label{Shop: conv.Shop, Conversation: conv.ID, Kind: in.Kind, Tags: words(in.Tags, zagaj.MaxTagRunes)}); err != nil {
		return fmt.Errorf("save label: %w", err)
	}
	return nil
}

// rate keeps the visitor's one tap at the end, of the visitor's own conversation only.
func (s *Server) rate(ctx context.Context, v *caller, f visitorFrame) error {
	if f.Rating < 1 || f.Rating > zagaj.MaxRating {
		return zagaj.E(zagaj.CodeInvalid, "rating is 1 to 5")
	}
	conv, err := s.store.Conversation(ctx, v.shop.ID, f.Conversation)
	if err == nil && conv.Visitor != v.visitor.ID {
		err = zagaj.E(zagaj.CodeNotFound, "no such conversation")
	}
	if err != nil {
		return err
	}
	if err := s.store.Rate(ctx, v.shop.ID, conv.ID, f.Rating, s.now()); err != nil {
		return fmt.Errorf("rate: %w", err)
	}
	s.publish(s.operators, operatorsTopic(v.shop.ID), zagaj.RatedFrame{Conversation: conv.ID, Rating: f.Rating})
	return nil
}

func (s *Server) listNotes(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.talked(c, o)
	if err != nil {
		return err
	}
	list, err := s.store.Notes(c.Request.Context(), o.Shop, conv.ID)
	if err != nil {
		return fmt.Errorf("notes: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"notes": list})
	return nil
}

// addNote keeps a line among operators and shows it to them at once: a note, or a supervisor's whisper.
func (s *Server) addNote(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		ID   zagaj.MessageID `json:"id"`
		Text string          `json:"text"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	in.Text = cleanText(in.Text)
	if err := zagaj.CheckText(in.Text); err != nil {
		return err
	}
	conv, err := s.talked(c, o)
	if err != nil {
		return err
	}
	n := zagaj.Note{ID: zagaj.MessageID(clip(string(in.ID), 64)), Shop: o.Shop, Conversation: conv.ID, Operator: o.ID, Name: o.Name, Text: in.Text, At: s.now()}
	if n.ID == "" {
		n.ID = zagaj.MessageID(s.newID())
	}
	if err := s.store.AddNote(c.Request.Context(), n); err != nil {
		return fmt.Errorf("add note: %w", err)
	}
	s.publish(s.operators, operatorsTopic(o.Shop), zagaj.NoteFrame{Note: n})
	c.JSON(http.StatusOK, n)
	return nil
}

// searchMessages answers the messages that hold all words of q, the newest first; before is the cursor.
func (s *Server) searchMessages(c *gin.Context, o zagaj.Operator) error {
	before := beforeOf(c)
	list, err := s.store.SearchMessages(c.Request.Context(), o.Shop, clip(strings.TrimSpace(c.Query("q")), 200), before, listLimit)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"messages": list})
	return nil
}

package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
)

// moodLook is how many of a conversation's messages are looked through for the panel.
const moodLook = 200

// tellsMood reports whether a shop has switched on that operators see what visitors' sent words sound like.
func (s *Server) tellsMood(ctx context.Context, shop zagaj.ShopID) bool {
	set, err := s.settings.of(ctx, shop)
	if err != nil {
		s.log.Warn("desk settings", "shop", shop, "error", err)
	}
	return err == nil && set.Mood
}

// tellMood shows operators what a visitor's sent words sound like. It never looks at a draft.
func (s *Server) tellMood(m zagaj.Message) {
	if mood, ok := desk.MoodOf(m); ok {
		s.publish(s.operators, operatorsTopic(m.Shop), zagaj.MoodFrame{Conversation: m.Conversation, Mood: mood})
	}
}

// listMoods answers the same of a conversation's messages so far; nothing while it is switched off.
func (s *Server) listMoods(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.talked(c, o)
	if err != nil {
		return err
	}
	set, err := s.store.DeskSettings(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("desk settings: %w", err)
	}
	moods := []zagaj.Mood{}
	if set.Mood {
		list, err := s.store.Messages(c.Request.Context(), o.Shop, conv.ID, max(0, conv.Seq-moodLook), moodLook)
		if err != nil {
			return fmt.Errorf("messages: %w", err)
		}
		for _, m := range list {
			if mood, ok := desk.MoodOf(m); ok {
				moods = append(moods, mood)
			}
		}
	}
	c.JSON(http.StatusOK, gin.H{"moods": moods})
	return nil
}

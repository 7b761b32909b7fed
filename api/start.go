package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// startTalks is how many conversations the first screen shows side by side; the answer to start holds so many whole.
const startTalks = 3

// tellStart answers all that the panel's first screen shows at once. Asked for one by one, each answer would wait for the
// one before, and the screen would be drawn as often.
func (s *Server) tellStart(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	me, err := s.me(ctx, o)
	if err != nil {
		return err
	}
	answers, err := s.visibleAnswers(ctx, o)
	if err != nil {
		return err
	}
	promises, err := s.store.OpenPromises(ctx, o.Shop, listLimit)
	if err != nil {
		return fmt.Errorf("promises: %w", err)
	}
	waits, err := s.store.OpenWaits(ctx, o.Shop, listLimit)
	if err != nil {
		return fmt.Errorf("waits: %w", err)
	}
	list, err := s.store.Conversations(ctx, o.Shop, liveStates, forever, listLimit)
	if err != nil {
		return fmt.Errorf("conversations: %w", err)
	}
	talks, err := s.ownTalks(ctx, o, list)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"me": me, "answers": orEmpty(answers), "promises": orEmpty(promises), "waits": orEmpty(waits),
		"conversations": orEmpty(list), "talks": talks})
	return nil
}

// ownTalks are the operator's own conversations of the list, the oldest first as they stand on the screen, each with its
// first messages and what stands beside it.
func (s *Server) ownTalks(ctx context.Context, o zagaj.Operator, list []zagaj.Conversation) ([]gin.H, error) {
	own := slices.DeleteFunc(slices.Clone(list), func(c zagaj.Conversation) bool {
		return c.State != zagaj.ConversationOpen || c.Operator != o.ID
	})
	slices.SortFunc(own, func(a, b zagaj.Conversation) int { return cmp.Compare(a.CreatedAt, b.CreatedAt) })
	talks := []gin.H{}
	for _, conv := range own[:min(len(own), startTalks)] {
		detail, err := s.detail(ctx, conv)
		if err != nil {
			return nil, err
		}
		messages, err := s.store.Messages(ctx, o.Shop, conv.ID, 0, messageLimit)
		if err != nil {
			return nil, fmt.Errorf("messages: %w", err)
		}
		talks = append(talks, gin.H{"detail": detail, "messages": orEmpty(messages)})
	}
	return talks, nil
}

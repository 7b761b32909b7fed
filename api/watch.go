package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// watch starts or stops the flow of a visitor's draft to this operator. The visitor's browser sends nothing that
// nobody looks at, and who looked is on record before the first word is seen.
func (s *Server) watch(ctx context.Context, sess *live.Session, o *colleague, id zagaj.ConversationID, on bool) error {
	conv, err := s.store.Conversation(ctx, o.operator.Shop, id)
	if err != nil {
		return err
	}
	// In one that has ended nothing is typed: whoever looks at it must not turn the drafts of the visitor's next one on and off.
	if _, watching := o.watching[id]; on == watching || (on && conv.State == zagaj.ConversationClosed) {
		return nil
	}
	if on {
		if err := s.beginWatch(ctx, o, conv); err != nil {
			return err
		}
		s.listen(sess, watchTopic(conv.Shop, id))
	} else {
		sess.Leave(watchTopic(conv.Shop, id).String())
		if err := s.endWatch(ctx, o, id); err != nil {
			return err
		}
	}
	changes := s.drafts.Watch(id, on)
	if on { // before the browser is told to send: what it then sends would be overtaken by how things stood before
		r, text := s.drafts.Snapshot(id)
		s.send(sess, zagaj.DraftWhole{Conversation: id, R: r, S: text})
	}
	if changes {
		s.publish(s.visitors, visitorTopic(conv.Shop, conv.Visitor), zagaj.WatchFrame{On: on})
	}
	return nil
}

func (s *Server) beginWatch(ctx context.Context, o *colleague, conv zagaj.Conversation) error {
	shop, err := s.store.Shop(ctx, conv.Shop)
	if err != nil {
		return fmt.Errorf("shop: %w", err)
	}
	w := zagaj.Watch{ID: s.newID(), Shop: conv.Shop, Conversation: conv.ID, Operator: o.operator.ID, Mode: shop.Peek, BeganAt: s.now()}
	if err := s.store.AddWatch(ctx, w); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	o.watching[conv.ID] = w.ID
	return nil
}

func (s *Server) endWatch(ctx context.Context, o *colleague, id zagaj.ConversationID) error {
	watch := o.watching[id]
	delete(o.watching, id)
	return s.store.EndWatch(ctx, o.operator.Shop, watch, s.now())
}

// listWatches answers who looked at a visitor's unsent words in a conversation.
func (s *Server) listWatches(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	conv, err := s.store.Conversation(ctx, o.Shop, zagaj.ConversationID(c.Param("id")))
	if err != nil {
		return err
	}
	list, err := s.store.Watches(ctx, o.Shop, conv.ID, listLimit)
	if err != nil {
		return fmt.Errorf("watches: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"watches": list})
	return nil
}

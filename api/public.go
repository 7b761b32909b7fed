package api

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// publicPage is how many things one answer of the public API lists at most, and when it is not asked.
const publicPage = 100

// publicRoutes are the API for the merchant's programs; docs/api.md is its manual.
func (s *Server) publicRoutes() {
	p := s.router.Group(strings.TrimSuffix(publicPrefix, "/"))
	p.GET("/conversations", s.keyed(s.apiConversations))
	p.GET("/conversations/:id", s.keyed(s.apiConversation))
	p.GET("/conversations/:id/messages", s.keyed(s.apiMessages))
	p.GET("/conversations/:id/label", s.keyed(s.apiLabel))
	p.PUT("/conversations/:id/label", s.keyed(s.apiSaveLabel))
	p.GET("/offers", s.keyed(s.apiOffers))
	p.GET("/promises", s.keyed(s.apiPromises))
	p.GET("/visitors/:id/export", s.keyed(s.apiExport))
	p.DELETE("/visitors/:id", s.keyed(s.apiErase))
}

// pageLimit reads limit, 1 to publicPage.
func pageLimit(c *gin.Context) (int, error) {
	text := c.Query("limit")
	if text == "" {
		return publicPage, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > publicPage {
		return 0, zagaj.E(zagaj.CodeInvalid, "limit is 1 to 100")
	}
	return n, nil
}

// answerPage answers a page of a list with the cursor of what follows: "" when nothing does.
func answerPage[T any](c *gin.Context, name string, list []T, limit int, cursor func(T) string) error {
	next := ""
	if len(list) == limit {
		next = cursor(list[len(list)-1])
	}
	c.JSON(http.StatusOK, gin.H{name: orEmpty(list), "next": next})
	return nil
}

func (s *Server) apiConversations(c *gin.Context, k zagaj.APIKey) error {
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	list, err := s.store.ConversationsAfter(c.Request.Context(), k.Shop, zagaj.ConversationID(c.Query("after")), limit)
	if err != nil {
		return fmt.Errorf("conversations: %w", err)
	}
	return answerPage(c, "conversations", list, limit, func(v zagaj.Conversation) string { return string(v.ID) })
}

func (s *Server) apiConversationOf(c *gin.Context, k zagaj.APIKey) (zagaj.Conversation, error) {
	return s.store.Conversation(c.Request.Context(), k.Shop, zagaj.ConversationID(c.Param("id")))
}

func (s *Server) apiConversation(c *gin.Context, k zagaj.APIKey) error {
	conv, err := s.apiConversationOf(c, k)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, conv)
	return nil
}

func (s *Server) apiMessages(c *gin.Context, k zagaj.APIKey) error {
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	after, err := strconv.ParseInt(either(c.Query("after"), "0"), 10, 64)
	if err != nil {
		return zagaj.E(zagaj.CodeInvalid, "after is the seq of the last message known")
	}
	conv, err := s.apiConversationOf(c, k)
	if err != nil {
		return err
	}
	list, err := s.store.Messages(c.Request.Context(), k.Shop, conv.ID, after, limit)
	if err != nil {
		return fmt.Errorf("messages: %w", err)
	}
	return answerPage(c, "messages", list, limit, func(m zagaj.Message) string { return strconv.FormatInt(m.Seq, 10) })
}

func (s *Server) apiLabel(c *gin.Context, k zagaj.APIKey) error {
	conv, err := s.apiConversationOf(c, k)
	if err != nil {
		return err
	}
	return s.tellLabel(c, conv)
}

// apiSaveLabel lets a program say what a conversation was about; the visitor's rating stays.
func (s *Server) apiSaveLabel(c *gin.Context, k zagaj.APIKey) error {
	conv, err := s.apiConversationOf(c, k)
	if err != nil {
		return err
	}
	if err := s.keepLabel(c, conv); err != nil {
		return err
	}
	s.audit(c, zagaj.Operator{Shop: k.Shop}, "api.label", string(conv.ID), "key "+k.ID)
	return s.apiLabel(c, k)
}

func (s *Server) apiOffers(c *gin.Context, k zagaj.APIKey) error {
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	list, err := s.store.OffersAfter(c.Request.Context(), k.Shop, zagaj.OfferID(c.Query("after")), limit)
	if err != nil {
		return fmt.Errorf("offers: %w", err)
	}
	return answerPage(c, "offers", list, limit, func(o zagaj.Offer) string { return string(o.ID) })
}

// apiPromises pages by time and id, because a promise's id is made in the panel and tells no order.
func (s *Server) apiPromises(c *gin.Context, k zagaj.APIKey) error {
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	at, id, _ := strings.Cut(either(c.Query("after"), "0"), ".")
	made, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return zagaj.E(zagaj.CodeInvalid, "after is the next of the page before")
	}
	list, err := s.store.PromisesAfter(c.Request.Context(), k.Shop, zagaj.Instant(made), zagaj.PromiseID(id), limit)
	if err != nil {
		return fmt.Errorf("promises: %w", err)
	}
	return answerPage(c, "promises", list, limit, func(p zagaj.Promise) string { return fmt.Sprintf("%d.%s", p.CreatedAt, p.ID) })
}

// apiExport answers all that is stored of a visitor.
func (s *Server) apiExport(c *gin.Context, k zagaj.APIKey) error {
	who := sql.Person{Shop: k.Shop, Visitor: zagaj.VisitorID(c.Param("id"))}
	found, err := s.store.Export(c.Request.Context(), who)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if len(found) == 0 {
		return zagaj.E(zagaj.CodeNotFound, "not found")
	}
	s.audit(c, zagaj.Operator{Shop: k.Shop}, "api.export", "", "key "+k.ID)
	c.JSON(http.StatusOK, found)
	return nil
}

// apiErase removes all that is stored of a visitor.
func (s *Server) apiErase(c *gin.Context, k zagaj.APIKey) error {
	ctx := c.Request.Context()
	removed, err := s.erase(ctx, sql.Person{Shop: k.Shop, Visitor: zagaj.VisitorID(c.Param("id"))})
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	if removed == 0 {
		return zagaj.E(zagaj.CodeNotFound, "not found")
	}
	s.audit(c, zagaj.Operator{Shop: k.Shop}, "api.erase", "", "key "+k.ID) // the log is never changed: it must not name who was erased
	c.JSON(http.StatusOK, gin.H{"erased": removed})
	return nil
}
